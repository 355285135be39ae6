/**
 * When lines were last changed, as git knows it: faults lie in lines that were changed lately more often than in others. Only
 * reads, and only for so long; where there is no repository nothing is known. Lines that are not committed yet are the newest.
 */
import { execFile } from 'node:child_process';
import type { LineRange } from '../../query/suspect/line.ts';

export type ChangedAt = (range: LineRange) => number | null;

const MOST_FILES = 6;
const TIME_LIMIT_MS = 2000;
/** While the command runs nobody waits for git, but both want the processor. */
const UNHURRIED_MS = 8000;
const MOST_OUTPUT = 64 * 1024 * 1024;
/** Nothing is written, not even git's own index, and no setting of the user makes it run another program. */
const READ_ONLY = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath='];

export interface Changes {
  /** Begins to ask about these files, so that what is known of them is there when it is wanted. */
  expect(files: readonly string[]): void;
  /**
   * @param files project-relative paths, most wanted first
   * @returns when a line of them was changed, in seconds; null where no file is in a repository
   */
  read(files: readonly string[]): Promise<ChangedAt | null>;
}

/** Asks git about each file once. */
export function openChanges(root: string): Changes {
  const asked = new Map<string, Promise<readonly number[]>>();
  const ask = (files: readonly string[], timeout: number) =>
    [...new Set(files)].slice(0, MOST_FILES).map((file) => {
      const known = asked.get(file) ?? blame(root, file, timeout);
      asked.set(file, known);
      return [file, known] as const;
    });
  return {
    expect: (files) => void ask(files, UNHURRIED_MS),
    async read(files) {
      const times = new Map<string, readonly number[]>();
      for (const [file, found] of ask(files, TIME_LIMIT_MS)) {
        const lines = await found;
        if (lines.length > 0) times.set(file, lines);
      }
      if (times.size === 0) return null;
      return ({ file, line, endLine }) => {
        const known = times.get(file)?.slice(line - 1, endLine) ?? [];
        return known.length === 0 ? null : Math.max(...known);
      };
    },
  };
}

/** @returns the time of the last change of each line; nothing where git does not say in time */
function blame(root: string, file: string, timeout: number): Promise<readonly number[]> {
  const args = [...READ_ONLY, 'blame', '--line-porcelain', '--no-textconv', '-w', '--', file];
  const options = { cwd: root, timeout, maxBuffer: MOST_OUTPUT };
  return new Promise((resolve) => {
    execFile('git', args, options, (error, stdout) => {
      const times = error === null ? [...stdout.matchAll(/^committer-time (\d+)$/gmu)] : [];
      resolve(times.map(([, seconds]) => Number(seconds)));
    });
  });
}
