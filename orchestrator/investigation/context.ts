/** What the questions about a run are answered from, and how its command went. */
import { indexSources } from '../../query/source-index.ts';
import { buildTimeline } from '../../query/timeline.ts';
import type { Context } from '../../query/provenance/point.ts';
import { isTestFile } from '../project.ts';
import type { RunResult } from '../run.ts';

/** @returns what the questions about a run are answered from */
export function contextOf(
  { recording, launch }: Pick<RunResult, 'recording'> & Partial<Pick<RunResult, 'launch'>>,
  resolveImport: Context['resolveImport'],
  readText?: (path: string) => string | null,
): Context {
  return {
    timeline: buildTimeline(recording),
    sources: indexSources(recording.sources, recording.sites, recording.maps),
    resolveImport,
    ...(readText === undefined ? {} : { readText }),
    isTest: isTestFile,
    ...(launch === undefined || wasCutOff(launch) ? {} : { hasFailed: hasFailed(launch.exitCode) }),
  };
}

/** What a shell says of a command that a signal ended: 128 and the number of the signal. */
const BY_SIGNAL: ReadonlySet<number | null> = new Set([null, 130, 143]);

/** It was stopped, and did not end by itself for that. */
function wasCutOff({ timedOut, interrupted, exitCode }: RunResult['launch']): boolean {
  return timedOut || (interrupted && BY_SIGNAL.has(exitCode));
}

/** A command that a signal stopped did not say how it went. */
export function hasFailed(exitCode: number | null): boolean {
  return exitCode !== null && exitCode !== 0;
}
