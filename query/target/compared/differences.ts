/**
 * Where two compared values part: the leaves in which the actual one differs from the expected one, each with what kind of
 * difference it is. Keys that lie further in are visited first come first served, so shallow differences come first.
 */
import type { Value } from '../../../protocol/event.ts';
import { isCut, isKnownSame, primitiveText, refOf } from '../../value-text.ts';
import type { Side } from './side.ts';
import { textOfPrimitive } from './side.ts';

export type DifferenceKind =
  /** Another value. */
  | 'other'
  /** The expected one has it, the actual one does not. */
  | 'missing'
  /** The actual one has it, the expected one does not. */
  | 'extra'
  /** Both hold the same elements, in another order. */
  | 'order';

export interface Leaf {
  /** The object that has the key; null for the compared value itself. */
  readonly ref: number | null;
  readonly key: string;
  /** `.a.b[1]`, from the compared value. */
  readonly path: string;
  readonly depth: number;
  /** What kind of object has the key: `object`, `array`, `map`, `set`. */
  readonly container: string;
  readonly kind: DifferenceKind;
  readonly actual: Value | null;
  readonly expected: Value | null;
  /** Both sides are known, and differ. */
  readonly isCertain: boolean;
}

const DEEPEST = 8;
const MOST_LEAVES = 24;
const MOST_VISITED = 2000;

interface Pair {
  readonly actual: Side;
  readonly expected: Side;
  readonly path: string;
  readonly depth: number;
}

/**
 * @param isPartial  keys that the expected one does not have do not matter
 * @returns the differing leaves, outermost first, the certain ones only where there are some
 */
export function differences(actual: Side, expected: Side, isPartial = false): readonly Leaf[] {
  const found: Leaf[] = [];
  const seen = new Set<number>();
  let level: readonly Pair[] = [{ actual, expected, path: '', depth: 0 }];
  let visited = 0;
  for (let depth = 1; depth <= DEEPEST && level.length > 0; depth += 1) {
    const next: Pair[] = [];
    for (const pair of level) {
      const ref = refOf(pair.actual.value);
      if (ref === null || seen.has(ref)) continue;
      seen.add(ref);
      const moved = reordered(pair, ref);
      found.push(...moved, ...membersOf(pair, ref));
      if (moved.length > 0 || pair.actual.shape === 'set') continue;
      for (const key of keysOf(pair, isPartial)) {
        visited += 1;
        const inner = leafAt(pair, ref, key, isPartial);
        if (inner === null) continue;
        if ('kind' in inner) found.push(inner);
        else next.push(inner);
        if (found.length >= MOST_LEAVES || visited > MOST_VISITED) return certainOf(found);
      }
    }
    level = next;
  }
  return certainOf(found);
}

/**
 * `have.property('a.b', value)`: the key, or the first one on the way to it that is not there.
 * @param isPath  a key with dots leads inwards
 * @returns none where the key is not known
 */
export function keyLeaves(
  actual: Side,
  key: Side,
  value: Side | null,
  isPath: boolean,
): readonly Leaf[] {
  const text = textOfPrimitive(key);
  const parts = isPath ? (text?.split(/[.[\]]+/u) ?? []) : text === null ? [] : [text];
  const keys = parts.filter((one) => one !== '');
  let side: Side | null = actual;
  for (const [index, one] of keys.entries()) {
    const ref = side === null ? null : refOf(side.value);
    if (side === null || ref === null) return [];
    const next: Side | null = side.at(one);
    const path = `.${keys.slice(0, index + 1).join('.')}`;
    const at = { ref, key: one, path, depth: index + 1, container: side.shape ?? 'object' };
    const both = { actual: next?.value ?? null, expected: value?.value ?? null };
    if (next === null)
      return [{ ...at, ...both, kind: 'missing', isCertain: isKnownToLack(side, one) }];
    if (index === keys.length - 1) return [{ ...at, ...both, kind: 'other', isCertain: true }];
    side = next;
  }
  return [];
}

/** All keys of a plain object are known; an instance, an array or a function may have what its prototype gives it. */
function isKnownToLack({ value, shape, isWhole, keys }: Side, key: string): boolean {
  const isPlain =
    shape === 'object' && value?.kind === 'object' && /^(?:Object)?$/u.test(value.name);
  return isPlain && isWhole && !keys.has(key) && !(key in Object.prototype);
}

/** `have.length(n)`: the first element that is missing, or that is one too many. */
export function lengthLeaves({ value, size, shape }: Side, wanted: Side): readonly Leaf[] {
  const ref = refOf(value);
  const count = wanted.primitive?.kind === 'number' ? wanted.primitive.value : null;
  if (ref === null || size === null || count === null || size === count) return [];
  const key = String(Math.min(size, count));
  const kind = size < count ? 'missing' : 'extra';
  const at = { ref, key, path: `[${key}]`, depth: 1, container: shape ?? 'object' };
  return [{ ...at, kind, actual: null, expected: null, isCertain: true }];
}

/** Keys of the expected one first: what it names is what the test is about. */
function keysOf({ actual, expected }: Pair, isPartial: boolean): ReadonlySet<string> {
  if (isPartial) return expected.keys;
  return new Set([...expected.keys, ...actual.keys]);
}

function leafAt(pair: Pair, ref: number, key: string, isPartial: boolean): Leaf | Pair | null {
  const { actual, expected } = pair;
  const [own, hoped] = [actual.at(key), expected.at(key)];
  const path = pair.path + (/^\d+$/u.test(key) ? `[${key}]` : `.${key}`);
  const depth = pair.depth + 1;
  const leaf = (kind: DifferenceKind, isCertain: boolean): Leaf => ({
    ...{ ref, key, path, depth, kind, isCertain, container: actual.shape ?? 'object' },
    ...{ actual: own?.value ?? null, expected: hoped?.value ?? null },
  });
  if (own === null && hoped === null) return null;
  if (own === null) {
    const isThere = actual.keys.has(key) || !(actual.isWhole || isBeyond(actual, key));
    // What the expected one has as undefined need not be there.
    if (hoped?.primitive?.kind === 'undefined') return null;
    return leaf('missing', !isThere);
  }
  if (hoped === null) {
    if (isPartial || own.primitive?.kind === 'undefined') return null;
    const isLacking = expected.isWhole && !expected.keys.has(key);
    return isLacking || isBeyond(expected, key)
      ? leaf('extra', true)
      : (inward(own, { path, depth }) ?? leaf('other', false));
  }
  if (own.value !== null && hoped.value !== null && isKnownSame(own.value, hoped.value) === true)
    return null;
  if (own.primitive !== null && hoped.primitive !== null)
    return leaf('other', isKnownSame(own.primitive, hoped.primitive) === false);
  if (own.shape === null || hoped.shape === null) return leaf('other', isOfOtherKind(own, hoped));
  if (own.shape === 'date' || own.shape === 'regexp')
    return sameName(own.value, hoped.value) ? null : leaf('other', true);
  if (own.shape === 'function' || own.shape === 'class') return leaf('other', false);
  return { actual: own, expected: hoped, path, depth };
}

/** Of the expected one nothing is known: every leaf of the actual one may be the reason. */
function inward(own: Side, at: Pick<Pair, 'path' | 'depth'>): Pair | null {
  return own.shape === 'object' || own.shape === 'array'
    ? { actual: own, expected: EMPTY, ...at }
    : null;
}

const EMPTY: Side = {
  ...{ value: null, primitive: null, shape: null, size: null, isWhole: false },
  ...{ keys: new Set<string>(), at: () => null },
};

function isBeyond({ shape, size }: Side, key: string): boolean {
  return shape === 'array' && size !== null && /^\d+$/u.test(key) && Number(key) >= size;
}

/** A primitive where an object was hoped for, or an object where a primitive was. */
function isOfOtherKind(own: Side, hoped: Side): boolean {
  const isKnown = (side: Side): boolean => side.primitive !== null || side.shape !== null;
  return isKnown(own) && isKnown(hoped);
}

function sameName(a: Value | null, b: Value | null): boolean {
  return a?.kind === 'object' && b?.kind === 'object' && a.name === b.name;
}

/** The same primitives in another order: who put them in order is asked, not where each came from. */
function reordered({ actual, expected, path, depth }: Pair, ref: number): readonly Leaf[] {
  if (actual.shape !== 'array' || expected.shape !== 'array') return [];
  const [own, hoped] = [textsOf(actual), textsOf(expected)];
  if (own === null || hoped === null || own.length < 2 || own.length !== hoped.length) return [];
  if (own.join('\n') === hoped.join('\n')) return [];
  if ([...own].sort().join('\n') !== [...hoped].sort().join('\n')) return [];
  const key = String(own.findIndex((text, index) => text !== hoped[index]));
  return [
    {
      ...{ ref, key, path, depth, kind: 'order', isCertain: true, container: 'array' },
      ...{ actual: actual.value, expected: expected.value },
    },
  ];
}

/** Elements of a Set have no place: what one lacks, and what it has beside. */
function membersOf({ actual, expected, path, depth }: Pair, ref: number): readonly Leaf[] {
  if (actual.shape !== 'set' || expected.shape !== 'set') return [];
  const [own, hoped] = [textsOf(actual), textsOf(expected)];
  if (own === null || hoped === null) return [];
  const leaf = (key: string, kind: DifferenceKind): Leaf => ({
    ...{ ref, key, path: `${path}.${key}`, depth: depth + 1, kind, isCertain: true },
    ...{ actual: null, expected: null, container: 'set' },
  });
  return [
    ...hoped.filter((text) => !own.includes(text)).map((text) => leaf(text, 'missing')),
    ...own.filter((text) => !hoped.includes(text)).map((text) => leaf(text, 'extra')),
  ];
}

const MOST_ORDERED = 100;

function textsOf(side: Side): readonly string[] | null {
  if (side.size === null || side.size > MOST_ORDERED) return null;
  const found: string[] = [];
  for (let index = 0; index < side.size; index += 1) {
    const inner = side.at(String(index));
    const text = inner === null ? null : textOfPrimitive(inner);
    if (inner === null || text === null || isCut(inner.primitive)) return null;
    found.push(text);
  }
  return found;
}

/** Where some leaves differ for certain, those of which one side is not known are not the reason. */
function certainOf(leaves: readonly Leaf[]): readonly Leaf[] {
  const certain = leaves.filter(({ isCertain }) => isCertain);
  return certain.length > 0 ? certain : leaves;
}

/** @returns true where the two are known to be another; false where they are known to be alike; null where it is not known */
export function differs(actual: Side, expected: Side, isPartial = false): boolean | null {
  if (actual.primitive !== null && expected.primitive !== null) {
    const isSame = isLooselySame(actual.primitive, expected.primitive);
    return isSame === null ? null : !isSame;
  }
  if (actual.shape === null || expected.shape === null)
    return isOfOtherKind(actual, expected) ? true : null;
  if (actual.shape === 'date' || actual.shape === 'regexp')
    return actual.value === null || expected.value === null
      ? null
      : !sameName(actual.value, expected.value);
  const leaves = differences(actual, expected, isPartial);
  if (leaves.length === 0) return false;
  return leaves.some(({ isCertain }) => isCertain) ? true : null;
}

/** `1` and `'1'` may be meant to be the same. */
function isLooselySame(a: Value, b: Value): boolean | null {
  const isSame = isKnownSame(a, b);
  if (isSame !== false) return isSame;
  const isEmpty = (value: Value): boolean => value.kind === 'null' || value.kind === 'undefined';
  if (isEmpty(a) && isEmpty(b)) return true;
  if (a.kind === b.kind) return a.kind === 'number' && b.kind === 'number' && a.value === b.value;
  return primitiveText(a) === primitiveText(b);
}
