/** The cache of rewritten files keeps within its bound; what was used last stays. */
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rewritten } from '../rewrite.ts';
import { openOverlayCache } from './overlay-cache.ts';

const folder = mkdtempSync(join(tmpdir(), 'scope-overlay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = (text: string): Rewritten => ({
  ...{ text, sites: [], problems: [], depth: [], insertions: [], prefix: '$' },
});
const KILO = 'x'.repeat(1000);

it('gives back what was put in, by text and key', () => {
  const cache = openOverlayCache(folder);
  cache.set('a', [1], entry(KILO));
  expect(cache.get('a', [1])).toEqual(entry(KILO));
  expect([cache.get('a', [2]), cache.get('b', [1])]).toEqual([null, null]);
  expect(openOverlayCache(null).get('a', [1])).toBeNull();
});

it('drops what was used least recently where it grows over the bound', () => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const age = (name: string, seconds: number): void =>
    utimesSync(join(folder, name), seconds, seconds);
  for (const [at, sha1] of ['a', 'b', 'c'].entries()) {
    const before = readdirSync(folder);
    openOverlayCache(folder).set(sha1, 0, entry(KILO));
    for (const name of readdirSync(folder)) if (!before.includes(name)) age(name, 1000 + at);
  }
  // `a` is the oldest, and the one that is used now.
  expect(openOverlayCache(folder).get('a', 0)).not.toBeNull();
  openOverlayCache(folder, 4000).set('d', 0, entry(KILO));
  const left = ['a', 'b', 'c', 'd'].filter(
    (sha1) => openOverlayCache(folder).get(sha1, 0) !== null,
  );
  expect(left).toEqual(['a', 'd']);
});
