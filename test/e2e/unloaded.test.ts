/** A file of tests that fails to load is told beside a test that fails elsewhere, and a script that asserts by itself is none. */
import { layProject } from './project.ts';
import type { Files } from './project.ts';

const NODE = process.execPath;
const SUM = 'exports.sum = (a, b) => a - b;\n';
const FAILING = `const assert = require('node:assert');
const { sum } = require('./sum.cjs');
test('adds', () => { assert.equal(sum(1, 2), 3); });
`;
const GONE = `const { gone } = require('./gone.cjs');
test('other', () => { gone(1); });
`;
const BROKEN = `const limit = JSON.parse('{');
test('other', () => { limit(1); });
`;

async function notesOf(files: Files, command: readonly string[]): Promise<readonly string[]> {
  const project = layProject({ 'package.json': '{"name":"sums"}', 'sum.cjs': SUM, ...files });
  const { out } = await project.scope(['ask', '--json', '--', ...command]);
  const answer = JSON.parse(out) as { readonly chain: unknown[]; readonly notes: string[] };
  expect(answer.chain.length).toBeGreaterThan(0);
  return answer.notes.filter((note) => note.includes('failed to load'));
}

const OUTPUT = `require('./dist/made.cjs');
const limit = JSON.parse('{');
test('other', () => { limit(1); });
`;

const NODE_TEST = `const test = require('node:test');\n`;
const told = (because: string): string =>
  `1 file of tests failed to load, and none of its tests ran: b.test.cjs (${because})`;

describe('with node:test', () => {
  const run = [NODE, '--test'];
  it.each([
    ['what it imports is not there', GONE, told('./gone.cjs is not there')],
    ['its top level throws', BROKEN, told('nothing was recorded of it from line 2 on')],
  ])('%s', async (_what, text, expected) => {
    const files = { 'a.test.cjs': NODE_TEST + FAILING, 'b.test.cjs': NODE_TEST + text };
    expect(await notesOf(files, run)).toEqual([expected]);
  });
  it('what it imports is no source, and there', async () => {
    const files = {
      ...{ '.gitignore': 'dist\n', 'dist/made.cjs': 'exports.made = 1;\n' },
      ...{ 'a.test.cjs': NODE_TEST + FAILING, 'b.test.cjs': NODE_TEST + OUTPUT },
    };
    expect(await notesOf(files, run)).toEqual([told('nothing was recorded of it from line 3 on')]);
  });
  it('all were loaded', async () =>
    expect(await notesOf({ 'a.test.cjs': NODE_TEST + FAILING }, run)).toEqual([]));
});

it('with jest', async () => {
  const config = JSON.stringify({
    testMatch: ['**/*.test.cjs'],
    moduleFileExtensions: ['cjs', 'js'],
  });
  const files = { 'jest.config.json': config, 'a.test.cjs': FAILING, 'b.test.cjs': GONE };
  expect(
    await notesOf(files, [NODE, 'node_modules/jest/bin/jest.js', '-c', 'jest.config.json']),
  ).toEqual([told('./gone.cjs is not there')]);
});
