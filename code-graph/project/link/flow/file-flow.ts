/**
 * What one file says: its rows, its calls, what built-ins do in them, and reads of names that are accessors. Said once more in taking back, it
 * is the same; so a file goes as it came.
 */
import {
  ACCESSOR_FLAG,
  CALLABLE_TOKENS,
  CALL_FLAG,
  CALL_ROW,
  EXPORTS_VERTEX,
  FLOW_ROW,
  MODULE_EXPORTS_VERTEX,
  OP,
} from '../../facts/flow/flow-fact.ts';
import { HEARD } from './heap.ts';
import { readRows } from './inert.ts';
import type { Call } from './invoke.ts';
import { modelOf } from './native/index.ts';
import { isOwnName } from './own-name.ts';
import { Reads } from './said/read.ts';
import type { Kept, Said } from './said/said.ts';
import type { FileScene, SceneParts } from './scene.ts';
import { callablesOf } from './place/callable.ts';
import { callsIn, keptParts } from './place/part.ts';
import type { FilePlace } from './place/place.ts';
import { SPECIAL } from './space.ts';

const NO_CALLS: ReadonlySet<number> = new Set();

export class FileFlow {
  readonly #parts: SceneParts;
  readonly #scene: FileScene;
  readonly #onAccessor: (name: number) => void;
  readonly #onMember: (name: number) => void;
  readonly reads: Reads;

  /** @param on  are told of names that are read by a call, and of those that something is stored under */
  constructor(
    parts: SceneParts,
    scene: FileScene,
    on: {
      readonly accessor: (name: number) => void;
      readonly member: (name: number) => void;
    },
  ) {
    this.#parts = parts;
    this.#scene = scene;
    this.#onAccessor = on.accessor;
    this.#onMember = on.member;
    this.reads = new Reads(parts, scene, (place, at) => this.#row(place, at));
  }

  /** Everything but reads of accessors. @param said  as it was said before, or what is kept of a file that it follows */
  all(place: FilePlace, said: Said | Kept): Said {
    this.#declarations(place);
    this.#rows(place);
    const next = 'calls' in said ? this.#begin(place, said) : said;
    for (const [part, index] of next.written.entries()) this.#call(place, part, index);
    this.#models(place, next);
    return next;
  }

  /** @param calls  calls that go by the indexes that they had */
  #begin(place: FilePlace, { calls: kept }: Kept): Said {
    const { calls } = this.#parts;
    const written = Array.from({ length: callsIn(place) }, (_, part) => {
      const call = this.#written(place, part * CALL_ROW);
      const known = kept.get(part);
      if (known === undefined) return calls.add(call);
      calls.all[known] = call;
      return known;
    });
    return { written, modelled: NO_CALLS, made: [], reading: null };
  }

  /** @returns what the file as it is now has of the file as it was, which was said */
  follow(before: FilePlace, after: FilePlace, said: Said): Kept {
    const parts = keptParts(before, after);
    this.#scene.carry(before, after, parts);
    const calls = new Map<number, number>();
    for (const [part, old] of parts)
      if (old < said.written.length) calls.set(part, said.written[old] as number);
    return { calls };
  }

  #declarations(place: FilePlace): void {
    const { facts, names } = place;
    const { rows } = facts.flow;
    for (let at = 0; at < rows.length; at += FLOW_ROW)
      if (rows[at] === OP.declare)
        this.#parts.heap.declare(
          place.token(rows[at + 1] as number),
          names[rows[at + 2] as number] as number,
        );
  }

  #rows(place: FilePlace): void {
    const { facts } = place;
    const { flow } = this.#parts;
    const exported = exportsOf(place);
    flow.add(place.vertex(EXPORTS_VERTEX), exported);
    flow.add(place.vertex(MODULE_EXPORTS_VERTEX), exported);
    const { inert } = readRows(facts.flow);
    for (let row = 0; row < inert.length; row += 1)
      if (inert[row] === 0) this.#row(place, row * FLOW_ROW);
  }

  /** What comes from these modules. @param modules  by their numbers in the file */
  imports(place: FilePlace, modules: ReadonlySet<number>): void {
    const { rows } = place.facts.flow;
    const { inert } = readRows(place.facts.flow);
    for (let row = 0; row < inert.length; row += 1) {
      const at = row * FLOW_ROW;
      const op = rows[at];
      const isOfThese =
        (op === OP.import && modules.has(rows[at + 2] as number)) ||
        (op === OP.exportAll && modules.has(rows[at + 1] as number));
      if (isOfThese && inert[row] === 0) this.#row(place, at);
    }
  }

  #row(place: FilePlace, at: number): void {
    const { facts, names } = place;
    const { flow, heap } = this.#parts;
    const { rows } = facts.flow;
    const nameOf = (index: number): number => names[index] as number;
    const vertex = (local: number): number => place.vertex(local);
    const a = rows[at + 1] as number;
    const b = rows[at + 2] as number;
    const c = rows[at + 3] as number;
    switch (rows[at]) {
      case OP.token:
        flow.add(vertex(a), place.token(b));
        break;
      case OP.copy:
        flow.edge(vertex(b), vertex(a));
        break;
      case OP.load:
        flow.listen(vertex(b), HEARD.load, vertex(a), c === -1 ? SPECIAL.any : nameOf(c));
        break;
      case OP.store:
        if (c < 0) break;
        if (b !== -1) this.#onMember(nameOf(b));
        for (const name of this.#parts.space.storedAs(b === -1 ? SPECIAL.dynamic : nameOf(b)))
          flow.listen(vertex(a), HEARD.store, name, vertex(c));
        break;
      case OP.extend: {
        const own = place.token((facts.functions.length + a) * CALLABLE_TOKENS);
        flow.listen(vertex(b), HEARD.extend, own, 0);
        break;
      }
      case OP.import:
        this.#import(place, vertex(a), b, c === -1 ? -1 : nameOf(c));
        break;
      case OP.exportAll: {
        const other = place.modules[a] ?? null;
        if (other !== null)
          flow.edge(other.vertex(MODULE_EXPORTS_VERTEX), heap.own(exportsOf(place), SPECIAL.proto));
        break;
      }
      case OP.mix:
        flow.listen(vertex(a), HEARD.mix, vertex(b), 0);
        break;
      case OP.prototype:
        flow.listen(vertex(b), HEARD.prototypeOf, vertex(a), 0);
        break;
      case OP.instance:
        flow.listen(vertex(b), HEARD.instanceOf, vertex(a), 0);
        break;
      case OP.accessor: {
        const name = nameOf(c);
        this.#onAccessor(name);
        const flags = rows[at + 4] as number;
        const isSetter = (flags & ACCESSOR_FLAG.setter) !== 0;
        if (!isSetter && (flags & ACCESSOR_FLAG.own) !== 0) this.#onMember(SPECIAL.getters);
        const coded = isSetter ? heap.setter(name) : heap.getter(name);
        flow.listen(vertex(a), HEARD.store, coded, vertex(b));
        break;
      }
      default:
    }
  }

  #import(place: FilePlace, to: number, module: number, name: number): void {
    const { flow, space } = this.#parts;
    const other = place.modules[module] ?? null;
    if (other === null) {
      flow.add(to, space.outside);
      return;
    }
    const exports = other.vertex(MODULE_EXPORTS_VERTEX);
    if (name === -1) flow.edge(exports, to);
    else flow.listen(exports, HEARD.load, to, name);
    if (name === SPECIAL.default && !other.facts.flow.isModule) flow.edge(exports, to);
  }

  #argsOf(place: FilePlace, at: number): readonly number[] {
    const { calls, args } = place.facts.flow;
    const first = calls[at + 6] as number;
    return Array.from(args.subarray(first, first + (calls[at + 7] as number)), (arg) =>
      arg >= 0 ? place.vertex(arg) : arg === -1 ? -1 : -2 - (place.names[-2 - arg] as number),
    );
  }

  #isMethod({ facts }: FilePlace, at: number): boolean {
    const flags = facts.flow.calls[at + 8] as number;
    const name = facts.flow.calls[at + 3] as number;
    return name >= 0 && (flags & (CALL_FLAG.new | CALL_FLAG.lent)) === 0;
  }

  #written(place: FilePlace, at: number): Call {
    const { calls } = place.facts.flow;
    const shift = (local: number): number => (local < 0 ? -1 : place.vertex(local));
    return {
      site: calls[at] as number,
      callee: shift(calls[at + 1] as number),
      receiver: this.#isMethod(place, at) ? -1 : shift(calls[at + 2] as number),
      args: this.#argsOf(place, at),
      result: shift(calls[at + 5] as number),
      flags: calls[at + 8] as number,
      via: 'call',
      origin: -1,
    };
  }

  #call(place: FilePlace, part: number, index: number): void {
    const { calls, flow } = this.#parts;
    const at = part * CALL_ROW;
    const row = place.facts.flow.calls;
    const receiver = row[at + 2] as number;
    if (receiver >= 0 && this.#isMethod(place, at)) {
      const name = place.names[row[at + 3] as number] as number;
      flow.listen(place.vertex(receiver), HEARD.method, name, 0);
    }
    calls.say(index);
  }

  #models(place: FilePlace, said: Said): void {
    const { calls } = place.facts.flow;
    const modelled = new Set<number>();
    this.#scene.made = [];
    for (const [part, index] of said.written.entries()) {
      const at = part * CALL_ROW;
      const name = place.facts.names[calls[at + 3] as number] ?? '';
      const owner = place.facts.names[calls[at + 4] as number] ?? '';
      const model = name === '' ? null : modelOf(owner, name);
      if (model === null || this.#isOwn(place, at)) continue;
      modelled.add(index);
      const { site, callee, result, args, flags } = this.#parts.calls.all[index] as Call;
      const local = calls[at + 2] as number;
      const receiver = local < 0 ? -1 : place.vertex(local);
      this.#scene.enter(place, part);
      model(this.#scene, { index, site, receiver, callee, result, args, flags });
    }
    said.modelled = modelled.size === 0 ? NO_CALLS : modelled;
    said.made = this.#scene.made;
  }

  /** A plain name is called that stands for a function of the project. */
  #isOwn(place: FilePlace, at: number): boolean {
    const { flow } = place.facts;
    const [callee, receiver, owner] = [at + 1, at + 2, at + 4].map((one) => flow.calls[one]);
    return (
      receiver === -1 &&
      owner === -1 &&
      isOwnName(flow, callee as number, (module) => (place.modules[module] ?? null) !== null)
    );
  }
}

/** The object that a file's exports are properties of. */
function exportsOf(place: FilePlace): number {
  return place.token(callablesOf(place.facts) * CALLABLE_TOKENS);
}
