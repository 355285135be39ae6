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
    ...(launch === undefined || launch.timedOut || launch.interrupted
      ? {}
      : { hasFailed: hasFailed(launch.exitCode) }),
  };
}

/** A command that a signal stopped did not say how it went. */
export function hasFailed(exitCode: number | null): boolean {
  return exitCode !== null && exitCode !== 0;
}
