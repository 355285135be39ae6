/** What is kept of the caches of transpilers, where it is put back, and what is never touched. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openTransforms } from './kept-transforms.ts';

const PROBE = 'Symbol.for("scope.sink")';

function setUp() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-kept-')));
  const runDir = join(root, '.scope/sessions/s/run-1');
  mkdirSync(runDir, { recursive: true });
  const place = (name: string): string => join(root, 'node_modules/.cache/jest', name);
  const write = (name: string, text: string): string => {
    mkdirSync(dirname(place(name)), { recursive: true });
    writeFileSync(place(name), text);
    return place(name);
  };
  const open = (mostBytes?: number) =>
    openTransforms(runDir, {
      cwd: root,
      env: {},
      ...(mostBytes === undefined ? {} : { mostBytes }),
    });
  return { root, runDir, place, write, open };
}

describe('openTransforms', () => {
  it('takes what a run left in a cache, and lends it to the next ones only', () => {
    const { open, write } = setUp();
    const path = write('35/a_1', `${PROBE} one`);
    const first = open();
    expect(first.take(path, '@jest/transform')).toBe(true);
    first.close();
    expect(existsSync(path)).toBe(false);
    for (let run = 2; run < 4; run += 1) {
      const next = open();
      next.lend();
      expect(readFileSync(path, 'utf8')).toBe(`${PROBE} one`);
      next.close();
      expect(existsSync(path)).toBe(false);
    }
  });

  it('leaves to others what is not named after its text', () => {
    const { open, write } = setUp();
    const path = write('35/a_1', PROBE);
    expect(open().take(path, 'babel-loader')).toBe(false);
    expect(existsSync(path)).toBe(true);
  });

  it('takes back what an ended process left lent, and nothing that holds no probes', () => {
    const { open, write } = setUp();
    const [lent, own] = [write('35/a_1', PROBE), write('35/b_2', PROBE)];
    const first = open();
    for (const path of [lent, own]) first.take(path, 'tsx');
    first.close();
    open().lend();
    rmSync(own);
    writeFileSync(own, 'of the user');
    open().close();
    expect([existsSync(lent), readFileSync(own, 'utf8')]).toEqual([false, 'of the user']);
  });

  it('does not write over what is there, nor make a cache anew that is gone', () => {
    const { open, write, root } = setUp();
    const path = write('35/a_1', PROBE);
    const first = open();
    first.take(path, 'tsx');
    first.close();
    write('35/a_1', 'newer');
    open().lend();
    expect(readFileSync(path, 'utf8')).toBe('newer');
    rmSync(join(root, 'node_modules'), { recursive: true });
    open().lend();
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
  });

  it('takes nothing away while another run may read it', () => {
    const { open, write, root } = setUp();
    const path = write('35/a_1', PROBE);
    const first = open();
    first.lend();
    const other = join(root, '.scope/cache/transforms', `lent-to-${process.ppid}`);
    writeFileSync(other, '');
    expect(first.take(path, 'tsx')).toBe(true);
    first.close();
    expect(existsSync(path)).toBe(true);
    rmSync(other);
    open().close();
    expect(existsSync(path)).toBe(false);
    open().lend();
    expect(existsSync(path)).toBe(true);
  });

  it('forgets the oldest beyond its bound', () => {
    const { open, write, root } = setUp();
    const text = PROBE.padEnd(100);
    const paths = ['a_1', 'b_2', 'c_3', 'd_4'].map((name) => write(`35/${name}`, text));
    const first = open(399);
    for (const path of paths) first.take(path, 'tsx');
    first.close();
    open().lend();
    expect(paths.map((path) => existsSync(path))).toEqual([false, false, true, true]);
    const kept = readdirSync(join(root, '.scope/cache/transforms'));
    expect(kept.filter((name) => !name.startsWith('lent-to-'))).toHaveLength(3);
  });

  it('keeps all at its bound', () => {
    const { open, write } = setUp();
    const paths = ['a_1', 'b_2'].map((name) => write(`35/${name}`, PROBE.padEnd(100)));
    const first = open(200);
    for (const path of paths) first.take(path, 'tsx');
    first.close();
    open().lend();
    expect(paths.map((path) => existsSync(path))).toEqual([true, true]);
  });

  it('believes no index that names other files than caches', () => {
    const { open, root } = setUp();
    const folder = join(root, '.scope/cache/transforms');
    const path = join(root, 'src.js');
    writeFileSync(path, PROBE);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'index.json'),
      JSON.stringify({ version: 1, entries: [{ path, bytes: 1 }, 7] }),
    );
    const opened = open();
    opened.lend();
    opened.close();
    expect(existsSync(path)).toBe(true);
    writeFileSync(join(folder, 'index.json'), 'not JSON');
    expect(() => open().lend()).not.toThrow();
  });

  it('keeps nothing of a run outside of a session, or of another project', () => {
    const { root, runDir, write } = setUp();
    const path = write('35/a_1', PROBE);
    const elsewhere = openTransforms(join(root, 'run-1'), { cwd: root, env: {} });
    const other = openTransforms(runDir, { cwd: tmpdir(), env: {} });
    expect([elsewhere, other].map((one) => one.take(path, 'tsx'))).toEqual([false, false]);
  });
});
