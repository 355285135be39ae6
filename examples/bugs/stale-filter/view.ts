/** The list that a person sees: items that match the query. */
import type { Store } from './store.ts';

export class ListView {
  visible: readonly string[] = [];
  renders = 0;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    const matches = this.#matcher();
    store.subscribe((state) => {
      this.visible = state.items.filter(matches);
      this.renders += 1;
    });
  }

  #matcher(): (item: string) => boolean {
    const query = this.#store.state.query.toLowerCase();
    return (item) => item.toLowerCase().includes(query);
  }
}
