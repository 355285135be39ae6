/**
 * What put a value into a collection under a key, or took it away: the last call that says so, else the keys that were used instead,
 * and the conditions that turned away from it.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import { countBefore } from '../../lists.ts';
import { isSameValue, primitiveText } from '../../value-text.ts';
import { argumentsOf, callInside } from '../call.ts';
import { COST } from '../cost.ts';
import { expressionOf } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { placeStep, valueStep } from '../step/dependence.ts';
import { unfilled } from '../potential/unfilled.ts';
import { isOwnMethod } from './mutation.ts';
import type { Held } from '../potential/given.ts';
import { valueOf } from '../value.ts';

const MOST_OTHERS = 4;
const MOST_LOOKED_AT = 4096;

/** @returns steps to the `set` or `add` of the key, to what removed it, or to the other keys and to what kept it from being set */
export function storesOf(context: Context, into: Held, asked: Value): readonly Dependence[] {
  const { process, ref, before } = into;
  const others: { readonly step: Dependence; readonly isAlike: boolean }[] = [];
  const { calls } = context.timeline.object(process, ref);
  const last = countBefore(calls, before) - 1;
  for (let index = last; index >= 0 && index > last - MOST_LOOKED_AT; index -= 1) {
    const event = calls[index];
    if (event === undefined || !CHANGES_KEY.test(event.key ?? '')) continue;
    if (isOwnMethod(context, event)) continue;
    const from = setCall(context, event);
    if (from === null) continue;
    const [key, value] = from.args;
    const isStore = event.key === 'set' || event.key === 'add';
    // A `delete` that gave false found nothing: the key had been gone before.
    const isVain = event.value.kind === 'boolean' && !event.value.value;
    const gone = isStore || isVain ? [] : removedBy(context, from, asked);
    if (gone.length > 0) return gone;
    if (!isStore || key === undefined) continue;
    const used = valueOf(context, from.at.source, key, from.at.frame, from.at.before);
    const { source, frame } = from.at;
    if (used !== null && isSameValue(used, asked))
      return [
        valueStep(
          expressionAt(source, value ?? key, frame, from.at.before),
          COST.definition,
          'was set here',
        ),
        valueStep(expressionAt(source, key, frame, from.at.before), COST.base, 'under this key'),
      ];
    const isAlike = used !== null && isSpelledAlike(used, asked);
    const why = isAlike ? 'was the key, which is spelled nearly alike' : 'was the key';
    const step = valueStep(
      expressionAt(source, key, frame, from.at.before),
      isAlike ? COST.alikeKey : COST.otherKey,
      why,
    );
    others.push({ step, isAlike });
  }
  const nearest = others.toSorted((a, b) => Number(b.isAlike) - Number(a.isAlike));
  return [...nearest.slice(0, MOST_OTHERS).map(({ step }) => step), ...unfilled(context, into)];
}

/** `1` and `'1'`, `Json` and `json`, `a` and `a ` are other keys, and mostly were not meant to be. */
function isSpelledAlike(one: Value, other: Value): boolean {
  const [a, b] = [one, other].map((value) => primitiveText(value)?.trim().toLowerCase() ?? null);
  return a != null && a === b;
}

const CHANGES_KEY = /^(?:set|add|delete|clear)$/u;

/** `map.delete(k)` of the same key, `map.clear()`. */
function removedBy(
  context: Context,
  { at, args }: NonNullable<ReturnType<typeof setCall>>,
  asked: Value,
): readonly Dependence[] {
  const { source, frame, before } = at;
  const [key] = args;
  const used = key === undefined ? null : valueOf(context, source, key, frame, before);
  if (key !== undefined && (used === null || !isSameValue(used, asked))) return [];
  const there = placeStep([source, at.node, frame, before], COST.definition, 'took it away');
  return key === undefined
    ? [there]
    : [there, valueStep(expressionAt(source, key, frame, before), COST.base, 'under this key')];
}

function setCall(
  context: Context,
  event: Parameters<typeof expressionOf>[1],
): { readonly at: ExpressionPoint; readonly args: readonly SyntaxNode[] } | null {
  const at = expressionOf(context, event);
  const call = at === null ? null : callInside(at.node);
  return at === null || call === null ? null : { at, args: argumentsOf(call) };
}
