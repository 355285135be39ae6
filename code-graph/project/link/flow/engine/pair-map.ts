/**
 * Numbers by pairs of numbers, in three columns and open addressing: a project has millions of them, and a map whose keys are
 * no small integers is several times slower. Keys and values are not negative; nothing is ever taken out.
 */
const START = 1024;

export class PairMap {
  size = 0;
  #left: Int32Array;
  #right: Int32Array;
  #values: Int32Array;
  #mask: number;

  /** @param expected  how many pairs there will be at least */
  constructor(expected = 0) {
    let capacity = START;
    while (capacity < expected * 2) capacity *= 2;
    this.#mask = capacity - 1;
    this.#left = new Int32Array(capacity).fill(-1);
    this.#right = new Int32Array(capacity);
    this.#values = new Int32Array(capacity);
  }

  /** @returns the value of the pair, or -1 */
  get(left: number, right: number): number {
    const at = this.#slot(left, right);
    return this.#left[at] === -1 ? -1 : (this.#values[at] as number);
  }

  /** @returns false where the pair was there: it keeps its value */
  add(left: number, right: number, value: number): boolean {
    const at = this.#slot(left, right);
    if (this.#left[at] !== -1) return false;
    this.#left[at] = left;
    this.#right[at] = right;
    this.#values[at] = value;
    this.size += 1;
    if (this.size * 2 > this.#mask) this.#grow();
    return true;
  }

  /** Where the pair is, or where it would be. */
  #slot(left: number, right: number): number {
    const lefts = this.#left;
    const rights = this.#right;
    const mask = this.#mask;
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca77);
    hash ^= hash >>> 15;
    let at = Math.imul(hash, 0x2c1b3c6d) & mask;
    while (lefts[at] !== -1 && (lefts[at] !== left || rights[at] !== right)) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [left, right, values] = [this.#left, this.#right, this.#values];
    const capacity = (this.#mask + 1) * 2;
    this.#mask = capacity - 1;
    this.#left = new Int32Array(capacity).fill(-1);
    this.#right = new Int32Array(capacity);
    this.#values = new Int32Array(capacity);
    for (let old = 0; old < left.length; old += 1) {
      if (left[old] === -1) continue;
      const at = this.#slot(left[old] as number, right[old] as number);
      this.#left[at] = left[old] as number;
      this.#right[at] = right[old] as number;
      this.#values[at] = values[old] as number;
    }
  }
}
