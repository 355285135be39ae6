/**
 * `undefined` at a place of the source that had numbers or objects, and only those. Compared per site and not per variable,
 * because `x = undefined` elsewhere is a reset on purpose; fields seen in passing are left out, because optional ones come
 * and go. One value is chance, two are a habit; a place that was undefined before it had a habit is never told.
 */
import type { Value } from '../../../protocol/event.ts';
import { describeValue } from '../describe.ts';
import { createLru } from '../lru.ts';
import { collect, type CreateRule, type Finding } from '../rule.ts';
import type { Observation } from '../observe.ts';

const HABIT = 2;

interface History {
  readonly defined: number;
  readonly mixed: boolean;
  readonly last: string;
}

export const createBecameUndefinedRule: CreateRule = ({ capacity }) => {
  const histories = createLru<string, History>(capacity);

  function check(observation: Observation): Finding | null {
    const { sitePlace, site, subject, seq, value, isField } = observation;
    if (isField) return null;
    const history = histories.get(sitePlace) ?? { defined: 0, mixed: false, last: '' };
    if (isNumberOrObject(value)) {
      const last = describeValue(value);
      histories.set(sitePlace, { ...history, defined: history.defined + 1, last });
      return null;
    }
    if (value.kind !== 'undefined' || history.mixed) return null;
    if (history.defined < HABIT) {
      histories.set(sitePlace, { ...history, mixed: true });
      return null;
    }
    const what = subject ?? `the ${site.kind}`;
    const message = `${what} is undefined, was ${history.last} before`;
    return { place: sitePlace, site, subject, seq, message };
  }

  return { push: (_event, observations) => collect(observations, check) };
};

function isNumberOrObject(value: Value): boolean {
  return value.kind === 'number' || value.kind === 'object' || value.kind === 'seen';
}
