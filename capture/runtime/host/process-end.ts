/**
 * Watches how the process ends, without a say in it: uncaught errors and unhandled rejections are reported, also those that
 * the program's own listeners swallow, and the recording is closed after the program's last `exit` listener.
 * No listener is added that Node would count as handling anything. Test runners kill their workers once these have sent
 * their results, and no `exit` is emitted then: so what is recorded is saved before a message leaves.
 */
import workerThreads from 'node:worker_threads';
import { replaceMethod } from './replace.ts';

export interface EndObserver {
  /** 0 uncaught exception, 1 unhandled rejection */
  readonly onError: (origin: 0 | 1, value: unknown) => void;
  readonly onExit: (exitCode: number) => void;
  /** A message is about to leave for another process or thread, or the process is about to kill itself. */
  readonly onDeparture: () => void;
}

export function observeEnd({ onError, onExit, onDeparture }: EndObserver): void {
  /** A rejection was told by its own event, and Node will raise it again as uncaught. */
  let told = false;
  process.on('uncaughtExceptionMonitor', (error: unknown, origin: string) => {
    const known = told && origin === 'unhandledRejection';
    told = false;
    if (!known) onError(origin === 'unhandledRejection' ? 1 : 0, error);
  });
  replaceMethod(
    process,
    'emit',
    (original) =>
      function emit(event, ...args) {
        if (event === 'exit') {
          const before = process.exitCode;
          try {
            return Reflect.apply(original, this, [event, ...args]);
          } finally {
            const after = process.exitCode;
            onExit(Number((after === before ? args[0] : after) ?? 0));
          }
        }
        if (event === 'unhandledRejection') onError(1, args[0]);
        const handled = Reflect.apply(original, this, [event, ...args]);
        if (event === 'unhandledRejection') told = handled === false;
        return handled;
      },
  );

  before(process, 'abort', onDeparture);
  before(process, 'kill', onDeparture);
  before(process, 'send', onDeparture);
  before(workerThreads.MessagePort.prototype, 'postMessage', onDeparture);
}

function before(owner: object, name: string, step: () => void): void {
  if (typeof (owner as Record<string, unknown>)[name] !== 'function') return;
  replaceMethod(
    owner,
    name,
    (original) =>
      function () {
        step();
        return Reflect.apply(original, this, arguments);
      },
  );
}
