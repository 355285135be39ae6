/**
 * Calls: when a function reaches what a call calls, arguments flow into its parameters, its result flows back, and it becomes a
 * target. Calls that built-ins make (`xs.map(f)` calls `f`) are calls of their own, at the site of the one that was written.
 */
import { CALL_FLAG, SPREAD_AT } from '../../facts/flow/flow-fact.ts';
import type { Heap } from './heap.ts';
import { HEARD } from './heap.ts';
import type { Propagation } from './engine/propagation.ts';
import { SPECIAL, elementAt } from './space.ts';
import type { Callable, Signature } from './place/callable.ts';
import type { FilePlace } from './place/place.ts';
import type { Space } from './space.ts';

/** How a call comes about. */
export type Via = 'call' | 'accessor' | 'builtin' | 'implicit' | 'later' | 'passed' | 'bound';

export interface Call {
  readonly site: number;
  readonly callee: number;
  readonly receiver: number;
  readonly args: readonly number[];
  readonly result: number;
  readonly flags: number;
  readonly via: Via;
  /** The call that was written, for those that a built-in makes: they count where that one calls nothing of the project. */
  readonly origin: number;
}

export interface Target {
  readonly place: FilePlace;
  readonly fn: number;
}

export interface Targets {
  readonly certain: readonly Target[];
  readonly possible: readonly Target[];
}

/** By the order of the files and of the functions in each. */
export const byPlace = (a: Target, b: Target): number =>
  a.place.order - b.place.order || a.fn - b.fn;

/** A function that is its class's constructor is the one function. */
function distinct(found: readonly (readonly [Callable, number])[]): readonly Target[] {
  return found
    .map(([callable]) => callable)
    .filter((target, at, all) => at === 0 || byPlace(all[at - 1] as Target, target) !== 0);
}

export class Calls {
  readonly all: Call[] = [];
  readonly #space: Space;
  readonly #flow: Propagation;
  readonly #heap: Heap;

  constructor(space: Space, flow: Propagation, heap: Heap) {
    this.#space = space;
    this.#flow = flow;
    this.#heap = heap;
  }

  /** @returns its index */
  add(call: Call): number {
    return this.all.push(call) - 1;
  }

  /** What reaches the callee is called, or is so no more. */
  say(index: number): void {
    this.#flow.listen((this.all[index] as Call).callee, HEARD.call, index, 0);
  }

  /** @returns what a call calls by what is held before a time, and by what is held later; each in the order of the files */
  targets({ callee, flags }: Call, before: number): Targets {
    const times = new Map<Callable, number>();
    const take = (vertex: number, since: number): void => {
      const tokens = this.#flow.tokens(vertex);
      const held = this.#flow.times(vertex);
      for (let at = 0; at < tokens.length; at += 1) {
        const callable = this.#space.callable(tokens[at] as number);
        if (callable === null) continue;
        const time = Math.max(since, held[at] as number);
        if (callable.signature !== null)
          times.set(callable, Math.min(time, times.get(callable) ?? time));
        else if ((flags & CALL_FLAG.new) !== 0 && since < 0)
          take(this.#heap.above(tokens[at] as number), time);
      }
    };
    take(callee, -1);
    const found = [...times].sort(([a], [b]) => byPlace(a, b));
    const certain = distinct(found.filter(([, time]) => time < before));
    const possible = distinct(found.filter(([, time]) => time >= before));
    const isCertain = (target: Target): boolean =>
      certain.some((one) => byPlace(one, target) === 0);
    return { certain, possible: possible.filter((target) => !isCertain(target)) };
  }

  /** @param made  token of the instance that is made, where a subclass without a constructor is; else 0 */
  invoke(index: number, token: number, made = 0): void {
    const call = this.all[index] as Call;
    const callable = this.#space.callable(token);
    if (callable === null) return;
    const isNew = (call.flags & CALL_FLAG.new) !== 0;
    const instance = made === 0 ? token + 2 : made;
    if (isNew && call.result >= 0) this.#flow.add(call.result, instance);
    const { signature } = callable;
    if (signature === null) {
      // A class without a constructor has that of the class above.
      if (isNew && made === 0)
        this.#flow.listen(this.#heap.above(token), HEARD.call, index, instance);
      return;
    }
    this.#bind(call, signature);
    if (isNew) this.#flow.add(signature.self, instance);
    if (call.receiver >= 0) this.#flow.edge(call.receiver, signature.self);
    if (call.result >= 0) this.#flow.edge(signature.result, call.result);
  }

  /** A function is called on an object. */
  callOn(fn: number, token: number): void {
    const signature = this.#space.callable(fn)?.signature ?? null;
    if (signature !== null) this.#flow.add(signature.self, token);
  }

  #bind({ args, flags }: Call, signature: Signature): void {
    const isSpread = (flags & CALL_FLAG.spread) !== 0;
    const spread = isSpread ? flags >> SPREAD_AT : args.length;
    for (let at = 0; at < spread; at += 1) this.#pass(args[at] as number, at, signature);
    if (!isSpread) return;
    this.#spread(args[spread] as number, spread, signature);
    for (const arg of args.slice(spread + 1)) {
      this.#anywhere(arg, spread, signature);
      this.#anywhere(this.#heap.elements(arg), spread, signature);
    }
  }

  /** The value is the argument of that index. */
  #pass(from: number, at: number, { params, firstParam, ...rest }: Signature): void {
    if (from < 0) return;
    if (at < params) this.#flow.edge(from, firstParam + at);
    else if (rest.rest >= 0)
      this.#flow.edge(from, this.#heap.own(rest.restObject, elementAt(at - rest.rest)));
    if (rest.argumentsObject >= 0)
      this.#flow.edge(from, this.#heap.own(rest.argumentsObject, elementAt(at)));
  }

  /** Elements of an array are the arguments from that index on. */
  #spread(array: number, from: number, { params, firstParam, ...rest }: Signature): void {
    if (array < 0) return;
    for (let at = from; at < params; at += 1)
      this.#flow.edge(this.#heap.element(array, at - from), firstParam + at);
    if (rest.rest >= 0) this.#hold(array, rest.restObject, from === rest.rest);
    if (rest.argumentsObject >= 0) this.#hold(array, rest.argumentsObject, from === 0);
  }

  /** @param isAligned  the places of the elements are the same */
  #hold(array: number, token: number, isAligned: boolean): void {
    if (isAligned) this.#flow.edge(array, this.#heap.own(token, SPECIAL.proto));
    else this.#flow.edge(this.#heap.elements(array), this.#heap.own(token, SPECIAL.dynamic));
  }

  /** The value is an argument of that index or of a later one. */
  #anywhere(value: number, from: number, { params, firstParam, ...rest }: Signature): void {
    if (value < 0) return;
    for (let at = from; at < params; at += 1) this.#flow.edge(value, firstParam + at);
    for (const token of [rest.rest >= 0 ? rest.restObject : -1, rest.argumentsObject])
      if (token >= 0) this.#flow.edge(value, this.#heap.own(token, SPECIAL.dynamic));
  }
}
