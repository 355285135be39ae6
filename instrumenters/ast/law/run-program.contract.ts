/**
 * Runs a small program in a realm of its own and says what it printed, in which order, and how it ended. Programs print with
 * `log(…)`; microtasks and immediates are run dry before the outcome is read.
 */
import { createContext, runInContext, compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';

export interface Outcome {
  readonly printed: readonly string[];
  readonly exports: string;
  /** Name, message, and the functions and source lines of the stack of what was thrown. */
  readonly thrown: string | null;
}

const FILE = 'program.js';

function show(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name}/${value.length}`;
  if (typeof value === 'symbol' || typeof value === 'bigint') return String(value);
  if (typeof value === 'object' && value !== null && 'message' in value)
    return `${String((value as { name?: unknown }).name)}: ${String(value.message)}`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'number' || value === undefined) return String(value);
  try {
    return JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'function' ? show(part) : typeof part === 'bigint' ? String(part) : part,
    );
  } catch (error) {
    // In a cycle, or a trap or a getter of the program's threw. What V8 calls a class without a name it may take from the next statement.
    const message = String((error as { message?: unknown } | null)?.message);
    return `not to be written: ${message.replace(/with constructor '[^']*'/gu, 'of a class')}`;
  }
}

function describeThrown(error: unknown): string {
  const stack = (error as { stack?: unknown } | null)?.stack;
  const frames = String(stack).matchAll(
    /at (?:(?:async )?([^\n()]+) \()?[^\n]*?program\.js:(\d+)/gu,
  );
  const lines = [...frames].map(([, name, line]) => `${name ?? ''}:${line}`);
  return `${show(error)} at ${lines.join(' ')}`;
}

function toJavaScript(text: string, typescript: boolean): string {
  if (!typescript) return text;
  return transformSync(text, {
    filename: 'program.tsx',
    jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true, decorators: true } },
    module: { type: 'commonjs' },
  }).code;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1)
    await new Promise<void>((resolve) => setImmediate(resolve));
}

/** @returns what the program did; nothing of it escapes */
export async function runProgram(
  text: string,
  options: {
    readonly typescript: boolean;
    readonly sink: unknown;
    /** Called with the realm before the program runs there. */
    readonly enter?: (context: object) => void;
    /** What the program may load. */
    readonly load?: (name: string) => unknown;
    /** Awaited after the program has run to its end: what it still waits for. */
    readonly until?: Promise<unknown>;
  },
): Promise<Outcome> {
  const printed: string[] = [];
  const log = (...values: unknown[]): void => void printed.push(values.map(show).join(' '));
  const context = createContext({ setImmediate, queueMicrotask, structuredClone });
  if (options.sink !== undefined) {
    const define = runInContext(
      '(sink) => Object.defineProperty(globalThis, Symbol.for("scope.sink"), { value: sink })',
      context,
    ) as (sink: unknown) => void;
    define(options.sink);
  }
  options.enter?.(context);
  const unhandled = (reason: unknown): void => log('unhandled', reason);
  process.on('unhandledRejection', unhandled);
  const module = { exports: {} };
  let thrown: string | null = null;
  try {
    const code = toJavaScript(text, options.typescript);
    const run = compileFunction(code, ['log', 'exports', 'module', 'require'], {
      parsingContext: context,
      filename: FILE,
    });
    const result: unknown = run.call(
      module.exports,
      log,
      module.exports,
      module,
      options.load ??
        ((name: string) => {
          throw new Error(`no module ${name}`);
        }),
    );
    if (result instanceof Promise) await result;
    await options.until;
  } catch (error) {
    thrown = describeThrown(error);
  }
  await settle();
  process.off('unhandledRejection', unhandled);
  return { printed, exports: show(module.exports), thrown };
}
