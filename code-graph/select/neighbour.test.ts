/** How certain callers and callees are, from far: all calls of the way there count. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCodeGraph } from '../index.ts';
import { neighbours } from './neighbour.ts';
import { openSources } from './sources.ts';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

async function check(
  text: string,
  wanted: readonly [string, 'callers' | 'callees', number],
  expected: readonly string[],
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'scope-neighbour-'));
  roots.push(root);
  writeFileSync(join(root, 'a.js'), text);
  const graph = await buildCodeGraph(root, { cacheFile: null });
  const [name, end, depth] = wanted;
  const { hits } = neighbours(openSources(graph), [`a.js#${name}`], end, { depth });
  const rows = hits.map(
    ({ name: shown, facts }) => `${shown} ${facts['distance']} ${facts['confidence']}`,
  );
  expect(rows.slice(1)).toEqual(expected);
}

const EITHER = 'function b() { c() } function d() { c() } function c() {}';

it.each<[string, string, readonly [string, 'callers' | 'callees', number], readonly string[]]>([
  ['one call', 'function a() { b() } function b() {}', ['a', 'callees', 1], ['b 1 1']],
  [
    'two calls that may each be one of two',
    `function a(x) { (x ? b : d)() } function b(x) { (x ? c : e)() } function c() {} function d() {} function e() {}`,
    ['a', 'callees', 2],
    ['b 1 0.9', 'd 1 0.9', 'c 2 0.81', 'e 2 0.81'],
  ],
  [
    'the surer of two ways that are as long',
    `function a(x) { (x ? b : e)(); d() } ${EITHER} function e() {}`,
    ['a', 'callees', 2],
    ['d 1 1', 'b 1 0.9', 'e 1 0.9', 'c 2 1'],
  ],
  [
    'the shortest way, not a surer one that is longer',
    `function a(x) { (x ? c : e)(); d() } ${EITHER} function e() {}`,
    ['a', 'callees', 2],
    ['d 1 1', 'c 1 0.9', 'e 1 0.9'],
  ],
  [
    'callers',
    `function a(x) { (x ? b : d)() } ${EITHER}`,
    ['c', 'callers', 2],
    ['b 1 1', 'd 1 1', 'a 2 0.9'],
  ],
  ['a circle', 'function a() { b() } function b() { a() }', ['a', 'callees', 5], ['b 1 1']],
])('%s', (_, text, wanted, expected) => check(text, wanted, expected));
