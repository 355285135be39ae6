/** Collects the rows of one file: vertices are numbered as they are asked for, bindings and functions have theirs for good. */
import type { SyntaxNode } from '../../../syntax/node.ts';
import type { Binding, ScopeTable } from '../../../syntax/scope-table.ts';
import type { References } from '../reference.ts';
import { CALLABLE_TOKENS, CALL_ROW, FLOW_ROW, OBJECT_KIND, OP } from './flow-fact.ts';
import type { FlowFacts } from './flow-fact.ts';
import { implicitRows } from './implicit/row.ts';

/** Where a node stands, as node ids count it. */
export interface SitePlace {
  readonly fn: number;
  readonly kind: number;
  readonly ordinal: number;
}

export interface WriterParts {
  readonly references: References;
  readonly intern: (name: string) => number;
  readonly placeOf: (node: SyntaxNode) => SitePlace | null;
  readonly lineAt: (offset: number) => number;
  /** Bodies of functions are left out. */
  readonly isOutline: boolean;
}

export interface CallParts {
  readonly node: SyntaxNode;
  readonly callee: number;
  readonly receiver: number;
  /** Of a member or global function, else of what is called; '' where there is none. */
  readonly name: string;
  /** The global object whose member is called: `Object`; '' for others. */
  readonly owner: string;
  readonly args: readonly number[];
  readonly flags: number;
}

export interface Signature {
  result: number;
  self: number;
  readonly params: number[];
  rest: number;
  restObject: number;
  argumentsObject: number;
  /** What a generator gives one after the other, as an array; -1 where it gives nothing. */
  yields: number;
}

/** Rows that give their first vertex something. */
const GIVING: ReadonlySet<number> = new Set([
  OP.token,
  OP.copy,
  OP.load,
  OP.import,
  OP.prototype,
  OP.instance,
  OP.typed,
]);

export class FlowWriter {
  readonly parts: WriterParts;
  readonly scopes: ScopeTable;
  readonly text: string;
  readonly signatures: Signature[];
  readonly constructors: Int32Array;
  /** `this` of fields and static blocks: vertices of the instance and of the class itself, by class. */
  readonly selves = new Map<number, { readonly instance: number; readonly own: number }>();
  readonly #bindings = new Map<Binding, number>();
  readonly #rows: number[] = [];
  readonly #calls: number[] = [];
  readonly #args: number[] = [];
  readonly #sites: number[] = [];
  readonly #objects: number[] = [OBJECT_KIND.object];
  readonly #implicit: (readonly [number, number, number, SyntaxNode])[] = [];
  readonly #modules = new Map<string, number>();
  #vertices = 2;
  isModule = false;

  constructor(parts: WriterParts) {
    this.parts = parts;
    this.scopes = parts.references.scopes;
    this.text = this.scopes.tree.text;
    this.constructors = new Int32Array(parts.references.classes.length).fill(-1);
    this.signatures = this.scopes.functions.map(() => ({
      result: this.vertex(),
      self: this.vertex(),
      params: [],
      rest: -1,
      restObject: -1,
      argumentsObject: -1,
      yields: -1,
    }));
  }

  vertex(): number {
    this.#vertices += 1;
    return this.#vertices - 1;
  }

  variable(binding: Binding): number {
    let vertex = this.#bindings.get(binding);
    if (vertex === undefined) {
      vertex = this.vertex();
      this.#bindings.set(binding, vertex);
    }
    return vertex;
  }

  name(text: string): number {
    return this.parts.intern(text);
  }

  textOf(node: SyntaxNode): string {
    return this.text.slice(node.start, node.end);
  }

  functionToken(index: number): number {
    return index * CALLABLE_TOKENS;
  }
  classToken(index: number): number {
    return (this.scopes.functions.length + index) * CALLABLE_TOKENS;
  }
  /** @returns a token that stands for what this place of the program makes */
  objectToken(kind: number): number {
    const callables = this.scopes.functions.length + this.constructors.length;
    return callables * CALLABLE_TOKENS + this.#objects.push(kind) - 1;
  }

  row(op: number, a: number, b: number, c = 0, d = 0): void {
    this.#rows.push(op, a, b, c, d);
  }
  holding(token: number): number {
    const vertex = this.vertex();
    this.row(OP.token, vertex, token);
    return vertex;
  }
  copy(to: number, from: number): void {
    if (from >= 0 && to >= 0 && from !== to) this.row(OP.copy, to, from);
  }
  /** By its type the vertex may hold what the other one does. */
  typed(to: number, type: number): void {
    if (type >= 0 && to >= 0) this.row(OP.typed, to, type);
  }
  /** @param name  null: unknown */
  load(base: number, name: string | null, node: SyntaxNode): number {
    if (base < 0) return -1;
    const vertex = this.vertex();
    this.row(OP.load, vertex, base, name === null ? -1 : this.name(name), this.site(node));
    return vertex;
  }
  store(base: number, name: string | null, value: number, node: SyntaxNode | null): void {
    if (base < 0) return;
    const site = node === null ? -1 : this.site(node);
    this.row(OP.store, base, name === null ? -1 : this.name(name), value, site);
  }
  /** The language may call something of each of these values. @param target  gets what iterates, where there is one */
  implicit(kind: number, bases: readonly number[], node: SyntaxNode, target = -1): void {
    for (const base of bases) if (base >= 0) this.#implicit.push([kind, base, target, node]);
  }
  /** @returns the vertex of what function `fn` gives one after the other */
  yields(fn: number): number {
    const signature = this.signatures[fn];
    if (signature === undefined) return -1;
    if (signature.yields === -1) {
      signature.yields = this.holding(this.objectToken(OBJECT_KIND.array));
      this.copy(signature.result, signature.yields);
    }
    return signature.yields;
  }
  module(specifier: string): number {
    const known = this.#modules.get(specifier);
    if (known !== undefined) return known;
    this.#modules.set(specifier, this.#modules.size);
    return this.#modules.size - 1;
  }
  /** @param name  null: the module as a whole */
  imported(specifier: string, name: string | null): number {
    const vertex = this.vertex();
    const named = name === null ? -1 : this.name(name);
    this.row(OP.import, vertex, this.module(specifier), named);
    return vertex;
  }
  call(parts: CallParts): number {
    const { callee, receiver, name, owner, args, flags } = parts;
    const result = this.vertex();
    const first = this.#args.length;
    for (const arg of args) this.#args.push(arg);
    const named = name === '' ? -1 : this.name(name);
    const owned = owner === '' ? -1 : this.name(owner);
    const site = this.site(parts.node);
    this.#calls.push(site, callee, receiver, named, owned, result, first, args.length, flags);
    return result;
  }
  site(node: SyntaxNode): number {
    const place = this.parts.placeOf(node);
    const line = this.parts.lineAt(node.start);
    if (place === null) this.#sites.push(this.scopes.functionOf(node).index, -1, 0, line);
    else this.#sites.push(place.fn, place.kind, place.ordinal, line);
    return this.#sites.length / 4 - 1;
  }

  /** By vertex: 1 where something gives it what it holds. */
  #given(): Uint8Array {
    const given = new Uint8Array(this.#vertices).fill(1, 0, 2);
    const rows = this.#rows;
    for (let at = 0; at < rows.length; at += FLOW_ROW)
      if (GIVING.has(rows[at] as number)) given[rows[at + 1] as number] = 1;
    for (let at = 0; at < this.#calls.length; at += CALL_ROW)
      given[this.#calls[at + 5] as number] = 1;
    for (const { result, self } of this.signatures) given[result] = given[self] = 1;
    for (const [, , target] of this.#implicit) if (target >= 0) given[target] = 1;
    return given;
  }

  finish(): FlowFacts {
    const signatures = this.signatures.flatMap((signature) => {
      const first = this.#vertices;
      this.#vertices += signature.params.length;
      signature.params.forEach((vertex, index) => this.copy(vertex, first + index));
      const { result, self, rest, restObject, argumentsObject } = signature;
      return [result, self, first, signature.params.length, rest, restObject, argumentsObject];
    });
    const given = this.#given();
    const isGiven = (vertex: number): boolean => given[vertex] === 1;
    const implicit = implicitRows(this.#implicit, isGiven, (node) => this.site(node));
    for (const number of implicit) this.#rows.push(number);
    return {
      vertices: this.#vertices,
      rows: Int32Array.from(this.#rows),
      calls: Int32Array.from(this.#calls),
      args: Int32Array.from(this.#args),
      sites: Int32Array.from(this.#sites),
      signatures: Int32Array.from(signatures),
      objects: Uint8Array.from(this.#objects),
      constructors: this.constructors,
      modules: [...this.#modules.keys()],
      isModule: this.isModule,
    };
  }
}
