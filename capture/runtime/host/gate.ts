/**
 * Who is reading? Rewritten text goes to what will *run* it and to nobody else: a formatter, a linter, a bundler, a compiler
 * that emits, an inline-snapshot writer and a code-frame printer get what is on disk, or probes would end up there.
 * The judgement is made from the stack at the moment of the read: the first frame that is not plumbing must be Node's module
 * loader, or run inside one of its hooks, or belong to a tool that is known to execute what it reads.
 */
import Module from 'node:module';
import { descriptorOf, is, pin } from '../value/intrinsic.ts';
import { Object, Reflect } from '../realm/builtin.ts';

/** Node's CommonJS loader. It reads files by their real paths, unless it was told otherwise. */
export const COMMONJS_LOADER = 'node:internal/modules/cjs/loader';
/** What reads the text of an ES module. So does this one. */
export const MODULE_LOADER = 'node:internal/modules/esm/load';

const { captureStackTrace } = Error;
const { isArray } = Array;
const { isProxy } = is;

/** What the gate looks at in a V8 call site. */
export interface Frame {
  /** null for native frames */
  readonly file: string | null;
  readonly name: string | null;
}

export interface Verdict {
  readonly loads: boolean;
  /** Package or built-in module, or the file where it is neither. */
  readonly reader: string;
}

/** Frames that only pass a read on. */
const PLUMBING_PACKAGES = new Set([
  'graceful-fs',
  'fs-extra',
  'universalify',
  'pify',
  'fs.realpath',
  'write-file-atomic',
]);
const PLUMBING_BUILTIN =
  /^node:(?:fs|internal\/(?:fs|util|promises|process\/task_queues|async_hooks|timers)|async_hooks|timers)(?:\/|$)/u;

/** Packages that read a source file in order to run it in this process or in a worker of theirs. */
const LOADER_PACKAGES = new Set([
  'jest-runtime',
  '@jest/transform',
  '@swc/jest',
  'babel-jest',
  'esbuild-jest',
  'ts-jest',
  'jiti',
  'ts-node',
  'ts-node-dev',
  'tsx',
  'vite-node',
]);
/** Packages that both serve and build: they load only inside the named function. */
const LOADER_FUNCTIONS: Readonly<Record<string, RegExp>> = {
  vite: /(?:^|\.)loadAndTransform$/u,
  // What its cache of transformed modules is looked up by.
  vitest: /(?:^|\.)readFile(?:ContentToCache|Concurrently)$/u,
};
/** As above, for what has no name of its own: the file that it lies in. */
const LOADER_FILES: Readonly<Record<string, RegExp>> = {
  // Before version 29 the text that is searched for pragmas is the one that runs; it begins as the file does.
  'jest-runner': /\/run_?test\.js$/iu,
};
/** Compilers read on behalf of whoever drives them. */
const DRIVEN_PACKAGES = new Set(['typescript']);
const DRIVERS = new Set(['ts-node', 'ts-jest', 'ts-node-dev', '@jest/transform']);

/** @returns `name` or `@scope/name` of the innermost package that the file lies in, or null */
export function packageOf(file: string): string | null {
  const path = file.replace(/\\/gu, '/');
  const at = path.lastIndexOf('/node_modules/');
  if (at < 0) return null;
  const parts = path.slice(at + '/node_modules/'.length).split('/');
  const name = parts[0]!.startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0]!;
  return name;
}

/** @param frames  innermost first, without our own */
export function judge(frames: readonly Frame[]): Verdict {
  const at = frames.findIndex((frame) => frame.file !== null && !isPlumbing(frame.file));
  if (at < 0) return { loads: false, reader: 'unknown' };
  const file = frames[at]!.file!;
  if (file.startsWith('node:'))
    return { loads: file.startsWith('node:internal/modules/'), reader: file };
  const name = packageOf(file);
  if (name !== null) {
    if (LOADER_PACKAGES.has(name)) return { loads: true, reader: name };
    const inside = LOADER_FUNCTIONS[name];
    if (inside !== undefined) return { loads: calledFrom(frames, at, name, inside), reader: name };
    if (LOADER_FILES[name]?.test(file.replace(/\\/gu, '/')) === true)
      return { loads: true, reader: name };
    if (DRIVEN_PACKAGES.has(name)) {
      const driver = frames
        .map((frame) => (frame.file === null ? null : packageOf(frame.file)))
        .find((other) => other !== null && DRIVERS.has(other));
      if (driver !== undefined && driver !== null) return { loads: true, reader: driver };
    }
  }
  return { loads: insideHook(frames, at), reader: name ?? file };
}

/**
 * A sign of Node's CommonJS loader that costs no stack: the module has its place among the loaded ones, has not run, and nobody
 * read its file since. A module whose text came another way may read its own file, so this is a guess.
 * @returns whether a read of the path is the first for its module
 */
export function watchModules(): (path: string) => boolean {
  const loader = Module as unknown as { readonly _cache: object };
  const cache = loader._cache;
  const read = pin(new WeakSet<object>(), ['has', 'add']);
  return (path) => {
    // A cache that the program put in its place may run code of the program's.
    if (descriptorOf(loader, '_cache')?.value !== cache) return false;
    const module: unknown = descriptorOf(cache, path)?.value;
    if (typeof module !== 'object' || module === null || isProxy(module)) return false;
    if (descriptorOf(module, 'loaded')?.value !== false || read.has(module)) return false;
    read.add(module);
    return true;
  };
}

/** @returns the package whose code called us, plumbing passed over; null where it is the program's own code, or Node's */
export function writerOf(frames: readonly Frame[]): string | null {
  const writer = frames.find(({ file }) => file !== null && !isPlumbing(file));
  return writer === undefined ? null : packageOf(writer.file as string);
}

function isPlumbing(file: string): boolean {
  if (PLUMBING_BUILTIN.test(file)) return true;
  const name = packageOf(file);
  return name !== null && PLUMBING_PACKAGES.has(name);
}

function calledFrom(frames: readonly Frame[], from: number, name: string, fn: RegExp): boolean {
  return frames.some(
    (frame, index) =>
      index >= from &&
      frame.name !== null &&
      fn.test(frame.name) &&
      frame.file !== null &&
      packageOf(frame.file) === name,
  );
}

/**
 * Whether the reader runs inside a `require.extensions` handler or a module customization hook: the first frame of Node's
 * loader below it is then `Module.load` or the hooks module. Below a module's own top-level code it is `Module._compile`.
 */
function insideHook(frames: readonly Frame[], from: number): boolean {
  for (let at = from; at < frames.length; at += 1) {
    const { file, name } = frames[at] as Frame;
    if (file === null || !file.startsWith('node:internal/modules/')) continue;
    if (/\/(?:esm\/hooks|customization_hooks)$/u.test(file)) return true;
    return file.endsWith('/cjs/loader') && name !== null && /(?:^|\.)load$/u.test(name);
  }
  return false;
}

/**
 * The frames of the caller. Leaves `Error.prepareStackTrace` and the limit as the program set them.
 * @param below  the function of ours that the program called; frames start at its caller
 */
export function callerFrames(below: unknown, limit: number): readonly Frame[] {
  return stackOf(below, { limit, prepare: frames }) ?? framesOfText(below);
}

/** A frame with its place in the text that runs; both are counted from one, zero where there is none. */
export interface Site extends Frame {
  readonly line: number;
  readonly column: number;
}

/** The same with places; empty where `Error` is frozen. */
export function callSites(below: unknown, limit: number): readonly Site[] {
  return stackOf(below, { limit, prepare: sites }) ?? [];
}

type Prepare<T> = (error: Error, sites: readonly NodeJS.CallSite[]) => readonly T[];

/** @returns null where the stack can only be had as text */
function stackOf<T>(
  below: unknown,
  { limit, prepare: told }: { readonly limit: number; readonly prepare: Prepare<T> },
): readonly T[] | null {
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const depth = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (!mayPut(prepare) || !mayPut(depth)) return null;
  try {
    put('prepareStackTrace', prepare, told);
    put('stackTraceLimit', depth, limit);
    const holder: { stack?: unknown } = {};
    captureStackTrace(holder, below as () => void);
    return isArray(holder.stack) ? (holder.stack as readonly T[]) : [];
  } finally {
    restore('prepareStackTrace', prepare);
    restore('stackTraceLimit', depth);
  }
}

/** `--frozen-intrinsics` and lockdowns freeze `Error`. */
function mayPut(descriptor: PropertyDescriptor | undefined): boolean {
  if (descriptor === undefined) return Object.isExtensible(Error);
  return descriptor.configurable === true || descriptor.writable === true;
}

/** Never by assignment where the program has accessors of its own, which would run. */
function put(name: string, before: PropertyDescriptor | undefined, value: unknown): void {
  Reflect.defineProperty(
    Error,
    name,
    before?.configurable === false
      ? { value }
      : { value, writable: true, configurable: true, enumerable: before?.enumerable ?? true },
  );
}

const LINE = /^ +at (?:async )?(?:(.*) \()?(?:file:\/\/)?(.*?)(?::\d+)?(?::\d+)?\)?$/u;

/** The same from the text of a stack, as deep as the program lets it be. */
function framesOfText(below: unknown): readonly Frame[] {
  const holder: { stack?: unknown } = {};
  captureStackTrace(holder, below as () => void);
  if (typeof holder.stack !== 'string') return [];
  return holder.stack.split('\n').flatMap((line) => {
    const match = LINE.exec(line);
    if (match === null) return [];
    const file = match[2] ?? '';
    return [
      { file: file === 'native' || file === '<anonymous>' ? null : file, name: match[1] ?? null },
    ];
  });
}

function frames(_error: Error, sites: readonly NodeJS.CallSite[]): readonly Frame[] {
  return sites.map((site) => ({ file: site.getFileName() ?? null, name: site.getFunctionName() }));
}

function sites(_error: Error, found: readonly NodeJS.CallSite[]): readonly Site[] {
  return found.map((site) => ({
    file: site.getFileName() ?? null,
    name: site.getFunctionName(),
    line: site.getLineNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
  }));
}

function restore(name: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(Error, name);
  else Reflect.defineProperty(Error, name, descriptor);
}
