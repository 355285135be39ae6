/**
 * Whether two recorded values of two runs are the same as far as they were recorded. Objects have numbers of their own in every
 * run, so identity is a pairing that is made as values are met: what was paired once must be met together again. Nothing is
 * called different for a hole on one side.
 */
import type { Field, ObjectValue, Value } from '../../protocol/event.ts';
import { refOf } from '../value-text.ts';

/** `other-object`: nothing that was recorded differs, but one side met an object again where the other met another one. */
export type Sameness = 'same' | 'different' | 'other-object';

export interface ValueComparison {
  /** Values of a process each: numbers of objects mean something inside one process only. */
  compare(here: Located, there: Located): Sameness;
}

export interface Located {
  readonly process: number;
  readonly value: Value;
}

export interface Places {
  /** The project's folder on either side: texts that name it are the same. */
  readonly here: string;
  readonly there: string;
}

/** Positions in code: they are different wherever a line was added. */
const POSITIONS: ReadonlySet<string> = new Set(['stack', 'lineNumber', 'columnNumber']);

export function createValueComparison(places: Places | null = null): ValueComparison {
  const partners = new Map<string, string>();
  const claimed = new Map<string, string>();
  const textOf = (text: string, isHere: boolean): string => {
    if (places === null || places.here === places.there) return text;
    return text.replaceAll(isHere ? places.here : places.there, '<project>');
  };
  /** @returns false where one of them was met together with another before */
  const pair = (here: Located, there: Located): boolean => {
    const a = `${here.process}:${refOf(here.value) ?? 0}`;
    const b = `${there.process}:${refOf(there.value) ?? 0}`;
    const [known, owner] = [partners.get(a), claimed.get(b)];
    if (known === undefined && owner === undefined) {
      partners.set(a, b);
      claimed.set(b, a);
      return true;
    }
    return known === b;
  };

  const compare = (here: Located, there: Located): Sameness => {
    const [a, b] = [here.value, there.value];
    if (a.kind === 'omitted' || b.kind === 'omitted') return 'same';
    if (refOf(a) !== null && refOf(b) !== null) {
      const isTogether = pair(here, there);
      const inside =
        a.kind === 'object' && b.kind === 'object' ? compareObjects(here, there, a, b) : 'same';
      return inside === 'same' && !isTogether ? 'other-object' : inside;
    }
    if (a.kind !== b.kind) return 'different';
    return isSamePrimitive(a, b, textOf) ? 'same' : 'different';
  };

  const compareObjects = (
    here: Located,
    there: Located,
    a: ObjectValue,
    b: ObjectValue,
  ): Sameness => {
    if (a.shape !== b.shape || a.size !== b.size) return 'different';
    if (textOf(a.name, true) !== textOf(b.name, false)) return 'different';
    const others = new Map(b.fields.map((field) => [field.key, field]));
    let worst: Sameness = 'same';
    for (const field of a.fields) {
      const other = others.get(field.key);
      if (other === undefined) {
        if (b.omitted === undefined) return 'different';
        continue;
      }
      const one = compareFields([here, field], [there, other], a.shape === 'error');
      if (one === 'different') return one;
      if (one !== 'same') worst = one;
    }
    return worst;
  };

  const compareFields = (
    [here, a]: readonly [Located, Field],
    [there, b]: readonly [Located, Field],
    isError: boolean,
  ): Sameness =>
    isError && POSITIONS.has(a.key)
      ? 'same'
      : compare({ ...here, value: a.value }, { ...there, value: b.value });

  return { compare };
}

function isSamePrimitive(
  a: Value,
  b: Value,
  textOf: (text: string, isHere: boolean) => string,
): boolean {
  if (a.kind === 'string' && b.kind === 'string') {
    const [x, y] = [textOf(a.text, true), textOf(b.text, false)];
    const isCut = a.text.length < a.length || b.text.length < b.length;
    if (!isCut) return x === y;
    const most = Math.min(x.length, y.length);
    return x.slice(0, most) === y.slice(0, most);
  }
  if (a.kind === 'number' && b.kind === 'number') return Object.is(a.value, b.value);
  if (a.kind === 'boolean' && b.kind === 'boolean') return a.value === b.value;
  if (a.kind === 'bigint' && b.kind === 'bigint') return a.text === b.text;
  if (a.kind === 'symbol' && b.kind === 'symbol') return a.description === b.description;
  return true;
}
