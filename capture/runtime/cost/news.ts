/**
 * What is news at a site that reports too often for everything to be kept: a kind of value that it never had, and, as long as that
 * does not happen all the time, another value than the last one. A value that always changes is news once in many thousand times.
 */

/** So many changes are news at once; then one more per so many values. */
const CHANGES = 16;
const VALUES_PER_CHANGE = 16_384;
/** Longer texts are compared by their length: the program may hold them in parts. */
const LONGEST = 64;

const NUMBERS = 12;

/** @returns 0 to 31 */
export function kindOf(value: unknown): number {
  if (typeof value === 'number') return kindOfNumber(value);
  if (value === undefined) return NUMBERS;
  if (value === null) return NUMBERS + 1;
  if (value === true) return NUMBERS + 2;
  if (value === false) return NUMBERS + 3;
  if (typeof value === 'string') return value.length === 0 ? NUMBERS + 4 : NUMBERS + 5;
  if (typeof value === 'object') return NUMBERS + 6;
  if (typeof value === 'function') return NUMBERS + 7;
  return typeof value === 'bigint' ? NUMBERS + 8 : NUMBERS + 9;
}

/** Sign, size and whether there is a fraction, roughly. */
function kindOfNumber(value: number): number {
  if (value !== value) return 0;
  if (value === 0) return 1;
  const size = value < 0 ? -value : value;
  if (size === Infinity) return 2;
  const rough = size < 1 ? 0 : size < 1e4 ? 1 : size < 1e9 ? 2 : 3;
  return 3 + rough + (value < 0 ? 4 : 0);
}

export interface News {
  /**
   * @param isFree  the event is written anyway: a change costs nothing
   * @returns whether it is worth an event of its own
   */
  isNews(site: number, value: unknown, isFree: boolean): boolean;
}

export function createNews(sites: number): News {
  const kinds = new Uint32Array(sites);
  const changes = new Uint8Array(sites).fill(CHANGES);
  const counts = new Uint32Array(sites);
  /** Primitives only: an object is not kept alive for this. */
  const last: unknown[] = new Array<unknown>(sites).fill(undefined);

  function isOther(site: number, value: unknown): boolean {
    const was = last[site];
    if (was === value) return false;
    if (typeof value === 'object' || typeof value === 'function') return false;
    last[site] = value;
    if (typeof value === 'string' && typeof was === 'string')
      return value.length !== was.length || value.length <= LONGEST;
    return value === value || was === was;
  }

  return {
    isNews(site, value, isFree) {
      const count = ((counts[site] as number) + 1) % VALUES_PER_CHANGE;
      counts[site] = count;
      if (count === 0 && (changes[site] as number) < CHANGES)
        changes[site] = (changes[site] as number) + 1;
      const bit = 1 << kindOf(value);
      const known = kinds[site] as number;
      const isChanged = isOther(site, value);
      if ((known & bit) === 0) {
        kinds[site] = known | bit;
        return true;
      }
      if (isFree || !isChanged || changes[site] === 0) return false;
      changes[site] = (changes[site] as number) - 1;
      return true;
    },
  };
}
