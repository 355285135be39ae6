/** The tests of a checkout of tc39/test262 as cases: each in the modes in which its flags ask it to be run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ConformanceCase, Expected } from '../case.ts';
import { readFrontmatter } from './frontmatter.ts';
import type { Frontmatter } from './frontmatter.ts';

const FOLDERS = ['language', 'built-ins', 'annexB'] as const;

type Mode = 'sloppy' | 'strict' | 'module' | 'raw';

function modesOf(flags: readonly string[]): readonly Mode[] {
  if (flags.includes('module')) return ['module'];
  if (flags.includes('raw')) return ['raw'];
  if (flags.includes('onlyStrict')) return ['strict'];
  if (flags.includes('noStrict')) return ['sloppy'];
  return ['sloppy', 'strict'];
}

function includesOf(mode: Mode, front: Frontmatter): readonly string[] {
  if (mode === 'raw') return [];
  const done = front.flags.includes('async') ? ['doneprintHandle.js'] : [];
  return ['assert.js', 'sta.js', ...done, ...front.includes];
}

/** @returns the paths of all tests, relative to the checkout, in a steady order */
export function listTests(checkout: string): readonly string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(checkout, 'test', folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
      .filter((entry) => !entry.name.includes('_FIXTURE'))
      .map((entry) => relative(checkout, join(entry.parentPath, entry.name)).split(sep).join('/')),
  ).sort();
}

/** @returns the cases of one test; none where it says nothing of itself, or wants a host that may not block */
export function readCases(checkout: string, path: string): readonly ConformanceCase[] {
  const file = join(checkout, path);
  const text = readFileSync(file, 'utf8');
  const front = readFrontmatter(text);
  if (front === null || front.flags.includes('CanBlockIsFalse')) return [];
  return modesOf(front.flags).map((mode) => ({
    id: `${path} (${mode})`,
    file,
    text: mode === 'strict' ? `"use strict";\n${text}` : text,
    kind: mode === 'module' ? 'module' : 'script',
    isAsync: front.flags.includes('async'),
    expected: front.negative as Expected | null,
    includes: includesOf(mode, front).map((name) => join(checkout, 'harness', name)),
    features: front.features,
  }));
}
