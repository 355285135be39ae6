/**
 * Since when a constraint holds: the earliest of the times at which something says so. All times are kept, so that the next
 * one is known when the earliest goes.
 */
/** Later than everything: the constraint does not hold. */
export const NEVER = 0x3fffffff;

export class Supports {
  /** By constraint: the earliest time. */
  readonly earliest: number[] = [];
  /** The other times, of those that have several. */
  readonly #others = new Map<number, number[]>();

  /** @returns the number of a constraint that nothing says yet */
  make(): number {
    return this.earliest.push(NEVER) - 1;
  }

  /** @returns whether it holds earlier than before */
  gain(constraint: number, time: number): boolean {
    const before = this.earliest[constraint] as number;
    const isEarlier = time < before;
    if (isEarlier) this.earliest[constraint] = time;
    const other = isEarlier ? before : time;
    if (other === NEVER) return isEarlier;
    const others = this.#others.get(constraint);
    if (others === undefined) this.#others.set(constraint, [other]);
    else others.push(other);
    return isEarlier;
  }

  /** @returns whether it holds later than before, or no more */
  lose(constraint: number, time: number): boolean {
    const others = this.#others.get(constraint);
    const before = this.earliest[constraint] as number;
    if (others === undefined) {
      if (before !== time) throw new Error('a time was taken back that nothing had said');
      this.earliest[constraint] = NEVER;
      return true;
    }
    const taken = before === time ? Math.min(...others) : time;
    const at = others.indexOf(taken);
    if (at === -1) throw new Error('a time was taken back that nothing had said');
    if (before === time) this.earliest[constraint] = taken;
    if (others.length === 1) this.#others.delete(constraint);
    else {
      others[at] = others.at(-1) as number;
      others.pop();
    }
    return taken > before && before === time;
  }
}
