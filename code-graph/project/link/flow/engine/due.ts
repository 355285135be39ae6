/** What is to be settled, by its time: rows of vertex, token and the edge that the token comes by; -1: to be looked at again. */
export class Due {
  readonly #rows = new Map<number, number[]>();
  /** The one that was asked for last. */
  #lastTime = -1;
  #lastRow: number[] = [];

  push(time: number, vertex: number, token: number, edge: number): void {
    if (time !== this.#lastTime) {
      let row = this.#rows.get(time);
      if (row === undefined) this.#rows.set(time, (row = []));
      this.#lastTime = time;
      this.#lastRow = row;
    }
    this.#lastRow.push(vertex, token, edge);
  }

  /** @returns what is due first, if that is before a time; it is due no more */
  take(until: number): { readonly time: number; readonly rows: readonly number[] } | null {
    let time = until;
    for (const one of this.#rows.keys()) if (one < time) time = one;
    const rows = this.#rows.get(time);
    if (time === until || rows === undefined) return null;
    this.#rows.delete(time);
    this.#lastTime = -1;
    return { time, rows };
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }
}
