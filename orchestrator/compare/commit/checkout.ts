/**
 * Another commit of the project as files, outside of the work tree, for as long as it takes to run a command there. Made from
 * git's objects with an index of its own: the repository gets no worktree, no branch and no lock. What git does not keep
 * (installed packages, settings of this machine) is taken from the work tree. Gone when it is disposed of or the process ends.
 */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { ScopeError } from '../../../protocol/problem.ts';
import { isTestFile } from '../../project.ts';
import { GitFailure, openGit } from './git.ts';
import type { Commit, Environment, Git } from './git.ts';
import { linkPackages } from './packages.ts';
import { isAlive } from '../../../capture/launch/process-tree.ts';

export interface Checkout {
  /** The folder of the repository there. */
  readonly folder: string;
  /** What was taken along and what could not be, one line each. */
  readonly notes: readonly string[];
  dispose(): void;
}

const PREFIX = 'scope-against-';
const MOST_CARRIED_BYTES = 256 * 1024 * 1024;
const NOT_CARRIED = /^(?:node_modules|\.git|\.scope|\.hg|coverage)$/u;

/** @throws ScopeError `disk-failed`, `usage` where git does not have the files of the commit */
export function checkOut(git: Git, commit: Commit, env: Environment): Checkout {
  sweep();
  const holder = realpathSync(mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`)));
  const dispose = disposeAtEnd(holder);
  const folder = join(holder, basename(git.folder));
  const notes: string[] = [];
  try {
    layTree({ git, env, notes, index: join(holder, 'index') }, commit.sha, folder);
    carryChangedTests(git, folder, notes);
    carryUntracked(git, folder, notes);
    const folders = git
      .run(['ls-files', '-z', '--', 'package.json', '**/package.json'])
      .split('\0')
      .filter((path) => path !== '')
      .map((path) => dirname(path));
    linkPackages({ from: git.folder, to: folder }, ['.', ...folders]);
  } catch (error) {
    dispose();
    if (error instanceof GitFailure)
      throw new ScopeError('usage', `${commit.label} can not be checked out: ${error.message}`);
    throw error;
  }
  return { folder, notes, dispose };
}

interface Laying {
  readonly git: Git;
  readonly env: Environment;
  readonly notes: string[];
  readonly index: string;
}

function layTree({ git, env, notes, index }: Laying, sha: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  git.run(['read-tree', sha], { GIT_INDEX_FILE: index });
  git.run(['checkout-index', '--all', '--force', '--quiet', `--prefix=${folder}/`], {
    GIT_INDEX_FILE: index,
  });
  rmSync(index, { force: true });
  for (const entry of git.run(['ls-tree', '-r', '-z', sha]).split('\0')) {
    const [, inner, path] = /^160000 commit ([0-9a-f]+)\t(.+)$/u.exec(entry) ?? [];
    if (inner === undefined || path === undefined) continue;
    const sub = join(git.folder, path);
    if (!existsSync(join(sub, '.git'))) {
      notes.push(`the submodule ${path} is not checked out here, so it is empty at that commit`);
      continue;
    }
    const its = openGit(sub, env);
    try {
      layTree({ git: its, env, notes, index }, inner, join(folder, path));
      if (its.run(['status', '--porcelain', '--untracked-files=no']).trim() !== '')
        notes.push(
          `the submodule ${path} has changes that are not committed; only the work tree has them`,
        );
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      notes.push(
        `the submodule ${path} has no commit ${inner.slice(0, 7)} here, so it is empty at that commit`,
      );
    }
  }
}

/** A test that is being written is the question; both sides are asked it. */
function carryChangedTests(git: Git, folder: string, notes: string[]): void {
  const changed = changedSinceHead(git).filter(
    (path) => isTestFile(path) && existsSync(join(git.folder, path)),
  );
  for (const path of changed) copy(join(git.folder, path), join(folder, path));
  if (changed.length > 0)
    notes.push(`tests that are changed and not committed ran on both sides: ${listed(changed)}`);
}

function changedSinceHead(git: Git): readonly string[] {
  try {
    const args = ['diff', '--name-only', '--no-relative', '--ignore-submodules=all', '-z', 'HEAD'];
    return git
      .run(['-c', 'diff.autoRefreshIndex=false', ...args])
      .split('\0')
      .filter((path) => path !== '');
  } catch {
    return []; // No commit yet.
  }
}

/** What git does not keep belongs to the machine, and to both sides: settings, new tests, generated files. */
function carryUntracked(git: Git, folder: string, notes: string[]): void {
  const left: string[] = [];
  let room = MOST_CARRIED_BYTES;
  const untracked = git.run(['ls-files', '--others', '--directory', '-z']).split('\0');
  for (const path of untracked.map((one) => one.replace(/\/$/u, ''))) {
    if (path === '' || path.split('/').some((part) => NOT_CARRIED.test(part))) continue;
    if (existsSync(join(folder, path))) continue;
    const bytes = sizeOf(join(git.folder, path), room);
    if (bytes > room) left.push(path);
    else copy(join(git.folder, path), join(folder, path));
    room -= bytes > room ? 0 : bytes;
  }
  if (left.length > 0)
    notes.push(`too large to take along, so not there at that commit: ${listed(left)}`);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, {
    recursive: true,
    force: true,
    verbatimSymlinks: true,
    filter: (source) => {
      if (NOT_CARRIED.test(basename(source))) return false;
      const stats = lstatSync(source, { throwIfNoEntry: false });
      return (
        stats !== undefined && (stats.isFile() || stats.isDirectory() || stats.isSymbolicLink())
      );
    },
  });
}

/** Stops counting beyond `most`. */
function sizeOf(path: string, most: number): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.size;
  let sum = 0;
  for (const name of readdirSync(path)) {
    if (NOT_CARRIED.test(name)) continue;
    sum += sizeOf(join(path, name), most - sum);
    if (sum > most) break;
  }
  return sum;
}

const MOST_LISTED = 4;

function listed(paths: readonly string[]): string {
  const more = paths.length - MOST_LISTED;
  return `${paths.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const CODES = { SIGTERM: 143, SIGHUP: 129 } as const;
const ENDS = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Removes the folder once: when told to, when the process ends (as it does after Ctrl-C), and when another signal ends it that
 * nobody else sees to.
 */
function disposeAtEnd(holder: string): () => void {
  const remove = (): void => {
    try {
      rmSync(holder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Something of the command still writes there; the next comparison sweeps it up.
    }
  };
  const handlers = ENDS.map((name) => {
    const handler = (): void => {
      if (process.listenerCount(name) > 1) return;
      remove();
      process.exit(CODES[name]);
    };
    process.on(name, handler);
    return [name, handler] as const;
  });
  process.on('exit', remove);
  return () => {
    for (const [name, handler] of handlers) process.off(name, handler);
    process.off('exit', remove);
    remove();
  };
}

/** Folders of processes that were killed before they could remove them. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`, 'u').exec(name)?.[1]);
    if (!(pid > 0) || pid === process.pid || isAlive(pid)) continue;
    const path = join(tmpdir(), name);
    const owner = statSync(path, { throwIfNoEntry: false })?.uid;
    if (owner === process.getuid?.()) rmSync(path, { recursive: true, force: true });
  }
}

/** @returns where a folder of the work tree is in the checkout */
export function placeIn(checkout: Checkout, git: Git, folder: string): string {
  return join(checkout.folder, relative(realpathSync(git.folder), realpathSync(folder)));
}
