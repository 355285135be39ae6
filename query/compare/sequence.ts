/**
 * Which items of two sequences belong together: the longest common subsequence, found from both ends inwards and by the greedy
 * search of Myers in between. Where the sequences have little in common the middle is left unmatched, so the cost stays bounded.
 * @see Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1986
 */

export type Match = readonly [here: number, there: number];

/** Insertions and removals up to which the middle is searched. */
const MOST_EDITS = 300;

/** @returns index pairs of equal items, ascending in both; every item at most once */
export function matchSequences(
  here: readonly number[],
  there: readonly number[],
  mostEdits = MOST_EDITS,
): readonly Match[] {
  const most = Math.min(here.length, there.length);
  let start = 0;
  while (start < most && here[start] === there[start]) start += 1;
  let tail = 0;
  while (tail < most - start && here.at(-1 - tail) === there.at(-1 - tail)) tail += 1;
  const found: Match[] = Array.from({ length: start }, (_, at) => [at, at] as const);
  const middle = searchMiddle(
    here.slice(start, here.length - tail),
    there.slice(start, there.length - tail),
    mostEdits,
  );
  for (const [a, b] of middle) found.push([a + start, b + start]);
  for (let back = tail; back > 0; back -= 1) found.push([here.length - back, there.length - back]);
  return found;
}

/** The furthest reaching paths by number of edits; the way back through them gives the matches. */
function searchMiddle(
  here: readonly number[],
  there: readonly number[],
  mostEdits: number,
): readonly Match[] {
  const [n, m] = [here.length, there.length];
  if (n === 0 || m === 0) return [];
  const limit = Math.min(n + m, mostEdits);
  const offset = limit + 1;
  const reach = new Int32Array(2 * offset + 1);
  const rows: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits += 1) {
    rows.push(reach.slice());
    for (let k = -edits; k <= edits; k += 2) {
      let x = firstOf(reach, offset, edits, k);
      while (x < n && x - k < m && here[x] === there[x - k]) x += 1;
      reach[offset + k] = x;
      if (x >= n && x - k >= m) return wayBack(rows, offset, [n, m]);
    }
  }
  return [];
}

/** Where a path with so many edits comes to lie on a diagonal before it follows equal items. */
function firstOf(reach: Int32Array, offset: number, edits: number, k: number): number {
  const below = reach[offset + k - 1] ?? 0;
  const above = reach[offset + k + 1] ?? 0;
  return k === -edits || (k !== edits && below < above) ? above : below + 1;
}

function wayBack(
  rows: readonly Int32Array[],
  offset: number,
  [n, m]: readonly [number, number],
): readonly Match[] {
  const found: Match[] = [];
  let x = n;
  let y = m;
  for (let edits = rows.length - 1; edits >= 0; edits -= 1) {
    const reach = rows[edits] as Int32Array;
    const k = x - y;
    const from = firstOf(reach, offset, edits, k);
    // The first path starts at the origin.
    const entry = edits === 0 ? 0 : from;
    while (x > entry && y > entry - k) {
      x -= 1;
      y -= 1;
      found.push([x, y]);
    }
    if (edits === 0) break;
    const isDown = k === -edits || (reach[offset + k - 1] ?? 0) < (reach[offset + k + 1] ?? 0);
    if (k !== edits && isDown) y -= 1;
    else x -= 1;
  }
  return found.reverse();
}
