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
import { basename, dirname, join } from 'node:path';
import { openTransforms, takeBackLent } from './kept-transforms.ts';
import { startedAt } from './process-tree.ts';

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

  it('takes another process of the same pid for none of its runs', () => {
    const { open, write, root } = setUp();
    const path = write('35/a_1', PROBE);
    const sign = join(root, '.scope/cache/transforms', `lent-to-${process.ppid}`);
    const first = open();
    first.lend();
    const own = readFileSync(
      join(root, '.scope/cache/transforms', `lent-to-${process.pid}`),
      'utf8',
    );
    expect(own).toBe(startedAt(process.pid) ?? '');
    first.take(path, 'tsx');
    first.close();
    open().lend();
    writeFileSync(sign, startedAt(process.ppid) ?? '');
    expect([open().close(), existsSync(path)]).toEqual([false, true]);
    writeFileSync(sign, '1');
    // Where the system does not tell when a process began, it counts as the one that left the sign.
    const isToldApart = startedAt(process.ppid) !== null;
    expect([open().close(), existsSync(path)]).toEqual([isToldApart, !isToldApart]);
  });

  it('forgets nothing that is lent, however much there is', () => {
    const { open, write, root } = setUp();
    const text = PROBE.padEnd(100);
    const other = join(root, '.scope/cache/transforms', `lent-to-${process.ppid}`);
    const [old, fresh] = [write('35/a_1', text), write('35/b_2', text)];
    const first = open(150);
    first.take(old, 'tsx');
    first.close();
    open().lend();
    writeFileSync(other, '');
    const second = open(150);
    second.take(fresh, 'tsx');
    expect(second.close()).toBe(false);
    rmSync(other);
    expect(open().close()).toBe(true);
    expect([existsSync(old), existsSync(fresh)]).toEqual([false, false]);
  });

  it('leaves in the index what another run wrote there, also of other places', () => {
    const { open, write, root } = setUp();
    const index = join(root, '.scope/cache/transforms/index.json');
    const [one, two] = [write('35/a_1', PROBE), write('35/b_2', PROBE)];
    const [first, second] = [open(), open()];
    first.lend();
    first.take(one, 'tsx');
    second.take(two, 'tsx');
    first.close();
    second.close();
    const { entries } = JSON.parse(readFileSync(index, 'utf8')) as { entries: unknown[] };
    const elsewhere = { path: join(root, 'src.js'), bytes: 1 };
    writeFileSync(index, JSON.stringify({ version: 1, entries: [elsewhere, ...entries] }));
    const third = open();
    third.take(write('35/c_3', PROBE), 'tsx');
    third.close();
    const stored = JSON.parse(readFileSync(index, 'utf8')) as { entries: { path: string }[] };
    expect(stored.entries.map(({ path }) => basename(path))).toEqual([
      ...['src.js', 'a_1', 'b_2', 'c_3'],
    ]);
  });

  it('removes what nothing leads to, unless another run may be about to say it', () => {
    const { open, write, root } = setUp();
    const folder = join(root, '.scope/cache/transforms');
    const first = open();
    first.take(write('35/a_1', PROBE), 'tsx');
    first.close();
    const other = join(folder, `lent-to-${process.ppid}`);
    for (const name of ['0'.repeat(40), 'index.json.7.part', 'lent-to-999999999'])
      writeFileSync(join(folder, name), PROBE);
    writeFileSync(other, '');
    open().close();
    expect(readdirSync(folder)).toHaveLength(6);
    rmSync(other);
    open().close();
    expect(readdirSync(folder)).toHaveLength(2);
    open().lend();
    expect(existsSync(join(root, 'node_modules/.cache/jest/35/a_1'))).toBe(true);
  });

  it('takes back what a killed run left lent before all is thrown away', () => {
    const { open, write, root } = setUp();
    const path = write('35/a_1', PROBE);
    const first = open();
    first.take(path, 'tsx');
    first.close();
    open().lend();
    const other = join(root, '.scope/cache/transforms', `lent-to-${process.ppid}`);
    writeFileSync(other, '');
    expect([takeBackLent(join(root, '.scope'), {}), existsSync(path)]).toEqual([false, true]);
    rmSync(other);
    expect([takeBackLent(join(root, '.scope'), {}), existsSync(path)]).toEqual([true, false]);
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
