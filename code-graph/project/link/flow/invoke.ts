/**
 * Calls: when a function reaches what a call calls, arguments flow into its parameters, its result flows back, and it becomes a
 * target. Calls that built-ins make (`xs.map(f)` calls `f`) are calls of their own, at the site of the one that was written.
 */
import { CALL_FLAG } from '../../facts/flow/flow-fact.ts';
import type { Heap } from './heap.ts';
import { HEARD } from './heap.ts';
import type { Propagation } from './propagation.ts';
import { SPECIAL } from './space.ts';
import type { FilePlace, Signature, Space } from './space.ts';

/** How a call comes about. */
export type Via = 'call' | 'accessor' | 'builtin' | 'later' | 'passed' | 'bound';

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

export class Calls {
  readonly all: Call[] = [];
  readonly targets: Target[][] = [];
  readonly #space: Space;
  readonly #flow: Propagation;
  readonly #heap: Heap;
  /** Classes whose constructor a call was sent on to look for above. */
  readonly #sought = new Set<string>();

  constructor(space: Space, flow: Propagation, heap: Heap) {
    this.#space = space;
    this.#flow = flow;
    this.#heap = heap;
  }

  /** @returns its index */
  add(call: Call): number {
    const index = this.all.push(call) - 1;
    this.targets.push([]);
    this.#flow.listen(call.callee, HEARD.call, index, 0);
    return index;
  }

  /** The vertex of an element, or of a property of unknown name, of what a vertex holds. */
  elements(vertex: number): number {
    const elements = this.#flow.vertex();
    this.#flow.listen(vertex, HEARD.load, elements, SPECIAL.any);
    return elements;
  }

  /** @param instance  token of the instance that is made, where a subclass without a constructor is; else 0 */
  invoke(index: number, token: number, instance = 0): void {
    const call = this.all[index] as Call;
    const callable = this.#space.callable(token);
    if (callable === null) return;
    const isNew = (call.flags & CALL_FLAG.new) !== 0;
    const made = instance === 0 ? token + 2 : instance;
    if (isNew && call.result >= 0) this.#flow.add(call.result, made);
    const { place, fn, signature } = callable;
    if (signature === null) {
      if (isNew) this.#above(index, token, made);
      return;
    }
    const targets = this.targets[index] as Target[];
    if (!targets.some((target) => target.fn === fn && target.place === place))
      targets.push(callable);
    this.#bind(call, signature);
    if (isNew) this.#flow.add(signature.self, made);
    if (call.receiver >= 0) this.#flow.edge(call.receiver, signature.self);
    if (call.result >= 0) this.#flow.edge(signature.result, call.result);
  }

  /** A class without a constructor has that of the class above, which may be made by the same text: a mixin that is applied twice. */
  #above(index: number, token: number, made: number): void {
    const key = `${index}:${token}:${made}`;
    if (this.#sought.has(key)) return;
    this.#sought.add(key);
    this.#flow.listen(this.#heap.own(token, SPECIAL.proto), HEARD.call, index, made);
  }

  /** A function is called on an object. */
  callOn(fn: number, token: number): void {
    const signature = this.#space.callable(fn)?.signature ?? null;
    if (signature !== null) this.#flow.add(signature.self, token);
  }

  #bind(call: Call, signature: Signature): void {
    const { args } = call;
    const spread = (call.flags & CALL_FLAG.spread) !== 0;
    const last = Math.max(args.length, spread ? signature.params : 0);
    for (let at = 0; at < args.length; at += 1) {
      const arg = args[at] as number;
      if (arg < 0) continue;
      this.#pass(arg, at, signature);
    }
    if (!spread) return;
    // Where an argument is spread, elements of it may be any parameter.
    for (const arg of args) {
      if (arg < 0) continue;
      const elements = this.elements(arg);
      for (let at = 0; at <= last; at += 1) this.#pass(elements, at, signature);
    }
  }

  #pass(from: number, at: number, signature: Signature): void {
    if (at < signature.params) this.#flow.edge(from, signature.firstParam + at);
    else if (signature.rest >= 0)
      this.#flow.edge(from, this.#heap.own(signature.restObject, SPECIAL.dynamic));
    if (signature.argumentsObject >= 0)
      this.#flow.edge(from, this.#heap.own(signature.argumentsObject, SPECIAL.dynamic));
  }
}
