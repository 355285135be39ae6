/** Writes the folder that the preload and the reader of a run start from (layout: `protocol/session.ts`). */
import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstrumentationPlan } from '../../../protocol/plan.ts';
import type { AddedText, FileIndex, RuntimeConfig } from '../../../protocol/session.ts';
import type { Site } from '../../../protocol/site.ts';
import { conditionsOf } from '../condition/condition.ts';
import { DEFAULT_CAPTURE } from '../../instrumenter.ts';
import type { Target } from '../../instrumenter.ts';
import { secretValuesOf } from './secret-sites.ts';

/** A file with probes in it. */
export interface LaidFile {
  /** Relative to the project root. */
  readonly path: string;
  readonly absolute: string;
  readonly sha1: string;
  readonly original: string;
  readonly rewritten: string;
  /** Pairs of an offset in the rewritten text and a length, ascending. */
  readonly insertions: readonly number[];
  readonly added: AddedText;
}

export interface RunLayout {
  readonly plan: InstrumentationPlan;
  readonly target: Target;
  readonly files: readonly LaidFile[];
  readonly sites: readonly Site[];
  /** Snapshot depth by site id; what is no site has none. */
  readonly depth: readonly number[];
  /** First number that no site has; lower ones may be no sites either. */
  readonly free: number;
}

/** Sites that generated files may add to a run. */
const ROOM_FOR_SITES = 200_000;
/** A bundle of some megabytes takes seconds. */
const DEMAND_WAIT_MS = 20_000;

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

export function writeWhole(file: string, text: string): void {
  const part = `${file}.part`;
  writeFileSync(part, text, { mode: 0o600 });
  renameSync(part, file);
}

/** @returns by site, that one event in so many is kept */
export function samplesOf({
  plan,
  sites,
}: Pick<RunLayout, 'plan' | 'sites'>): Record<number, number> {
  const rates = new Map(
    plan.probes.flatMap((probe) =>
      probe.sample === undefined || probe.sample === 1 ? [] : [[probe.id, probe.sample] as const],
    ),
  );
  const sample: Record<number, number> = {};
  for (const site of sites) {
    const rate = rates.get(site.probe);
    if (rate !== undefined) sample[site.id] = rate;
  }
  return sample;
}

/** @returns what the runtime in the target needs to know */
export function runtimeConfigOf(layout: RunLayout): RuntimeConfig {
  const { plan, target, files, sites, free } = layout;
  const capture = { ...DEFAULT_CAPTURE, ...target.capture };
  const sources = new Map(files.map(({ path, original }) => [path, original]));
  const siteCount = free;
  const [armed, functions, depth] = [0, 0, 0].map(() => Buffer.alloc(siteCount, 0)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  for (const { id, kind } of sites) {
    armed[id] = 1;
    if (kind === 'function') functions[id] = 1;
    depth[id] = layout.depth[id] ?? 0;
  }
  return {
    version: 1,
    session: target.session,
    run: target.run,
    siteCount,
    room: ROOM_FOR_SITES,
    armed: armed.toString('base64'),
    functions: functions.toString('base64'),
    depth: depth.toString('base64'),
    sample: samplesOf(layout),
    limits: plan.limits,
    ...capture,
    redactValues: secretValuesOf(sites, sources, capture.redactNames),
    conditions: conditionsOf(sites),
  };
}

/** The texts of one file. @throws where the disk does */
export function writeLaid(
  runDir: string,
  overlay: string,
  file: Pick<LaidFile, 'rewritten' | 'insertions' | 'original'>,
): void {
  writeWhole(join(runDir, 'overlay', overlay), file.rewritten);
  writeWhole(join(runDir, 'overlay', `${overlay}.map`), JSON.stringify(file.insertions));
  writeWhole(join(runDir, 'sources', overlay), file.original);
}

/** Each file appears whole or not at all; the index of served files comes last. @throws where the disk does */
export function writeRun(layout: RunLayout): void {
  const { plan, target, files, sites } = layout;
  const at = (...parts: string[]): string => join(target.runDir, ...parts);
  for (const folder of ['overlay', 'sources', 'recordings'])
    mkdirSync(at(folder), { recursive: true, mode: 0o700 });
  files.forEach((file, index) => writeLaid(target.runDir, String(index), file));
  writeWhole(at('added.json'), JSON.stringify(files.map(({ added }) => added)));
  writeWhole(at('plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
  writeWhole(at('sites.json'), JSON.stringify(sites));
  const config = runtimeConfigOf(layout);
  writeWhole(at('runtime.json'), JSON.stringify(config));
  const index: FileIndex = {
    version: 1,
    redactNames: config.redactNames,
    demand: { toolPid: process.pid, waitMs: DEMAND_WAIT_MS },
    files: files.map((file, k) => ({
      path: realPath(file.absolute),
      name: file.path,
      overlay: String(k),
      sha1: file.sha1,
    })),
  };
  writeWhole(at('files.json'), JSON.stringify(index));
}
