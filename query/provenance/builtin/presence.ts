/**
 * Whether an object has a key is read of it as a value is: `k in o`, `Object.hasOwn(o, k)`, `o.hasOwnProperty(k)`, `map.has(k)`. What
 * decided is the write that gave the object the key, or whatever kept one from being written.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { primitiveText, refOf } from '../../value-text.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { valueStep } from '../step/dependence.ts';
import { valueOf } from '../value.ts';
import { SAYS_PRESENCE } from './native.ts';
import type { Native } from './native.ts';
import { storesOf } from './stores.ts';

/** @returns steps to what gave the object the key that a built-in looked for; none where it looks for none */
export function presenceRead(
  context: Context,
  native: Native,
  at: ExpressionPoint,
): readonly Dependence[] {
  const { kind, name, owner, subject, args } = native;
  const [first, second] = args;
  if (name === 'hasOwn' && owner === 'Object') return presenceOf(context, at, first, second);
  if (name === 'has' && owner === 'Reflect') return presenceOf(context, at, first, second);
  if (SAYS_PRESENCE.test(name) && subject !== null) return presenceOf(context, at, subject, first);
  if (name === 'has' && (kind === 'map' || kind === 'set') && subject !== null)
    return entryOf(context, at, subject, first);
  return [];
}

/** @returns the step to the property of the object, there or not, that the key means; none where one of the two is not known */
export function presenceOf(
  context: Context,
  at: ExpressionPoint,
  object: SyntaxNode | undefined,
  key: SyntaxNode | undefined,
): readonly Dependence[] {
  const { source, frame, before } = at;
  if (object === undefined || key === undefined) return [];
  const { process } = frame;
  const ref = refOf(valueOf(context, source, object, frame, before));
  const asked = valueOf(context, source, key, frame, before);
  const text = asked === null ? null : primitiveText(asked);
  if (ref === null || text === null) return [];
  const held = expressionAt(source, object, frame, before);
  return [
    valueStep(
      { kind: 'member', process, ref, key: text, before, at: held },
      COST.definition,
      `whether it has ${text}`,
    ),
  ];
}

function entryOf(
  context: Context,
  { source, frame, before }: ExpressionPoint,
  subject: SyntaxNode,
  key: SyntaxNode | undefined,
): readonly Dependence[] {
  if (key === undefined) return [];
  const ref = refOf(valueOf(context, source, subject, frame, before));
  const asked = valueOf(context, source, key, frame, before);
  return ref === null || asked === null
    ? []
    : storesOf(context, { process: frame.process, ref, before }, asked);
}
