/**
 * A copy that nobody took: a function was given the object, returned another one in which the property is different, and its result
 * was not used. `withDiscount(cart);` leaves `cart` as it was.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { isSameValue, refOf } from '../../value-text.ts';
import { callSiteOf } from '../call.ts';
import { COST } from '../cost.ts';
import { reachedAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueStep } from '../step/dependence.ts';
import type { Of } from '../step/dependence.ts';
import { memberValue } from '../value.ts';
import { framesGiven } from './given.ts';

const MOST_FOUND = 3;

/** @returns steps to the calls whose results would have had another value of the property */
export function droppedCopies(
  context: Context,
  { process, ref, key, before }: Of<'member'>,
): readonly Dependence[] {
  const own = memberValue(context, process, ref, key, before);
  const found: Dependence[] = [];
  for (const frame of framesGiven(context, { process, ref, before })) {
    const copy = frame.outcome === 'returned' ? refOf(frame.value) : null;
    if (copy === null || copy === ref || frame.endSeq === null) continue;
    const other = memberValue(context, process, copy, key, frame.endSeq + 1);
    if (other === null || (own !== null && isSameValue(own, other))) continue;
    const call = callSiteOf(context, frame);
    if (call === null || call.relation !== 'direct' || !isUnused(call.node)) continue;
    const why = `returned another one with a different ${key}, which was not used`;
    const at = call.seq ?? frame.endSeq;
    const place = reachedAt(call.source, call.node, call.frame, at);
    found.push(valueStep({ ...place, isPlace: true }, COST.given, why));
    if (found.length >= MOST_FOUND) break;
  }
  return found;
}

/** @returns true where the call is all of a statement, waited for or not */
function isUnused(call: SyntaxNode): boolean {
  let at: SyntaxNode | null = call.parent;
  while (at !== null && /^(?:await|parenthesized|unary)_expression$/u.test(at.type)) at = at.parent;
  return at?.type === 'expression_statement';
}
