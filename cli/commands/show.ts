/** `scope show`: what one recording holds: processes, events, call tree, anomalies, and where it was cut off. */
import { basename, dirname } from 'node:path';
import { createDetector } from '../../capture/anomaly/detector.ts';
import { loadRecording } from '../../capture/recording.ts';
import type { Recording } from '../../capture/recording.ts';
import { EXIT_CODE, ScopeError } from '../../protocol/problem.ts';
import type { Anomaly } from '../../protocol/anomaly.ts';
import { buildTimeline } from '../../query/timeline.ts';
import type { Io } from '../io.ts';
import { describeAnomaly } from '../render/anomaly.ts';
import { coloursFor } from '../render/colour.ts';
import { renderRecording, summarize } from '../render/recording.ts';
import { openProject } from '../session.ts';
import { readPlanning } from './planning.ts';
import type { CommandInput } from './planning.ts';
import { findRun } from './recording-place.ts';

/** @throws ScopeError `recording-unreadable` where there is no such recording, `usage` */
export function showCommand(io: Io, input: CommandInput): number {
  const options = readPlanning(input.options);
  const [wanted, ...rest] = input.words;
  if (rest.length > 0) throw new ScopeError('usage', 'name one session or recording');
  const root = openProject(io.cwd);
  const runDir = findRun({ root, cwd: io.cwd, wanted, run: input.options['run'] });
  const recording = loadRecording(runDir);
  if (recording.processes.length === 0 && recording.problems.length > 0 && recording.plan === null)
    throw new ScopeError('recording-unreadable', `${runDir} holds no recording`, {
      problems: recording.problems,
    });
  const timeline = buildTimeline(recording);
  const session = basename(dirname(runDir));
  const run = Number(/run-(\d+)$/u.exec(runDir)?.[1] ?? 1);
  const anomalies = findAnomalies(recording, session, run);
  const summary = summarize(recording, timeline, anomalies, { session, run });
  if (options.json) io.out.write(`${JSON.stringify(summary, null, 2)}\n`);
  else
    io.out.write(
      renderRecording(summary, {
        colours: coloursFor(io.out, io.env, options.color),
        columns: io.out.columns,
        isFull: options.full,
      }),
    );
  return EXIT_CODE.settled;
}

function findAnomalies(recording: Recording, session: string, run: number): readonly Anomaly[] {
  const sites = recording.sites.filter((site) => site !== undefined);
  const detector = createDetector({ sites, session, run });
  const told = recording.events.flatMap((event) => detector.push(event));
  const textOf = (file: string): string | null => recording.sources.get(file) ?? null;
  return told.map((anomaly) => ({
    ...anomaly,
    message: describeAnomaly(anomaly, { sites, textOf }),
  }));
}
