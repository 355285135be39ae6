/** Where a session's files lie: below `.scope` in the project, which ignores itself in git. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProjectRoot } from '../orchestrator/project.ts';
import { ScopeError } from '../protocol/problem.ts';

export interface Session {
  readonly id: string;
  readonly dir: string;
}

/** @throws ScopeError `project-unreadable` where the folder is gone or may not be listed */
export function openProject(cwd: string): string {
  try {
    statSync(cwd);
    const root = findProjectRoot(cwd);
    readdirSync(root);
    return realpathSync(root);
  } catch (error) {
    const { message } = error as Error;
    throw new ScopeError(
      'project-unreadable',
      `the project folder cannot be read (${message}); run scope in a folder that you may read`,
      { cause: error },
    );
  }
}

/** @returns `.scope` of the project, made on first use with a `.gitignore` that hides it whole */
export function openScopeFolder(root: string): string {
  const dir = join(root, '.scope');
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    // What programs handle is recorded here; an older folder may have been open to others.
    chmodSync(dir, 0o700);
    const ignore = join(dir, '.gitignore');
    // A full disk leaves an empty one.
    if ((statSync(ignore, { throwIfNoEntry: false })?.size ?? 0) === 0)
      writeFileSync(ignore, '*\n', { mode: 0o600 });
  } catch (error) {
    throw new ScopeError(
      'disk-failed',
      `${dir} cannot be written (${(error as Error).message}); Scope keeps its recordings there`,
      { cause: error },
    );
  }
  return dir;
}

/** `20261121-150201-347`: sorts by time, UTC, to the millisecond. */
export function sessionId(now: Date): string {
  return now.toISOString().replaceAll(/[-:Z]/gu, '').replace('T', '-').replace('.', '-');
}

export function createSession(root: string): Session {
  const sessions = join(openScopeFolder(root), 'sessions');
  mkdirSync(sessions, { recursive: true, mode: 0o700 });
  for (let at = Date.now(); ; at += 1) {
    const id = sessionId(new Date(at));
    const dir = join(sessions, id);
    try {
      mkdirSync(dir, { mode: 0o700 });
      return { id, dir };
    } catch (error) {
      // Another one began in the same millisecond.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Removes a session in which nothing was recorded, because its command never started or it never came to it. */
export function dropEmptySession({ dir }: Session): void {
  const files = existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: 'utf8' }) : [];
  const isRecorded = files.some((file) => /[\\/]recordings[\\/]/u.test(file));
  if (!isRecorded) rmSync(dir, { recursive: true, force: true });
}

/**
 * The file that programs load in front of themselves. It is built: from source (`tsx cli/main.ts`) the one below `dist` serves.
 * @throws ScopeError `usage` where it was not built
 */
export function findPreload(): string {
  const candidates = ['../capture/target/preload.cjs', '../dist/capture/target/preload.cjs'];
  const found = candidates
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  if (found === undefined)
    throw new ScopeError(
      'usage',
      'Scope is not built; run `npm install` or `npm run build` in its folder',
    );
  return found;
}
