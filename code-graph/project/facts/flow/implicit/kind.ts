/**
 * What the language calls by itself: iterators, conversions, `then`, `[Symbol.dispose]`. A file says where that may be, in one row each; the names
 * of what is called there belong to the kind. Linking asks for such a row where the project has a function of one of these names.
 */
import { wellKnownSymbol } from '../../key.ts';

export const IMPLICIT = {
  /** `for (… of x)`, `...x`, `[a] = x`, `yield* x`, `new Map(x)` */
  iterate: 0,
  iterateAsync: 1,
  /** `${x}`, `String(x)` */
  text: 2,
  /** `-x`, `x < y` */
  number: 3,
  /** `x + y` */
  either: 4,
  /** `JSON.stringify(x)` */
  json: 5,
  /** `await x` */
  settle: 6,
  /** `using x`, `await using x` */
  dispose: 7,
  disposeAsync: 8,
  /** `y instanceof x` */
  instance: 9,
  /** `{ ...x }`: getters of its own are read. */
  copy: 10,
} as const;

const PRIMITIVE = wellKnownSymbol('toPrimitive');

/** By kind the names of what is called, in the order in which they are asked for; none: getters, of whatever name. */
export const CALLED_BY: Readonly<Record<number, readonly string[]>> = {
  [IMPLICIT.iterate]: [wellKnownSymbol('iterator')],
  [IMPLICIT.iterateAsync]: [wellKnownSymbol('asyncIterator'), wellKnownSymbol('iterator')],
  [IMPLICIT.text]: [PRIMITIVE, 'toString'],
  [IMPLICIT.number]: [PRIMITIVE, 'valueOf'],
  [IMPLICIT.either]: [PRIMITIVE, 'valueOf', 'toString'],
  [IMPLICIT.json]: ['toJSON'],
  [IMPLICIT.settle]: ['then'],
  [IMPLICIT.dispose]: [wellKnownSymbol('dispose')],
  [IMPLICIT.disposeAsync]: [wellKnownSymbol('asyncDispose'), wellKnownSymbol('dispose')],
  [IMPLICIT.instance]: [wellKnownSymbol('hasInstance')],
  [IMPLICIT.copy]: [],
};

export type ImplicitKind = (typeof IMPLICIT)[keyof typeof IMPLICIT];
