/**
 * Built-ins as they were when the program started. Looking inside a value goes through these only, so that a program that
 * replaces a prototype's method is neither run nor believed.
 */
import { types } from 'node:util';
import { Object } from '../realm/builtin.ts';

/** `method.call(self, ...args)` without looking anything up on the way. */
function uncurry<Args extends readonly unknown[], Result>(
  method: (...args: Args) => Result,
): (self: unknown, ...args: Args) => Result {
  return Function.prototype.call.bind(method) as (self: unknown, ...args: Args) => Result;
}

/** The getter `name` of a built-in prototype as a function of the instance. */
function getter<Result>(prototype: object, name: string | symbol): (self: unknown) => Result {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return get === undefined ? () => undefined as Result : (uncurry(get) as (s: unknown) => Result);
}

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const mapIterator = Object.getPrototypeOf(new Map().entries()) as Iterator<[unknown, unknown]>;
const setIterator = Object.getPrototypeOf(new Set().values()) as Iterator<unknown>;

export const isArray = Array.isArray;
export const keysOf = Object.keys;
export const prototypeOf = Object.getPrototypeOf as (target: object) => object | null;
export const descriptorOf = Object.getOwnPropertyDescriptor as (
  target: object,
  key: PropertyKey,
) => PropertyDescriptor | undefined;
export const hasOwn = Object.hasOwn as (target: object, key: PropertyKey) => boolean;

export const stringSlice = uncurry(String.prototype.slice);
export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const stringIncludes = uncurry(String.prototype.includes as (part: string) => boolean) as (
  self: string,
  part: string,
) => boolean;
export const fromCharCode = String.fromCharCode;
export const parseBigint = BigInt as (digits: string) => bigint;
export const bigintText = uncurry(BigInt.prototype.toString as () => string);
export const bigintOf = BigInt.asIntN;
export const symbolDescription = getter<string | undefined>(Symbol.prototype, 'description');

export const mapEntries = uncurry(Map.prototype.entries as () => unknown);
export const mapSize = getter<number>(Map.prototype, 'size');
export const mapNext = uncurry(mapIterator.next as () => IteratorResult<[unknown, unknown]>);
export const setValues = uncurry(Set.prototype.values as () => unknown);
export const setSize = getter<number>(Set.prototype, 'size');
export const setNext = uncurry(setIterator.next as () => IteratorResult<unknown>);

export const dateTime = uncurry(Date.prototype.getTime);
export const dateIso = uncurry(Date.prototype.toISOString);
export const regexpSource = getter<string>(RegExp.prototype, 'source');
/** The `flags` getter reads user-visible properties; these read internal slots. */
export const regexpFlags: readonly (readonly [string, (self: unknown) => boolean])[] = (
  [
    ['d', 'hasIndices'],
    ['g', 'global'],
    ['i', 'ignoreCase'],
    ['m', 'multiline'],
    ['s', 'dotAll'],
    ['u', 'unicode'],
    ['v', 'unicodeSets'],
    ['y', 'sticky'],
  ] as const
).map(([flag, name]) => [flag, getter<boolean>(RegExp.prototype, name)] as const);

export const typedArrayLength = getter<number>(typedArrayPrototype, 'length');
export const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength');
export const sharedBufferLength = getter<number>(SharedArrayBuffer.prototype, 'byteLength');
export const dataViewLength = getter<number>(DataView.prototype, 'byteLength');
export const Bytes = Uint8Array;

export const numberValue = uncurry(Number.prototype.valueOf as () => number);
export const stringValue = uncurry(String.prototype.valueOf as () => string);
export const booleanValue = uncurry(Boolean.prototype.valueOf as () => boolean);
export const bigintValue = uncurry(BigInt.prototype.valueOf as () => bigint);
export const symbolValue = uncurry(Symbol.prototype.valueOf as () => symbol);

export const is = { ...types };
export const now: () => number = performance.now.bind(performance);
export const epochNow = Date.now;
const cpuUsage = process.cpuUsage.bind(process);
/** Processor time that the process took so far, all its threads together. */
export function cpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

/** What `then` makes of the callback's result: nothing, so that no promise is made that hooks of the program could see. */
class Unwatched {
  constructor(executor: (resolve: () => void, reject: () => void) => void) {
    executor(ignore, ignore);
  }
}
class Settled extends Promise<void> {
  static override get [Symbol.species](): PromiseConstructor {
    return Unwatched as unknown as PromiseConstructor;
  }
}
function ignore(): void {
  // The callback of a microtask has no result.
}
const settled = Settled.resolve();
const react = uncurry(Promise.prototype.then as (callback: () => void) => unknown);

/** `queueMicrotask` would be an asynchronous resource, which the program's `async_hooks` are told of. */
export const enqueueMicrotask = (callback: () => void): void => {
  react(settled, callback);
};

/** Members of an own collection, pinned so that a replaced prototype method is never called. */
export function pin<T extends object>(collection: T, names: readonly (keyof T & string)[]): T {
  for (const name of names) Object.defineProperty(collection, name, { value: collection[name] });
  return collection;
}
