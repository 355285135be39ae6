/** Links and source maps are told the same by one look at a folder as by a look at each file. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
