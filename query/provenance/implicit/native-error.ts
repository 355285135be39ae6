/**
 * Errors that the engine threw itself (`undefined` has no properties, `x` is no function): the deepest recorded activation that
 * the error went through, and the expression there that the message blames.
 */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import { thrownInside } from '../../target/failure.ts';
import type { Frame } from '../../timeline.ts';
import { isTruthy } from '../../value-text.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueOf } from '../value.ts';
import { valueStep } from '../step/dependence.ts';
import { blamedBy } from './blamed.ts';

const MOST_BLAMED = 3;

interface Thrown {
  readonly frame: Frame;
  /** Where it was thrown, if that was in this very activation: the `try` block. */
  readonly block: SyntaxNode;
  readonly seq: number;
  readonly error: Value;
}

/** @returns steps to what the error's message blames; none where it is an error of another kind */
export function blamedFor(context: Context, thrown: Thrown): readonly Dependence[] {
  const { frame, before } = deepest(context, thrown.frame, thrown.seq);
  const source = context.sources.file(frame.site.file);
  const fn = source?.scopes.nodeById(frame.site.node) ?? null;
  const area = frame === thrown.frame ? thrown.block : fn === null ? null : childOf(fn, 'body');
  if (source === null || area === null) return [];
  return blamedBy(source, area, thrown.error)
    .filter((node) => source.scopes.functionOf(node).id === frame.site.node)
    .filter((node) => {
      const value = valueOf(context, source, node, frame, before);
      return value === null || isTruthy(value) !== true || value.kind === 'object';
    })
    .slice(-MOST_BLAMED)
    .map((node) =>
      valueStep(
        expressionAt(source, node, frame, before),
        COST.crossing,
        'is what the error is about',
      ),
    );
}

/** From activation to activation along those that the error left. */
function deepest(
  context: Context,
  outer: Frame,
  seq: number,
): { readonly frame: Frame; readonly before: number } {
  let frame = outer;
  let before = seq;
  for (
    let inner = thrownInside(context, frame, before - 1);
    inner !== null;
    inner = thrownInside(context, frame, before - 1)
  ) {
    before = inner.endSeq ?? before;
    frame = inner;
  }
  return { frame, before };
}
