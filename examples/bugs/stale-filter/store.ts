/** A store with one state and subscribers, as front ends have it. */
export interface State {
  readonly items: readonly string[];
  readonly query: string;
}

export type Listener = (state: State) => void;

export class Store {
  #state: State = { items: [], query: '' };
  readonly #listeners: Listener[] = [];

  get state(): State {
    return this.#state;
  }

  subscribe(listener: Listener): void {
    this.#listeners.push(listener);
  }

  update(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }
}
