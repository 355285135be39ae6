/** Cuts a list into pages and says which page numbers to show under it. */
export interface Page<T> {
  readonly number: number;
  readonly items: readonly T[];
  readonly last: number;
}

export function pageCount(total: number, size: number): number {
  return Math.floor(total / size) + 1;
}

export function clampPage(wanted: number, last: number): number {
  return Math.min(Math.max(wanted, 1), last);
}

export function paginate<T>(items: readonly T[], wanted: number, size: number): Page<T> {
  const last = pageCount(items.length, size);
  const number = clampPage(wanted, last);
  const start = (number - 1) * size;
  return { number, items: items.slice(start, start + size), last };
}
