/**
 * When lines were last changed, as git knows it: faults lie in lines that were changed lately more often than in others. Only
 * reads, and only for so long; where there is no repository nothing is known. Lines that are not committed yet are the newest.
 */
import { execFile } from 'node:child_process';
import type { LineRange } from '../../query/suspect/line.ts';

export type ChangedAt = (range: LineRange) => number | null;

const MOST_FILES = 6;
const TIME_LIMIT_MS = 2000;
const MOST_OUTPUT = 64 * 1024 * 1024;
/** Nothing is written, not even git's own index, and no setting of the user makes it run another program. */
const READ_ONLY = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath='];

/**
 * @param files project-relative paths, most wanted first
 * @returns when a line of them was changed, in seconds; null where no file is in a repository
 */
export async function readChanges(
  root: string,
  files: readonly string[],
): Promise<ChangedAt | null> {
  const wanted = [...new Set(files)].slice(0, MOST_FILES);
  const found = await Promise.all(
    wanted.map(async (file) => [file, await blame(root, file)] as const),
  );
  const times = new Map(found.filter(([, lines]) => lines.length > 0));
  if (times.size === 0) return null;
  return ({ file, line, endLine }) => {
    const known = times.get(file)?.slice(line - 1, endLine) ?? [];
    return known.length === 0 ? null : Math.max(...known);
  };
}

/** @returns the time of the last change of each line; nothing where git does not say in time */
function blame(root: string, file: string): Promise<readonly number[]> {
  const args = [...READ_ONLY, 'blame', '--line-porcelain', '--no-textconv', '-w', '--', file];
  const options = { cwd: root, timeout: TIME_LIMIT_MS, maxBuffer: MOST_OUTPUT };
  return new Promise((resolve) => {
    execFile('git', args, options, (error, stdout) => {
      const times = error === null ? [...stdout.matchAll(/^committer-time (\d+)$/gmu)] : [];
      resolve(times.map(([, seconds]) => Number(seconds)));
    });
  });
}
