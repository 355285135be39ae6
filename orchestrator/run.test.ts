import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTreeReader } from './run.ts';
import type { PathMap } from './run.ts';

let base = '';
let root = '';
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'scope-run-')));
  root = join(base, 'project');
  mkdirSync(join(root, 'folder.ts'), { recursive: true });
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(root, 'a.ts'), 'export const x = 1;\n');
  writeFileSync(join(root, 'ignored.js'), 'exports.x = 1;\n');
  writeFileSync(join(root, 'notes.txt'), 'const x = 1;\n');
  writeFileSync(join(root, 'big.js'), `// ${'x'.repeat(4 * 1024 * 1024)}\n`);
  writeFileSync(join(base, 'outside', 'o.js'), 'exports.o = 1;\n');
  symlinkSync(join(base, 'outside', 'o.js'), join(root, 'link.js'));
  execFileSync('mkfifo', [join(root, 'pipe.js')]);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const said = (
  path: string,
  knows?: (path: string) => boolean,
  paths: PathMap = new Map(),
): string => {
  const read = createTreeReader(root, paths, knows)(path);
  return 'sha1' in read ? read.text : read.message;
};
const NOT_OURS = 'the file is not of the project, and no run loaded it';

describe('createTreeReader', () => {
  it('reads what the graph has', () =>
    expect(said('a.ts', (path) => path === 'a.ts')).toBe('export const x = 1;\n'));

  it('reads nothing else of the project', () =>
    expect(said('ignored.js', (path) => path === 'a.ts')).toBe(NOT_OURS));

  it.each(['../outside/o.js', 'src/../a.ts', '/etc/x.js', 'link.js', './a.ts'])(
    'without a graph: not %s',
    (path) => expect(said(path)).toBe(NOT_OURS),
  );

  it.each(['../../../../etc/passwd', '/dev/zero', 'notes.txt'])('no source: %s', (path) =>
    expect(said(path, () => true)).toBe('the file is no JavaScript or TypeScript'),
  );

  it.each([
    ['folder.ts', 'it is not a regular file'],
    ['pipe.js', 'it is not a regular file'],
    ['big.js', 'it is larger than 4 MB'],
    ['gone.js', 'the file can not be read'],
  ])('%s: %s', (path, message) => expect(said(path, () => true)).toBe(message));

  it('reads what a run has loaded since, wherever it lies', () => {
    const paths: PathMap = new Map();
    const readTree = createTreeReader(root, paths, () => false);
    expect(readTree('../outside/o.js')).toMatchObject({ message: NOT_OURS });
    paths.set('../outside/o.js', join(base, 'outside', 'o.js'));
    expect(readTree('../outside/o.js')).toMatchObject({ text: 'exports.o = 1;\n' });
  });
});
