/**
 * Programs that are hard on whoever watches them: they crash, end early, recurse deep, print much, pull away the ground. Each gets
 * an answer from what was recorded, or is told why there is none and what to try.
 */
import type { Answer } from '../../protocol/answer.ts';
import { answerOf, layProject } from './project.ts';
import type { Files, Outcome } from './project.ts';

const NODE = process.execPath;
const DISCOUNT = `const order = { total: 10 };
function discount(o, rate) {
  o.total = o.total * rate.value;
}
discount(order, {});
`;
const HALF = { 'half.cjs': 'exports.half = (amount) => {\n  return amount.value / 2;\n};\n' };
const HALVED = `const { half } = require(__dirname + '/half.cjs');
const order = { total: half({ value: 8 }) };
order.total = half({ amount: 8 });
console.log('total', order.total);
`;

interface Asked {
  readonly answer: Answer;
  readonly outcome: Outcome;
}

async function ask(
  question: string,
  files: Files,
  { flags = [], words = [] }: { flags?: readonly string[]; words?: readonly string[] } = {},
): Promise<Asked> {
  const project = layProject(files);
  const argv = ['ask', '--json', ...words, question, '--', NODE, ...flags, 'main.cjs'];
  const outcome = await project.scope(argv);
  expect(outcome.err).not.toContain('bug in Scope');
  return { outcome, answer: answerOf(outcome) };
}

const lines = ({ suspects }: Answer): readonly string[] =>
  suspects.map(({ file, line }) => `${file}:${line}`);

describe('a program that crashes', () => {
  it.each<[string, string, readonly string[], string]>([
    ['aborts', 'process.abort();', [], 'SIGABRT'],
    ['is hit by a fault', `process.kill(process.pid, 'SIGSEGV'); for (;;);`, [], 'SIGSEGV'],
    [
      'runs out of memory',
      'const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length));',
      ['--max-old-space-size=40'],
      'SIGABRT',
    ],
  ])('%s', async (_name, end, flags, signal) => {
    const files = { 'main.cjs': `${DISCOUNT}${end}\n` };
    const { answer } = await ask('why is order.total NaN', files, { flags });
    expect(answer.command).toMatchObject({ exitCode: null, signal });
    expect(lines(answer)[0]).toBe('main.cjs:3');
    expect(answer.notes.join()).toContain('killed before closing the recording');
  });
});

it('a program that tells what its assertions say tells it in its own words', async () => {
  const project = layProject({
    'main.cjs': `const assert = require('node:assert');
const order = { total: 10, lines: [1] };
function tell(check) {
  try { check(); } catch (error) { console.log(error.message, error.generatedMessage); }
}
function settle(o) { o.total = o.total * o.rate; assert(o.total > 3 && o.lines); }
function review(o) { let n = o.total; n += 1; o.total = n; assert.ok(o.lines.every((line) => line > n)); }
function sign(o) { o.total += 1; assert(o.total, 'NaN == true'); }
tell(() => settle(order));
tell(() => review(order));
tell(() => sign(order));
`,
  });
  const bare = await project.bare([NODE, 'main.cjs']);
  expect(bare.out).toContain('  assert.ok(o.lines.every((line) => line > n))\n');
  const kinds = ['function', 'write', 'branch', 'value', 'snapshot'];
  const plan = {
    ...{ version: 1, id: 'all', revision: 1, question: 'all', goal: { kind: 'failing-test' } },
    probes: kinds.map((kind) => ({ id: kind, kind, node: 'main.cjs#*', why: 'all' })),
    limits: { runs: 1 },
    provenance: { provider: 'none' },
  };
  project.write('plan.json', JSON.stringify(plan));
  const run = await project.scope(['run', '--plan', 'plan.json', '--', NODE, 'main.cjs']);
  expect(run.out.slice(0, bare.out.length)).toBe(bare.out);
});

describe('a program that ends early', () => {
  it('while a promise is pending', async () => {
    const { answer } = await ask('why does order.total change', {
      'main.cjs': `const order = { total: 10 };
async function load(o) {
  o.total = undefined;
  await new Promise(() => {});
  o.total = 20;
}
load(order).then(() => console.log('done', order.total));
`,
    });
    expect(answer.command.exitCode).toBe(0);
    expect(answer.chain[0]).toMatchObject({ line: 3, value: 'undefined' });
  });
});

describe('a program that recurses', () => {
  const deep = (depth: number): string => `function below(n) {
  if (n === 0) return NaN;
  return below(n - 1) + 1;
}
const result = below(${depth});
console.log('result', result);
`;

  it('as deep as it can without being watched gets through, and is told what was left out', async () => {
    const project = layProject({ 'main.cjs': deep(8000) });
    const bare = await project.bare([NODE, 'main.cjs']);
    expect(bare.out).toBe('result NaN\n');
    const { answer, outcome } = await ask('why is result NaN', { 'main.cjs': deep(8000) });
    expect(outcome.err).toContain('result NaN\n');
    expect(answer.command.exitCode).toBe(0);
    expect(answer.chain[0]).toMatchObject({ line: 5, value: 'NaN' });
    expect(answer.notes.join()).toMatch(/below: not watched.*--stack-size/u);
  });

  it('without end is answered from the run that shows it', async () => {
    const { answer } = await ask('why does grow throw', {
      'main.cjs': `function grow(node) {
  return node.children.map((child) => grow(child)).length;
}
const root = { children: [] };
root.children.push(root);
console.log(grow(root));
`,
    });
    expect(answer.command.exitCode).toBe(1);
    expect(answer.chain[0]?.line).toBe(2);
    expect(answer.cost.runs).toBe(2);
    expect(answer.notes.join()).not.toContain('not watched');
  });

  it('without end and survives it is watched after that as before', async () => {
    const { answer } = await ask('why is result NaN', {
      'main.cjs': `function round(n) { return round(n + 1) + 1; }
let result = 1;
try { round(0); } catch (error) { console.log(error.message); }
function half(o) {
  return o.value / 2;
}
result = half({});
console.log('result', result);
`,
    });
    expect([lines(answer)[0], answer.chain[0]?.line]).toEqual(['main.cjs:5', 7]);
  });
});

describe('a program that pulls the ground away', () => {
  it.each<[string, string]>([
    [
      'goes to a folder that it removes',
      `const fs = require('fs');
process.chdir(fs.mkdtempSync(require('os').tmpdir() + '/gone-'));
fs.rmdirSync(process.cwd());
${HALVED}`,
    ],
    [
      'clears its environment',
      `for (const name of Object.keys(process.env)) delete process.env[name];
${HALVED}`,
    ],
    ['has no environment any more', `process.env = {};\n${HALVED}`],
  ])('%s', async (_name, text) => {
    const { answer } = await ask('why is order.total NaN', { ...HALF, 'main.cjs': text });
    expect([answer.verdict, lines(answer)[0]]).toEqual(['settled', 'half.cjs:2']);
  });
});

describe('a program of which there is much', () => {
  it('prints much: all of it arrives, nothing of it is kept', async () => {
    const { answer, outcome } = await ask('why is order.total NaN', {
      'main.cjs': `${DISCOUNT}const line = 'x'.repeat(1023) + '\\n';
const left = () => { for (let n = 0; n < 64; n += 1) process.stdout.write(line); };
for (let n = 0; n < 320; n += 1) left();
`,
    });
    expect(outcome.err.match(/x{1023}\n/gu)).toHaveLength(320 * 64);
    expect(lines(answer)[0]).toBe('main.cjs:3');
    expect(answer.cost.bytes).toBeLessThan(8_000_000);
  });

  it('has a name four hundred times', async () => {
    const steps = Array.from({ length: 400 }, (_, n) => {
      const wrong = n === 397 ? 'o.valeu' : 'o.value';
      return `function step${n}(o) { const value = ${wrong}; return { value: value + ${n} }; }`;
    });
    const calls = steps.map((_, n) => `item = step${n}(item);`);
    const text = [...steps, 'let item = { value: 0 };', ...calls, `console.log(item.value);`];
    const { answer } = await ask('why is value NaN', { 'main.cjs': text.join('\n') });
    expect(answer.verdict).not.toBe('open');
    expect(lines(answer)).toContain('main.cjs:398');
  });

  it('has many tests, of which many fail', async () => {
    const project = layProject({
      'price.cjs': `exports.price = (n, rate) => {
  const base = n * 100;
  if (n % 50 < 9) return base * rate.factor;
  return base * rate.value;
};
`,
      'price.test.cjs': `const { price } = require('./price.cjs');
const test = require('node:test');
for (let n = 1; n <= 1000; n += 1)
  test('price ' + n, () => require('node:assert').strictEqual(price(n, { value: 2 }), n * 200));
`,
    });
    const outcome = await project.scope(['ask', '--json', '--', NODE, '--test', 'price.test.cjs']);
    const answer = answerOf(outcome);
    expect(answer.command.exitCode).toBe(1);
    expect(answer.verdict).not.toBe('open');
    expect(lines(answer)[0]).toBe('price.cjs:3');
    expect(answer.cost.runs).toBeLessThanOrEqual(2);
  });
});

describe('a question', () => {
  it.each([
    'warum ist order.total NaN?',
    '¿por qué cambia order.total?',
    '为什么 order.total 是 NaN',
    'wy dose order.total chagne',
    'total?!',
  ])('in other words: %s', async (question) => {
    const { answer } = await ask(question, { ...HALF, 'main.cjs': HALVED });
    expect(lines(answer).slice(0, 2)).toContain('half.cjs:2');
  });

  it('of which one word is a function of the code is about that', async () => {
    const { answer } = await ask('почему half возвращает NaN', { ...HALF, 'main.cjs': HALVED });
    expect(answer.chain[0]).toMatchObject({ file: 'half.cjs', line: 2, value: 'NaN' });
  });

  it('about a name with a letter that English lacks', async () => {
    const { answer } = await ask('why does größe change', {
      'main.cjs': `let größe = 1;\nconst setze = (neu) => {\n  größe = neu.wert;\n};\nsetze({ Wert: 2 });\nconsole.log(größe);\n`,
    });
    expect(answer.chain[0]).toMatchObject({ line: 3, value: 'undefined' });
  });

  it('that names nothing of the code says what is near', async () => {
    const project = layProject({ ...HALF, 'main.cjs': HALVED });
    const outcome = await project.scope(['ask', 'why is totl NaN', '--', NODE, 'main.cjs']);
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringMatching(/near match: total/u)]);
  });
});
