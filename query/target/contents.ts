/**
 * Objects that a test compares: the leaves in which the actual one differs from the expected one, found by walking both as they
 * were recorded. Where the expected object was not recorded, all leaves are possible.
 */
import type { Value } from '../../protocol/event.ts';
import type { Context } from '../provenance/point.ts';
import { memberValue } from '../provenance/value.ts';
import { isSameValue, refOf } from '../value-text.ts';

export interface Leaf {
  readonly ref: number;
  readonly key: string;
  /** Keys from the compared object to here. */
  readonly depth: number;
  readonly value: Value | null;
  /** What was expected there was recorded, and is another value; or an object that was seen whole does not have the key. */
  readonly isCertain: boolean;
}

export interface Compared {
  readonly process: number;
  readonly actual: number;
  readonly expected: number | null;
  readonly before: number;
}

const DEEPEST = 4;
const MOST_LEAVES = 24;

/** @returns the differing leaves, outermost first */
export function differingLeaves(context: Context, compared: Compared): readonly Leaf[] {
  const found: Leaf[] = [];
  const seen = new Set<number>();
  let level: { readonly actual: number; readonly expected: number | null }[] = [compared];
  for (let depth = 1; depth <= DEEPEST && level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { actual, expected } of level) {
      if (seen.has(actual)) continue;
      seen.add(actual);
      for (const key of keysOf(context, compared, actual, expected)) {
        const value = memberValue(context, compared.process, actual, key, compared.before);
        const other =
          expected === null
            ? null
            : memberValue(context, compared.process, expected, key, compared.before);
        if (expected !== null && value !== null && other !== null && isSameValue(value, other))
          continue;
        const inner = refOf(value);
        if (inner !== null && (other === null || refOf(other) !== null))
          next.push({ actual: inner, expected: refOf(other) });
        else
          found.push({
            ...{ ref: actual, key, depth, value },
            isCertain:
              (value !== null && other !== null) ||
              (expected !== null &&
                lacks(context, compared, value === null ? actual : expected, key)),
          });
        if (found.length >= MOST_LEAVES) return certainOf(found);
      }
    }
    level = next;
  }
  return certainOf(found);
}

/** Where some leaves differ for certain, those of which one side is not known are not the reason. */
function certainOf(leaves: readonly Leaf[]): readonly Leaf[] {
  const certain = leaves.filter(({ isCertain }) => isCertain);
  return certain.length > 0 ? certain : leaves;
}

/** A copy of the whole object shows that it does not have the key. */
function lacks(context: Context, { process, before }: Compared, ref: number, key: string): boolean {
  const { seen, writes } = context.timeline.object(process, ref);
  if (writes.some((write) => write.key === key && write.seq < before)) return false;
  for (const event of seen) {
    if (event.seq >= before) break;
    const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
    for (const value of values)
      if (value.kind === 'object' && value.ref === ref && value.fields.length === value.size)
        return value.fields.every((field) => field.key !== key);
  }
  return false;
}

function keysOf(
  context: Context,
  compared: Compared,
  actual: number,
  expected: number | null,
): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const ref of expected === null ? [actual] : [actual, expected]) {
    const history = context.timeline.object(compared.process, ref);
    for (const event of history.seen) {
      if (event.seq >= compared.before) break;
      const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
      for (const value of values) {
        if (value.kind === 'object' && value.ref === ref)
          for (const field of value.fields) keys.add(field.key);
      }
    }
    for (const write of history.writes)
      if (write.key !== null && write.seq < compared.before) keys.add(write.key);
  }
  return keys;
}
