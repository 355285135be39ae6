/** A recording, opened for questions that need no code graph: what the commands that look at one have in common. */
import { basename, dirname, relative } from 'node:path';
import { loadRecording } from '../../../capture/recording.ts';
import type { Recording } from '../../../capture/recording.ts';
import { contextOf } from '../../../orchestrator/investigation/context.ts';
import { createImportFinder } from '../../../orchestrator/project.ts';
import { ScopeError } from '../../../protocol/problem.ts';
import type { Context } from '../../../query/provenance/point.ts';
import type { Io } from '../../io.ts';
import { openProject } from '../../session.ts';
import type { CommandInput } from '../planning.ts';
import { findRun } from './recording-place.ts';

export interface OpenRecording {
  readonly root: string;
  readonly runDir: string;
  /** The session's id, or the name of the folder. */
  readonly session: string;
  readonly run: number;
  /** The folder, as one types it. */
  readonly shown: string;
  readonly recording: Recording;
  readonly context: Context;
}

/** By `--recording` and `--run`; the newest where neither is given. @throws ScopeError `recording-unreadable` */
export function openAsked(io: Io, { options }: CommandInput): OpenRecording {
  const root = openProject(io.cwd);
  const wanted = typeof options['recording'] === 'string' ? options['recording'] : undefined;
  return openRecording(root, findRun({ root, cwd: io.cwd, wanted, run: options['run'] }));
}

/** @throws ScopeError `recording-unreadable` where the folder holds none */
export function openRecording(root: string, runDir: string): OpenRecording {
  const recording = loadRecording(runDir);
  if (recording.processes.length === 0 && recording.problems.length > 0 && recording.plan === null)
    throw new ScopeError('recording-unreadable', `${runDir} holds no recording`, {
      problems: recording.problems,
    });
  const files = recording.sites.flatMap((site) => (site === undefined ? [] : [site.file]));
  return {
    root,
    runDir,
    session: basename(dirname(runDir)),
    run: Number(/run-(\d+)$/u.exec(runDir)?.[1] ?? 1),
    shown: relative(root, runDir) || runDir,
    recording,
    context: contextOf({ recording }, createImportFinder([...new Set(files)])),
  };
}
