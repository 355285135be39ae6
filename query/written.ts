/** What was written to a property of an object before a time. */
import type { Value } from '../protocol/event.ts';
import { countBefore, push } from './lists.ts';
import type { ObjectHistory, PropertyWrite } from './timeline.ts';
import { isSameValue } from './value-text.ts';

const byKey = new WeakMap<
  readonly PropertyWrite[],
  ReadonlyMap<string, readonly PropertyWrite[]>
>();

/** Lists are walked for one key at a time: an array of many elements has a write for each. */
function writesOf({ writes }: ObjectHistory, key: string): readonly PropertyWrite[] {
  const known = byKey.get(writes);
  if (known !== undefined) return known.get(key) ?? [];
  const lists = new Map<string, PropertyWrite[]>();
  for (const event of writes) if (event.key !== undefined) push(lists, event.key, event);
  byKey.set(writes, lists);
  return lists.get(key) ?? [];
}

/** @returns the first writes of `key` on the object after a time, one for each place; at most `most` */
export function nextPropertyWrites(
  history: ObjectHistory,
  key: string,
  after: number,
  most: number,
): readonly PropertyWrite[] {
  const writes = writesOf(history, key);
  const places = new Map<number, PropertyWrite>();
  for (let at = countBefore(writes, after + 1); at < writes.length && places.size < most; at += 1) {
    const write = writes[at];
    if (write !== undefined && !places.has(write.site)) places.set(write.site, write);
  }
  return [...places.values()];
}

/** @returns the last write of `key` on the object before `before`, and the value it had before that */
export function lastPropertyWrite(
  history: ObjectHistory,
  key: string,
  before: number,
): { readonly write: PropertyWrite; readonly was: Value | null } | null {
  const writes = writesOf(history, key);
  const last = countBefore(writes, before) - 1;
  const write = writes[last];
  if (write === undefined) return null;
  for (let at = last - 1; at >= 0; at -= 1) {
    const { value } = writes[at] as PropertyWrite;
    if (!isSameValue(write.value, value)) return { write, was: value };
  }
  return { write, was: null };
}
