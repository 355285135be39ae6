/** For tests: a run in a folder of its own, recorded by the real runtime in this process and read back by the real reader. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScopeEvent } from '../protocol/event.ts';
import type { NodeId, SiteId } from '../protocol/ids.ts';
import { DEFAULT_LIMITS, NOT_TURNED_DOWN } from '../protocol/plan.ts';
import type { RuntimeConfig } from '../protocol/session.ts';
import type { Sink } from '../protocol/target/sink.ts';
import type { Site, SiteKind } from '../protocol/site.ts';
import { mergeRecordings } from './recording.ts';
import type { Recording } from './recording.ts';
import { startRuntime } from './runtime/runtime.ts';
import type { Runtime } from './runtime/runtime.ts';

export type SiteDraft = SiteKind | (Partial<Site> & { readonly kind: SiteKind });

export interface RunOptions {
  /** Site 1, 2, … */
  readonly sites: readonly SiteDraft[];
  readonly depth?: number;
  readonly config?: Partial<Omit<RuntimeConfig, 'limits'>> & {
    readonly limits?: Partial<RuntimeConfig['limits']>;
  };
}

export function siteTable(drafts: readonly SiteDraft[]): readonly Site[] {
  return drafts.map((draft, at) => ({
    id: (at + 1) as SiteId,
    node: 'a.ts#f' as NodeId,
    fn: 'a.ts#f' as NodeId,
    file: 'a.ts',
    start: at,
    end: at + 1,
    probe: 'p1',
    ...(typeof draft === 'string' ? { kind: draft } : draft),
  }));
}

export function runtimeConfig({ sites, depth = 1, config = {} }: RunOptions): RuntimeConfig {
  const siteCount = sites.length + 1;
  return {
    version: 1,
    session: 's',
    run: 1,
    siteCount,
    armed: Buffer.alloc(siteCount, 1).toString('base64'),
    // Site 0 is no place of a program, and has no depth of its own.
    depth: Buffer.from([0, ...new Uint8Array(siteCount - 1).fill(depth)]).toString('base64'),
    sample: {},
    overflow: 'block',
    ringBytes: 1 << 20,
    redactNames: [],
    redactPatterns: [],
    ...config,
    limits: {
      ...DEFAULT_LIMITS,
      ...NOT_TURNED_DOWN,
      captureTimeMs: 0,
      ...config.limits,
    },
  };
}

/** Makes the folder of a run, as the tool would lay it out. */
export function layRun(options: RunOptions): { readonly runDir: string; remove(): void } {
  const runDir = mkdtempSync(join(tmpdir(), 'scope-capture-'));
  writeFileSync(join(runDir, 'sites.json'), JSON.stringify(siteTable(options.sites)));
  writeFileSync(join(runDir, 'runtime.json'), JSON.stringify(runtimeConfig(options)));
  writeFileSync(join(runDir, 'plan.json'), 'null');
  writeFileSync(join(runDir, 'files.json'), JSON.stringify({ version: 1, files: [] }));
  return { runDir, remove: () => rmSync(runDir, { recursive: true, force: true }) };
}

interface OpenRun {
  readonly runtime: Runtime;
  /** Ends the recording and reads it. @throws where the runtime failed */
  read(): Recording;
}

function openRun(options: RunOptions, runDir: string): OpenRun {
  const failures: string[] = [];
  const runtime = startRuntime({
    config: runtimeConfig(options),
    runDir,
    thread: 0,
    process: null,
    onFailure: (message) => failures.push(message),
  });
  return {
    runtime,
    read() {
      runtime.end(0);
      if (failures.length > 0) throw new Error(`the runtime failed: ${failures.join(', ')}`);
      return mergeRecordings(runDir);
    },
  };
}

/** Records what `act` reports and reads it back. */
export function recordRun(
  options: RunOptions,
  act: (sink: Sink, runtime: Runtime) => void,
): Recording {
  const { runDir, remove } = layRun(options);
  try {
    const { runtime, read } = openRun(options, runDir);
    act(runtime.sink, runtime);
    return read();
  } finally {
    remove();
  }
}

/** The same for what takes its time. */
export async function recordLater(
  options: RunOptions,
  act: (sink: Sink) => Promise<unknown>,
): Promise<Recording> {
  const { runDir, remove } = layRun(options);
  try {
    const { runtime, read } = openRun(options, runDir);
    await act(runtime.sink);
    return read();
  } finally {
    remove();
  }
}

/** The events of probes, without what depends on time, process and place. */
export function probeEvents(recording: Recording): readonly Record<string, unknown>[] {
  return recording.events.filter((event) => !isAboutProcess(event)).map(strip);
}

function isAboutProcess(event: ScopeEvent): boolean {
  return ['process-started', 'process-ended', 'clock'].includes(event.type);
}

function strip(event: ScopeEvent): Record<string, unknown> {
  const rest: Record<string, unknown> = { ...event };
  delete rest['seq'];
  delete rest['process'];
  return rest;
}
