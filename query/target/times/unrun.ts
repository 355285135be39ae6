/**
 * A function of the test that would have made the expected value and never ran: where it was handed over; and where it stands in a list
 * of functions that the program calls in turn, what left the loop over them when another one had run.
 */
import { childOf, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { callSiteOf } from '../../provenance/call.ts';
import { reachedAt } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import { framesOf } from '../../provenance/potential/missing.ts';
import { neverRan } from '../../provenance/potential/never-ran.ts';
import { ANY_LOOP, letThrough } from '../../provenance/potential/untaken.ts';
import type { Target } from '../../provenance/slice.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';

/** Shorter texts stand anywhere. */
const TELLING = 3;
const MOST_FUNCTIONS = 4;
const LEAVES = /^(?:break|return)_statement$/u;

/**
 * @param root the activation of the test
 * @param text what was expected, as the test spells it
 * @returns what kept the functions from running that spell the text; none where each of them ran
 */
export function unrunTargets(context: Context, root: Frame, text: string): readonly Target[] {
  const source = context.sources.file(root.site.file);
  const test = source?.scopes.nodeById(root.site.node) ?? null;
  if (source === null || test === null || text.length < TELLING) return [];
  return functionsWith(source, test, text)
    .filter((fn) => ranIn(context, source, fn, root).length === 0)
    .slice(0, MOST_FUNCTIONS)
    .flatMap((fn) => {
      const left = besideIt(fn).flatMap((other) =>
        ranIn(context, source, other, root).flatMap((frame) => leftAfter(context, frame)),
      );
      const id = source.scopes.functionAt(fn)?.id;
      const handed =
        id === undefined ? [] : neverRan(context, { source, id, by: root }, `"${text}"`);
      return [
        ...left,
        ...handed.map(({ to, cost, why }): Target => ({ point: to, cost, why, hint: 'turned' })),
      ];
    });
}

/** The innermost functions in the test that have the text as a string of their own. */
function functionsWith(source: SourceFile, test: SyntaxNode, text: string): readonly SyntaxNode[] {
  const found = new Set<SyntaxNode>();
  walkSyntax(test, (node) => {
    if (!/^(?:string|template_string)$/u.test(node.type)) return true;
    const fn = source.scopes.functionOf(node).node;
    if (fn !== test && source.text.slice(node.start + 1, node.end - 1) === text) found.add(fn);
    return false;
  });
  return [...found];
}

function ranIn(
  context: Context,
  source: SourceFile,
  fn: SyntaxNode,
  root: Frame,
): readonly Frame[] {
  const id = source.scopes.functionAt(fn)?.id;
  return id === undefined ? [] : framesOf(context, id).filter(({ outer }) => outer === root);
}

/** The other functions of the same list. */
function besideIt(fn: SyntaxNode): readonly SyntaxNode[] {
  const list = fn.parent?.type === 'array' ? fn.parent : null;
  return (list?.children ?? []).filter(
    (one) => one !== fn && /^(?:arrow_function|function_expression)$/u.test(one.type),
  );
}

/** Statements that left the loop in which the activation was called, as the conditions around them went since. */
function leftAfter(context: Context, frame: Frame): readonly Target[] {
  const call = callSiteOf(context, frame);
  const loop = call === null ? null : loopAround(call.source, call.node);
  const body = loop === null ? null : childOf(loop, 'body');
  if (call === null || body === null) return [];
  const found: Target[] = [];
  const { source } = call;
  walkSyntax(body, (node) => {
    if (node !== body && (source.scopes.functionAt(node) !== null || ANY_LOOP.test(node.type)))
      return false;
    const seq = LEAVES.test(node.type)
      ? letThrough(context, call.source, node, { frame: call.frame, after: frame.start.seq })
      : null;
    if (seq === null) return true;
    const point = {
      ...reachedAt(source, node, call.frame, seq + 1),
      isDecisive: true,
      isPlace: true,
    };
    const why = 'left the loop before the next one was called';
    found.push({ point, cost: 0, why, hint: 'turned' });
    return false;
  });
  return found;
}

function loopAround(source: SourceFile, node: SyntaxNode): SyntaxNode | null {
  const fn = source.scopes.functionOf(node).node;
  for (let up = node.parent; up !== null && up !== fn; up = up.parent)
    if (ANY_LOOP.test(up.type)) return up;
  return null;
}
