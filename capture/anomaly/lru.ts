/**
 * A map that forgets what was used longest ago, so that watching a program for days needs bounded memory. Two generations
 * instead of exact order: reading costs one look-up, and between `capacity` and twice as many entries are kept.
 */
export interface Lru<K, V> {
  /** Counts as a use. */
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  values(): readonly V[];
  readonly isEmpty: boolean;
}

/** @param capacity  the entries used last that are surely kept, at least 1 */
export function createLru<K, V>(capacity: number): Lru<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();

  function set(key: K, value: V): void {
    if (young.size >= capacity && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const earlier = old.get(key);
      if (earlier !== undefined) set(key, earlier);
      return earlier;
    },
    set,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    values: () => [...new Map([...old, ...young]).values()],
    get isEmpty() {
      return young.size === 0 && old.size === 0;
    },
  };
}
