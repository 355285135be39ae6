/**
 * The preload with a runtime that only leaves marks: each `v` call appends its value to `marks.log` in the run folder, so
 * that a test can tell which rewritten text ran, without a ring or a recording. Bundled by `trial.ts`.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostThread } from '../../capture/runtime/host/install.ts';

hostThread({
  preloadPath: __filename,
  drainPath: join(__dirname, 'drain.cjs'),
  start(runDir) {
    const mark = (text: string): void => appendFileSync(join(runDir, 'marks.log'), `${text}\n`);
    return {
      sink: {
        v(_site: number, _frame: number, value: unknown) {
          mark(`ran ${String(value)}`);
          return value;
        },
      },
      flushSync: () => undefined,
      ownsWorker: () => false,
      close: () => undefined,
      add: () => undefined,
      processError: (origin, value) =>
        mark(`error ${origin} ${value instanceof Error ? value.message : String(value)}`),
      end: (exitCode) => mark(`end ${exitCode}`),
    };
  },
});
