/** `scope show`: what one recording holds: processes, events, call tree, anomalies, and where it was cut off. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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

/** @throws ScopeError `recording-unreadable` where there is no such recording, `usage` */
export function showCommand(io: Io, input: CommandInput): number {
  const options = readPlanning(input.options);
  const [wanted, ...rest] = input.words;
  if (rest.length > 0) throw new ScopeError('usage', 'name one session or recording');
  const root = openProject(io.cwd);
  const runDir = findRun(root, io.cwd, wanted, input.options['run']);
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

/** A session by its id, or any path of one: its folder, a run of it, a recording in it. None: the newest. */
function findRun(root: string, cwd: string, wanted: string | undefined, run: unknown): string {
  const sessions = join(root, '.scope', 'sessions');
  if (wanted === undefined) {
    const newest = listDirectories(sessions).sort().at(-1);
    if (newest === undefined)
      throw new ScopeError('recording-unreadable', `there is no recording below ${sessions} yet`);
    return runOf(join(sessions, newest), run);
  }
  const byId = join(sessions, wanted);
  if (existsSync(byId) && !wanted.includes('..')) return runOf(byId, run);
  const path = resolve(cwd, wanted);
  if (!existsSync(path)) throw unknown(sessions, wanted);
  if (statSync(path).isFile()) return dirname(dirname(path));
  if (basename(path) === 'recordings') return dirname(path);
  return existsSync(join(path, 'plan.json')) || existsSync(join(path, 'recordings'))
    ? path
    : runOf(path, run);
}

function runOf(session: string, run: unknown): string {
  const runs = listDirectories(session)
    .filter((name) => /^run-\d+$/u.test(name))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  const name = typeof run === 'string' ? `run-${run}` : runs.at(-1);
  if (name === undefined || !runs.includes(name))
    throw new ScopeError(
      'recording-unreadable',
      name === undefined
        ? `${session} holds no run; the command was not started`
        : `${session} has no ${name}; it holds ${runs.join(', ')}`,
    );
  return join(session, name);
}

const MOST_LISTED = 8;

function unknown(sessions: string, wanted: string): ScopeError {
  const known = listDirectories(sessions).sort().reverse();
  return new ScopeError('recording-unreadable', `there is no session or recording ${wanted}`, {
    problems: known
      .slice(0, MOST_LISTED)
      .map((message) => ({ message, where: 'session', severity: 'warning' })),
  });
}

function listDirectories(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
