/** Puts something around what a CommonJS module exports, at the moment when it does. */
import Module from 'node:module';
import { Object } from '../realm/builtin.ts';

/**
 * To be called when a loader reads the module's file, before it runs.
 * @param wrap  gets what the module sets as its exports. @returns what others are to see
 */
export function whenExported(path: string, wrap: (exported: unknown) => unknown): void {
  const cache = (Module as unknown as { _cache: Record<string, object | undefined> })._cache;
  const module = cache[path];
  if (module === undefined) return;
  let exported = (module as { exports: unknown }).exports;
  Object.defineProperty(module, 'exports', {
    configurable: true,
    enumerable: true,
    get: () => exported,
    set(value: unknown) {
      exported = wrap(value);
      Object.defineProperty(module, 'exports', {
        configurable: true,
        enumerable: true,
        writable: true,
        value: exported,
      });
    },
  });
}
