/**
 * Starts recording in one thread of the user's program: ring, probe functions, file, drain worker, and the ends of the process.
 * Whatever fails here turns the recording off and says so; the program goes on as if nothing had been there.
 */
import * as fs from 'node:fs';
import * as paths from 'node:path';
import type { Worker } from 'node:worker_threads';
import { createNameTest, hideSecretWords } from '../../protocol/target/secret-name.ts';
import type { AddedSites, RuntimeConfig, SiteCondition } from '../../protocol/session.ts';
import type { Sink } from '../../protocol/target/sink.ts';
import { WIRE_MAGIC, WIRE_VERSION } from '../../protocol/wire.ts';
import type { RecordingHeader } from '../../protocol/wire.ts';
import { startDrainThread } from './drain-start.ts';
import { createConditions } from './cost/conditions.ts';
import { createGovernor } from './cost/governor.ts';
import { listenToEnd } from './process-end.ts';
import { createProducer, throttleHeader } from './producer.ts';
import * as ring from './ring.ts';
import { createSink } from './sink.ts';
import { createIdentity } from './value/identity.ts';
import { epochNow, keysOf, stringSlice } from './value/intrinsic.ts';
import { createTexts } from './value/text.ts';
import type { Texts } from './value/text.ts';
import { createValues } from './value/snapshot.ts';
import { Atomics, JSON, Math, Object } from './realm/builtin.ts';

// As they were at the start: the program, or our own loader hooks, may replace them.
const { existsSync, mkdirSync, openSync, renameSync } = fs;
const { join } = paths;
const { stringify } = JSON;
const bytesOf = Buffer.from.bind(Buffer) as (text: string, encoding: BufferEncoding) => Buffer;
const cwd = process.cwd.bind(process);
/** Where the process began: by the first event the program may have gone elsewhere, and that folder may be gone. */
const startedIn = currentFolder();
const { argv, env, pid, ppid, version } = process;

/** A process number comes again so many times at most. */
const MAX_FILES = 1000;

export interface RuntimeOptions {
  readonly config: RuntimeConfig;
  readonly runDir: string;
  /** The bundled drain worker; absent: the program's thread writes everything itself. */
  readonly drainPath?: string;
  readonly thread: number;
  /** Told once why recording stopped before its time. */
  readonly onFailure?: (message: string) => void;
  /** The process whose end is watched; null in tests. */
  readonly process?: NodeJS.Process | null;
  /** The caller itself calls `end` and `processError` when the process emits such events: no listener is added. */
  readonly isWatched?: boolean;
}

export interface Runtime {
  readonly sink: Sink;
  /** Writes everything that was reported so far to the file. Never throws. */
  flushSync(): void;
  processError(origin: 'uncaught-exception' | 'unhandled-rejection', value: unknown): void;
  /** Ends the recording: last flush, `ended` record, rename. Later events are still written. Never throws. */
  end(exitCode: number): void;
  /** Switches a site on or off. */
  arm(site: number, on: boolean): void;
  /** Sites of a file that was rewritten after the start. Never throws. */
  add(sites: AddedSites): void;
  /** Where the recording is now. */
  path(): string;
  /** An object whose fields are never read: those of a context's global come from the host, which may fail. Never throws. */
  close(target: object): void;
  /** Whether it is the thread that writes our file: the program is not told of it. */
  ownsWorker(worker: unknown): boolean;
}

/** @throws never for what happens later; what is wrong with `options` itself is thrown */
export function startRuntime(options: RuntimeOptions): Runtime {
  const { config, onFailure } = options;
  const { limits } = config;
  const shared = ring.createRing(config.ringBytes);
  const file = createFile(options, shared);
  let failed = false;
  let drainWorker: Worker | null = null;

  function fail(error: unknown): void {
    governor.stop();
    if (failed) return;
    failed = true;
    onFailure?.(error instanceof Error ? error.message : 'recording stopped');
  }
  function safely(action: () => void): void {
    try {
      action();
    } catch (error) {
      fail(error);
    }
  }

  const governor = createGovernor({
    armed: decode(config.armed, config.siteCount),
    sample: config.sample,
    special: specialSites(config.redactValues ?? {}, config.conditions ?? []),
    room: config.room ?? 0,
    owners: ownersOf(config),
    limits,
    onChange: (site, state) => producer.note(throttleHeader(site, state)),
  });
  const depth = decode(config.depth, config.siteCount + (config.room ?? 0));
  // Site 0 is no place of the program: what ends the process is told there, and nothing else may have shown it.
  depth[0] = 1;
  // Without a prototype: what the program puts on that of all objects is no site.
  const redactValues: Record<number, readonly number[]> = Object.assign(
    Object.create(null) as object,
    config.redactValues,
  );
  const cursor = { at: 0, end: 0 };
  const identity = createIdentity();
  const texts = createTexts({
    ring: shared,
    cursor,
    stringLength: limits.stringLength,
    redactNames: config.redactNames,
    redactPatterns: config.redactPatterns,
  });
  const values = createValues({
    ring: shared,
    cursor,
    texts,
    identity,
    width: limits.width,
    captureTimeMs: limits.captureTimeMs,
  });
  learnSurroundings(texts, config.redactNames);
  const { drainPath } = options;
  const producer = createProducer({
    ring: shared,
    config,
    governor: () => governor,
    ...(drainPath === undefined
      ? {}
      : {
          startWorker: () => {
            file.open();
            drainWorker = startWorker(shared, drainPath, {
              path: file.path(),
              gates: governor.shared.buffer,
              flush: () => safely(producer.flush),
            });
          },
        }),
    open: file.open,
    beforeFlush: () => sink.flushHeld(),
    onLost: texts.reset,
    onFailure: fail,
  });
  const conditions = createConditions({
    ...{ governor, producer, redactValues, isSecret: texts.isSecret, isHidden: texts.isHidden },
    conditions: config.conditions ?? [],
  });
  const sink = createSink({
    ring: shared,
    producer,
    governor,
    conditions,
    depth,
    identity,
    texts,
    values,
    cursor,
    redactValues,
    onFailure: fail,
  });
  const runtime: Runtime = {
    sink,
    flushSync: () => safely(producer.flush),
    processError: (origin, value) =>
      safely(() => sink.processError(origin === 'unhandled-rejection' ? 1 : 0, value)),
    end(exitCode) {
      safely(() => {
        const first = !producer.isEnded();
        if (first) governor.slowDown();
        producer.end(exitCode);
        if (first) file.finish();
      });
    },
    arm: governor.arm,
    close: (object) => safely(() => identity.close(object)),
    add: ({ first, functions, depth: levels, sample, redactValues: hidden, conditions: more }) =>
      safely(() => {
        const added = bytesOf(levels, 'base64');
        if (first + added.length > depth.length) throw new Error('too many sites were added');
        depth.set(added, first);
        const names = keysOf(hidden);
        for (let at = 0; at < names.length; at += 1)
          redactValues[+(names[at] as string)] = hidden[
            +(names[at] as string)
          ] as readonly number[];
        conditions.add(more);
        const special = specialSites(hidden, more);
        const starts = bytesOf(functions, 'base64');
        governor.add({ first, count: added.length, starts, sample, special });
      }),
    path: file.path,
    ownsWorker: (worker) => drainWorker !== null && worker === drainWorker,
  };
  const target = options.process === undefined ? process : options.process;
  if (target !== null) {
    listenToEnd(target, options.isWatched === true, {
      onExit: runtime.end,
      onDanger: runtime.flushSync,
      onError: (origin, value) =>
        runtime.processError(origin === 1 ? 'unhandled-rejection' : 'uncaught-exception', value),
    });
  }
  return runtime;
}

/** Sites that never take the fast path: with values that are not recorded, or a condition. */
function specialSites(
  hidden: Readonly<Record<number, readonly number[]>>,
  conditions: readonly SiteCondition[],
): readonly number[] {
  const special: number[] = [];
  const names = keysOf(hidden);
  for (let at = 0; at < names.length; at += 1) special[special.length] = +(names[at] as string);
  for (let n = 0; n < conditions.length; n += 1) {
    const { sites } = conditions[n] as SiteCondition;
    for (let at = 0; at < sites.length; at += 1) special[special.length] = sites[at] as number;
  }
  return special;
}

/** Secrets that the process was given are known before any name in the program says so. */
function learnSurroundings(texts: Texts, redactNames: readonly string[]): void {
  const isSecret = createNameTest(redactNames);
  hideSecretWords(argv, isSecret, texts.learn);
  const names = keysOf(env);
  for (let at = 0; at < names.length; at += 1)
    if (isSecret(names[at] as string)) texts.learn(env[names[at] as string]);
}

/** Sites of a function follow the site of its start. */
function ownersOf({ functions, siteCount }: RuntimeConfig): Uint32Array {
  const owners = new Uint32Array(siteCount);
  const starts = functions === undefined ? null : decode(functions, siteCount);
  for (let site = 1; site < siteCount; site += 1)
    owners[site] = starts === null || starts[site] === 1 ? site : (owners[site - 1] as number);
  return owners;
}

function currentFolder(): string {
  try {
    return cwd();
  } catch {
    return '';
  }
}

function decode(base64: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(bytesOf(base64, 'base64').subarray(0, length));
  return bytes;
}

interface RecordingFile {
  /** @returns the descriptor; creates the file at the first call */
  open(): number;
  path(): string;
  /** From `.scope.part` to `.scope`. */
  finish(): void;
}

function createFile(options: RuntimeOptions, shared: ring.Ring): RecordingFile {
  const folder = join(options.runDir, 'recordings');
  let fd = -1;
  let path = '';
  /** Opened, but its header is not written yet: where the stack is nearly full, that may take a second try. */
  let headless = -1;

  /** A process number may come again in a long run: never append to another one's file. */
  function create(): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let attempt = 1; headless < 0; attempt += 1) {
      if (attempt > MAX_FILES) throw new Error(`the names of recordings in ${folder} are used up`);
      const name = `${pid}-${options.thread}${attempt === 1 ? '' : `-${attempt}`}`;
      path = join(folder, `${name}.scope.part`);
      if (existsSync(stringSlice(path, 0, -'.part'.length))) continue;
      try {
        headless = openSync(path, 'ax', 0o600);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
    const header = encodeHeader(headerOf(options));
    ring.writeAll(headless, header, 0, header.length);
    shared.fileSize[0] = header.length;
    fd = headless;
  }

  return {
    open() {
      if (fd < 0) create();
      return fd;
    },
    path: () => path,
    finish() {
      const finished = stringSlice(path, 0, -'.part'.length);
      renameSync(path, finished);
      path = finished;
    },
  };
}

function headerOf({ config, thread }: RuntimeOptions): RecordingHeader {
  return {
    version: WIRE_VERSION,
    session: config.session,
    run: config.run,
    pid,
    parentPid: ppid,
    thread,
    argv: hideSecretWords(argv, createNameTest(config.redactNames)),
    cwd: startedIn,
    node: version,
    startedMs: epochNow(),
  };
}

/** Magic, one line of JSON, zero bytes up to a multiple of eight. */
export function encodeHeader(header: RecordingHeader): Uint8Array {
  const text = bytesOf(`${WIRE_MAGIC}${stringify(header)}\n`, 'utf8');
  const bytes = new Uint8Array(Math.ceil(text.length / 8) * 8);
  bytes.set(text);
  return bytes;
}

function startWorker(
  shared: ring.Ring,
  drainPath: string,
  to: { readonly path: string; readonly gates: SharedArrayBuffer; readonly flush: () => void },
): Worker | null {
  const { control } = shared;
  const failed = (): void => {
    if (Atomics.load(control, ring.STATE) === ring.CLOSED) return;
    Atomics.store(control, ring.STATE, ring.WORKER_FAILED);
    to.flush();
  };
  Atomics.store(control, ring.STATE, ring.WORKER_STARTING);
  try {
    const worker = startDrainThread(drainPath, {
      ...{ buffer: shared.buffer, path: to.path, gates: to.gates },
    });
    worker.unref();
    worker.on('error', failed);
    worker.on('exit', failed);
    return worker;
  } catch {
    failed();
    return null;
  }
}
