/** Which of the rows of a table has these two numbers, where no two rows have the same: by open addressing, without a copy of the numbers. */
const START = 1024;

/** Two columns of a table; longer ones take their place when it grows. */
export interface PairTable {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export class PairIndex {
  #rows: Int32Array = new Int32Array(START).fill(-1);
  #size = 0;

  /** @returns the row, or -1 */
  find(table: PairTable, left: number, right: number): number {
    return this.#rows[this.#slot(table, left, right)] as number;
  }

  /** The row has numbers that no other has. */
  add(table: PairTable, row: number): void {
    this.#place(table, row);
    this.#size += 1;
    if (this.#size * 2 <= this.#rows.length) return;
    const before = this.#rows;
    this.#rows = new Int32Array(before.length * 2).fill(-1);
    for (const old of before) if (old !== -1) this.#place(table, old);
  }

  #place(table: PairTable, row: number): void {
    const slot = this.#slot(table, table.left[row] as number, table.right[row] as number);
    this.#rows[slot] = row;
  }

  /** Where the row is, or where it would be. */
  #slot({ left: lefts, right: rights }: PairTable, left: number, right: number): number {
    const rows = this.#rows;
    const mask = rows.length - 1;
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca77);
    hash ^= hash >>> 15;
    let at = Math.imul(hash, 0x2c1b3c6d) & mask;
    for (let row = rows[at] as number; row !== -1; row = rows[at] as number) {
      if (lefts[row] === left && rights[row] === right) break;
      at = (at + 1) & mask;
    }
    return at;
  }
}
