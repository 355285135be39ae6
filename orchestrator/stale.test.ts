/** Builds that are older than their sources. */
import { mkdtempSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { staleNotes } from './stale.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-stale-')));

interface Built {
  readonly source: string;
  /** In the map; null where it has none. */
  readonly content: string | null;
  /** The source is so much younger than the build. */
  readonly youngerBy: number;
}

function check({ source, content, youngerBy }: Built, isStale: boolean): void {
  const write = (name: string, text: string, at: number): void => {
    writeFileSync(join(root, name), text);
    utimesSync(join(root, name), at, at);
  };
  const map = { version: 3, names: [], sources: ['a.ts'], mappings: '' };
  write('a.ts', source, 1_000 + youngerBy);
  write('a.js', '', 1_000);
  const own = content === null ? {} : { sourcesContent: [content] };
  write('a.js.map', JSON.stringify({ ...map, ...own }), 1_000);
  const stored = JSON.stringify({ ...map, sourcesContent: [content ?? source] });
  expect(staleNotes(root, new Map([['a.js', stored]]))).toEqual(
    isStale ? [expect.stringContaining('a.ts was changed after a.js was built from it')] : [],
  );
}

it('by its texts, where the map has them, whatever the times say', () => {
  check({ source: 'x', content: 'x', youngerBy: 100 }, false);
  check({ source: 'y', content: 'x', youngerBy: 0 }, true);
  check({ source: 'x\r\n', content: 'x\n', youngerBy: 0 }, false);
});
it('by the times, where it has not', () => {
  check({ source: 'x', content: null, youngerBy: 3 }, true);
  check({ source: 'x', content: null, youngerBy: 2 }, false);
  check({ source: 'x', content: null, youngerBy: -3 }, false);
});
it('what is gone is not compared', () =>
  expect(staleNotes(root, new Map([['gone.js', '{"sources":["gone.ts"]}']]))).toEqual([]));
