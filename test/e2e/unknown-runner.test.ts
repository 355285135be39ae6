/**
 * Tests of a runner that nobody knows by its name, with checks of the project's own around them: the failure is found by how it
 * left the program, not by what the runner is called.
 */
import { answerSchema } from '../../protocol/answer.ts';
import { layProject } from './project.ts';

const RUNNER = `
let failed = 0;
exports.scenario = (title, body) => {
  try { body(); } catch (error) { failed += 1; console.log('FAILED', title, error.message); }
};
process.on('exit', () => { if (failed > 0) process.exitCode = 1; });
`;

const CHECK = `
const assert = require('node:assert');
const { scenario } = require('./tools/node_modules/odd-runner/main.cjs');
const opened = [];
function close(name) { opened.splice(opened.indexOf(name), 1); }
function compare(actual, expected) {
  assert.strictEqual(actual.text, expected);
}
exports.check = (title, make, expected) => {
  scenario(title, () => {
    opened.push(title);
    try {
      compare(make(), expected);
    } catch (error) {
      error.title = title;
      throw error;
    } finally {
      close(title);
    }
  });
};
`;

const PRICE = `
function round(cents) { return Math.floor(cents) / 100; }
function priceOf(cents) {
  const amount = round(cents * 1.19);
  return { text: amount.toFixed(2) };
}
exports.priceOf = priceOf;
`;

const TESTS = `
const { check } = require('./check.cjs');
const { priceOf } = require('./price.cjs');
check('nothing costs nothing', () => priceOf(0), '0.00');
check('rounds to the nearest cent', () => priceOf(999), '11.89');
`;

const FILES = {
  'tools/node_modules/odd-runner/main.cjs': RUNNER,
  'check.cjs': CHECK,
  'price.cjs': PRICE,
  'tests.cjs': TESTS,
};

async function ask(question: string) {
  const project = layProject(FILES);
  const { out } = await project.scope([
    'ask',
    '--json',
    question,
    '--',
    process.execPath,
    'tests.cjs',
  ]);
  return answerSchema.parse(JSON.parse(out));
}

describe('a runner without a known name', () => {
  it.each([
    ['without a question', ''],
    ['with a name that the language has', 'why are the cents missing after toFixed()?'],
  ])('%s, the failing check is found behind finally and catch', async (_name, question) => {
    const { chain, suspects, command } = await ask(question);
    expect(command.exitCode).toBe(1);
    expect(chain[0]).toMatchObject({ file: 'check.cjs', value: '"11.88"' });
    expect(chain.map(({ file }) => file)).toContain('price.cjs');
    expect(suspects.slice(0, 3).map(({ function: name }) => name)).toContain('round');
  });
});
