/**
 * What two sequences have in common, in the order of both: what begins and ends alike, then what is there only once on either side, then
 * what begins and ends alike between those. Not always the most that could be found; quick where little has changed.
 * @see Cohen (2010), patience diff
 */

/** Places of both sequences: from `first` to before `end` in the earlier, from `start` to before `stop` in the later. */
interface Gap {
  readonly first: number;
  readonly end: number;
  readonly start: number;
  readonly stop: number;
}

/** @returns places in `values` of a longest sequence of them that grows; those of -1 are none */
export function increasing(values: ArrayLike<number>): readonly number[] {
  /** By length: where the sequence of that length ends whose last value is the least. */
  const ends: number[] = [];
  const before = new Int32Array(values.length).fill(-1);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (value === -1) continue;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    before[at] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = at;
  }
  const found: number[] = [];
  for (let at = ends.at(-1) ?? -1; at !== -1; at = before[at] as number) found.push(at);
  return found.reverse();
}

class Aligned {
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
  /** By place in the later sequence: that in the earlier, or -1. */
  readonly kept: Int32Array;

  constructor(before: ArrayLike<number>, after: ArrayLike<number>, kept: Int32Array) {
    this.before = before;
    this.after = after;
    this.kept = kept;
  }

  /** Everything between what is kept. */
  gaps(within: Gap): readonly Gap[] {
    const gaps: Gap[] = [];
    let [first, start] = [within.first, within.start];
    for (let at = within.start; at <= within.stop; at += 1) {
      const place = at === within.stop ? within.end : (this.kept[at] as number);
      if (place === -1) continue;
      if (first < place && start < at) gaps.push({ first, end: place, start, stop: at });
      [first, start] = [place + 1, at + 1];
    }
    return gaps;
  }

  #isAlike(place: number, at: number): boolean {
    return this.before[place] === this.after[at];
  }

  fill({ first, end, start, stop }: Gap): void {
    while (first < end && start < stop && this.#isAlike(first, start)) {
      this.kept[start] = first;
      [first, start] = [first + 1, start + 1];
    }
    while (first < end && start < stop && this.#isAlike(end - 1, stop - 1)) {
      [end, stop] = [end - 1, stop - 1];
      this.kept[stop] = end;
    }
    if (first === end || start === stop) return;
    const rest = { first, end, start, stop };
    if (this.#anchor(rest)) for (const gap of this.gaps(rest)) this.fill(gap);
  }

  /** What is there once on either side. @returns whether there is any */
  #anchor({ first, end, start, stop }: Gap): boolean {
    const places = once(this.before, first, end);
    const later = once(this.after, start, stop);
    const found = new Int32Array(stop - start).fill(-1);
    for (const [word, at] of later) {
      const place = places.get(word) ?? -1;
      if (at !== -1) found[at - start] = place;
    }
    const anchors = increasing(found);
    for (const at of anchors) this.kept[start + at] = found[at] as number;
    return anchors.length > 0;
  }
}

/** Where each word is in a part of a sequence; -1 where it is more than once. */
function once(words: ArrayLike<number>, first: number, end: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = first; at < end; at += 1) {
    const word = words[at] as number;
    places.set(word, places.has(word) ? -1 : at);
  }
  return places;
}

/**
 * @param kept  what is known to be kept, by places in `after`: places in `before` that grow, or -1; more are filled in
 * @returns the same
 */
export function align(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  kept: Int32Array = new Int32Array(after.length).fill(-1),
): Int32Array {
  const aligned = new Aligned(before, after, kept);
  const all = { first: 0, end: before.length, start: 0, stop: after.length };
  for (const gap of aligned.gaps(all)) aligned.fill(gap);
  return kept;
}

/** Where as many are left on either side between what is kept, they are kept in their order. */
export function pairUp(before: number, kept: Int32Array): void {
  const aligned = new Aligned([], [], kept);
  const all = { first: 0, end: before, start: 0, stop: kept.length };
  for (const { first, end, start, stop } of aligned.gaps(all))
    if (end - first === stop - start)
      for (let at = start; at < stop; at += 1) kept[at] = first + at - start;
}
