/**
 * Puts the sink on every realm: the main one, and each context that `node:vm` makes (jest, jsdom, vm pools). It hangs there
 * as a non-enumerable accessor, so that the runtime starts when rewritten text first asks for it, and never before.
 */
import vm from 'node:vm';
import { SINK_SYMBOL } from '../../../protocol/session.ts';
import { type AnyFunction, replaceMethod } from './replace.ts';
import { Object, Reflect } from '../realm/builtin.ts';

/**
 * @param enter  called before rewritten text runs in a realm: with its context, null for the main one
 * @param name  of the symbol that the sink hangs under
 */
export function patchRealms(
  sink: () => unknown,
  enter: (context: object | null) => void,
  name = SINK_SYMBOL,
): void {
  const key = Symbol.for(name);
  const give = (realm: object): void => {
    if (Object.getOwnPropertyDescriptor(realm, key) !== undefined) return;
    let entered = false;
    const get = (): unknown => {
      const found = sink();
      if (!entered) enter(realm === globalThis ? null : realm);
      entered = true;
      return found;
    };
    Reflect.defineProperty(realm, key, { configurable: true, enumerable: false, get });
  };
  give(globalThis);

  const createContext = replaceMethod(
    vm,
    'createContext',
    (original) =>
      function createContext() {
        const context = Reflect.apply(original, this, arguments) as object;
        attempt(() => give(context));
        return context;
      },
  );
  /** Node makes these contexts inside, where the function above is not asked. */
  const contextOf = (args: IArguments, optionsAt: number): object => {
    const sandbox = args[optionsAt - 1] as object | undefined;
    if (sandbox !== undefined && vm.isContext(sandbox)) return sandbox;
    return Reflect.apply(createContext, vm, [sandbox, contextOptions(args[optionsAt])]) as object;
  };
  replaceMethod(
    vm.Script.prototype,
    'runInNewContext',
    (original) =>
      function runInNewContext() {
        if (!isSandbox(arguments[0])) return Reflect.apply(original, this, arguments);
        const context = contextOf(arguments, 1);
        attempt(() => give(context));
        return (this as vm.Script).runInContext(context, arguments[1] as vm.RunningScriptOptions);
      },
  );
  replaceMethod(
    vm,
    'runInNewContext',
    (original): AnyFunction =>
      function runInNewContext() {
        if (!isSandbox(arguments[1])) return Reflect.apply(original, this, arguments);
        const context = contextOf(arguments, 2);
        attempt(() => give(context));
        return vm.runInContext(
          arguments[0] as string,
          context,
          arguments[2] as vm.RunningScriptOptions,
        );
      },
  );
}

/** @returns the `globalThis` of a context, which is another object than the one it was made from. @throws where vm does */
export function globalOf(context: object): object {
  return vm.runInContext('globalThis', context) as object;
}

/** Anything else is an error, which Node itself words best. */
function isSandbox(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null);
}

/** The options of `runInNewContext` carry those of `createContext` under other names. */
function contextOptions(options: unknown): object {
  if (typeof options !== 'object' || options === null) return {};
  const from = options as Record<string, unknown>;
  const entries = [
    ['name', from['contextName']],
    ['origin', from['contextOrigin']],
    ['codeGeneration', from['contextCodeGeneration']],
    ['microtaskMode', from['microtaskMode']],
  ] as const;
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // A sandbox that refuses the property runs rewritten text with inert probes.
  }
}
