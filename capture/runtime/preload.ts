/**
 * Loaded by `NODE_OPTIONS=--require` in every Node process and worker of the user's command: npm, npx, test runners, workers,
 * hooks threads. Installs the host; the runtime starts when rewritten text first runs. Bundled into one CommonJS file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { RuntimeConfig } from '../../protocol/session.ts';
import { hostThread } from './host/install.ts';
import { startRuntime } from './runtime.ts';
import { JSON, Reflect } from './realm/builtin.ts';

const drainPath = join(__dirname, 'drain.cjs');

// The program's list of its modules does not name this one.
Reflect.deleteProperty(require.cache, __filename);

hostThread({
  preloadPath: __filename,
  drainPath,
  start: (runDir, notes) =>
    startRuntime({
      config: JSON.parse(readFileSync(join(runDir, 'runtime.json'), 'utf8')) as RuntimeConfig,
      runDir,
      drainPath,
      thread: threadId,
      isWatched: true,
      onFailure: (message) => notes.add({ type: 'failed', pid: process.pid, message }),
    }),
});
