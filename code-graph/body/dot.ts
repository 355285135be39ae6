/**
 * Pictures of a function body for people, in Graphviz's DOT language and as plain lines. Nodes show their source text,
 * cut to one short line; implicit exceptions that leave the function, and faults, are left out of the picture.
 */
import type { SyntaxNode } from '../syntax/node.ts';
import type { FunctionBody } from './index.ts';
import { ENTRY, EXIT, FLAGS, THROW_EXIT, labelName } from './cfg.ts';
import type { Cfg } from './cfg.ts';
import { CANCEL, EXCEPTION, FAULT, eachEdge, reachFrom } from './flow/edge.ts';

const TEXT_LIMIT = 40;

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function shorten(text: string, { start, end }: SyntaxNode): string {
  const line = text.slice(start, Math.min(end, start + 400)).replace(/\s+/g, ' ');
  return line.length > TEXT_LIMIT ? `${line.slice(0, TEXT_LIMIT - 1)}…` : line;
}

const HEADS: Readonly<Record<string, string>> = {
  while_statement: 'while',
  do_statement: 'do',
  for_statement: 'for',
  try_statement: 'try',
  finally_clause: 'finally',
};

/** @returns what a node is called in pictures: its text, or its keyword where the text holds whole statements */
export function nameNode(cfg: Cfg, node: number, text: string): string {
  if (node === ENTRY) return 'entry';
  if (node === EXIT) return 'exit';
  if (node === THROW_EXIT) return 'throw exit';
  const syntax = cfg.syntax[node] as SyntaxNode;
  const until = syntax.children.find(
    ({ field, type }) => field === 'body' || type === 'statement_block',
  );
  const head =
    HEADS[syntax.type] ??
    shorten(text, { ...syntax, end: until === undefined ? syntax.end : until.start });
  return head.replace(/[\s:{]+$/u, '') || syntax.type;
}

/** Calls `visit` for each edge worth showing, between nodes that can run. */
function eachShownEdge(cfg: Cfg, visit: (from: number, to: number, label: number) => void): void {
  const isLive = reachFrom(cfg.succ, [ENTRY], (label) => label !== FAULT);
  for (let from = 0; from < cfg.size; from += 1) {
    if (isLive[from] === 0) continue;
    eachEdge(cfg.succ, from, (to, label) => {
      const leaves =
        (to === THROW_EXIT && label === EXCEPTION) || label === FAULT || label === CANCEL;
      if (!leaves) visit(from, to, label);
    });
  }
}

/** @returns one line for each node that can run, `3 x > 0: true->4 false->6`; `next` is not written */
export function cfgToText(cfg: Cfg, text: string): string {
  const rows = new Map<number, string[]>();
  eachShownEdge(cfg, (from, to, label) => {
    const name = labelName(label);
    const edge = `${name === 'next' ? '' : name}->${to}`;
    rows.set(from, [...(rows.get(from) ?? []), edge]);
  });
  return [...rows]
    .map(([node, edges]) => `${node} ${nameNode(cfg, node, text)}: ${edges.join(' ')}`)
    .join('\n');
}

/** @returns control flow as a DOT digraph; suspension points are doubled boxes, exceptions dashed */
export function cfgToDot({ cfg, fn, scopes }: FunctionBody): string {
  const isLive = reachFrom(cfg.succ, [ENTRY], (label) => label !== FAULT);
  const lines = [`digraph ${quote(`${fn.id} cfg`)} {`, '  node [shape=box, fontname=monospace];'];
  for (let node = 0; node < cfg.size; node += 1) {
    if (isLive[node] === 0 && node > EXIT) continue;
    const extra =
      node <= THROW_EXIT
        ? ', shape=oval'
        : (cfg.flags[node] as number) & FLAGS.suspends
          ? ', peripheries=2'
          : '';
    lines.push(`  n${node} [label=${quote(nameNode(cfg, node, scopes.tree.text))}${extra}];`);
  }
  eachShownEdge(cfg, (from, to, label) => {
    const name = labelName(label);
    const style = label === EXCEPTION ? ', style=dashed' : '';
    const attributes = name === 'next' ? '' : ` [label=${quote(name)}${style}]`;
    lines.push(`  n${from} -> n${to}${attributes};`);
  });
  return [...lines, '}', ''].join('\n');
}

/** @returns data flow as a DOT digraph: writes to reads, labelled with the variable; writes elsewhere are dashed */
export function dfgToDot({ dfg, fn, scopes }: FunctionBody): string {
  const { text } = scopes.tree;
  const names = new Map<SyntaxNode, string>();
  const lines = [`digraph ${quote(`${fn.id} dfg`)} {`, '  node [shape=box, fontname=monospace];'];
  const nameOf = (node: SyntaxNode): string => {
    let name = names.get(node);
    if (name === undefined) {
      names.set(node, (name = `n${names.size}`));
      const line = text.slice(0, node.start).split('\n').length;
      lines.push(`  ${name} [label=${quote(`${line}: ${shorten(text, node)}`)}];`);
    }
    return name;
  };
  for (const { write, read, variable, may } of dfg.edges()) {
    const edge = `${nameOf(write)} -> ${nameOf(readSite(read))}`;
    lines.push(`  ${edge} [label=${quote(variable.name)}${may ? ', style=dashed' : ''}];`);
  }
  return [...lines, '}', ''].join('\n');
}

/** The statement or declarator that a read stands in: what a person recognises in a picture. */
function readSite(read: SyntaxNode): SyntaxNode {
  let at = read;
  while (
    at.parent !== null &&
    !/_statement$|_declaration$|_block$|^program$/u.test(at.parent.type)
  ) {
    if (/^(?:variable_declarator|assignment_expression)$/u.test(at.type)) break;
    at = at.parent;
  }
  const { parent } = at;
  const isWhole = /^(?:return|throw|expression)_statement$/u.test(parent?.type ?? '');
  return parent !== null && isWhole ? parent : at;
}
