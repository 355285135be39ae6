/** Puts something around what a CommonJS module exports, at the moment when it does. */
import Module from 'node:module';
import { Object } from '../realm/builtin.ts';

/**
 * To be called when a loader reads the module's file, before it runs.
 * @param wrap  gets what the module sets as its exports; the object that it was given, once it ran, where it sets none.
 *              @returns what others are to see
 */
export function whenExported(path: string, wrap: (exported: unknown) => unknown): void {
  const cache = (Module as unknown as { _cache: Record<string, object | undefined> })._cache;
  const module = cache[path];
  if (module === undefined) return;
  const given = (module as { exports: unknown }).exports;
  const isLoaded = (module as { loaded: unknown }).loaded;
  if (isLoaded === true) return;
  const settle = (key: 'exports' | 'loaded', value: unknown): void => {
    Object.defineProperty(module, key, {
      configurable: true,
      enumerable: true,
      writable: true,
      value,
    });
  };
  const wrapped = (value: unknown): unknown => {
    try {
      return wrap(value);
    } catch {
      return value;
    }
  };
  let isSet = false;
  Object.defineProperty(module, 'exports', {
    configurable: true,
    enumerable: true,
    get: () => given,
    set(value: unknown) {
      isSet = true;
      settle('exports', wrapped(value));
    },
  });
  Object.defineProperty(module, 'loaded', {
    configurable: true,
    enumerable: true,
    get: () => isLoaded,
    set(value: unknown) {
      settle('loaded', value);
      if (!isSet) settle('exports', wrapped(given));
    },
  });
}
