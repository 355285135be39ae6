/**
 * Where in a list of some dozen numbers each of them is: a byte for each slot of a table with open addressing, one more than the place. Lists
 * that are shorter are searched as quickly, longer ones have no index.
 */
const SLOTS = 256;
const SHORT = 16;

/** Half of the slots are empty at least. */
export function isIndexed(length: number): boolean {
  return length > SHORT && length <= SLOTS / 2;
}

const slotOf = (number: number): number => Math.imul(number, 0x9e3779b1) >>> 24;
const after = (slot: number): number => (slot + 1) % SLOTS;

export class PlaceIndex {
  readonly #places = new Uint8Array(SLOTS);

  constructor(list: readonly number[]) {
    list.forEach((number, at) => this.#put(number, at));
  }

  /** @returns the place, or -1 */
  find(list: readonly number[], number: number): number {
    const places = this.#places;
    for (let slot = slotOf(number); places[slot] !== 0; slot = after(slot)) {
      const at = (places[slot] as number) - 1;
      if (list[at] === number) return at;
    }
    return -1;
  }

  /** A number that the list did not have has been put in at a place. */
  insert(number: number, at: number): void {
    this.#move(at, 1);
    this.#put(number, at);
  }

  /** @param list  with the number that is about to be taken out */
  remove(list: readonly number[], at: number): void {
    const places = this.#places;
    let hole = slotOf(list[at] as number);
    while (places[hole] !== at + 1) hole = after(hole);
    // What was put behind it for want of room comes nearer.
    for (let slot = after(hole); places[slot] !== 0; slot = after(slot)) {
      const home = slotOf(list[(places[slot] as number) - 1] as number);
      if ((slot - home + SLOTS) % SLOTS < (slot - hole + SLOTS) % SLOTS) continue;
      places[hole] = places[slot] as number;
      hole = slot;
    }
    places[hole] = 0;
    this.#move(at, -1);
  }

  #put(number: number, at: number): void {
    const places = this.#places;
    let slot = slotOf(number);
    while (places[slot] !== 0) slot = after(slot);
    places[slot] = at + 1;
  }

  /** Places from that one on are others. */
  #move(from: number, by: number): void {
    const places = this.#places;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const place = places[slot] as number;
      if (place > from) places[slot] = place + by;
    }
  }
}
