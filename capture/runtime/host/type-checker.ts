/**
 * Type-checking loaders (ts-node, ts-jest) check the text that they are given, and an expression inside a probe has type
 * `any`: narrowing and inference are lost. So that no type error appears that the user's own text does not have, semantic
 * diagnostics of the language service stay silent in a process once rewritten text was served to it. What is emitted, and
 * syntax errors, are not touched; a compiler that merely emits was never served anything.
 */
import Module from 'node:module';

const TYPESCRIPT = /[\\/]typescript[\\/]lib[\\/]typescript\.js$/u;

interface LanguageService {
  getSemanticDiagnostics: (file: string) => readonly unknown[];
  getSuggestionDiagnostics: (file: string) => readonly unknown[];
}
type Compiler = Record<string, unknown> & {
  createLanguageService: (...args: unknown[]) => LanguageService;
};

/**
 * To be called when a loader reads a file: if it is the compiler, its exports are wrapped as soon as it sets them.
 * @param silent  whether diagnostics are to be left out now
 */
export function relieveCompiler(path: string, silent: () => boolean): void {
  if (!TYPESCRIPT.test(path)) return;
  const cache = (Module as unknown as { _cache: Record<string, object | undefined> })._cache;
  const module = cache[path];
  if (module === undefined) return;
  let exported = (module as { exports: unknown }).exports;
  Object.defineProperty(module, 'exports', {
    configurable: true,
    enumerable: true,
    get: () => exported,
    set(value: unknown) {
      exported = isCompiler(value) ? wrap(value, silent) : value;
      Object.defineProperty(module, 'exports', {
        configurable: true,
        enumerable: true,
        writable: true,
        value: exported,
      });
    },
  });
}

function isCompiler(value: unknown): value is Compiler {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Compiler).createLanguageService === 'function'
  );
}

function wrap(compiler: Compiler, silent: () => boolean): Compiler {
  const createLanguageService = (...args: unknown[]): LanguageService => {
    const service = compiler.createLanguageService(...args);
    for (const name of ['getSemanticDiagnostics', 'getSuggestionDiagnostics'] as const) {
      const original = service[name];
      service[name] = (file) => (silent() ? [] : Reflect.apply(original, service, [file]));
    }
    return service;
  };
  return new Proxy(compiler, {
    get: (target, key) =>
      key === 'createLanguageService' ? createLanguageService : Reflect.get(target, key),
  });
}
