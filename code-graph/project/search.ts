/**
 * Finding things by the names that people use: `Cart.add`, `add`, `order.total`, `total`. Exact first; near matches by
 * edit distance (Damerau and Levenshtein, adjacent swaps count once), for the list that an unknown name is answered with.
 */

const TESTS =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|bench(?:marks?)?|examples?|fixtures?)\/|\.(?:test|spec|bench)\.[cm]?[jt]sx?$/u;

/** @returns whether the path looks like a test, benchmark or example: shown after the program itself */
export function isTestPath(path: string): boolean {
  return TESTS.test(path);
}

/** @returns the name and its last part: what `order.total` may mean */
export function spellings(name: string): readonly string[] {
  const clean = name.trim().replace(/\(\)$/u, '');
  const last = clean.slice(clean.lastIndexOf('.') + 1);
  return last === clean || last === '' ? [clean] : [clean, last];
}

/**
 * @returns the number of insertions, deletions, replacements and adjacent swaps between two words; `limit + 1` where it
 *   is more than the limit
 * @see Boytsov, Indexing methods for approximate dictionary searching (2011), optimal string alignment
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    let best = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, (before[j - 2] as number) + 1);
      }
      current.push(distance);
      best = Math.min(best, distance);
    }
    if (best > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length] as number;
}

/** Lower is nearer; null is too far to be worth showing. */
function rank(wanted: string, name: string): number | null {
  const a = wanted.toLowerCase();
  const b = name.toLowerCase();
  if (a === b) return 0;
  const limit = Math.max(1, Math.floor(a.length / 3));
  const whole = editDistance(a, b, limit);
  const last = b.slice(b.lastIndexOf('.') + 1);
  const distance = Math.min(whole, last === b ? limit + 1 : editDistance(a, last, limit));
  if (distance <= limit) return distance;
  if (a.length >= 3 && b.includes(a)) return limit + 1 + (b.length - a.length) / 100;
  if (b.length >= 4 && a.includes(b)) return limit + 2 + (a.length - b.length) / 100;
  return null;
}

/** @returns at most `count` names, nearest first, shorter and then alphabetical among equals */
export function nearestNames(
  wanted: string,
  names: Iterable<string>,
  count: number,
): readonly string[] {
  const ranked: { readonly name: string; readonly rank: number }[] = [];
  for (const name of names) {
    const best = spellings(wanted)
      .map((spelling) => rank(spelling, name))
      .filter((value) => value !== null);
    if (best.length > 0) ranked.push({ name, rank: Math.min(...best) });
  }
  ranked.sort(
    (a, b) => a.rank - b.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1),
  );
  return ranked.slice(0, count).map(({ name }) => name);
}
