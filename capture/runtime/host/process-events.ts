/**
 * What the host sees of the process's own events, without a say in them: errors, rejections that the program's own listener
 * swallows, the very end of `exit`, after the program's last listener, and messages that leave.
 * Test runners kill their workers once these have sent their results, and no `exit` is emitted then: so what is recorded is
 * saved before a message leaves. A server may be ended as soon as it has answered, so an answer is a message too.
 */
import { subscribe } from 'node:diagnostics_channel';
import workerThreads from 'node:worker_threads';
import { replaceMethod } from './replace.ts';
import { Reflect } from '../realm/builtin.ts';

export interface ProcessObserver {
  readonly onSwallowedRejection: (reason: unknown) => void;
  /** An error is about to end the process, or to reach the program's own listener. */
  readonly onError: (origin: 'uncaught-exception' | 'unhandled-rejection', value: unknown) => void;
  readonly onExit: (exitCode: number) => void;
  /** Whether the program is not to be told of this thread: it is ours. */
  readonly ownsWorker: (worker: unknown) => boolean;
  /** A message is about to leave for another process or thread. */
  readonly onMessage: () => void;
}

/** @param observer  must not throw */
export function observeProcess(observer: ProcessObserver): void {
  replaceMethod(
    process,
    'emit',
    (original) =>
      function emit(event) {
        // A test environment may have a copy of `process`, whose events say nothing about ours.
        if (this !== process) return Reflect.apply(original, this, arguments);
        if (event === 'worker' && observer.ownsWorker(arguments[1])) return false;
        if (event === 'exit') {
          const before = process.exitCode;
          try {
            return Reflect.apply(original, this, arguments);
          } finally {
            const after = process.exitCode;
            observer.onExit(Number((after === before ? arguments[1] : after) ?? 0));
          }
        }
        if (event === 'uncaughtExceptionMonitor')
          observer.onError(
            arguments[2] === 'unhandledRejection' ? 'unhandled-rejection' : 'uncaught-exception',
            arguments[1],
          );
        const handled = Reflect.apply(original, this, arguments);
        if (event === 'unhandledRejection' && handled === true)
          observer.onSwallowedRejection(arguments[1]);
        return handled;
      },
  );
  before(process, 'send', observer.onMessage);
  beforeAnswers(observer.onMessage);
  before(workerThreads.MessagePort.prototype, 'postMessage', observer.onMessage);
}

/** Loads no http for programs that have none: its first request shows where answers are made. */
function beforeAnswers(step: () => void): void {
  const patched = new WeakSet<object>();
  subscribe('http.server.request.start', (message) => {
    const { response } = message as { readonly response?: object };
    for (let at = response ?? null; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      if (!Object.hasOwn(at, 'end')) continue;
      if (!patched.has(at)) before(at, 'end', step);
      patched.add(at);
      return;
    }
  });
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
