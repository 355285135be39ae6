/**
 * The ways a process ends, and the tail of the events saved before each. Everything behaves as before: no signal handler is
 * installed, no error is handled, exit codes and messages stay. A process that ends itself by `kill`, `abort` or
 * `reallyExit` gets its events written first.
 */
import { tellAs } from './realm/function-text.ts';
import { Object, Reflect } from './realm/builtin.ts';

export interface ProcessEndListener {
  readonly onExit: (exitCode: number) => void;
  /** The process may be gone after this. */
  readonly onDanger: () => void;
  /** `origin`: 0 uncaught exception, 1 unhandled rejection. */
  readonly onError: (origin: number, value: unknown) => void;
}

type Method = (this: unknown, ...args: never[]) => unknown;

/**
 * @param target `process`
 * @param isWatched  somebody else tells about `exit` and about errors, and no listener of ours is to be seen
 */
export function listenToEnd(
  target: NodeJS.Process,
  isWatched: boolean,
  listener: ProcessEndListener,
): void {
  if (!isWatched) {
    // One more listener of ours must not bring the warning about too many of theirs nearer.
    const limit = target.getMaxListeners();
    if (limit > 0) target.setMaxListeners(limit + 1);
    target.on('exit', (code) => listener.onExit(code));
    target.on('uncaughtExceptionMonitor', (error, origin) =>
      listener.onError(origin === 'unhandledRejection' ? 1 : 0, error),
    );
  }
  const { pid } = target;
  before(target, 'kill', (first) => {
    if (typeof first === 'number' && (first === pid || first <= 0)) listener.onDanger();
  });
  before(target, 'abort', listener.onDanger);
  before(target, 'reallyExit', (code) => listener.onExit(typeof code === 'number' ? code : 0));
  before(target, 'execve', listener.onDanger);
}

/** Replaces a method by one that first tells us, with the same name, length and property attributes. */
function before(target: object, name: string, tell: (first: unknown) => void): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = descriptor?.value;
  if (
    descriptor === undefined ||
    typeof original !== 'function' ||
    descriptor.configurable !== true
  )
    return;
  const method = original as Method;
  const replacement = {
    [name](this: unknown, ...args: never[]): unknown {
      try {
        tell(args[0]);
      } catch {
        // The process ends as it wanted to, whatever becomes of the recording.
      }
      return Reflect.apply(method, this, args);
    },
  }[name] as Method;
  Object.defineProperty(replacement, 'length', { value: method.length, configurable: true });
  tellAs(replacement, method);
  Object.defineProperty(target, name, { ...descriptor, value: replacement });
}
