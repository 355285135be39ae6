/**
 * Type-checking loaders (ts-node, ts-jest) check the text that they are given, and an expression inside a probe has type
 * `any`: narrowing and inference are lost. So that a program has exactly the type errors that its own text has, semantic
 * diagnostics come from a second language service that sees the original text, once rewritten text was served in a process.
 * What is emitted, and syntax errors, are not touched; a compiler that merely emits was never served anything.
 */
import { Reflect } from '../realm/builtin.ts';
import { whenExported } from './exported.ts';

const TYPESCRIPT = /[\\/]typescript[\\/]lib[\\/]typescript\.js$/u;

export interface CompilerView {
  /** Whether rewritten text was served to a loader of this process. */
  isTyped(): boolean;
  /** @returns the text of a served file as it is on disk, null for all others */
  originalText(path: string): string | null;
}

interface LanguageServiceHost {
  getScriptSnapshot: (file: string) => unknown;
  getCompilationSettings: () => Settings;
}
type Settings = Record<string, unknown>;
type Registry = Record<string, unknown>;
interface LanguageService {
  getSemanticDiagnostics: (file: string) => readonly unknown[];
  getSuggestionDiagnostics: (file: string) => readonly unknown[];
  getEmitOutput: (file: string, ...rest: unknown[]) => { readonly emitSkipped: boolean };
}
type Compiler = Record<string, unknown> & {
  createLanguageService: (host: LanguageServiceHost, ...rest: unknown[]) => LanguageService;
  createDocumentRegistry: () => Registry;
  ScriptSnapshot: { fromString: (text: string) => unknown };
};

/**
 * To be called when a loader reads a file: if it is the compiler, its exports are wrapped as soon as it sets them.
 */
export function relieveCompiler(path: string, view: CompilerView): void {
  if (!path.endsWith('typescript.js') || !TYPESCRIPT.test(path)) return;
  whenExported(path, (value) => (isCompiler(value) ? wrap(value, view) : value));
}

function isCompiler(value: unknown): value is Compiler {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Compiler).createLanguageService === 'function'
  );
}

function wrap(compiler: Compiler, view: CompilerView): Compiler {
  const createLanguageService: Compiler['createLanguageService'] = (host, ...rest) => {
    const service = compiler.createLanguageService(emittingHost(host), ...rest);
    let second: LanguageService | undefined;
    const emit = service.getEmitOutput;
    service.getEmitOutput = (file, ...how) => {
      if (host.getCompilationSettings()['noEmitOnError'] === true)
        try {
          second ??= serviceOfOriginals(compiler, [host, ...rest], view);
          const bare = second.getEmitOutput(file, ...how);
          if (bare.emitSkipped) return bare;
        } catch {
          // As below: it is emitted.
        }
      return Reflect.apply(emit, service, [file, ...how]);
    };
    for (const name of ['getSemanticDiagnostics', 'getSuggestionDiagnostics'] as const) {
      const original = service[name];
      service[name] = (file) => {
        if (!view.isTyped()) return Reflect.apply(original, service, [file]);
        try {
          second ??= serviceOfOriginals(compiler, [host, ...rest], view);
          return second[name](file);
        } catch {
          // A host that cannot serve two: no error is better than one that the program does not have.
          return [];
        }
      };
    }
    return service;
  };
  return new Proxy(compiler, {
    get: (target, key) =>
      key === 'createLanguageService' ? createLanguageService : Reflect.get(target, key),
  });
}

/**
 * Rewritten text has type errors that its original has not: `noEmitOnError` is decided by the second service, from the beginning,
 * because a service asks for its settings again only where files have changed.
 */
function emittingHost(host: LanguageServiceHost): LanguageServiceHost {
  const getCompilationSettings = (): Settings => {
    const settings = host.getCompilationSettings();
    return settings['noEmitOnError'] === true ? { ...settings, noEmitOnError: false } : settings;
  };
  return new Proxy(host, {
    get: (target, key) =>
      key === 'getCompilationSettings' ? getCompilationSettings : Reflect.get(target, key),
  });
}

function serviceOfOriginals(
  compiler: Compiler,
  [host, registry, ...rest]: readonly [LanguageServiceHost, ...unknown[]],
  view: CompilerView,
): LanguageService {
  const snapshots = new Map<string, unknown>();
  const getScriptSnapshot = (file: string): unknown => {
    if (!snapshots.has(file)) {
      const text = view.originalText(file);
      if (text === null) return host.getScriptSnapshot(file);
      snapshots.set(file, compiler.ScriptSnapshot.fromString(text));
    }
    return snapshots.get(file);
  };
  const second = new Proxy(host, {
    get: (target, key) =>
      key === 'getScriptSnapshot' ? getScriptSnapshot : Reflect.get(target, key),
  });
  const shared =
    typeof registry === 'object' && registry !== null
      ? shareDocuments(registry as Registry, compiler.createDocumentRegistry(), snapshots)
      : registry;
  return compiler.createLanguageService(second, shared, ...rest);
}

/**
 * A registry holds one parsed document for each path and version. The libraries, which are most of the work, are shared with
 * the first service; a served file has two texts under one version, so its original is kept apart.
 * @param apart  by file name, what is kept apart
 */
function shareDocuments(
  common: Registry,
  own: Registry,
  apart: ReadonlyMap<string, unknown>,
): Registry {
  const paths = new Set<unknown>();
  return new Proxy(common, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]): unknown => {
        const [name, path] = args;
        if (apart.has(String(name))) paths.add(name).add(path);
        const registry = paths.has(name) ? own : target;
        return Reflect.apply(registry[String(key)] as typeof method, registry, args);
      };
    },
  });
}
