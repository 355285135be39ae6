/**
 * `scope ask` on small real programs, one for each way in which a program is loaded and for each kind of question: the faulty line
 * is among the first suspects, the command prints and ends as without Scope, and git sees no change.
 */
import { givenAnswer } from '../given-answer.ts';
import { layProject } from './project.ts';
import type { Files, Project } from './project.ts';

const NODE = process.execPath;

interface Case {
  /** The line at fault ends in `// fault`. */
  readonly files: Files;
  /** Empty: none is asked. */
  readonly question: string;
  readonly argv: readonly string[];
  /** Of the command; 0 where absent. */
  readonly exitCode?: number;
}

/** Durations differ from run to run, and columns from what Scope put on the line (README, "What it cannot do"). */
function neutral(text: string, { root }: Project): string {
  return text
    .replaceAll(root, '<project>')
    .replaceAll(/\b\d+(?:\.\d+)? ?m?s\b/gu, '<time>')
    .replaceAll(/duration_ms:? \d+(?:\.\d+)?/gu, 'duration_ms <time>')
    .replaceAll(/(\.[cm]?[jt]s:\d+):\d+/gu, '$1');
}

/** @returns `file:line` of the suspects of the answer that was given, best first */
function suspectsOf({ root }: Project): readonly string[] {
  return givenAnswer(root)?.suspects.map(({ file, line }) => `${file}:${line}`) ?? [];
}

function faultOf(files: Files): string {
  for (const [name, text] of Object.entries(files)) {
    const line = text.split('\n').findIndex((one) => one.endsWith('// fault'));
    if (line >= 0) return `${name}:${line + 1}`;
  }
  throw new Error('no line is marked');
}

async function check({ files, question, argv, exitCode = 0 }: Case): Promise<void> {
  const alone = layProject(files);
  const asked = layProject(files);
  const bare = await alone.bare(argv);
  const words = question === '' ? [] : [question];
  const { code, out, err } = await asked.scope(['ask', ...words, '--', ...argv]);
  expect(`${code}${code === 0 ? '' : `\n${out}${err}`}`).toBe('0');
  expect(bare.code).toBe(exitCode);
  const answerAt = out.search(/^(?:Settled|Likely) {2}/mu);
  expect(neutral(out.slice(0, answerAt), asked).trimEnd()).toBe(neutral(bare.out, alone).trimEnd());
  expect(out).toContain(`exit code ${exitCode}`);
  expect(suspectsOf(asked).slice(0, 5)).toContain(faultOf(files));
  expect(asked.gitStatus()).toBe('');
}

describe('ask', () => {
  it('node, CommonJS: why does a property change', () =>
    check({
      files: {
        'main.cjs': `'use strict';
const { priceOf } = require('./lib/price.cjs');
const order = { total: 0 };
for (const line of [{ unit: 2, count: 3 }, { unit: 4, amount: 1 }]) {
  order.total += priceOf(line);
  console.log('total', order.total);
}
`,
        'lib/price.cjs': `'use strict';
exports.priceOf = (line) => {
  const price = line.unit * line.count; // fault
  return price;
};
`,
      },
      question: 'why does order.total change',
      argv: [NODE, 'main.cjs'],
    }));

  it('node, ES modules: why is a value not what it should be', () =>
    check({
      files: {
        'package.json': '{ "name": "e2e", "type": "module" }',
        'main.js': `import { readSettings } from './settings.js';
const settings = readSettings(['--port=8080', '--host=here']);
console.log(settings.port, settings.host);
`,
        'settings.js': `export function readSettings(words) {
  const settings = { port: 80, host: 'localhost' };
  for (const word of words) {
    const [name, value] = word.split('=');
    const key = name.slice(1); // fault
    if (key in settings) settings[key] = value;
  }
  return settings;
}
`,
      },
      question: 'why is settings.port not 8080',
      argv: [NODE, 'main.js'],
    }));

  it('tsx: where does a value come from', () =>
    check({
      files: {
        'src/main.ts': `import { greet, type User } from './greeting';
const users: readonly User[] = [{ name: 'Ada', locale: 'en' }, { name: 'Bo' }];
for (const user of users) console.log(greet(user));
`,
        'src/greeting.ts': `export interface User {
  readonly name: string;
  readonly locale?: string;
}
const words: Readonly<Record<string, string>> = { en: 'Hello', da: 'Hej' };
export function greet(user: User): string {
  const locale = user.locale?.toUpperCase() ?? ''; // fault
  const greeting = words[locale];
  return \`\${greeting}, \${user.name}\`;
}
`,
      },
      question: 'where does greeting come from',
      argv: ['npx', 'tsx', 'src/main.ts'],
    }));

  it('node --test through tsx: why did this test fail', () =>
    check({
      files: {
        'package.json': '{ "name": "e2e", "type": "module" }',
        'span.ts': `export interface Span { readonly from: number; readonly to: number }
export function overlap(a: Span, b: Span): number {
  const from = Math.max(a.from, b.from);
  const to = Math.max(a.to, b.to); // fault
  return Math.max(0, to - from);
}
`,
        'span.test.ts': `import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { overlap } from './span.ts';
describe('overlap', () => {
  it('of equal spans', () => assert.equal(overlap({ from: 1, to: 3 }, { from: 1, to: 3 }), 2));
  it('of two spans', () => {
    const shared = overlap({ from: 1, to: 5 }, { from: 4, to: 9 });
    assert.equal(shared, 1);
  });
});
`,
      },
      question: 'why did this test fail',
      argv: [NODE, '--import', 'tsx', '--test', 'span.test.ts'],
      exitCode: 1,
    }));

  it('jest with @swc/jest, no question: why did the test fail', () =>
    check({
      files: {
        'package.json': JSON.stringify({
          name: 'e2e',
          jest: { transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] } },
        }),
        'slug.ts': `const MAX = 12;
export function slug(title: string): string {
  const words = title.toLowerCase().split(/\\W/); // fault
  const joined = words.join('-');
  return joined.slice(0, MAX);
}
`,
        'slug.test.ts': `import { slug } from './slug';
describe('slug', () => {
  it('joins words', () => expect(slug('Red Fox')).toBe('red-fox'));
  it('drops punctuation', () => {
    expect(slug('Red, Fox')).toBe('red-fox');
  });
});
`,
      },
      question: '',
      argv: ['npx', 'jest', '--ci'],
      exitCode: 1,
    }));

  it('worker threads: why is a variable NaN', () =>
    check({
      files: {
        'main.cjs': `const { Worker } = require('node:worker_threads');
const worker = new Worker(require.resolve('./worker.cjs'), { workerData: [[3, 4], []], env: {} });
worker.on('message', (means) => console.log('means', means.join(' ')));
`,
        'worker.cjs': `const { parentPort, workerData } = require('node:worker_threads');
function meanOf(numbers) {
  const sum = numbers.reduce((a, b) => a + b, 0);
  const mean = sum / numbers.length; // fault
  return mean;
}
parentPort.postMessage(workerData.map(meanOf));
`,
      },
      question: 'why is mean NaN',
      argv: [NODE, 'main.cjs'],
    }));

  it('a forked child with an environment of its own: who writes a property', () =>
    check({
      files: {
        'main.cjs': `const { fork } = require('node:child_process');
const child = fork(require.resolve('./child.cjs'), ['7'], { env: { ONLY: 'this' }, execArgv: [] });
child.on('message', (text) => console.log('child says', text));
`,
        'child.cjs': `const { connect } = require('./state.cjs');
const state = connect(Number(process.argv[2]));
process.send(JSON.stringify(state), () => process.disconnect());
`,
        'state.cjs': `exports.connect = (count) => {
  const state = { count: 0, isOpen: false };
  open(state, count);
  return state;
};
function open(state, count) {
  state.isOpen = true;
  state.count = count > 5 ? undefined : count; // fault
}
`,
      },
      question: 'who writes state.count',
      argv: [NODE, 'main.cjs'],
    }));

  it('npm test, a script that calls a script: why did a function throw', () =>
    check({
      files: {
        'package.json': JSON.stringify({
          name: 'e2e',
          type: 'module',
          scripts: { test: 'npm run -s check', check: 'cd src && node check.js' },
        }),
        'src/check.js': `import { parseRule } from './rule.js';
const lines = ['10@200', '15'];
try {
  console.log(lines.map(parseRule));
} catch (error) {
  console.log('failed:', error.message);
  process.exitCode = 3;
}
`,
        'src/rule.js': `export function parseRule(line) {
  const [percent, from] = line.split('@'); // fault
  const rule = { percent: Number(percent), from: Number(from) };
  if (Number.isNaN(rule.from)) throw new RangeError('no lower bound');
  return rule;
}
`,
      },
      question: 'why did parseRule throw',
      argv: ['npm', 'test', '--silent'],
      exitCode: 3,
    }));

  it('a filter: reads what Scope is given on stdin, prints all of it, and more than a pipe holds', async () => {
    const project = layProject({
      'filter.cjs': `let text = '';
process.stdin.on('data', (part) => { text += part; });
process.stdin.on('end', () => {
  process.stdout.write(text);
  const words = text.split('\\n').map((line) => line.split(' ')[1]);
  const width = Math.max(...words.map(Number));
  console.log(width);
});
`,
    });
    const lines = Array.from({ length: 5000 }, (_, n) => `line ${n} ${'.'.repeat(60)}`).join('\n');
    const { child, ended } = project.startScope([
      ...['ask', 'why is width NaN', '--', NODE, 'filter.cjs'],
    ]);
    child.stdin?.end(`${lines}\n`);
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(out.startsWith(`${lines}\nNaN\n`)).toBe(true);
    expect(suspectsOf(project)).toContain('filter.cjs:5');
  });
});
