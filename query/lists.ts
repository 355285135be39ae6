/** Lists in order of `seq`, and lists by key. */

/** Adds to the list of a key. */
export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** @returns the last event of an ordered list with `seq` below `before`, or null */
export function lastBefore<T extends { readonly seq: number }>(
  list: readonly T[],
  before: number,
): T | null {
  return list[countBefore(list, before) - 1] ?? null;
}

/** @returns the first event of an ordered list with `seq` at or above `from` that is wanted, or undefined */
export function firstFrom<T extends { readonly seq: number }>(
  list: readonly T[],
  from: number,
  isWanted: (item: T) => boolean = () => true,
): T | undefined {
  for (let at = countBefore(list, from); at < list.length; at += 1) {
    const item = list[at] as T;
    if (isWanted(item)) return item;
  }
  return undefined;
}

/** @returns how many items of an ordered list have `seq` below `before` */
export function countBefore<T extends { readonly seq: number }>(
  list: readonly T[],
  before: number,
): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as T).seq < before) low = middle + 1;
    else high = middle;
  }
  return low;
}
