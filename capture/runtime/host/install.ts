/**
 * Everything that a process under Scope needs so that planned files run rewritten: file readers, realms, children and
 * workers, the end of the process. Installed once per thread, before any program code; changes nothing for the program.
 */
import { syncBuiltinESMExports } from 'node:module';
import { threadId } from 'node:worker_threads';
import type { FileIndex } from '../../../protocol/session.ts';
import { patchFileReaders } from './file-reader.ts';
import type { Notes } from './notes.ts';
import { patchOffspring } from './offspring.ts';
import { observeEnd } from './process-end.ts';
import { patchRealms } from './realms.ts';
import { openServedFiles } from './served-files.ts';
import { relieveCompiler } from './type-checker.ts';

/** What the host needs of the runtime; `startRuntime` makes one. */
export interface HostRuntime {
  readonly sink: object;
  /** Saves what is recorded so far; cheap when there is nothing new. */
  flushSync(): void;
  processError(origin: 0 | 1, value: unknown): void;
  end(exitCode: number): void;
}

export interface HostOptions {
  readonly index: FileIndex;
  readonly runDir: string;
  readonly preloadPath: string;
  readonly drainPath: string;
  readonly notes: Notes;
  /** Called when rewritten text first asks for the sink; may throw, and the text then runs with inert probes. */
  readonly start: () => HostRuntime;
}

export function installHost(options: HostOptions): void {
  const { index, notes, runDir, preloadPath, drainPath } = options;
  const pid = process.pid;
  let runtime: HostRuntime | null | undefined;
  let typed = false;

  function sink(): object | undefined {
    if (runtime === undefined) {
      runtime = null;
      try {
        runtime = options.start();
      } catch (error) {
        notes.add({ type: 'failed', pid, message: String(error) });
      }
    }
    return runtime?.sink;
  }

  patchFileReaders({
    served: openServedFiles(index, runDir),
    notes,
    pid,
    ownFile: preloadPath,
    onLoad(path, served) {
      if (served) typed = true;
      else relieveCompiler(path, () => typed);
    },
  });
  patchRealms(sink);
  patchOffspring({ preloadPath, runDir, drainPath });
  observeEnd({
    onError: (origin, value) => runtime?.processError(origin, value),
    onDeparture: departures(() => runtime?.flushSync()),
    onExit(exitCode) {
      runtime?.end(exitCode);
      notes.flush();
    },
  });
  syncBuiltinESMExports();
  notes.add({
    type: 'process',
    pid,
    thread: threadId,
    argv: process.argv,
    node: process.version,
  });
}

/** Never throws, and is not entered again by the messages that saving itself sends. */
function departures(save: () => void): () => void {
  let saving = false;
  return () => {
    if (saving) return;
    saving = true;
    try {
      save();
    } catch {
      // What could not be saved now is saved by the drain, or counted as lost.
    }
    saving = false;
  };
}
