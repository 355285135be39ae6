/**
 * Runs one program in a realm of its own until nothing moves any more, and says what it did. Programs have no timers, so a
 * few rounds of the event loop without news mean that it has ended.
 */
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import type { ConformanceCase, Outcome } from '../case.ts';
import { createModuleLoader } from './module-loader.ts';
import { describeError, outcomeOf } from './outcome.ts';
import { createRealm } from './realm.ts';

/** How a program runs: as it is, or rewritten. */
export interface Manner {
  readonly createContext: () => vm.Context;
  /** The text that runs for one of the program's own files. */
  readonly textOf: (file: string, text: string) => string;
}

const QUIET_ROUNDS = 20;
const QUIET_WAITS = 5;
const WAIT_MS = 10;

const scripts = new Map<string, vm.Script>();
const unhandled: unknown[] = [];

/** From now on errors that nobody handles belong to the program that runs. */
export function collectUnhandled(): void {
  process.on('unhandledRejection', (reason) => void unhandled.push(reason));
  process.on('uncaughtException', (error) => void unhandled.push(error));
}

/** Scripts that run before programs are compiled once. */
function scriptOf(path: string): vm.Script {
  let script = scripts.get(path);
  if (script === undefined) {
    script = new vm.Script(readFileSync(path, 'utf8'), { filename: path });
    scripts.set(path, script);
  }
  return script;
}

async function settle(isDone: () => boolean): Promise<void> {
  const round = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await round();
  for (let n = 0; n < QUIET_ROUNDS && !isDone(); n += 1) await round();
  for (let n = 0; n < QUIET_WAITS && !isDone(); n += 1)
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  await round();
}

export async function execute(one: ConformanceCase, manner: Manner): Promise<Outcome> {
  const printed: string[] = [];
  const state: { phase: Outcome['phase']; error: { value: unknown } | null; moving: boolean } = {
    phase: null,
    error: null,
    moving: false,
  };
  const fail = (phase: Outcome['phase'], value: unknown): void => {
    state.phase ??= phase;
    state.error ??= { value };
  };
  const loader = createModuleLoader({
    context: () => context,
    main: one.file,
    textOf: manner.textOf,
  });
  const context: vm.Context = createRealm({
    createContext: manner.createContext,
    print: (text) => void printed.push(text),
    importDynamically: loader.importDynamically as never,
  });
  unhandled.length = 0;
  try {
    for (const path of one.includes) scriptOf(path).runInContext(context);
  } catch (error) {
    fail('runtime', error);
    return outcomeOf(one, { ...state, printed, unhandled: [] });
  }
  const text = manner.textOf(one.file, one.text);

  function runScript(): void {
    let script: vm.Script;
    try {
      script = new vm.Script(text, {
        filename: one.file,
        importModuleDynamically: loader.importDynamically as never,
      });
    } catch (error) {
      fail('parse', error);
      return;
    }
    try {
      script.runInContext(context);
    } catch (error) {
      fail('runtime', error);
    }
  }
  async function runModule(): Promise<void> {
    let phase: Outcome['phase'] = 'parse';
    try {
      const module = loader.make(one.file, text);
      phase = 'resolution';
      await loader.link(module);
      phase = 'runtime';
      await module.evaluate();
    } catch (error) {
      fail(phase, error);
    }
    state.moving = false;
  }
  if (one.kind === 'script') runScript();
  else {
    state.moving = true;
    void runModule();
  }
  await settle(
    () =>
      !state.moving &&
      (!one.isAsync || state.error !== null || printed.some((line) => /^Test262:/u.test(line))),
  );
  if (state.moving) fail('runtime', 'the module never came to its end');
  const { phase, error } = state;
  const left = unhandled.map((reason) => describeError(reason, one.file));
  return outcomeOf(one, { phase, error, printed, unhandled: left });
}
