/**
 * A property that changes its type (number to string, object to array): of the same class, or at the same site where the
 * class is not known. `null`, `undefined` and what was not recorded have no type here.
 */
import type { Value } from '../../../protocol/event.ts';
import { describeValue } from '../describe.ts';
import { createLru } from '../lru.ts';
import { collect, type CreateRule, type Finding } from '../rule.ts';
import type { Observation } from '../observe.ts';

interface Typed {
  readonly type: string;
  readonly text: string;
}

export const createTypeFlipRule: CreateRule = ({ capacity }) => {
  /** First type of each place: what comes after is measured against it. */
  const types = createLru<string, Typed>(capacity);

  function check({ place, site, subject, seq, value, isProperty }: Observation): Finding | null {
    const type = isProperty ? typeOf(value) : null;
    if (type === null) return null;
    const before = types.get(place);
    if (before === undefined) types.set(place, { type, text: describeValue(value) });
    if (before === undefined || before.type === type) return null;
    const what = subject ?? 'a property';
    const now = `${type} ${describeValue(value)}`;
    const message = `${what} is ${now}, was ${before.type} ${before.text} before`;
    return { place, site, subject, seq, message };
  }

  return { push: (_event, observations) => collect(observations, check) };
};

/** @returns null for what says nothing about a type; an object known by identity alone could be of any shape */
function typeOf(value: Value): string | null {
  switch (value.kind) {
    case 'undefined':
    case 'null':
    case 'omitted':
    case 'seen':
      return null;
    case 'object':
      return value.shape === 'class' ? 'function' : value.shape;
    default:
      return value.kind;
  }
}
