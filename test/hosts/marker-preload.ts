/**
 * The host with a runtime that only leaves marks: each `v` call appends its value to `marks.log` in the run folder, so that a
 * test can tell which rewritten text ran, in which process, without a ring or a recording. Bundled by `overlay.ts`.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installHost } from '../../capture/runtime/host/install.ts';
import { openNotes } from '../../capture/runtime/host/notes.ts';
import { type FileIndex, RUN_DIR_VARIABLE, SINK_SYMBOL } from '../../protocol/session.ts';

const runDir = process.env[RUN_DIR_VARIABLE];
if (runDir !== undefined && !Object.hasOwn(globalThis, Symbol.for(SINK_SYMBOL))) {
  const mark = (text: string): void => appendFileSync(join(runDir, 'marks.log'), `${text}\n`);
  installHost({
    index: JSON.parse(readFileSync(join(runDir, 'files.json'), 'utf8')) as FileIndex,
    runDir,
    preloadPath: __filename,
    drainPath: join(__dirname, 'drain.cjs'),
    notes: openNotes(join(runDir, 'host.jsonl'), process.pid),
    start: () => ({
      sink: {
        v(_site: number, _frame: number, value: unknown) {
          mark(`ran ${String(value)}`);
          return value;
        },
      },
      flushSync: () => undefined,
      processError: (origin, value) =>
        mark(`error ${origin} ${value instanceof Error ? value.message : String(value)}`),
      end: (exitCode) => mark(`end ${exitCode}`),
    }),
  });
}
