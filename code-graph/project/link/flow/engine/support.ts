/**
 * Since when a constraint holds: the earliest of the times at which something says so. All times are kept, so that the next
 * one is known when the earliest goes.
 */
import { emptyColumn, grown } from './column.ts';

/** Later than everything: the constraint does not hold. */
export const NEVER = 0x3fffffff;

export class Supports {
  /** By constraint: the earliest time. */
  earliest = emptyColumn();
  /** The other times: the first of each constraint, and behind each of them the next; -1 behind the last. */
  #others = emptyColumn();
  #time = emptyColumn();
  #next = emptyColumn();
  #count = 0;
  #times = 0;
  /** A list of places that are free. */
  #free = -1;

  /** @returns the number of a constraint that nothing says yet */
  make(): number {
    if (this.#count === this.earliest.length) {
      this.earliest = grown(this.earliest);
      this.#others = grown(this.#others);
    }
    this.earliest[this.#count] = NEVER;
    this.#count += 1;
    return this.#count - 1;
  }

  /** @returns whether it holds earlier than before */
  gain(constraint: number, time: number): boolean {
    const before = this.earliest[constraint] as number;
    const isEarlier = time < before;
    if (isEarlier) this.earliest[constraint] = time;
    const other = isEarlier ? before : time;
    if (other !== NEVER) this.#keep(constraint, other);
    return isEarlier;
  }

  #keep(constraint: number, time: number): void {
    let place = this.#free;
    if (place === -1) {
      place = this.#times;
      this.#times += 1;
      if (place === this.#time.length) {
        this.#time = grown(this.#time);
        this.#next = grown(this.#next);
      }
    } else this.#free = this.#next[place] as number;
    this.#time[place] = time;
    this.#next[place] = this.#others[constraint] as number;
    this.#others[constraint] = place;
  }

  /** @returns whether it holds later than before, or no more */
  lose(constraint: number, time: number): boolean {
    const before = this.earliest[constraint] as number;
    const isEarliest = before === time;
    const taken = isEarliest ? this.#earliestOther(constraint) : time;
    if (taken !== NEVER) this.#drop(constraint, taken);
    if (isEarliest) this.earliest[constraint] = taken;
    return isEarliest && taken > before;
  }

  #earliestOther(constraint: number): number {
    let earliest = NEVER;
    for (let at = this.#others[constraint] as number; at !== -1; at = this.#next[at] as number)
      earliest = Math.min(earliest, this.#time[at] as number);
    return earliest;
  }

  #drop(constraint: number, time: number): void {
    let before = -1;
    let at = this.#others[constraint] as number;
    while (at !== -1 && this.#time[at] !== time) {
      before = at;
      at = this.#next[at] as number;
    }
    if (at === -1) throw new Error('a time was taken back that nothing had said');
    const next = this.#next[at] as number;
    if (before === -1) this.#others[constraint] = next;
    else this.#next[before] = next;
    this.#next[at] = this.#free;
    this.#free = at;
  }
}
