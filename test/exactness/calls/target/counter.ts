/**
 * Probe functions that keep nothing but call edges. Who calls is the running activation, as Scope's own probes know it; how
 * is read off V8's stack: directly, through built-ins (`map`, `emit`), or through code that is not watched. A pair of
 * functions is looked at closely the first times only. Every new fact is appended to a file at once, as a process may
 * end in any way.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HostRuntime } from '../../../../capture/runtime/host/install.ts';
import type { Site } from '../../../../protocol/site.ts';
import type { Sink } from '../../../../protocol/target/sink.ts';

export type How = 'direct' | 'builtin' | 'other';
/** One line of the file: functions by node id; a caller that is not known begins with `?`. */
export type Counted =
  | readonly ['edge', from: string, to: string, how: How]
  /** A call expression ran, and what it called last; null where that was nothing that is watched. */
  | readonly ['site', call: string, to: string | null]
  /** A function ran. */
  | readonly ['ran', fn: string];

export interface CounterOptions {
  /** By site id. */
  readonly sites: readonly (Site | undefined)[];
  /** Absolute path and name of every file that is served. */
  readonly paths: readonly (readonly [string, string])[];
  readonly output: string;
}

const CLOSE_LOOKS = 200;
const MAX_FRAMES = 1 << 16;
const STACK = 16;

const pathOf = (file: string): string => file.replace(/^file:\/\//u, '').replace(/[?#].*$/u, '');
const isBuiltin = (file: string | null | undefined): boolean =>
  file === null || file === undefined || file === '' || /^(?:node:|native |<)/u.test(file);

/** @returns the stack as V8 gives it, whatever the program made of `Error.prepareStackTrace` */
function callSites(): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = STACK;
    Error.prepareStackTrace = (_, sites) => sites;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, callSites);
    return Array.isArray(holder.stack) ? (holder.stack as readonly NodeJS.CallSite[]) : [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

interface Seen {
  readonly how: How | 'root';
  readonly file: string;
  /** The calling code has no name: it may be the top level of the file. */
  readonly nameless: boolean;
}

export function createCounter({ sites, paths, output }: CounterOptions): HostRuntime {
  const served = new Map(paths.map(([path, name]) => [path, name]));
  const gates = new Uint8Array(sites.length + 1).fill(1);
  /** The end of a module is not reported: what its top level calls is told by the stack. */
  const modules = Uint8Array.from(sites, (site) => (site?.node.endsWith('#') === true ? 1 : 0));
  const siteOf = new Int32Array(MAX_FRAMES);
  const below = new Int32Array(MAX_FRAMES);
  const looks = new Map<number, number>();
  const pending = new Int32Array(MAX_FRAMES);
  const written = new Set<string>();
  const known = new Set<number>();
  let frame = 0;
  let current = 0;
  mkdirSync(dirname(output), { recursive: true });

  const write = (row: Counted): void => {
    const line = JSON.stringify(row);
    if (written.has(line)) return;
    written.add(line);
    appendFileSync(output, `${line}\n`);
  };

  /** The frames above the probe and the callee. */
  function look(): Seen {
    const stack = callSites();
    let how: How = 'direct';
    for (let at = 4; at < stack.length; at += 1) {
      const site = stack[at] as NodeJS.CallSite;
      if ((site as { isAsync?: () => boolean }).isAsync?.() === true) break;
      const file = site.getFileName();
      if (isBuiltin(file)) {
        if (how === 'direct') how = 'builtin';
        continue;
      }
      const name = served.get(pathOf(file as string));
      if (name !== undefined) return { how, file: name, nameless: site.getFunctionName() === null };
      how = 'other';
    }
    return { how: 'root', file: '', nameless: false };
  }

  function observe(caller: number, callee: number): void {
    const to = sites[callee]?.node;
    if (to === undefined) return;
    const seen = look();
    if (seen.how === 'root') {
      current = 0;
      return;
    }
    const from = caller === 0 ? undefined : sites[caller];
    if (from?.file === seen.file) write(['edge', from.node, to, seen.how]);
    else write(['edge', `${seen.nameless ? '' : '?'}${seen.file}#`, to, seen.how]);
  }

  function once(key: number): boolean {
    if (known.has(key)) return false;
    known.add(key);
    return true;
  }

  /** A call has its result: what was called last in its activation was called by it. */
  function finish(site: number, f: number): void {
    const callee = f > 0 ? (pending[f % MAX_FRAMES] as number) : 0;
    pending[f % MAX_FRAMES] = 0;
    if (once(-(site * sites.length + callee) - 1))
      write(['site', sites[site]?.node ?? '', sites[callee]?.node ?? null]);
  }

  function enter(site: number): number {
    if (once(site)) write(['ran', sites[site]?.node ?? '']);
    if (modules[site] === 1) return 0;
    const caller = current === 0 ? 0 : (siteOf[current % MAX_FRAMES] as number);
    pending[current % MAX_FRAMES] = site;
    const pair = caller * sites.length + site;
    const count = looks.get(pair) ?? 0;
    if (count < CLOSE_LOOKS) {
      looks.set(pair, count + 1);
      observe(caller, site);
    }
    frame += 1;
    siteOf[frame % MAX_FRAMES] = site;
    below[frame % MAX_FRAMES] = current;
    pending[frame % MAX_FRAMES] = 0;
    current = frame;
    return frame;
  }
  function leave(f: number): void {
    if (siteOf[f % MAX_FRAMES] !== 0) current = below[f % MAX_FRAMES] as number;
  }
  function resume(f: number): void {
    if (f === current || f <= 0) return;
    below[f % MAX_FRAMES] = current;
    current = f;
  }
  const pass = <T>(_: number, __: number, value: T): T => value;
  const sink: Sink = {
    g: gates,
    e0: enter,
    e1: enter,
    e2: enter,
    e3: enter,
    e4: enter,
    en: enter,
    r: pass,
    x: (_, f) => leave(f),
    w: (_, __, ___, value) => value,
    p: pass,
    k: (value) => value,
    a: () => 0,
    i: (_, __, ___, ____, value) => value,
    v<T>(site: number, f: number, value: T): T {
      const kind = sites[site]?.kind;
      if (kind === 'call') finish(site, f);
      else if (kind === 'await' || kind === 'yield') resume(f);
      return value;
    },
    l: () => undefined,
    d: (_, __, outer) => outer,
    b: pass,
    t: pass,
    c<T>(_: number, f: number, value: T): T {
      resume(f);
      return value;
    },
    z<T>(_: number, f: number, value: T): T {
      leave(f);
      return value;
    },
    n: () => undefined,
  };
  const nothing = (): void => undefined;
  return {
    sink,
    flushSync: nothing,
    processError: nothing,
    end: nothing,
    add: nothing,
    close: nothing,
    ownsWorker: () => false,
  };
}
