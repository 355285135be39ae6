import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createImportResolver } from './resolve.ts';
import type { ImportResolver } from './resolve.ts';

const EXPORTS = {
  '.': { types: './dist/index.d.ts', import: './dist/index.js', require: './dist/index.cjs' },
  './sub': './build/esm/part/sub.mjs',
  './all/*': { default: ['./dist/all/*.js'] },
  './hidden/*': null,
};
const MANIFESTS: Readonly<Record<string, object>> = {
  'packages/a': { name: '@x/a', exports: EXPORTS },
  'packages/main': { name: 'with-main', main: 'lib/start.js' },
  'packages/bare': { name: 'bare' },
  'packages/flat': { name: 'flat', exports: './dist/flat.js' },
  'test/fixtures/react': { name: 'react', main: 'index.js' },
};
const SOURCES = [
  ...['packages/a/src/index.ts', 'packages/a/src/part/sub.mts', 'packages/a/src/all/one.tsx'],
  ...['packages/a/src/hidden/two.ts', 'packages/main/src/start.ts', 'packages/bare/src/index.ts'],
  ...['packages/bare/src/deep/way.ts', 'packages/flat/src/flat.ts', 'packages/app/src/app.ts'],
  ...['test/fixtures/react/index.js'],
];

let root: string;
let resolve: ImportResolver;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-workspace-')));
  for (const path of SOURCES) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
  for (const [folder, manifest] of Object.entries(MANIFESTS))
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify(manifest));
  mkdirSync(join(root, 'packages/broken'));
  writeFileSync(join(root, 'packages/broken/package.json'), '{');
  resolve = createImportResolver(root, new Set(SOURCES));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['@x/a', 'packages/a/src/index.ts'],
  ['@x/a/sub', 'packages/a/src/part/sub.mts'],
  ['@x/a/all/one', 'packages/a/src/all/one.tsx'],
  ['with-main', 'packages/main/src/start.ts'],
  ['bare', 'packages/bare/src/index.ts'],
  ['bare/deep/way', 'packages/bare/src/deep/way.ts'],
  ['flat', 'packages/flat/src/flat.ts'],
])('%s, neither built nor linked, is its source', (specifier, path) =>
  expect(resolve('packages/app/src/app.ts', specifier)).toEqual({ kind: 'file', path }),
);

it.each(['@x/none', '@x/a/none', 'flat/none', 'react'])(
  '%s is a package as before',
  (specifier) => {
    const name = specifier.startsWith('@')
      ? specifier.split('/').slice(0, 2).join('/')
      : specifier.split('/')[0];
    expect(resolve('packages/app/src/app.ts', specifier)).toEqual({ kind: 'package', name });
  },
);
