/** A queue by cost: a binary heap in which equal costs leave in the order they came. */
export interface Queue<T> {
  push(cost: number, item: T): void;
  pop(): T | undefined;
}

/** @returns an empty queue */
export function createQueue<T>(): Queue<T> {
  const heap: { readonly cost: number; readonly order: number; readonly item: T }[] = [];
  let order = 0;
  const isLess = (a: number, b: number): boolean => {
    const [x, y] = [heap[a], heap[b]];
    if (x === undefined || y === undefined) return false;
    return x.cost < y.cost || (x.cost === y.cost && x.order < y.order);
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b] as (typeof heap)[number], heap[a] as (typeof heap)[number]];
  };
  return {
    push(cost, item) {
      heap.push({ cost, order, item });
      order += 1;
      for (let at = heap.length - 1; at > 0;) {
        const up = (at - 1) >> 1;
        if (!isLess(at, up)) break;
        swap(at, up);
        at = up;
      }
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (top === undefined || last === undefined) return undefined;
      if (heap.length > 0) heap[0] = last;
      for (let at = 0; ;) {
        const left = at * 2 + 1;
        let least = at;
        if (isLess(left, least)) least = left;
        if (isLess(left + 1, least)) least = left + 1;
        if (least === at) break;
        swap(at, least);
        at = least;
      }
      return top.item;
    },
  };
}
