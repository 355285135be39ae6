/**
 * Loaded by `NODE_OPTIONS=--require` in every Node process and worker of the user's command: npm, npx, test runners, workers,
 * hooks threads. Reads the small index of planned files and installs the host; the runtime starts when rewritten text first
 * runs. Where there is no run folder, or anything goes wrong, it does nothing: never throws, never prints.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import {
  RUN_DIR_VARIABLE,
  SINK_SYMBOL,
  type FileIndex,
  type RuntimeConfig,
} from '../../protocol/session.ts';
import { installHost } from './host/install.ts';
import { openNotes } from './host/notes.ts';
import { startRuntime } from './start.ts';

function preload(): void {
  const runDir = process.env[RUN_DIR_VARIABLE];
  if (runDir === undefined || runDir === '') return;
  if (Object.hasOwn(globalThis, Symbol.for(SINK_SYMBOL))) return;
  const readJson = (name: string): unknown => JSON.parse(readFileSync(join(runDir, name), 'utf8'));
  const index = readJson('files.json') as FileIndex;
  const notes = openNotes(join(runDir, 'host.jsonl'), process.pid);
  const drainPath = join(__dirname, 'drain.cjs');
  try {
    installHost({
      index,
      runDir,
      preloadPath: __filename,
      drainPath,
      notes,
      start: () =>
        startRuntime({
          config: readJson('runtime.json') as RuntimeConfig,
          runDir,
          drainPath,
          thread: threadId,
        }),
    });
  } catch (error) {
    notes.add({ type: 'failed', pid: process.pid, message: String(error) });
  }
}

try {
  preload();
} catch {
  // Not a run of Scope, or its folder is gone: the program runs as if this file were not there.
}
