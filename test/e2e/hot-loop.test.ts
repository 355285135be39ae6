/** Loops that make more events than can be kept: the first, the last and what changed are there, so that a chain does not end in them. */
import type { Answer } from '../../protocol/answer.ts';
import { answerOf, layProject } from './project.ts';
import type { Files } from './project.ts';

const NODE = process.execPath;
const TIMES = 500_000;
const ODD = 345_678;

async function ask(question: string, files: Files, words: readonly string[] = []): Promise<Answer> {
  const project = layProject(files);
  const outcome = await project.scope([
    'ask',
    '--json',
    ...words,
    question,
    '--',
    NODE,
    'main.cjs',
  ]);
  expect(outcome.err).not.toContain('bug in Scope');
  return answerOf(outcome);
}

const lines = ({ suspects }: Answer): readonly string[] =>
  suspects.map(({ file, line }) => `${file}:${line}`);

describe('a loop with more events than can be kept', () => {
  it('in which one call in half a million changes a variable of the module', async () => {
    const answer = await ask('why does total change', {
      'main.cjs': `let total = 0;
function add(i) {
  if (i === ${ODD}) {
    total = total - 1e15;
  } else total += i % 3;
}
for (let i = 0; i < ${TIMES}; i += 1) add(i);
console.log('total', total);
`,
    });
    expect(lines(answer).slice(0, 2)).toContain('main.cjs:4');
    expect(answer.chain.find(({ line }) => line === 4)?.value).toMatch(/^-9999\d+$/u);
    expect(answer.notes.join()).toMatch(/events were (?:dropped|left out)/u);
  }, 90_000);

  it('in which a flag turns and stays', async () => {
    const answer = await ask('why is state.mode "closed"', {
      'main.cjs': `const state = { mode: 'open', count: 0 };
function modeFor(n) {
  if (n > ${ODD}) return 'closed';
  return 'open';
}
function take(n) {
  state.mode = modeFor(n);
  state.count += 1;
}
for (let n = 0; n < ${TIMES}; n += 1) take(n);
console.log(state.mode, state.count);
`,
    });
    expect(answer.verdict).not.toBe('open');
    expect(lines(answer).slice(0, 3)).toContain('main.cjs:3');
  }, 90_000);

  it('whose last value is the question', async () => {
    const answer = await ask('why is last NaN', {
      'main.cjs': `let last = 0;
const rates = { a: 1, b: 2 };
function scale(n, rate) {
  return n * rate;
}
for (let n = 0; n < ${TIMES}; n += 1) {
  const key = n === ${TIMES - 1} ? 'c' : 'a';
  last = scale(n, rates[key]);
}
console.log(last);
`,
    });
    expect(answer.chain[0]).toMatchObject({ value: 'NaN' });
    expect(lines(answer).slice(0, 5)).toContain('main.cjs:7');
  }, 90_000);
});
