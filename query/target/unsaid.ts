/**
 * What was to be said and was not: an expected message that stands in the text of the program, in code that did not run. The nearest
 * condition that turned away from it is where a walk backwards may begin.
 */
import { walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { Context } from '../provenance/point.ts';
import { framesOf } from '../provenance/potential/missing.ts';
import { turnedAway } from '../provenance/potential/untaken.ts';
import type { Target } from '../provenance/slice.ts';
import type { SourceFile } from '../source-index.ts';

/** Shorter texts stand anywhere. */
const TELLING = 8;
const MOST_PLACES = 12;
const MOST_FRAMES = 6;
const SHOWN = 40;
/** What stands between the parts of a message that are fixed: holes of a template, signs of a regular expression. */
const HOLES = /\\.|[()[\]{}*+?.|^$"'`]|\d+/u;

/**
 * @param expected the whole text, or the source of a regular expression
 * @param isTest such files say what is expected, and do not say it
 * @returns the conditions that kept it from being said, the last activation first
 */
export function unsaidTargets(
  context: Context,
  expected: string,
  isTest: (file: string) => boolean,
): readonly Target[] {
  const pieces = expected.split(HOLES).map((piece) => piece.trim());
  const piece = pieces.toSorted((a, b) => b.length - a.length)[0] ?? '';
  // One word may be any key or name.
  if (piece.length < TELLING || !/\S\s+\S/u.test(piece)) return [];
  const found = new Map<SyntaxNode, Target>();
  for (const { source, node } of placesOf(context, piece, isTest)) {
    const fn = source.scopes.functionOf(node);
    const what = `"${piece.slice(0, SHOWN)}" from being said`;
    for (const frame of framesOf(context, fn.id).slice(-MOST_FRAMES).toReversed()) {
      const span = { frame, after: frame.start.seq, before: frame.endSeq ?? Infinity };
      for (const { to, why } of turnedAway(context, source, node, span, what)) {
        const at = 'node' in to ? to.node : node;
        if (!found.has(at)) found.set(at, { point: to, cost: 0, why, hint: 'turned' });
      }
    }
  }
  return [...found.values()];
}

function placesOf(
  context: Context,
  piece: string,
  isTest: (file: string) => boolean,
): readonly { readonly source: SourceFile; readonly node: SyntaxNode }[] {
  const found: { readonly source: SourceFile; readonly node: SyntaxNode }[] = [];
  for (const path of new Set(context.timeline.sites.map((site) => site?.file))) {
    const source = path === undefined || isTest(path) ? null : context.sources.file(path);
    if (source === null || !source.text.includes(piece)) continue;
    walkSyntax(source.root, (node) => {
      if (found.length >= MOST_PLACES) return false;
      if (node.end - node.start < piece.length) return false;
      if (!/^(?:string|template_string)$/u.test(node.type)) return true;
      if (source.text.slice(node.start, node.end).includes(piece)) found.push({ source, node });
      return true;
    });
  }
  return found;
}
