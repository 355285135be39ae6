/**
 * The namespaces of the language as they were when the process started, under their own names: the program may freeze, replace
 * or delete its own, and what runs beside it goes on. Methods of prototypes are another matter (see `value/intrinsic.ts`).
 */

function copyOf<T extends object>(namespace: T): T {
  const descriptors = globalThis.Object.getOwnPropertyDescriptors(namespace);
  return globalThis.Object.create(null, descriptors) as T;
}

export const Atomics = copyOf(globalThis.Atomics);
export const JSON = copyOf(globalThis.JSON);
export const Math = copyOf(globalThis.Math);
export const Object: Omit<ObjectConstructor, 'prototype'> = copyOf(globalThis.Object);
export const Reflect = copyOf(globalThis.Reflect);

/** `Date.now` */
export const epochNow = globalThis.Date.now;
