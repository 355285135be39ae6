/**
 * Children and workers whose environment the program replaced would lose us: the two variables are put back into the
 * environment that the program chose, which otherwise stays as it is. What escapes is `env -i` in a shell, and a
 * script in a file that sets NODE_OPTIONS anew.
 */
import childProcess from 'node:child_process';
import workerThreads from 'node:worker_threads';
import { RUN_DIR_VARIABLE } from '../../../protocol/session.ts';
import {
  forbidsPreload,
  NODE_OPTIONS_VARIABLE,
  withoutPreload,
  withPreload,
} from '../node-options.ts';
import { withPreloadInWords } from './shell-text.ts';
import { type AnyFunction, replaceMethod } from './replace.ts';
import { Object, Reflect } from '../realm/builtin.ts';
import { tellAs } from '../realm/function-text.ts';

export interface Heritage {
  readonly preloadPath: string;
  readonly runDir: string;
  /** The runtime's own worker, which is not a program. */
  readonly drainPath: string;
  /** A child is left alone, because its permission model forbids it to read us. */
  readonly onLeftAlone: () => void;
}

type Environment = Record<string, unknown>;

export function patchOffspring(heritage: Heritage): void {
  replaceMethod(
    childProcess.ChildProcess.prototype,
    'spawn',
    (original) =>
      function spawn(options) {
        const given = (options as SpawnOptions | undefined)?.args;
        attempt(() => endowPairs(options as SpawnOptions, heritage));
        try {
          return Reflect.apply(original, this, arguments);
        } finally {
          // What the program reads there is what it wrote.
          const child = this as { spawnargs?: unknown };
          if (given !== undefined && child.spawnargs !== undefined) child.spawnargs = given;
        }
      },
  );
  for (const name of ['spawnSync', 'execFileSync', 'execSync'])
    replaceMethod(childProcess, name, (original) => synchronous(original, name, heritage));
  patchWorker(heritage);
}

interface SpawnOptions {
  args?: readonly string[];
  envPairs?: string[];
}

function endowPairs(options: SpawnOptions, heritage: Heritage): void {
  const pairs = options.envPairs;
  if (!Array.isArray(pairs)) return;
  const name = `${NODE_OPTIONS_VARIABLE}=`;
  const given = pairs.filter((pair) => pair.startsWith(name));
  if (forbidsPreload([...given, ...(options.args ?? [])], heritage.preloadPath)) {
    heritage.onLeftAlone();
    options.envPairs = pairs.map((pair) =>
      pair.startsWith(name)
        ? name + withoutPreload(pair.slice(name.length), heritage.preloadPath)
        : pair,
    );
    return;
  }
  if (options.args !== undefined)
    options.args = withPreloadInWords(options.args, heritage.preloadPath);
  const valueOf = (name: string): string | undefined =>
    pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  const missing = missingFrom(
    {
      [NODE_OPTIONS_VARIABLE]: valueOf(NODE_OPTIONS_VARIABLE),
      [RUN_DIR_VARIABLE]: valueOf(RUN_DIR_VARIABLE),
    },
    heritage,
  );
  if (missing === null) return;
  options.envPairs = [
    ...pairs.filter((pair) => !Object.keys(missing).some((name) => pair.startsWith(`${name}=`))),
    ...Object.entries(missing).map(([name, value]) => `${name}=${value}`),
  ];
}

/** @returns the variables to set, or null when the environment has both */
function missingFrom(
  environment: Environment,
  { preloadPath, runDir }: Heritage,
): Record<string, string> | null {
  const options = environment[NODE_OPTIONS_VARIABLE];
  const wanted = withPreload(options === undefined ? undefined : String(options), preloadPath);
  const set: Record<string, string> = {};
  if (options !== wanted) set[NODE_OPTIONS_VARIABLE] = wanted;
  if (environment[RUN_DIR_VARIABLE] === undefined) set[RUN_DIR_VARIABLE] = runDir;
  return Object.keys(set).length === 0 ? null : set;
}

/** `f(file, args?, options?)` and `execSync(command, options?)`. */
function synchronous(original: AnyFunction, name: string, heritage: Heritage): AnyFunction {
  return function (...args) {
    let given = args;
    attempt(() => {
      const at =
        name === 'execSync' || !Array.isArray(args[1])
          ? lastOptions(args, 1)
          : lastOptions(args, 2);
      const options = args[at] as { env?: Environment } | undefined | null;
      if (options !== undefined && options !== null && typeof options !== 'object') return;
      const environment = options?.env ?? process.env;
      const change = changeFor(environment, args.slice(0, at), heritage);
      if (change === null) return;
      const env: Environment = {};
      // As Node does: what the environment inherits counts.
      for (const key in environment) env[key] = environment[key];
      Object.assign(env, change);
      given = [...args];
      while (given.length < at) given.push(undefined);
      given[at] = { ...options, env };
    });
    return Reflect.apply(original, this, given);
  };
}

/** @returns what the environment of a child must have, or null where it has that */
function changeFor(
  environment: Environment,
  command: readonly unknown[],
  heritage: Heritage,
): Record<string, string> | null {
  const options = environment[NODE_OPTIONS_VARIABLE];
  const words = [options ?? '', ...command.flat()].map(String);
  if (!forbidsPreload(words, heritage.preloadPath)) return missingFrom(environment, heritage);
  heritage.onLeftAlone();
  return options === undefined
    ? null
    : { [NODE_OPTIONS_VARIABLE]: withoutPreload(String(options), heritage.preloadPath) };
}

/** Node lets the arguments array be left out, or be undefined or null with options behind it. */
function lastOptions(args: readonly unknown[], at: number): number {
  return at === 1 && args.length > 2 && (args[1] === undefined || args[1] === null) ? 2 : at;
}

function patchWorker(heritage: Heritage): void {
  const Original = workerThreads.Worker;
  const patched: typeof Original = new Proxy(Original, {
    construct(target, args: unknown[], newTarget) {
      let given = args;
      attempt(() => {
        if (String(args[0]) !== heritage.drainPath) given = endowWorker(args, heritage);
      });
      return Reflect.construct(target, given, newTarget === patched ? target : newTarget) as object;
    },
  });
  tellAs(patched, Original);
  Object.defineProperty(Original.prototype, 'constructor', {
    configurable: true,
    writable: true,
    enumerable: false,
    value: patched,
  });
  Object.defineProperty(workerThreads, 'Worker', {
    ...Object.getOwnPropertyDescriptor(workerThreads, 'Worker'),
    value: patched,
  });
}

/** A worker that shares our environment is left alone; one that would copy it gets what the program removed from it. */
function endowWorker(args: readonly unknown[], heritage: Heritage): unknown[] {
  const options = (args[1] ?? {}) as { env?: unknown };
  const given = options.env ?? process.env;
  if (typeof options !== 'object' || typeof given !== 'object') return [...args];
  const missing = missingFrom(given as Environment, heritage);
  if (missing === null) return [...args];
  const copy = Object.assign(
    Object.create(Object.getPrototypeOf(options) as object | null) as object,
    options,
    { env: { ...given, ...missing } },
  );
  return [args[0], copy, ...args.slice(2)];
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The child runs as it would have run.
  }
}
