/** A sample that the same seed always draws the same way. */

/** Mulberry32: numbers from 0 to 1. */
function numbersOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** @returns `size` of the values, or all of them, without repetition */
export function drawSample<T>(values: readonly T[], size: number, seed: number): readonly T[] {
  const left = [...values];
  const next = numbersOf(seed);
  const drawn: T[] = [];
  while (drawn.length < size && left.length > 0) {
    const at = Math.floor(next() * left.length);
    drawn.push(left[at] as T);
    left[at] = left[left.length - 1] as T;
    left.pop();
  }
  return drawn;
}
