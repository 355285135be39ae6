/** NaN where the same variable, property or place had finite numbers. A place whose first number is NaN is no anomaly yet. */
import { createLru } from '../lru.ts';
import { collect, type CreateRule, type Finding } from '../rule.ts';
import type { Observation } from '../observe.ts';

export const createNotANumberRule: CreateRule = ({ capacity }) => {
  /** Last finite number of each place. */
  const finite = createLru<string, number>(capacity);

  function check({ place, site, subject, seq, value }: Observation): Finding | null {
    if (value.kind !== 'number') return null;
    if (Number.isFinite(value.value)) finite.set(place, value.value);
    if (!Number.isNaN(value.value)) return null;
    const before = finite.get(place);
    if (before === undefined) return null;
    const what = subject ?? `the ${site.kind}`;
    return { place, site, subject, seq, message: `${what} is NaN, was ${before} before` };
  }

  return { push: (_event, observations) => collect(observations, check) };
};
