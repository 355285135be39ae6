/**
 * Puts a function of ours where one of Node's was, so that nobody who looks at its name, length or own properties
 * (`util.promisify.custom` among them) sees a difference.
 */
import { tellAs } from '../realm/function-text.ts';
import { Object, Reflect } from '../realm/builtin.ts';

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Replaces `owner[name]` by what `make` builds around the original.
 * @returns the original
 */
export function replaceMethod(
  owner: object,
  name: string,
  make: (original: AnyFunction) => AnyFunction,
): AnyFunction {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  const original = (owner as Record<string, AnyFunction>)[name] as AnyFunction;
  const made = make(original);
  for (const key of Reflect.ownKeys(original)) {
    if (key === 'prototype' || key === 'arguments' || key === 'caller') continue;
    const own = Object.getOwnPropertyDescriptor(original, key);
    if (own !== undefined) Reflect.defineProperty(made, key, own);
  }
  tellAs(made, original);
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    enumerable: descriptor?.enumerable ?? false,
    value: made,
  });
  return original;
}
