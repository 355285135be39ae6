/**
 * Properties of tokens as vertices. A read looks at the object and up the prototypes; a member that a class declares hides those
 * above. What was written under names that are not known is read under such names: elements of arrays by everyone, other things
 * (`settings[name]`) only where nothing else is known of what is called, else everything would flow everywhere. Getters and setters have names of
 * their own.
 */
import { PairMap } from './pair-map.ts';
import type { Propagation } from './propagation.ts';
import { NOT_CALLABLE, SPECIAL } from './space.ts';
import type { Space } from './space.ts';

/** Kinds of listeners: what is done with each token of a vertex. */
export const HEARD = {
  /** What the token holds under name b flows into vertex a; for prototypes, then for objects. */
  lookup: 0,
  load: 1,
  /** The token holds vertex b under name a. */
  store: 2,
  /** Vertex a holds the prototype, or an instance, of the token. */
  prototypeOf: 3,
  instanceOf: 4,
  /** Class token a extends the token. */
  extend: 5,
  /** What vertex a holds gives its properties to the token. */
  mix: 6,
  /** The token is a getter of what vertex a holds, under its own name. */
  accessorNamed: 7,
  /** Call a calls the token; b: see `Calls.invoke`. */
  call: 8,
  /** Method a of the token is called on it. */
  method: 9,
  /** The token is called on token a. */
  self: 10,
} as const;

/** Offsets that tell accessors from plain properties, in units of the number of names. */
const GETTER = 1;
const SETTER = 2;

export class Heap {
  readonly #space: Space;
  readonly #flow: Propagation;
  readonly #own = new PairMap();
  readonly #found = new PairMap();
  /** Named properties of a token, for reads of any. */
  readonly #named = new Map<number, number[]>();
  readonly #byName = new Map<number, number[]>();
  readonly #declared = new PairMap();
  readonly #called = new PairMap();

  constructor(space: Space, flow: Propagation) {
    this.#space = space;
    this.#flow = flow;
  }

  getter(name: number): number {
    return name + this.#space.names.length * GETTER;
  }
  setter(name: number): number {
    return name + this.#space.names.length * SETTER;
  }

  /** A class says that it has the member: those above are not meant. */
  declare(token: number, name: number): void {
    this.#declared.add(token, name, 0);
  }

  /** The vertex of what the object itself holds under the name. */
  own(token: number, name: number): number {
    const known = this.#own.get(token, name);
    if (known !== -1) return known;
    if (this.#flow.isFull) return -1;
    const vertex = this.#flow.vertex();
    this.#own.add(token, name, vertex);
    if (name === SPECIAL.proto && this.#space.role(token) === 2) this.#flow.add(vertex, token - 1);
    if (name > SPECIAL.any) {
      push(this.#byName, name, vertex);
      if (name < this.#space.names.length) {
        push(this.#named, token, vertex);
      }
    }
    return vertex;
  }

  /** The vertex of what reading the name gives. */
  find(token: number, name: number): number {
    const known = this.#found.get(token, name);
    if (known !== -1) return known;
    if (this.#flow.isFull) return -1;
    const vertex = this.#flow.vertex();
    this.#found.add(token, name, vertex);
    if (name === SPECIAL.any) {
      if (!this.#space.isArray(token)) return vertex;
      this.#flow.edge(this.own(token, SPECIAL.dynamic), vertex);
    } else this.#flow.edge(this.own(token, name), vertex);
    if (this.#declared.get(token, name) === -1)
      this.#flow.listen(this.own(token, SPECIAL.proto), HEARD.lookup, vertex, name);
    return vertex;
  }

  /** Vertices of everything that an object holds: what a read of unknown name may give. */
  anything(token: number): readonly number[] {
    const dynamic = this.own(token, SPECIAL.dynamic);
    if (this.#space.role(token) !== NOT_CALLABLE) return [dynamic];
    return [dynamic, ...(this.#named.get(token) ?? [])];
  }

  /** Functions that the token holds under the name are called on it. */
  callMethod(token: number, name: number): void {
    if (this.#flow.isFull || !this.#called.add(token, name, 0)) return;
    this.#flow.listen(this.find(token, name), HEARD.self, token, 0);
  }

  /** Vertices of the properties of that name, of whatever object. */
  named(name: number): readonly number[] {
    return this.#byName.get(name) ?? [];
  }

  /** `to` = what the token holds under the name. */
  load(token: number, name: number, to: number): void {
    if (token === this.#space.outside) {
      this.#flow.add(to, token);
      return;
    }
    const role = this.#space.role(token);
    if (name === SPECIAL.prototype && role === 0) this.#flow.add(to, token + 1);
    else if (name === SPECIAL.constructor && role > 0) this.#flow.add(to, token - role);
    else if (name === SPECIAL.dunderProto) this.#flow.edge(this.own(token, SPECIAL.proto), to);
    else this.#flow.edge(this.find(token, name), to);
  }

  /** The token holds `from` under the name. */
  store(token: number, name: number, from: number): void {
    if (name === SPECIAL.prototype && this.#space.role(token) === 0)
      this.#flow.edge(from, this.own(token + 1, SPECIAL.proto));
    else if (name === SPECIAL.dunderProto) this.#flow.edge(from, this.own(token, SPECIAL.proto));
    else this.#flow.edge(from, this.own(token, name));
  }
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
