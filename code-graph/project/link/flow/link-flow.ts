/**
 * Links the flow of all files: imports to exports, rows to listeners, calls to built-ins; then lets functions flow to the calls
 * that may call them. Where nothing reaches a call of a method, the functions that were ever stored under that name are named, if
 * they are few (field-based, optimistic, interprocedural); what was only guessed carries nothing on.
 * @see Feldthaus et al. (2013), §3; Andersen's analysis for what is known of receivers
 */
import type { FileFacts } from '../../facts/file-facts.ts';
import {
  CALLABLE_TOKENS,
  CALL_FLAG,
  CALL_ROW,
  EXPORTS_VERTEX,
  FLOW_ROW,
  MODULE_EXPORTS_VERTEX,
  OP,
} from '../../facts/flow/flow-fact.ts';
import type { ImportResolver } from '../resolve.ts';
import { giveUnknownReads, giveUnknownWrites, guessByName } from './guess.ts';
import { HEARD, Heap } from './heap.ts';
import { Calls } from './invoke.ts';
import type { Call } from './invoke.ts';
import { modelOf } from './native/index.ts';
import type { Scene } from './native/index.ts';
import { ENDS, readRows } from './inert.ts';
import { isOwnName } from './own-name.ts';
import { PairMap } from './pair-map.ts';
import { Propagation } from './propagation.ts';
import { SPECIAL, Space, callablesOf } from './space.ts';
import type { FilePlace } from './space.ts';

/** A property read that a getter may answer. */
export interface AccessorRead {
  readonly base: number;
  readonly callee: number;
  readonly name: number;
}

export interface LinkedFlow {
  readonly space: Space;
  readonly flow: Propagation;
  readonly heap: Heap;
  readonly calls: Calls;
  /** By call: how many of its first targets are known without a guess at what a key is. */
  readonly certain: Uint32Array;
  /** Number of calls that are written down; those that built-ins and accessors make come after. */
  readonly written: number;
  /** Calls whose built-in is known. */
  readonly modelled: Uint8Array;
  /** What is called at vertices that hold nothing that can be called, by name alone; nothing flows from there. */
  readonly guesses: ReadonlyMap<number, readonly number[]>;
  /** Names that are read or written by a call. */
  readonly accessors: ReadonlySet<string>;
}

const ROUNDS = 3;

/** @param limit  edges after which no more is followed */
export function linkFlow(
  files: readonly FileFacts[],
  resolve: ImportResolver,
  limit: number,
): LinkedFlow {
  return new Linker(files, resolve, limit).link();
}

class Linker {
  readonly space: Space;
  readonly flow: Propagation;
  readonly heap: Heap;
  readonly calls: Calls;
  readonly reads: AccessorRead[] = [];
  readonly #byPath: ReadonlyMap<string, FilePlace>;
  readonly #resolve: ImportResolver;
  readonly #events = new Map<number, number>();
  readonly #accessors = new Set<number>();
  /** Rows that were left out at first, by file. */
  readonly #woken = new PairMap();
  #fresh = new Set<number>();

  constructor(files: readonly FileFacts[], resolve: ImportResolver, limit: number) {
    this.space = new Space(files);
    this.flow = new Propagation(this.space.vertices, this.space.firstOfTests, limit);
    this.heap = new Heap(this.space, this.flow);
    this.calls = new Calls(this.space, this.flow, this.heap);
    this.#byPath = new Map(this.space.places.map((place) => [place.facts.path, place]));
    this.#resolve = resolve;
    this.flow.onToken((kind, a, b, token) => this.#hear(kind, a, b, token));
  }

  link(): LinkedFlow {
    const { places } = this.space;
    for (const place of places) this.#declarations(place);
    for (const place of places) this.#rows(place);
    for (const place of places) this.#writtenCalls(place);
    const written = this.calls.all.length;
    const modelled = new Uint8Array(written);
    let index = 0;
    for (const place of places) index = this.#models(place, index, modelled);
    this.#settle();
    for (let round = 0; round < ROUNDS && giveUnknownReads(this); round += 1) this.#settle();
    const certain = Uint32Array.from(this.calls.targets, (targets) => targets.length);
    for (let round = 0; round < ROUNDS && giveUnknownWrites(this); round += 1) this.#settle();
    const guesses = guessByName(this);
    const { space, flow, heap, calls } = this;
    const accessors = new Set([...this.#accessors].map((name) => space.names[name] as string));
    return { space, flow, heap, calls, certain, written, modelled, guesses, accessors };
  }

  /** Until neither tokens move nor further names turn out to be those of accessors. */
  #settle(): void {
    this.flow.run();
    while (this.#fresh.size > 0) {
      const fresh = this.#fresh;
      this.#fresh = new Set();
      for (const place of this.space.places) this.#accessorReads(place, fresh);
      this.flow.run();
    }
  }

  #hear(kind: number, a: number, b: number, token: number): void {
    const { flow, heap, space } = this;
    switch (kind) {
      case HEARD.lookup:
        flow.edge(heap.find(token, b), a);
        return;
      case HEARD.load:
        heap.load(token, b, a);
        return;
      case HEARD.store:
        heap.store(token, a, b);
        return;
      case HEARD.prototypeOf:
        if (space.role(token) === 0) flow.add(a, token + 1);
        return;
      case HEARD.instanceOf:
        if (space.role(token) === 0) flow.add(a, token + 2);
        return;
      case HEARD.extend:
        flow.add(heap.own(a, SPECIAL.proto), token);
        if (space.role(token) === 0) flow.add(heap.own(a + 1, SPECIAL.proto), token + 1);
        return;
      case HEARD.mix:
        flow.edge(a, heap.own(token, SPECIAL.proto));
        return;
      case HEARD.accessorNamed:
        this.#accessorNamed(a, token);
        return;
      case HEARD.method:
        heap.callMethod(token, a);
        return;
      case HEARD.self:
        this.calls.callOn(token, a);
        return;
      default:
        this.calls.invoke(a, token, b);
    }
  }

  #accessorNamed(object: number, token: number): void {
    const callable = this.space.callable(token);
    const fact = callable?.place.facts.functions[callable.fn];
    const name =
      fact === undefined ? -1 : this.space.name(fact.name.slice(fact.name.lastIndexOf('.') + 1));
    if (name === -1) return;
    this.#accessor(name);
    const holder = this.flow.vertex();
    this.flow.add(holder, token);
    this.flow.listen(object, HEARD.store, this.heap.getter(name), holder);
  }

  #accessor(name: number): void {
    if (this.#accessors.has(name)) return;
    this.#accessors.add(name);
    this.#fresh.add(name);
  }

  #moduleOf(place: FilePlace, module: number): FilePlace | null {
    const specifier = place.facts.flow.modules[module];
    if (specifier === undefined) return null;
    const target = this.#resolve(place.facts.path, specifier);
    return target.kind === 'file' ? (this.#byPath.get(target.path) ?? null) : null;
  }

  /** Before anything is looked up: what classes declare hides what is above. */
  #declarations({ facts, token, names }: FilePlace): void {
    const { rows } = facts.flow;
    for (let at = 0; at < rows.length; at += FLOW_ROW)
      if (rows[at] === OP.declare)
        this.heap.declare(
          token + (rows[at + 1] as number),
          names[rows[at + 2] as number] as number,
        );
  }

  #rows(place: FilePlace): void {
    const { facts, vertex, token } = place;
    const { flow } = this;
    const exported = token + callablesOf(facts) * CALLABLE_TOKENS;
    flow.add(vertex + EXPORTS_VERTEX, exported);
    flow.add(vertex + MODULE_EXPORTS_VERTEX, exported);
    const { inert } = readRows(facts.flow);
    for (let row = 0; row < inert.length; row += 1)
      if (inert[row] === 0) this.#row(place, row * FLOW_ROW);
  }

  /** What gives a vertex something was left out, and is asked for after all. */
  #wake(place: FilePlace, local: number): void {
    const { inert, givers } = readRows(place.facts.flow);
    for (const at of givers.get(local) ?? []) {
      if (inert[at / FLOW_ROW] === 0 || !this.#woken.add(place.index, at, 0)) continue;
      this.#row(place, at);
      const from = ENDS[place.facts.flow.rows[at] as number]?.from[0];
      if (from !== undefined) this.#wake(place, place.facts.flow.rows[at + from] as number);
    }
  }

  #row(place: FilePlace, at: number): void {
    const { facts, vertex, token, names } = place;
    const { flow, heap } = this;
    const { rows } = facts.flow;
    const nameOf = (index: number): number => names[index] as number;
    const a = rows[at + 1] as number;
    const b = rows[at + 2] as number;
    const c = rows[at + 3] as number;
    switch (rows[at]) {
      case OP.token:
        flow.add(vertex + a, token + b);
        break;
      case OP.copy:
        flow.edge(vertex + b, vertex + a);
        break;
      case OP.load:
        flow.listen(vertex + b, HEARD.load, vertex + a, c === -1 ? SPECIAL.any : nameOf(c));
        break;
      case OP.store:
        if (c < 0) break;
        for (const name of this.space.storedAs(b === -1 ? SPECIAL.dynamic : nameOf(b)))
          flow.listen(vertex + a, HEARD.store, name, vertex + c);
        break;
      case OP.extend: {
        const own = token + (facts.functions.length + a) * CALLABLE_TOKENS;
        flow.listen(vertex + b, HEARD.extend, own, 0);
        break;
      }
      case OP.import:
        this.#import(place, vertex + a, b, c === -1 ? -1 : nameOf(c));
        break;
      case OP.exportAll: {
        const other = this.#moduleOf(place, a);
        if (other !== null)
          flow.edge(
            other.vertex + MODULE_EXPORTS_VERTEX,
            heap.own(token + callablesOf(facts) * CALLABLE_TOKENS, SPECIAL.proto),
          );
        break;
      }
      case OP.mix:
        flow.listen(vertex + a, HEARD.mix, vertex + b, 0);
        break;
      case OP.prototype:
        flow.listen(vertex + b, HEARD.prototypeOf, vertex + a, 0);
        break;
      case OP.instance:
        flow.listen(vertex + b, HEARD.instanceOf, vertex + a, 0);
        break;
      case OP.accessor: {
        const name = nameOf(c);
        const isSetter = rows[at + 4] === 1;
        this.#accessor(name);
        const coded = isSetter ? heap.setter(name) : heap.getter(name);
        flow.listen(vertex + a, HEARD.store, coded, vertex + b);
        break;
      }
      default:
    }
  }

  #import(place: FilePlace, to: number, module: number, name: number): void {
    const other = this.#moduleOf(place, module);
    if (other === null) {
      this.flow.add(to, this.space.outside);
      return;
    }
    const exports = other.vertex + MODULE_EXPORTS_VERTEX;
    if (name === -1) this.flow.edge(exports, to);
    else this.flow.listen(exports, HEARD.load, to, name);
    if (name === SPECIAL.default && !other.facts.flow.isModule) this.flow.edge(exports, to);
  }

  #argsOf(place: FilePlace, at: number): readonly number[] {
    const { calls, args } = place.facts.flow;
    const first = calls[at + 6] as number;
    return Array.from(args.subarray(first, first + (calls[at + 7] as number)), (arg) =>
      arg >= 0 ? place.vertex + arg : arg === -1 ? -1 : -2 - (place.names[-2 - arg] as number),
    );
  }

  #writtenCalls(place: FilePlace): void {
    const { calls } = place.facts.flow;
    const shift = (local: number): number => (local < 0 ? -1 : place.vertex + local);
    for (let at = 0; at < calls.length; at += CALL_ROW) {
      const receiver = shift(calls[at + 2] as number);
      const name = calls[at + 3] as number;
      const flags = calls[at + 8] as number;
      const isMethod = name >= 0 && (flags & (CALL_FLAG.new | CALL_FLAG.lent)) === 0;
      if (isMethod) this.flow.listen(receiver, HEARD.method, place.names[name] as number, 0);
      this.calls.add({
        site: place.site + (calls[at] as number),
        callee: shift(calls[at + 1] as number),
        receiver: isMethod ? -1 : receiver,
        args: this.#argsOf(place, at),
        result: shift(calls[at + 5] as number),
        flags,
        via: 'call',
        origin: -1,
      });
    }
  }

  #models(place: FilePlace, first: number, modelled: Uint8Array): number {
    const { calls } = place.facts.flow;
    const scene: Scene = {
      space: this.space,
      flow: this.flow,
      heap: this.heap,
      calls: this.calls,
      event: (name) => this.#event(name),
      accessor: (name) => this.#accessor(name),
    };
    let index = first;
    for (let at = 0; at < calls.length; at += CALL_ROW, index += 1) {
      const name = place.facts.names[calls[at + 3] as number] ?? '';
      const owner = place.facts.names[calls[at + 4] as number] ?? '';
      const model = name === '' ? null : modelOf(owner, name);
      if (model === null || this.#isOwn(place, at)) continue;
      modelled[index] = 1;
      const { site, callee, result, args, flags } = this.calls.all[index] as Call;
      const local = calls[at + 2] as number;
      const receiver = local < 0 ? -1 : place.vertex + local;
      model(scene, { index, site, receiver, callee, result, args, flags });
    }
    return index;
  }

  /** A plain name is called that stands for a function of the project. */
  #isOwn(place: FilePlace, at: number): boolean {
    const { flow } = place.facts;
    const [callee, receiver, owner] = [at + 1, at + 2, at + 4].map((one) => flow.calls[one]);
    return (
      receiver === -1 &&
      owner === -1 &&
      isOwnName(flow, callee as number, (module) => this.#moduleOf(place, module) !== null)
    );
  }

  #event(name: number): number {
    let vertex = this.#events.get(name);
    if (vertex === undefined) {
      vertex = this.flow.vertex();
      this.#events.set(name, vertex);
    }
    return vertex;
  }

  /** Reads of names that turned out to be accessors are calls. */
  #accessorReads(place: FilePlace, fresh: ReadonlySet<number>): void {
    const { rows } = place.facts.flow;
    for (let at = 0; at < rows.length; at += FLOW_ROW) {
      const op = rows[at];
      if (op !== OP.load && op !== OP.store) continue;
      const named = rows[at + (op === OP.load ? 3 : 2)] as number;
      const site = rows[at + 4] as number;
      const name = named < 0 ? -1 : (place.names[named] as number);
      if (site < 0 || !fresh.has(name)) continue;
      const local = rows[at + (op === OP.load ? 2 : 1)] as number;
      const base = place.vertex + local;
      this.#wake(place, local);
      const callee = this.flow.vertex();
      const coded = op === OP.load ? this.heap.getter(name) : this.heap.setter(name);
      const value = rows[at + 3] as number;
      this.reads.push({ base, callee, name: coded });
      this.flow.listen(base, HEARD.load, callee, coded);
      this.flow.listen(base, HEARD.method, coded, 0);
      this.calls.add({
        site: place.site + site,
        callee,
        receiver: -1,
        args: op === OP.load || value < 0 ? [] : [place.vertex + value],
        result: op === OP.load ? place.vertex + (rows[at + 1] as number) : -1,
        flags: 0,
        via: 'accessor',
        origin: -1,
      });
    }
  }
}

export type { Linker };
