/**
 * Everything that a process under Scope needs so that planned files run rewritten: file readers, realms, children and
 * workers, the end of the process. Installed once per thread, before any program code; changes nothing for the program.
 */
import { existsSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import {
  type AddedOverlay,
  type AddedSites,
  type FileIndex,
  OVER_FILE,
  RUN_DIR_VARIABLE,
  SINK_SYMBOL,
} from '../../../protocol/session.ts';
import { createNameTest, hideSecretWords } from '../../../protocol/target/secret-name.ts';
import { openDemand } from '../demand.ts';
import type { RewrittenOnDemand } from '../demand.ts';
import { openFolders } from '../disk/folder.ts';
import { patchFileReaders } from './file-reader.ts';
import { watchModules } from './gate.ts';
import { type Notes, openNotes } from './notes.ts';
import { patchOffspring } from './offspring.ts';
import { functionTexts } from '../realm/function-text.ts';
import { openOriginalTexts } from '../realm/original-text.ts';
import { observeProcess } from './process-events.ts';
import { globalOf, patchRealms } from './realms.ts';
import { openServedFiles, plainPath } from './served-files.ts';
import { openAssertions } from '../tool/assertion.ts';
import { relieveTransformers } from '../tool/jest-transform.ts';
import { relieveCompiler } from '../tool/type-checker.ts';
import { watchWrites } from '../residue/written-files.ts';
import { JSON, Object } from '../realm/builtin.ts';

/** What the host needs of the runtime, which never throws; `startRuntime` makes one. */
export interface HostRuntime {
  readonly sink: object;
  /** Saves what is recorded so far; cheap when there is nothing new. */
  flushSync(): void;
  processError(origin: 'uncaught-exception' | 'unhandled-rejection', value: unknown): void;
  end(exitCode: number): void;
  /** Sites of a file that was rewritten after the start. */
  add(sites: AddedSites): void;
  /** Fields of the object are never read. */
  close(target: object): void;
  /** Whether a thread is the runtime's own. */
  ownsWorker(worker: unknown): boolean;
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

const LEFT_ALONE =
  "a program was started with Node's permission model, which does not let it read what Scope loads; it ran without Scope";

export function installHost(options: HostOptions): void {
  const { index, notes, runDir, preloadPath, drainPath } = options;
  const pid = process.pid;
  let runtime: HostRuntime | null | undefined;
  let typed = false;
  const early: AddedSites[] = [];
  const texts: AddedOverlay[] = [];

  /** Each rewritten file asks for it before its first probe. */
  function sink(): object | undefined {
    demand.catchUp();
    if (runtime === undefined) {
      runtime = null;
      try {
        runtime = options.start();
        for (let at = 0; at < early.length; at += 1) runtime.add(early[at] as AddedSites);
      } catch (error) {
        notes.add({ type: 'failed', pid, message: String(error) });
      }
    }
    return runtime?.sink;
  }

  const folders = openFolders();
  const served = openServedFiles(index, runDir, folders);
  const learn = ({ file, texts: added, sites }: RewrittenOnDemand): void => {
    served.add(file);
    for (let at = 0; at < added.length; at += 1) texts.push(added[at] as AddedOverlay);
    if (runtime === undefined) early.push(sites);
    else runtime?.add(sites);
  };
  const demand = openDemand(runDir, index.demand, learn, folders);
  const view = {
    isTyped: () => typed,
    originalText: served.originalText,
    onUnread: (path: string, reader: string): void =>
      notes.add({ type: 'denied', pid, path, reason: 'unread', reader }),
  };
  const correctAssertions = openAssertions((path) => served.rewritten(plainPath(path) ?? path));
  patchFileReaders({
    served,
    demand,
    notes,
    pid,
    isLoading: watchModules(),
    onLoad(path, text) {
      if (text !== null) {
        typed = true;
        if (text.includes('assert')) correctAssertions();
      } else {
        relieveCompiler(path, view);
        relieveTransformers(path, view);
      }
    },
  });
  watchWrites({ hasServed: () => typed, notes, pid });
  const patchTexts = functionTexts(openOriginalTexts(runDir, texts));
  const enter = (context: object | null): void => {
    patchTexts(context);
    if (context !== null) runtime?.close(globalOf(context));
  };
  patchRealms(sink, enter, index.sink);
  patchOffspring({
    ...{ preloadPath, runDir, drainPath },
    onLeftAlone: () => notes.add({ type: 'failed', pid, message: LEFT_ALONE }),
  });
  observeProcess({
    onSwallowedRejection: (reason) => runtime?.processError('unhandled-rejection', reason),
    onError: (origin, value) => runtime?.processError(origin, value),
    ownsWorker: (worker) => runtime?.ownsWorker(worker) === true,
    onMessage: unentered(() => runtime?.flushSync()),
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
    argv: hideSecretWords(process.argv, createNameTest(index.redactNames ?? [])),
    node: process.version,
  });
}

/** Not entered again by the messages that saving itself may send. */
function unentered(step: () => void): () => void {
  let inside = false;
  return () => {
    if (inside) return;
    inside = true;
    try {
      step();
    } finally {
      inside = false;
    }
  };
}

export interface ThreadOptions {
  /** The bundled preload itself, as Node resolved it. */
  readonly preloadPath: string;
  readonly drainPath: string;
  /** Called when rewritten text first asks for the sink. */
  readonly start: (runDir: string, notes: Notes) => HostRuntime;
}

/**
 * Makes the running thread one of Scope's, if it belongs to a run. Where there is no run folder, or it is gone, or anything
 * goes wrong, nothing happens: it never throws and never prints. A second call in the same thread does nothing.
 */
export function hostThread({ preloadPath, drainPath, start }: ThreadOptions): void {
  try {
    const runDir = process.env[RUN_DIR_VARIABLE];
    if (runDir === undefined || runDir === '') return;
    if (existsSync(join(runDir, OVER_FILE))) return;
    const index = JSON.parse(readFileSync(join(runDir, 'files.json'), 'utf8')) as FileIndex;
    if (Object.hasOwn(globalThis, Symbol.for(index.sink ?? SINK_SYMBOL))) return;
    const notes = openNotes(join(runDir, 'host.jsonl'), process.pid);
    try {
      installHost({
        index,
        runDir,
        preloadPath,
        drainPath,
        notes,
        start: () => start(runDir, notes),
      });
    } catch (error) {
      notes.add({ type: 'failed', pid: process.pid, message: String(error) });
    }
  } catch {
    // The program runs as if this file were not there.
  }
}
