/**
 * The `when` of probes: whether an event, or a whole activation, is to be recorded at all. Evaluating is timed like the slow path, and
 * what is left out is looked at as often as what is not, so that a probe whose condition never holds is governed like any other.
 */
import type { SiteCondition } from '../../../protocol/session.ts';
import type { Condition } from '../../../protocol/condition/condition.ts';
import type { Producer } from '../producer.ts';
import { STOP } from '../producer.ts';
import { mayHold } from '../value/condition.ts';
import { now } from '../value/intrinsic.ts';
import { UNKNOWN } from '../value/look-up.ts';
import { canBeSecret } from '../value/text.ts';
import { Math, Object } from '../realm/builtin.ts';
import { CLOSED } from './governor.ts';
import type { Governor } from './governor.ts';

/** What becomes of an event whose condition does not hold; beside the four of the governor. */
export const UNMET = 4;

/** One evaluation in so many is timed. */
const TIMED_ONE_IN = 16;
const NS_PER_MS = 1e6;
/** A longer time is that of a pause: another program had the processor, or garbage was collected. */
const MOST_MS = 0.02;
const LEFT_OUT_PER_LOOK = 1024;
/** Names that a condition can read at one place at most. */
const MAX_INPUTS = 64;

export interface Conditions {
  add(added: readonly SiteCondition[]): void;
  /** @returns what becomes of an event of the site that reports one value, or of the activation that begins with up to four */
  admit(s: number, count: number, a?: unknown, b?: unknown, c?: unknown, d?: unknown): number;
  /** As `admit`, for any number of values. */
  admitAll(s: number, all: readonly unknown[]): number;
  /** @returns whether the event may be recorded, as far as its condition goes; counts it where not */
  isMet(s: number, value: unknown): boolean;
}

export interface ConditionParts {
  readonly conditions: readonly SiteCondition[];
  readonly governor: Pick<Governor, 'admit' | 'isOpen' | 'pass' | 'timedNs'>;
  readonly producer: Pick<Producer, 'state' | 'drop' | 'refill'>;
  readonly isSecret: (key: string) => boolean;
  readonly isHidden: (text: string) => boolean;
  /** By site: positions of values that are never looked at; may grow. */
  readonly redactValues: Readonly<Record<number, readonly number[]>>;
}

export function createConditions(parts: ConditionParts): Conditions {
  const { governor, producer, isSecret, isHidden, redactValues } = parts;
  const { timedNs } = governor;
  // Without a prototype: what the program puts on that of all objects is no site.
  const bySite = Object.create(null) as Record<number, Condition | undefined>;
  const values: unknown[] = new Array<unknown>(MAX_INPUTS).fill(UNKNOWN);
  const inputs = { values, isSecret, isHidden };
  let ticks = 0;
  let leftOut = 0;

  function add(added: readonly SiteCondition[]): void {
    for (let n = 0; n < added.length; n += 1) {
      const { sites, condition } = added[n] as SiteCondition;
      for (let at = 0; at < sites.length; at += 1) bySite[sites[at] as number] = condition;
    }
  }

  /** Values wait in `values`, which holds none of them afterwards. */
  function isLeftOut(s: number, condition: Condition, count: number): boolean {
    let from = 0;
    let holds = true;
    try {
      ticks = (ticks + 1) % TIMED_ONE_IN;
      if (ticks === 0) from = now();
      const hidden = redactValues[s];
      if (hidden !== undefined)
        for (let n = 0; n < hidden.length; n += 1) {
          const at = hidden[n] as number;
          if (at < count && canBeSecret(values[at])) values[at] = UNKNOWN;
        }
      holds = mayHold(condition, inputs);
    } catch {
      // Where the stack is nearly full nothing is known; whether the event can be written then is another matter.
    }
    for (let at = 0; at < count; at += 1) values[at] = UNKNOWN;
    if (from > 0)
      timedNs[0] =
        (timedNs[0] as number) + Math.min(now() - from, MOST_MS) * TIMED_ONE_IN * NS_PER_MS;
    if (!holds) leaveOut(s);
    return !holds;
  }

  /** That something is missing stands before whatever is recorded next. */
  function leaveOut(s: number): void {
    producer.drop('condition');
    producer.state[STOP] = -1;
    governor.pass(s);
    leftOut += 1;
    // Where nothing is recorded for long, nobody would look at what that costs.
    if (leftOut % LEFT_OUT_PER_LOOK !== 0) return;
    try {
      producer.refill(s);
    } catch {
      // The next event that is recorded tries the same, and tells what is wrong.
    }
  }

  add(parts.conditions);
  return {
    add,
    admit(s, count, a, b, c, d) {
      const condition = bySite[s];
      if (condition !== undefined) {
        if (!governor.isOpen(s)) return CLOSED;
        values[0] = a;
        values[1] = b;
        values[2] = c;
        values[3] = d;
        for (let at = count; at < 4; at += 1) values[at] = UNKNOWN;
        if (isLeftOut(s, condition, count)) return UNMET;
      }
      return governor.admit(s);
    },
    admitAll(s, all) {
      const condition = bySite[s];
      if (condition !== undefined) {
        if (!governor.isOpen(s)) return CLOSED;
        const count = Math.min(all.length, MAX_INPUTS);
        for (let at = 0; at < count; at += 1) values[at] = all[at];
        if (isLeftOut(s, condition, count)) return UNMET;
      }
      return governor.admit(s);
    },
    isMet(s, value) {
      const condition = bySite[s];
      if (condition === undefined) return true;
      if (!governor.isOpen(s)) return false;
      values[0] = value;
      return !isLeftOut(s, condition, 1);
    },
  };
}
