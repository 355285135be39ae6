/** Where a recording lies that was named on the command line: the folder of one run, or one that a build with probes has laid out. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ScopeError } from '../../../protocol/problem.ts';

export interface RecordingQuery {
  readonly root: string;
  readonly cwd: string;
  /** A session by its id, or any path of one: its folder, a run of it, a recording in it. Absent: the newest session. */
  readonly wanted: string | undefined;
  /** Which run of a session, from the command line; the last where it is no text. */
  readonly run?: unknown;
}

/** @returns the folder of a run. @throws ScopeError `recording-unreadable` where there is no such session or recording */
export function findRun({ root, cwd, wanted, run }: RecordingQuery): string {
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
