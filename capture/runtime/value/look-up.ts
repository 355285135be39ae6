/**
 * What a property holds, without running anything of the program: own and inherited data properties of ordinary objects. An
 * accessor, a proxy, a key that is an object and a namespace that is not ready are not asked.
 */
import { descriptorOf, hasOwn, is, prototypeOf } from './intrinsic.ts';

/** Stands for what only running the program can tell; never handed to the program. */
export const UNKNOWN: unique symbol = Symbol('unknown');

/** A chain of prototypes is followed so far. */
const MAX_PROTOTYPES = 32;

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** @returns the value of `target[key]`, or {@link UNKNOWN}. @throws never */
export function lookUp(target: unknown, key: unknown): unknown {
  if (typeof key !== 'string' && typeof key !== 'number' && typeof key !== 'symbol') return UNKNOWN;
  if (!isObject(target)) return UNKNOWN;
  try {
    let at: object | null = target;
    for (let step = 0; step < MAX_PROTOTYPES; step += 1) {
      if (is.isProxy(at)) return UNKNOWN;
      const found = descriptorOf(at, key);
      if (found !== undefined) return hasOwn(found, 'value') ? found.value : UNKNOWN;
      at = prototypeOf(at);
      if (at === null) return undefined;
    }
  } catch {
    // A binding that is not ready, or a stack that is nearly full.
  }
  return UNKNOWN;
}
