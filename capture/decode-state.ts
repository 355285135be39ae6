/**
 * Two copies of one object, from the start of a method and from its end, as what the method changed. What one of the copies had no
 * room for is not known to have changed.
 */
import type { StateChange, Value } from '../protocol/event.ts';
import type { FrameId } from '../protocol/ids.ts';

export interface States {
  /** The object as it was when the activation began. */
  begin(frame: FrameId, value: Value): void;
  /** @returns what it was then, where that was recorded of the same object, and the fields that are others now */
  end(
    frame: FrameId,
    value: Value,
  ): { readonly was: Value | null; readonly changed: readonly StateChange[] };
}

export function createStates(): States {
  const begun = new Map<FrameId, Value>();
  return {
    begin: (frame, value) => void begun.set(frame, value),
    end(frame, value) {
      const was = begun.get(frame) ?? null;
      begun.delete(frame);
      return { was, changed: was === null ? [] : changesOf(was, value, '') };
    },
  };
}

function changesOf(was: Value, value: Value, path: string): readonly StateChange[] {
  if (was.kind !== 'object' || value.kind !== 'object' || was.ref !== value.ref) return [];
  const before = new Map(was.fields.map((field) => [field.key, field.value]));
  const changes: StateChange[] = [];
  for (const { key, value: now } of value.fields) {
    const old = before.get(key);
    before.delete(key);
    if (old === undefined && was.omitted !== undefined) continue;
    if (old === undefined) changes.push({ key: path + key, was: null, value: now });
    else if (isSame(old, now)) changes.push(...changesOf(old, now, `${path}${key}.`));
    else if (old.kind !== 'omitted' && now.kind !== 'omitted')
      changes.push({ key: path + key, was: old, value: now });
  }
  if (value.omitted === undefined)
    for (const [key, old] of before) changes.push({ key: path + key, was: old, value: null });
  return changes;
}

/** The same primitive, or the same object, whatever it holds. */
function isSame(a: Value, b: Value): boolean {
  if ('ref' in a && 'ref' in b) return a.ref === b.ref;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'number' && b.kind === 'number') return Object.is(a.value, b.value);
  return JSON.stringify(a) === JSON.stringify(b);
}
