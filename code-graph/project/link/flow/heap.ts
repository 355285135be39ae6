/**
 * Properties of tokens as vertices. A read looks at the object and up the prototypes; a member that a class declares hides those
 * above. What was written under names that are not known is read under such names: elements of arrays by everyone, other things
 * (`settings[name]`) only where nothing else is known of what is called, else everything would flow everywhere. Getters and setters have names of
 * their own. How these vertices hang together is said by no file: it is so from the beginning, whenever somebody first asks.
 */
import { PairMap } from './engine/pair-map.ts';
import type { Propagation } from './engine/propagation.ts';
import { NOT_CALLABLE, SPECIAL, elementAt, isElement } from './space.ts';
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
  /** Vertex a holds the constructor that the token has or inherits. */
  above: 11,
  /** The token is an array whose elements change their places. */
  shuffle: 12,
  /** The name that row a accesses is that of an accessor. */
  read: 13,
  /** The language may call something of the token at row a; b: of what iterates, or of the iterator. */
  implicit: 14,
} as const;

/** Lists of fewer numbers have no room to spare. */
const SHORT = 8;

/** Bits that tell accessors from plain properties. */
const GETTER = 1 << 26;
const SETTER = 1 << 27;
/** In place of a name: a kind of what the language calls. */
export const PROTOCOL = 1 << 28;

/** Names of no property. */
const HIDDEN: ReadonlySet<number> = new Set([SPECIAL.subtype, SPECIAL.mapKeys, SPECIAL.getters]);

export class Heap {
  readonly #space: Space;
  readonly #flow: Propagation;
  readonly #own = new PairMap();
  readonly #found = new PairMap();
  readonly #above = new PairMap();
  readonly #elements = new PairMap();
  readonly #element = new PairMap();
  readonly #holders = new PairMap();
  /** Named properties of a token, for reads of any. */
  readonly #named = new Map<number, number[]>();
  readonly #byName = new Map<number, number[]>();
  readonly #declared = new PairMap();
  /** Token and name of the vertices of properties. */
  readonly #owned = new PairMap();
  readonly #owners: number[] = [];

  constructor(space: Space, flow: Propagation) {
    this.#space = space;
    this.#flow = flow;
  }

  getter(name: number): number {
    return name + GETTER;
  }
  setter(name: number): number {
    return name + SETTER;
  }

  /** A class says that it has the member: those above are not meant. */
  declare(token: number, name: number): void {
    this.#declared.add(token, name, 0);
  }

  /** @returns whether the class of an instance says that it has the member itself */
  classDeclares(token: number, name: number): boolean {
    return this.#space.role(token) === 2 && this.#declared.get(token - 1, name) !== -1;
  }

  #always(say: () => void): void {
    this.#flow.saying({ isTaken: false, time: 0 }, say);
  }

  /** The vertex of what the object itself holds under the name. */
  own(token: number, name: number): number {
    const known = this.#own.get(token, name);
    if (known !== -1) return known;
    if (this.#flow.isFull) return -1;
    const vertex = this.#flow.vertex();
    this.#own.add(token, name, vertex);
    this.#belongs(vertex, token, name);
    if (name === SPECIAL.proto && this.#space.role(token) === 2)
      this.#always(() => this.#flow.add(vertex, token - 1));
    // Whatever place an element has, it is one of them all.
    if ((name === SPECIAL.dynamic || isElement(name)) && this.#space.isArray(token))
      this.#always(() => this.#flow.edge(vertex, this.own(token, SPECIAL.any)));
    if (name > SPECIAL.any && !HIDDEN.has(name)) {
      push(this.#byName, name, vertex);
      if (name < GETTER) push(this.#named, token, vertex);
    }
    return vertex;
  }

  #belongs(vertex: number, token: number, name: number): void {
    this.#owned.add(vertex, 0, this.#owners.push(token, name) - 2);
  }

  /** Whose property a vertex is; null where it is none. */
  owner(vertex: number): { readonly token: number; readonly name: number } | null {
    const at = this.#owned.get(vertex, 0);
    if (at === -1) return null;
    return { token: this.#owners[at] as number, name: this.#owners[at + 1] as number };
  }

  /** The vertex of what reading the name gives. */
  find(token: number, name: number): number {
    const known = this.#found.get(token, name);
    if (known !== -1) return known;
    if (this.#flow.isFull) return -1;
    const vertex = this.#flow.vertex();
    this.#found.add(token, name, vertex);
    // Whoever looks at what an object holds under names that are not known looks here.
    if (name === SPECIAL.dynamic) this.#belongs(vertex, token, name);
    const isArray = this.#space.isArray(token);
    if (name === SPECIAL.any && !isArray) return vertex;
    this.#always(() => {
      this.#flow.edge(this.own(token, name), vertex);
      if (isArray && isElement(name)) this.#flow.edge(this.own(token, SPECIAL.dynamic), vertex);
      if (this.#declared.get(token, name) === -1)
        this.#flow.listen(this.own(token, SPECIAL.proto), HEARD.lookup, vertex, name);
    });
    return vertex;
  }

  /** The vertex of the constructors that a class without one has from above. */
  above(token: number): number {
    const known = this.#above.get(token, 0);
    if (known !== -1) return known;
    if (this.#flow.isFull) return -1;
    const vertex = this.#flow.vertex();
    this.#above.add(token, 0, vertex);
    const proto = this.own(token, SPECIAL.proto);
    this.#always(() => this.#flow.listen(proto, HEARD.above, vertex, 0));
    return vertex;
  }

  /** The vertex of an element, or of a property of unknown name, of what a vertex holds. */
  elements(vertex: number): number {
    if (vertex < 0) return -1;
    const known = this.#elements.get(vertex, 0);
    if (known !== -1) return known;
    if (this.#flow.isFull) return -1;
    const elements = this.#flow.vertex();
    this.#elements.add(vertex, 0, elements);
    this.#always(() => this.#flow.listen(vertex, HEARD.load, elements, SPECIAL.any));
    return elements;
  }

  /** The vertex of one element of what a vertex holds. */
  element(vertex: number, index: number): number {
    const name = elementAt(index);
    if (vertex < 0 || name === SPECIAL.dynamic) return this.elements(vertex);
    const known = this.#element.get(vertex, index);
    if (known !== -1) return known;
    if (this.#flow.isFull) return -1;
    const element = this.#flow.vertex();
    this.#element.add(vertex, index, element);
    this.#always(() => this.#flow.listen(vertex, HEARD.load, element, name));
    return element;
  }

  /** Elements of an array change their places: each may be any. */
  shuffle(token: number): void {
    if (this.#space.isArray(token))
      this.#flow.edge(this.own(token, SPECIAL.any), this.own(token, SPECIAL.dynamic));
  }

  /** A vertex for what an object holds by a name that only what flows there says. */
  holder(vertex: number, name: number): number {
    const known = this.#holders.get(vertex, name);
    if (known !== -1) return known;
    if (this.#flow.isFull) return -1;
    const holder = this.#flow.vertex();
    this.#holders.add(vertex, name, holder);
    return holder;
  }

  /** Vertices of everything that an object holds: what a read of unknown name may give. */
  anything(token: number): readonly number[] {
    const dynamic = this.find(token, SPECIAL.dynamic);
    if (this.#space.role(token) !== NOT_CALLABLE) return [dynamic];
    return [dynamic, ...(this.#named.get(token) ?? [])];
  }

  /** Functions that the token holds under the name are called on it. */
  callMethod(token: number, name: number): void {
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
    if (name === SPECIAL.dynamic && this.#space.isArray(token))
      this.#flow.edge(this.find(token, SPECIAL.any), to);
    else if (name === SPECIAL.prototype && role === 0) this.#flow.add(to, token + 1);
    else if (name === SPECIAL.constructor && role > 0) this.#flow.add(to, token - role);
    else if (name === SPECIAL.dunderProto) this.#flow.edge(this.own(token, SPECIAL.proto), to);
    // What a type inherits its members from has other subtypes.
    else if (name === SPECIAL.subtype) this.#flow.edge(this.own(token, name), to);
    else this.#flow.edge(this.find(token, name), to);
  }

  /** The token holds `from` under the name. */
  store(token: number, name: number, from: number): void {
    if (name === SPECIAL.prototype && this.#space.role(token) === 0)
      this.#flow.edge(from, this.own(token + 1, SPECIAL.proto));
    else if (name === SPECIAL.dunderProto) this.#flow.edge(from, this.own(token, SPECIAL.proto));
    else this.#flow.edge(from, this.own(token, name));
    if (name >= GETTER && name < SETTER && this.#space.role(token) === NOT_CALLABLE)
      this.#flow.edge(from, this.own(token, SPECIAL.getters));
  }
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  // Most lists stay short, and one that is pushed to has room for a dozen.
  else if (list.length < SHORT) lists.set(key, list.concat(value));
  else list.push(value);
}
