/** What a token is that can be called: a function, or a class with its constructor. */
import { CALLABLE_TOKENS, SIGNATURE_ROW } from '../../../facts/flow/flow-fact.ts';
import type { FileFacts } from '../../../facts/file-facts.ts';
import type { FilePlace } from './place.ts';

/** `fn` is -1 for a class without a constructor. */
export interface Callable {
  readonly place: FilePlace;
  readonly fn: number;
  readonly class: number;
  /** Of the function, null where there is none. */
  readonly signature: Signature | null;
}

/** Vertices and tokens as those of the project, -1 where there is none. */
export interface Signature {
  readonly result: number;
  readonly self: number;
  readonly firstParam: number;
  readonly params: number;
  readonly rest: number;
  readonly restObject: number;
  readonly argumentsObject: number;
}

export function callablesOf(facts: FileFacts): number {
  return facts.functions.length + facts.classes.length;
}

/** @param local  a token of the file */
export function callableAt(place: FilePlace, local: number): Callable {
  const index = local / CALLABLE_TOKENS;
  const { functions, flow } = place.facts;
  const own = index < functions.length ? -1 : index - functions.length;
  const fn = own === -1 ? index : (flow.constructors[own] ?? -1);
  return { place, fn, class: own, signature: fn === -1 ? null : signatureOf(place, fn) };
}

function signatureOf(place: FilePlace, fn: number): Signature {
  const row = place.facts.flow.signatures;
  const at = fn * SIGNATURE_ROW;
  const vertex = (offset: number): number => place.vertex(row[at + offset] as number);
  const token = (offset: number): number => {
    const local = row[at + offset] as number;
    return local === -1 ? -1 : place.token(local);
  };
  const params = row[at + 3] as number;
  return {
    result: vertex(0),
    self: vertex(1),
    // Numbers of parameters are in one piece: all of a signature are kept, or none.
    firstParam: params === 0 ? -1 : vertex(2),
    params,
    rest: row[at + 4] as number,
    restObject: token(5),
    argumentsObject: token(6),
  };
}
