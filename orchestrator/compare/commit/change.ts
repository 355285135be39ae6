/**
 * Which lines differ between a commit and the work tree, from git's own difference. Where one side has no lines (an insertion on
 * the other), the lines around the place stand for it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSourceName, isTestFile, projectPath } from '../../project.ts';
import type { Git } from './git.ts';

export interface Lines {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** The lines are only around the place: the other side has lines there that this one lacks. */
  readonly isAround: boolean;
}

/** One stretch of changed lines, by project path; null where the file itself is only on the other side. */
export interface Change {
  readonly here: Lines | null;
  readonly there: Lines | null;
}

export interface Changes {
  /** Of sources that are no tests. */
  readonly changes: readonly Change[];
  /** Test files that differ. */
  readonly tests: readonly string[];
  /** By project path in the work tree: what the commit calls the file. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Manifests and lock files that differ. */
  readonly manifests: readonly string[];
}

const MANIFEST =
  /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/u;
const DIFF = [
  ...['-c', 'diff.autoRefreshIndex=false', '-c', 'diff.noprefix=false', 'diff', '--unified=0'],
  ...['--no-color', '--no-ext-diff', '--no-textconv', '--find-renames', '--src-prefix=a/'],
  ...['--dst-prefix=b/', '--ignore-submodules=all', '--no-relative'],
];

/** @param root the project, which may be a folder below the repository's */
export function findChanges(git: Git, sha: string, root: string): Changes {
  const pathOf = (path: string): string => projectPath(root, join(git.folder, path));
  const files = parseDiff(git.run([...DIFF, sha, '--']));
  const added = git
    .run(['ls-files', '--others', '--exclude-standard', '-z'])
    .split('\0')
    .filter((path) => path !== '' && !/(?:^|\/)(?:node_modules|\.scope)\//u.test(path));
  const renamed = new Map<string, string>();
  const changes: Change[] = [];
  const tests = new Set<string>();
  const manifests: string[] = [];
  for (const { from, to, hunks } of files) {
    const [there, here] = [from === null ? null : pathOf(from), to === null ? null : pathOf(to)];
    const path = here ?? there ?? '';
    if (MANIFEST.test(path)) manifests.push(path);
    if (here !== null && there !== null && here !== there) renamed.set(here, there);
    if (!isSourceName(path)) continue;
    if (isTestFile(path)) tests.add(path);
    else changes.push(...hunks.map((hunk) => changeOf(hunk, here, there)));
  }
  for (const path of added.map(pathOf)) {
    if (!isSourceName(path)) continue;
    if (isTestFile(path)) tests.add(path);
    else changes.push({ here: wholeFile(root, path), there: null });
  }
  return { changes, tests: [...tests], renamed, manifests };
}

function wholeFile(root: string, path: string): Lines {
  const endLine = readFileSync(join(root, path), 'utf8').split('\n').length;
  return { file: path, line: 1, endLine, isAround: false };
}

interface Hunk {
  readonly from: readonly [line: number, count: number];
  readonly to: readonly [line: number, count: number];
}

interface FileDiff {
  readonly from: string | null;
  readonly to: string | null;
  readonly hunks: Hunk[];
}

/** @returns the files of a unified difference without context */
export function parseDiff(text: string): readonly FileDiff[] {
  const files: FileDiff[] = [];
  let from: string | null = null;
  // Lines of the hunk that are still to come: content is no header, whatever it looks like.
  let left = 0;
  for (const line of text.split('\n')) {
    if (left > 0 && /^[-+]/u.test(line)) {
      left -= 1;
      continue;
    }
    if (line.startsWith('--- ')) from = nameIn(line.slice(4), 'a/');
    else if (line.startsWith('+++ '))
      files.push({ from, to: nameIn(line.slice(4), 'b/'), hunks: [] });
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u.exec(line);
    if (hunk === null) continue;
    const [a, b] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
    left = a + b;
    files.at(-1)?.hunks.push({ from: [Number(hunk[1]), a], to: [Number(hunk[3]), b] });
  }
  return files;
}

/** git quotes names with quotes, backslashes and control characters, and ends names with blanks by a tab. */
function nameIn(text: string, prefix: string): string | null {
  let name = text.replace(/\t$/u, '');
  if (name.startsWith('"')) {
    try {
      name = String(JSON.parse(name));
    } catch {
      return null;
    }
  }
  return name === '/dev/null' ? null : name.startsWith(prefix) ? name.slice(2) : null;
}

function changeOf({ from, to }: Hunk, here: string | null, there: string | null): Change {
  return {
    here: here === null ? null : linesOf(here, to),
    there: there === null ? null : linesOf(there, from),
  };
}

function linesOf(file: string, [line, count]: readonly [number, number]): Lines {
  return count === 0
    ? { file, line: Math.max(1, line), endLine: line + 1, isAround: true }
    : { file, line, endLine: line + count - 1, isAround: false };
}
