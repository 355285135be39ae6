import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceOf } from './workspace.ts';

let root = '';
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-workspace-')))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** @returns whether the workspace at the root holds the folder */
function check(path: string, files: Readonly<Record<string, string>>): boolean {
  mkdirSync(join(root, path), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const found = workspaceOf(join(root, path));
  expect([root, join(root, path)]).toContain(found);
  return found === root;
}
const listed = (...workspaces: readonly string[]): Readonly<Record<string, string>> => ({
  'package.json': JSON.stringify({ workspaces }),
});

it.each([
  ['packages/a', ['packages/*'], true],
  ['packages/a/b', ['packages/*'], false],
  ['packages/a/b', ['packages/**'], true],
  ['tools/x', ['packages/*', './tools/x/'], true],
  ['packages/a', ['packages/*', '!packages/a'], false],
  ['a.b', ['a?b'], false],
  ['other', ['packages/*'], false],
])('%s in %j: %j', (path, patterns, expected) => {
  expect(check(path, listed(...patterns))).toBe(expected);
});
it('yarn lists packages one level deeper', () => {
  const manifest = JSON.stringify({ workspaces: { packages: ['libs/*'] } });
  expect(check('libs/a', { 'package.json': manifest })).toBe(true);
});
it('pnpm has a file of its own', () => {
  const yaml = `catalog:\n  - apps/x\npackages:\n  # ours\n  - 'apps/*' # all\n  - "!apps/old"\nonlyBuilt:\n  - libs/*\n`;
  expect(check('apps/x', { 'pnpm-workspace.yaml': yaml })).toBe(true);
  expect(check('apps/old', { 'pnpm-workspace.yaml': yaml })).toBe(false);
  expect(check('libs/x', { 'pnpm-workspace.yaml': yaml })).toBe(false);
});
it('does not look beyond the repository', () => {
  mkdirSync(join(root, 'packages/a/.git'), { recursive: true });
  expect(check('packages/a', listed('packages/*'))).toBe(false);
});
it('a manifest that is none holds nothing', () => {
  expect(check('packages/a', { 'package.json': '{' })).toBe(false);
});
