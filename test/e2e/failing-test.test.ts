/**
 * The failing test as the question, where nothing is thrown or what is thrown says little: an assertion that only takes a note, a test
 * that waits for ever, a leaf of a compared object, an assertion behind a getter whose error is none to the engine.
 */
import { answerSchema } from '../../protocol/answer.ts';
import type { Answer } from '../../protocol/answer.ts';
import { layProject } from './project.ts';
import type { Files } from './project.ts';

async function ask(files: Files, argv: readonly string[]): Promise<Answer> {
  const project = layProject(files);
  const { out } = await project.scope(['ask', '--json', '--', process.execPath, ...argv]);
  return answerSchema.parse(JSON.parse(out));
}

const LIB = `
function rateOf(kind) {
  return kind === 'book' ? 7 : 19;
}
function priceOf(line) {
  const rate = rateOf(line.kind);
  return { net: line.net, tax: { rate, parts: [line.net, line.net * rate] } };
}
exports.priceOf = priceOf;
`;

it('an assertion that only takes a note', async () => {
  const { chain, suspects } = await ask(
    {
      'lib.js': LIB,
      'tools/node_modules/noting/main.js': `
let failed = 0;
const note = (ok) => { if (!ok) failed += 1; };
exports.scenario = (title, body) => body({ equal: (a, b) => note(a === b) });
process.on('exit', () => { process.exitCode = failed > 0 ? 1 : 0; });
`,
      'lib.test.js': `
const { scenario } = require('./tools/node_modules/noting/main.js');
const { priceOf } = require('./lib.js');
scenario('holds', (t) => { t.equal(priceOf({ kind: 'book', net: 1 }).net, 1); });
scenario('does not', (t) => {
  t.equal(priceOf({ kind: 'book', net: 2 }).tax.rate, 7);
  t.equal(priceOf({ kind: 'map', net: 2 }).tax.rate, 7);
});
`,
    },
    ['lib.test.js'],
  );
  expect(chain[0]).toMatchObject({ file: 'lib.test.js', line: 7, value: '19' });
  expect(suspects[0]).toMatchObject({ file: 'lib.js', line: 3 });
});

it('an assertion in a handler, whose error the program made something else of', async () => {
  const { chain, suspects } = await ask(
    {
      'lib.js': `
function pathOf(url) {
  return url.replace(/[/]{2,}/g, '/');
}
exports.serve = async (handler, url) => {
  try {
    return { status: 200, body: await handler({ path: pathOf(url) }) };
  } catch {
    return { status: 500, body: 'failed' };
  }
};
`,
      'lib.test.js': `
const { test } = require('node:test');
const assert = require('node:assert/strict');
const { serve } = require('./lib.js');
test('path', async () => {
  const handler = async (event) => {
    assert.equal(event.path, '/?to=http://a');
    return 'ok';
  };
  const answer = await serve(handler, '/?to=http://a');
  assert.equal(answer.status, 200);
});
`,
    },
    ['--test', 'lib.test.js'],
  );
  expect(chain[0]).toMatchObject({ file: 'lib.test.js', line: 7, value: '"/?to=http:/a"' });
  expect(suspects[0]).toMatchObject({ file: 'lib.js', line: 3 });
});

it('the leaf of a compared object that differs', async () => {
  const { chain } = await ask(
    {
      'lib.js': LIB,
      'lib.test.js': `
const { test } = require('node:test');
const assert = require('node:assert/strict');
const { priceOf } = require('./lib.js');
test('price', () => {
  assert.deepEqual(priceOf({ kind: 'book', net: 2 }), { net: 2, tax: { rate: 7, parts: [2, 15] } });
});
`,
    },
    ['--test', 'lib.test.js'],
  );
  expect(chain[0]).toMatchObject({ file: 'lib.test.js', line: 6 });
  expect(chain.map(({ why }) => why).join('\n')).toContain(
    'tax.parts[1] is 14, where 15 was expected',
  );
});

it('a stored snapshot, which jest compares without a throw', async () => {
  const project = layProject({
    'package.json': '{ "name": "e2e", "jest": { "transform": {} } }\n',
    'lib.js': LIB,
    'lib.test.js': `
const { priceOf } = require('./lib.js');
describe('price', () => {
  it('of a map', () => {
    expect(priceOf({ kind: 'map', net: 2 })).toMatchSnapshot();
  });
});
`,
    '__snapshots__/lib.test.js.snap': `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing

exports[\`price of a map 1\`] = \`
{
  "net": 2,
  "tax": {
    "parts": [
      2,
      38,
    ],
    "rate": 7,
  },
}
\`;
`,
  });
  const { out } = await project.scope(['ask', '--json', '--', 'npx', 'jest', '--ci']);
  const { chain } = answerSchema.parse(JSON.parse(out));
  expect(chain[0]).toMatchObject({ file: 'lib.test.js', line: 5 });
  expect(chain[0]?.why).toBe('tax.rate is 19, where 7 was expected');
  expect(chain.map(({ file, line }) => `${file}:${line}`)).toContain('lib.js:3');
});

it('a test that waits for ever', async () => {
  const { chain, command } = await ask(
    {
      'load.js': `
const { EventEmitter } = require('node:events');
exports.load = async (size) => {
  const source = new EventEmitter();
  const loaded = new Promise((resolve) => source.once('end', resolve));
  if (size > 3) source.emit('end', size);
  return await loaded;
};
`,
      'load.test.js': `
const { test } = require('node:test');
const { load } = require('./load.js');
test('loads much', async () => { await load(4); });
test('loads little', async () => {
  await load(2);
});
`,
    },
    ['--test', 'load.test.js'],
  );
  expect(command.exitCode).toBe(1);
  expect(chain[0]).toMatchObject({ file: 'load.test.js', line: 6 });
  expect(chain.map(({ code, value }) => `${code} ${value ?? ''}`)).toContain('size > 3 false');
});

it('an assertion behind a getter, whose error is none to the engine', async () => {
  const { chain, notes } = await ask(
    {
      'lib.js': LIB,
      'tools/node_modules/ought/main.js': `
function Failed(actual, expected) { Object.assign(this, { actual, expected }); }
Failed.prototype = Object.create(Error.prototype);
Object.defineProperty(Object.prototype, 'should', {
  get() {
    const actual = this.valueOf();
    return { get be() { return this; }, exactly(expected) { if (actual !== expected) throw new Failed(actual, expected); } };
  },
});
`,
      'lib.test.js': `
const { test } = require('node:test');
require('./tools/node_modules/ought/main.js');
const { priceOf } = require('./lib.js');
test('rate', () => {
  priceOf({ kind: 'map', net: 2 }).tax.rate.should.be.exactly(7);
});
`,
    },
    ['--test', 'lib.test.js'],
  );
  expect(chain[0]).toMatchObject({ file: 'lib.test.js', line: 6, value: '19' });
  expect(chain.map(({ file, line }) => `${file}:${line}`)).toContain('lib.js:3');
  expect(notes.join('\n')).not.toContain('taken out');
});

it('a program without tests that ends itself', async () => {
  const { chain, command } = await ask(
    {
      'lib.js': LIB,
      'main.js': `
const { priceOf } = require('./lib.js');
const { tax } = priceOf({ kind: 'map', net: 2 });
if (tax.rate !== 7)
  process.exit(3);
`,
    },
    ['main.js'],
  );
  expect(command.exitCode).toBe(3);
  expect(chain[0]).toMatchObject({ file: 'main.js', line: 5 });
  expect(chain.map(({ file, line }) => `${file}:${line}`)).toContain('lib.js:3');
});
