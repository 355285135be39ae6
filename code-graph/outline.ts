/**
 * Part of the graph as compact text for a prompt: deterministic, grouped by file, each line with the node ids that a plan
 * may name, never over its budget of tokens. What is wanted is shown by its id first, then by its signature, then with its
 * calls, writes and reads, each in the order of the ids and as far as the budget goes; what has no room is counted.
 */
import type { CodeGraph } from './project/code-graph.ts';
import type { Access } from './project/facts/file-facts.ts';
import type { FunctionNode, GraphNode } from './project/graph.ts';
import type { CallEdge } from './project/link/call.ts';
import { estimateTokens } from './token-estimate.ts';

const MAX_LISTED = 8;

interface Entry {
  readonly file: string;
  /** Texts of growing detail. */
  readonly levels: readonly string[];
}

const short = (id: string, file: string): string =>
  id.startsWith(`${file}#`) ? id.slice(file.length) : id;

function list(items: readonly string[]): string {
  const shown = items.slice(0, MAX_LISTED).join(', ');
  return items.length > MAX_LISTED ? `${shown}, and ${items.length - MAX_LISTED} more` : shown;
}

function callText(edges: readonly CallEdge[], end: 'from' | 'to', file: string): string {
  return list(edges.map((edge) => `${short(edge[end], file)}${edge.confidence < 0.6 ? '?' : ''}`));
}

function accessText(accesses: readonly Access[]): string {
  return list(
    accesses.map(
      ({ name, target, node, line }) =>
        `${target === 'property' ? '.' : ''}${name} ${node.slice(node.lastIndexOf('/'))}:${line}`,
    ),
  );
}

function signature(fn: FunctionNode): string {
  const words = [fn.isAsync ? 'async' : '', fn.functionKind, fn.isGenerator ? 'generator' : ''];
  const facts = [`${fn.line}-${fn.endLine}`, `complexity ${fn.complexity}`];
  if (fn.loopDepth > 0) facts.push(`loops ${fn.loopDepth}`);
  const kind = words.filter((word) => word !== '').join(' ');
  return `  ${short(fn.id, fn.file)} ${kind} ${fn.name}(${fn.params.join(', ')}) [${facts.join(', ')}]`;
}

function functionEntry(graph: CodeGraph, fn: FunctionNode): Entry {
  const head = signature(fn);
  const callees = callText(graph.callees(fn.id), 'to', fn.file);
  const callers = callText(graph.callers(fn.id), 'from', fn.file);
  const calls = [
    callees === '' ? '' : `\n    calls ${callees}`,
    callers === '' ? '' : `\n    called by ${callers}`,
  ].join('');
  const writes = accessText(
    graph.accessesIn(fn.id).filter((access) => access.op === 'write' && access.way !== 'param'),
  );
  const reads = accessText(graph.accessesIn(fn.id).filter((access) => access.op === 'read'));
  const more = writes === '' ? '' : `\n    writes ${writes}`;
  const most = reads === '' ? '' : `\n    reads ${reads}`;
  return {
    file: fn.file,
    levels: [
      `  ${short(fn.id, fn.file)}`,
      head,
      head + calls,
      head + calls + more,
      head + calls + more + most,
    ],
  };
}

function otherEntry(graph: CodeGraph, node: Exclude<GraphNode, FunctionNode>): Entry {
  const file = 'file' in node ? node.file : '';
  if (node.kind === 'property' || node.kind === 'variable') {
    const writers = list(
      graph.writersOf(node.name).map((access) => `${access.node}:${access.line}`),
    );
    const readers = list(
      graph.readersOf(node.name).map((access) => `${access.node}:${access.line}`),
    );
    const head = `  ${node.kind} ${node.name}`;
    const written = writers === '' ? '' : `\n    written at ${writers}`;
    const read = readers === '' ? '' : `\n    read at ${readers}`;
    return { file, levels: [head, head + written, head + written + read] };
  }
  if (node.kind === 'module')
    return { file, levels: [`  ${node.id}`, `  ${node.id} module [${node.lines} lines]`] };
  return { file, levels: [`  ${node.kind} ${node.name}`] };
}

/** @returns the node of the id, or for a statement or expression the function that it is in */
function nodeAround(graph: CodeGraph, id: string): GraphNode | null {
  for (let at = id; at.includes('#'); at = at.slice(0, at.lastIndexOf('/'))) {
    const node = graph.node(at);
    if (node !== null) return node;
    if (!at.includes('/', at.indexOf('#'))) break;
  }
  return graph.node(id) ?? graph.node(id.slice(0, id.indexOf('#') + 1));
}

function render(entries: readonly Entry[], levels: readonly number[]): string {
  const byFile = new Map<string, string[]>();
  entries.forEach((entry, index) => {
    const text = entry.levels[Math.min(levels[index] ?? -1, entry.levels.length - 1)];
    if (text === undefined) return;
    const lines = byFile.get(entry.file);
    if (lines === undefined) byFile.set(entry.file, [text]);
    else lines.push(text);
  });
  const blocks = [...byFile].map(([file, lines]) => [file || 'names', ...lines].join('\n'));
  const hidden = levels.filter((level) => level < 0).length;
  if (hidden > 0) blocks.push(leftOut(hidden));
  return blocks.join('\n');
}

const leftOut = (count: number): string => `(${count} more left out)`;
/** A line and the break before it. */
const costOf = (text: string): number => estimateTokens(text) + 1;

/** Raises the level of one entry after the other as long as there is room, all to one level before any to the next. */
function chooseLevels(entries: readonly Entry[], budget: number): readonly number[] {
  const levels = entries.map(() => -1);
  const files = new Set<string>();
  const deepest = Math.max(0, ...entries.map((entry) => entry.levels.length));
  let room = budget - costOf(leftOut(entries.length));
  for (let level = 0; level < deepest; level += 1)
    for (const [index, { file, levels: texts }] of entries.entries()) {
      const text = texts[level];
      if (text === undefined || levels[index] !== level - 1) continue;
      const before = level === 0 ? 0 : costOf(texts[level - 1] as string);
      const header = files.has(file) ? 0 : costOf(file || 'names');
      const cost = costOf(text) - before + header;
      if (cost > room) continue;
      room -= cost;
      files.add(file);
      levels[index] = level;
    }
  return levels;
}

/**
 * @param nodeIds    most important first; ids that the graph does not know are left out
 * @param maxTokens  budget in tokens as {@link estimateTokens} counts them
 * @returns text within the budget; empty where not even the count of what is left out has room
 */
export function outline(graph: CodeGraph, nodeIds: readonly string[], maxTokens: number): string {
  const nodes = new Set<GraphNode>();
  for (const id of nodeIds) {
    const node = nodeAround(graph, id);
    if (node !== null) nodes.add(node);
  }
  const entries = [...nodes].map((node) =>
    node.kind === 'function' ? functionEntry(graph, node) : otherEntry(graph, node),
  );
  const text = render(entries, chooseLevels(entries, maxTokens));
  return estimateTokens(text) <= maxTokens ? text : '';
}
