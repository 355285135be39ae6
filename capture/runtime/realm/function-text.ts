/**
 * Functions travel as text: into workers, browser pages, other contexts. The names that probes use exist in their module
 * only, so a rewritten function tells its original text. `Function.prototype.toString` is replaced in a realm when rewritten
 * text first runs there, by a function of that realm which looks and throws like the one before.
 */
import vm from 'node:vm';
import { Reflect } from './builtin.ts';

type Native = (this: unknown) => string;

/** Functions of ours that stand where others did, and those. */
const stoodFor = new WeakMap<object, unknown>();
const { get, set } = WeakMap.prototype;

/** From now on the text of `made` is that of `original`. */
export function tellAs(made: object, original: unknown): void {
  Reflect.apply(set, stoodFor, [made, original]);
}

/** Makes a function of the realm; a method has no `prototype` and cannot be constructed, as the built-in one. */
const SOURCE = `'use strict';return{toString(){return answer(native,this)}}.toString`;

/**
 * @param original  the text to tell instead of the text that runs, or null to tell the latter
 * @returns a function that replaces the method in the realm of a `node:vm` context, or in this one for null; it never throws
 */
export function functionTexts(
  original: (text: string) => string | null,
): (context: object | null) => void {
  const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { compileFunction } = vm;
  const done = new WeakSet<object>();

  function answer(native: Native, fn: unknown): string {
    const replaced: unknown = apply(get, stoodFor, [fn]);
    const text = apply(native, replaced ?? fn, []);
    try {
      return original(text) ?? text;
    } catch {
      return text;
    }
  }
  function patch(context: object | null): void {
    const make = compileFunction(
      SOURCE,
      ['answer', 'native'],
      context === null ? {} : { parsingContext: context },
    );
    const prototype = getPrototypeOf(make) as object;
    const descriptor = getOwnPropertyDescriptor(prototype, 'toString');
    if (done.has(prototype) || typeof descriptor?.value !== 'function') return;
    const native = descriptor.value as Native;
    const value = make(answer, native) as Native;
    tellAs(value, native);
    done.add(prototype);
    defineProperty(prototype, 'toString', { ...descriptor, value });
  }
  return (context) => {
    try {
      patch(context);
    } catch {
      // A realm whose built-ins are sealed: its functions tell the text that runs.
    }
  };
}
