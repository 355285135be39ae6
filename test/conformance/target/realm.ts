/**
 * A realm for one program: a fresh context with `print` and the host object `$262` that test262 asks for, without agents.
 * The functions are made inside the realm, so that a program sees none of another.
 */
import v8 from 'node:v8';
import vm from 'node:vm';

export interface RealmHost {
  /** Makes the context of this realm and of those that the program makes. */
  readonly createContext: () => vm.Context;
  readonly print: (text: string) => void;
  readonly importDynamically: vm.ScriptOptions['importModuleDynamically'];
}

/** Functions that only V8 has: compiled while its own syntax is on, which is off again for every program. */
function compileNatives(): {
  readonly detach: (buffer: unknown) => void;
  readonly undetectable: () => unknown;
  readonly gc: () => void;
} {
  v8.setFlagsFromString('--allow-natives-syntax');
  v8.setFlagsFromString('--expose-gc');
  try {
    const detach = vm.runInThisContext('(buffer) => { %ArrayBufferDetach(buffer); }');
    const undetectable = vm.runInThisContext('() => %GetUndetectable()');
    // Functions are compiled when first called, and not again under --no-flush-bytecode.
    detach(new ArrayBuffer(1));
    undetectable();
    return { detach, undetectable, gc: vm.runInNewContext('gc') as () => void };
  } finally {
    v8.setFlagsFromString('--no-expose-gc');
    v8.setFlagsFromString('--no-allow-natives-syntax');
  }
}

const natives = compileNatives();

const SETUP = new vm.Script(
  `(host) => {
    const put = (target, key, value) =>
      Object.defineProperty(target, key, { value, writable: true, configurable: true });
    const $262 = {
      createRealm() { return host.createRealm(); },
      evalScript(text) {
        const made = host.compile(text);
        if (made.message !== undefined) throw new SyntaxError(made.message);
        return made.run();
      },
      detachArrayBuffer(buffer) { host.detach(buffer); },
      gc() { host.gc(); },
      global: globalThis,
      IsHTMLDDA: host.undetectable(),
    };
    put(globalThis, '$262', $262);
    put(globalThis, 'print', (text) => host.print(String(text)));
    return $262;
  }`,
);

interface Compiled {
  readonly message?: string;
  readonly run?: () => unknown;
}

function fillRealm(context: vm.Context, host: RealmHost): unknown {
  const compile = (text: string): Compiled => {
    let script: vm.Script;
    try {
      script = new vm.Script(text, { importModuleDynamically: host.importDynamically });
    } catch (error) {
      return { message: (error as Error).message };
    }
    return { run: () => script.runInContext(context) as unknown };
  };
  const setUp = SETUP.runInContext(context) as (host: unknown) => unknown;
  return setUp({
    ...natives,
    compile,
    createRealm: () => fillRealm(host.createContext(), host),
    print: host.print,
  });
}

/** @returns the context of a new realm */
export function createRealm(host: RealmHost): vm.Context {
  const context = host.createContext();
  fillRealm(context, host);
  return context;
}
