/**
 * What a picture of a function shows, before it has places or colours: boxes for statements, and edges for control flow,
 * data flow or both. The same drawing is written as DOT and laid out as SVG.
 */
import type { SyntaxNode } from '../syntax/node.ts';
import type { StatementFlow, Unit } from '../statement/flow.ts';

export type Shown = 'control' | 'data' | 'both';

export interface Box {
  readonly id: string;
  readonly kind: Unit['kind'];
  /** 1-based; 0 for the exits. */
  readonly line: number;
  /** Cut to the width of a box. */
  readonly text: string;
  readonly fullText: string;
  /** How many statements it lies in: 0 for those of the body itself. */
  readonly depth: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: 'control' | 'data';
  readonly label: string;
  readonly may: boolean;
}

export interface Drawing {
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const MOST_TEXT = 60;
const MOST_LABEL = 24;

/** Cuts in characters as people count them, never inside a surrogate pair. */
export function cutText(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

const NESTING =
  /^(?:if|for|for_in|while|do|try|with|labeled)_statement$|^switch_(?:case|default)$|^(?:catch|finally)_clause$/u;

/** Statements around a statement, inside of the function; an `else if` is no deeper than its `if`. */
function depthOf(syntax: SyntaxNode, fn: SyntaxNode): number {
  let depth = 0;
  for (let at = syntax; at.parent !== null && at.parent !== fn; at = at.parent) {
    const isChained = at.type === 'if_statement' && at.parent.type === 'else_clause';
    if (NESTING.test(at.parent.type)) depth += 1;
    if (isChained || /^(?:catch|finally)_clause$/u.test(at.type)) depth -= 1;
  }
  return Math.max(0, depth);
}

/** @returns boxes in source order, and only those that an edge of the wanted kinds touches (the entry always) */
export function drawingOf(flow: StatementFlow, shown: Shown): Drawing {
  const arrows: Arrow[] = [];
  const add = (kind: Arrow['kind'], edges: StatementFlow['control']): void => {
    for (const { from, to, label, may } of edges)
      arrows.push({
        from: `n${from}`,
        to: `n${to}`,
        kind,
        label: cutText(label, MOST_LABEL),
        may,
      });
  };
  if (shown !== 'data') add('control', flow.control);
  if (shown !== 'control') add('data', flow.data);
  const touched = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const boxes = flow.units
    .filter(({ index, kind }) => kind === 'entry' || touched.has(`n${index}`))
    .map(({ index, kind, line, text, syntax }): Box => ({
      id: `n${index}`,
      kind,
      line: kind === 'exit' || kind === 'throw' ? 0 : line,
      text: cutText(text, MOST_TEXT),
      fullText: text,
      depth: kind === 'statement' || kind === 'condition' ? depthOf(syntax, flow.body.fn.node) : 0,
    }));
  return { title: flow.body.fn.id, boxes, arrows };
}
