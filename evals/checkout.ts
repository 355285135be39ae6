/**
 * Lays a real bug into a temporary copy of a project's checkout: the buggy commit, the fix's test files over it, the checkout's
 * installed packages and its untracked configuration files. The checkout itself is only read.
 */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { faultSchema } from './case.ts';

const realCaseSchema = z.object({
  id: z.string(),
  project: z.string(),
  buggy_commit: z.string(),
  fix_commit: z.string(),
  test_files_from_fix: z.array(z.string()),
  run_command: z.string(),
  question: z.string(),
  faulty: z.array(faultSchema).min(1),
  omission: z.boolean(),
  kind: z.string(),
});

export type RealCase = Readonly<z.infer<typeof realCaseSchema>>;

/**
 * @param list  path of a JSON list of cases
 * @param only  ids with commas between them; empty keeps all
 * @throws where the file is no such list, or an id of `only` is not in it
 */
export function readRealCases(list: string, only: string): readonly RealCase[] {
  const all = z.array(realCaseSchema).parse(JSON.parse(readFileSync(list, 'utf8')));
  const ids = only.split(',').filter((id) => id !== '');
  const unknown = ids.filter((id) => !all.some((one) => one.id === id));
  if (unknown.length > 0) throw new Error(`no such case: ${unknown.join(', ')}`);
  return ids.length === 0 ? all : all.filter((one) => ids.includes(one.id));
}

/** @returns the words of a command line; quotes group, a backslash inside double quotes escapes */
export function splitWords(command: string): readonly string[] {
  const word = /(?:[^\s"']|"(?:\\.|[^"\\])*"|'[^']*')+/gu;
  const part = /"((?:\\.|[^"\\])*)"|'([^']*)'/gu;
  return [...command.matchAll(word)].map(([text]) =>
    text.replace(part, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replace(/\\(["\\$`])/gu, '$1'),
    ),
  );
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Hard links are quick and keep the packages at the copy's own path; another disk gets a symbolic link. */
function linkPackages(from: string, to: string): void {
  if (!existsSync(from)) return;
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' });
  } catch {
    if (!existsSync(to)) symlinkSync(from, to);
  }
}

/**
 * @param checkouts  folder that holds one checkout per project, each with its packages installed
 * @returns the copy's folder
 * @throws where the checkout or one of the commits is missing
 */
export function layRealCase(checkouts: string, one: RealCase): string {
  const checkout = join(checkouts, one.project);
  if (!existsSync(join(checkout, '.git')))
    throw new Error(`no checkout of ${one.project} in ${checkouts}`);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `scope-real-${one.id}-`)));
  execFileSync('git', ['clone', '-q', '--shared', '--no-checkout', realpathSync(checkout), folder]);
  git(folder, 'checkout', '-q', one.buggy_commit);
  git(folder, 'checkout', '-q', one.fix_commit, '--', ...one.test_files_from_fix);
  const untracked = git(checkout, 'ls-files', '--others', '--directory')
    .split('\n')
    .filter((path) => path !== '' && !path.endsWith('/'));
  for (const path of untracked) {
    if (existsSync(join(folder, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(checkout, path), join(folder, path));
  }
  appendFileSync(
    join(folder, '.git/info/exclude'),
    ['', 'node_modules', ...untracked, ''].join('\n'),
  );
  linkPackages(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
