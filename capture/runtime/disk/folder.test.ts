/** Links and source maps are told the same by one look at a folder as by a look at each file. */
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolders } from './folder.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-folder-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  mkdirSync(at('in'));
  for (const name of ['a.js', 'b.js', 'b.js.map', 'in/c.js']) writeFileSync(at(name), '');
  symlinkSync('a.js', at('link.js'));
  symlinkSync('gone.js', at('lost.js'));
  symlinkSync('in', at('way'));
});

const NAMES = ['a.js', 'link.js', 'lost.js', 'b.js', 'way/c.js', 'in/c.js', 'gone.js', 'no/x.js'];
const LINKS = ['link.js', 'lost.js'];

it.each([NAMES, NAMES.toReversed()])('links, whichever file comes first: %s', (...names) => {
  const { isLink } = openFolders();
  const look = (): readonly string[] => names.filter((name) => isLink(at(name)));
  expect([look().toSorted(), look().toSorted()]).toEqual([LINKS, LINKS]);
});

it('one file of a folder may be asked about twice before the folder is looked at', () => {
  const { isLink, hasMap } = openFolders();
  const ask = (name: string): readonly boolean[] => [isLink(at(name)), hasMap(at(name))];
  expect(['b.js', 'a.js', 'link.js', 'b.js'].map(ask)).toEqual([
    [false, true],
    [false, false],
    [true, false],
    [false, true],
  ]);
});

it('a file that is new, and its map', () => {
  const { isLink, hasMap } = openFolders();
  expect([hasMap(at('a.js')), hasMap(at('b.js'))]).toEqual([false, true]);
  symlinkSync('a.js', at('new.js'));
  writeFileSync(at('new.js.map'), '');
  expect([isLink(at('new.js')), hasMap(at('new.js'))]).toEqual([true, true]);
});

it('links are told where only maps were asked for before', () => {
  const { isLink, hasMap } = openFolders();
  expect(['a.js', 'b.js', 'link.js'].map((name) => hasMap(at(name)))).toEqual([false, true, false]);
  expect(['a.js', 'b.js', 'link.js'].map((name) => isLink(at(name)))).toEqual([false, false, true]);
});

describe('how often a folder is listed', () => {
  function counted(name: string, closed = false) {
    mkdirSync(at(name));
    const count = { lists: 0, ms: 0 };
    const list = ((...args: Parameters<typeof readdirSync>) => {
      count.lists += 1;
      if (closed) throw new Error('closed');
      return readdirSync(...args);
    }) as typeof readdirSync;
    return { count, ...openFolders({ list, now: () => count.ms }) };
  }
  const put = (name: string): string => {
    writeFileSync(at(name), '');
    return at(name);
  };

  it.each([false, true])(
    'once, where files are written and read one by one: closed %s',
    (closed) => {
      const { count, isLink, hasMap } = counted(`written-${closed}`, closed);
      for (let file = 0; file < 50; file += 1) {
        const path = put(`written-${closed}/${file}.js`);
        const map = put(`written-${closed}/${file}.js.map`);
        expect([isLink(path), hasMap(path)]).toEqual([false, true]);
        if (file % 2 === 0) continue;
        rmSync(map);
        rmSync(path);
        symlinkSync('0.js', path);
        if (file > 1) expect([isLink(path), hasMap(path)]).toEqual([true, false]);
      }
      expect(count.lists).toBe(1);
      count.ms = 500;
      expect(isLink(put(`written-${closed}/last.js`))).toBe(false);
      expect(count.lists).toBe(2);
    },
  );

  it('once at all, where there is much in it', () => {
    const { count, isLink, hasMap } = counted('large');
    const paths = Array.from({ length: 501 }, (_, file) => put(`large/${file}.js`));
    symlinkSync('0.js', at('large/link.js'));
    put('large/7.js.map');
    for (const path of paths) {
      count.ms += 100;
      expect([isLink(path), hasMap(path)]).toEqual([false, path.endsWith('/7.js')]);
    }
    expect([isLink(at('large/link.js')), count.lists]).toEqual([true, 1]);
  });

  it('once, where links are asked for after maps and there is much in it', () => {
    const { count, isLink, hasMap } = counted('later');
    const paths = Array.from({ length: 501 }, (_, file) => put(`later/${file}.js`));
    symlinkSync('0.js', at('later/link.js'));
    for (const path of paths) expect(hasMap(path)).toBe(false);
    expect([isLink(at('later/0.js')), isLink(at('later/link.js'))]).toEqual([false, true]);
    expect(count.lists).toBe(1);
  });
});

it('a file that cannot be looked at is no link', () => {
  const lstat = (() => {
    throw new Error('EACCES');
  }) as unknown as typeof lstatSync;
  expect(openFolders({ lstat }).isLink(at('link.js'))).toBe(false);
});
