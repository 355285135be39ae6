/**
 * What an operator asked of an object that it needed as a number or a text: the state of a Date, and what `valueOf`, `toString` and
 * `Symbol.toPrimitive` of the program returned.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { contentsOf } from '../builtin/contents.ts';
import { shapeOf } from '../builtin/native.ts';
import { simpleName } from '../../../protocol/ids.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { expressionAt } from '../point.ts';
import { returnOf } from '../step/return.ts';

const CONVERTS = /^(?:valueOf|toString|toJSON|toPrimitive|\[Symbol\.toPrimitive\])$/u;
const MOST_CONVERSIONS = 2;

/** @returns steps to what an operand that is an object was turned into; none for primitives */
export function coercedBy(
  context: Context,
  { source, frame, before }: ExpressionPoint,
  operand: SyntaxNode,
): readonly Dependence[] {
  const at = expressionAt(source, operand, frame, before);
  const value = shapeOf(context, at, at.node);
  const ref = refOf(value);
  if (value?.kind !== 'object' || ref === null) return [];
  if (value.shape === 'date') return contentsOf(context, frame.process, ref, before);
  const isOf = (one: Frame): boolean =>
    one.start.seq < before &&
    CONVERTS.test(simpleName(one.site.node)) &&
    refOf(one.start.values[one.site.names?.indexOf('this') ?? -1]) === ref;
  return frame.children
    .filter(isOf)
    .slice(-MOST_CONVERSIONS)
    .flatMap((one) => returnOf(context, one, `${simpleName(one.site.node)} returned it`));
}
