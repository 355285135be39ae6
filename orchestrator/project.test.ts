import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  createImportFinder,
  filesInCommand,
  findProjectRoot,
  isTestFile,
  isTool,
  packageOf,
  projectPath,
} from './project.ts';

let root = '';

function lay(...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-project-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('findProjectRoot', () => {
  it('the nearest folder with a package.json', () => {
    lay('package.json', 'packages/a/package.json', 'packages/a/src/deep/x.ts');
    expect(findProjectRoot(join(root, 'packages/a/src/deep'))).toBe(join(root, 'packages/a'));
    expect(findProjectRoot(join(root, 'packages'))).toBe(root);
  });
  it('a repository without a package.json', () => {
    mkdirSync(join(root, '.git'));
    lay('src/x.ts');
    expect(findProjectRoot(join(root, 'src'))).toBe(root);
  });
});

describe('projectPath', () => {
  const check = (absolute: string, expected: string): void =>
    expect(projectPath('/p/app', absolute)).toBe(expected);
  it('a file of the project', () => check('/p/app/src/a.ts', 'src/a.ts'));
  it('a file of a package above the project', () =>
    check('/p/node_modules/left/index.js', 'node_modules/left/index.js'));
  it('a package inside a package', () =>
    check('/q/node_modules/a/node_modules/b/i.js', 'node_modules/b/i.js'));
  it('a neighbour of the project', () => check('/p/other/a.ts', '../other/a.ts'));
});

describe('filesInCommand', () => {
  const check = (argv: readonly string[], expected: readonly string[], cwd = ''): void =>
    expect(filesInCommand(root, join(root, cwd), argv)).toEqual(expected);
  beforeEach(() => lay('a.test.ts', 'src/b.js', 'node_modules/x/y.js', 'notes.md'));
  it('a word', () => check(['node', 'src/b.js'], ['src/b.js']));
  it('from a folder below the root', () => check(['node', 'b.js'], ['src/b.js'], 'src'));
  it('without its ending', () => check(['node', 'src/b'], ['src/b.js']));
  it('with a line', () => check(['vitest', 'a.test.ts:12'], ['a.test.ts']));
  it('in an option', () => check(['jest', '--runTestsByPath=a.test.ts'], ['a.test.ts']));
  it('inside the words of a shell', () =>
    check(['sh', '-c', 'npx vitest run a.test.ts && node src/b.js'], ['a.test.ts', 'src/b.js']));
  it('once, however often it is named', () =>
    check(['node', 'src/b.js', './src/b.js'], ['src/b.js']));
  it('no packages, no other files, no folders', () =>
    check(['node', 'node_modules/x/y.js', 'notes.md', 'src', '--watch'], []));
});

describe('createImportFinder', () => {
  const find = createImportFinder(['src/a.ts', 'src/b/index.ts', 'src/c.tsx', 'd.mts']);
  const check = (specifier: string, expected: string | null): void =>
    expect(find('src/main.ts', specifier)).toBe(expected);
  it('without an ending', () => check('./a', 'src/a.ts'));
  it('the ending of what is built from it', () => check('./a.js', 'src/a.ts'));
  it('the same for modules', () => check('../d.mjs', 'd.mts'));
  it('and for components', () => check('./c.js', 'src/c.tsx'));
  it('a folder', () => check('./b', 'src/b/index.ts'));
  it('a package', () => check('a', null));
  it('what is not known', () => check('./z', null));
});

it('tells tests from sources by their paths', () => {
  const tests = ['a.test.ts', 'src/a.spec.mjs', 'test/a.ts', 'src/__tests__/a.js', 'x-test.js'];
  expect(tests.filter((path) => !isTestFile(path))).toEqual([]);
  const sources = ['src/contest.ts', 'src/latest/a.ts', 'testing.ts', 'src/spec.ts'];
  expect(sources.filter(isTestFile)).toEqual([]);
});

it('names the package of a file, scoped ones with their scope', () => {
  const paths = [
    'node_modules/a/i.js',
    'node_modules/@s/b/i.js',
    'x/node_modules/a/node_modules/c/i.js',
  ];
  expect(paths.map(packageOf)).toEqual(['a', '@s/b', 'c']);
  expect(packageOf('src/a.ts')).toBeNull();
});

it('takes runners for tools and libraries for what is asked about', () => {
  expect(
    ['vitest', '@jest/expect', 'chai-as-promised', 'tsx'].filter((name) => !isTool(name)),
  ).toEqual([]);
  expect(['express', 'jestify', 'testing', 'expectations'].filter(isTool)).toEqual([]);
});
