/**
 * A control-flow graph as plain lines, for tests. Nodes show their source text, cut to one short line; implicit exceptions
 * that leave the function are left out. Pictures for people are made of statements: `picture/`.
 */
import type { SyntaxNode } from '../syntax/node.ts';
import { ENTRY, EXIT, THROW_EXIT, labelName } from './cfg.ts';
import type { Cfg } from './cfg.ts';
import { CANCEL, EXCEPTION, FAULT, eachEdge, reachFrom } from './flow/edge.ts';

const TEXT_LIMIT = 40;

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
