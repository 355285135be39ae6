/** Questions that name a value: it is explained where it was written, also where the asked name only holds it, or is another thing. */
import type { Answer } from '../../protocol/answer.ts';
import { answerOf, layProject } from './project.ts';

async function ask(question: string, text: string): Promise<Answer> {
  const project = layProject({ 'main.cjs': text });
  const outcome = await project.scope([
    'ask',
    '--json',
    question,
    '--',
    process.execPath,
    'main.cjs',
  ]);
  return answerOf(outcome);
}

const MONTHS = `
function byMonth(orders) {
  const months = {};
  for (const { month, amount } of orders) {
    months[month] = (months[month] ?? 0) + amount;
  }
  return months;
}
const months = byMonth([{ month: 'may', amount: 3 }, { month: 'june', amount: Number('1,5') }]);
console.log(months);
`;

const PAGE = `
function answer(session) {
  const response = { status: 200 };
  if (session === null) {
    response.status = 401;
  }
  return response;
}
function sessionOf(cookie) {
  return cookie.startsWith('sid') ? { user: 'ann' } : null;
}
const page = answer(sessionOf(' sid=42'));
console.log(page);
`;

describe('a value in a question', () => {
  it('is explained in the property of what has the name', async () => {
    const answer = await ask('why is months NaN', MONTHS);
    expect(answer.chain[0]).toMatchObject({ line: 5, value: 'NaN' });
    expect(answer.chain.map(({ line }) => line)).toContain(9);
  });

  it('is explained where it was written, and no other name is given for it', async () => {
    const answer = await ask('why does the reply say 401', PAGE);
    expect(answer.chain[0]).toMatchObject({ line: 5, value: '401' });
    expect(answer.chain.map(({ line }) => line)).toEqual(expect.arrayContaining([4, 10]));
    expect(answer.answer).not.toContain('reply was');
  });

  it('is not looked for elsewhere where the name had plain values only', async () => {
    const answer = await ask(
      'why is due 500',
      'const due = 80 * 1;\nconst other = 499 + 1;\nconsole.log(due, other);\n',
    );
    expect(answer.chain[0]).toMatchObject({ line: 1, value: '80' });
  });
});

describe('a property that was not expected', () => {
  it('leads first to the line that gave it to the object', async () => {
    const project = layProject({
      'main.test.cjs': `
const test = require('node:test');
const assert = require('node:assert');
function describeIt(options, values) {
  const data = options.values ?? values;
  const label = [options.label, data.name].filter(Boolean).join(' ');
  data.count = options.count;
  return label.trim();
}
test('leaves the values alone', () => {
  const values = { name: 'apple' };
  describeIt({ label: 'an', count: 1 }, values);
  assert.deepStrictEqual(values, { name: 'apple' });
});
`,
    });
    const argv = ['ask', '--json', '--', process.execPath, '--test', 'main.test.cjs'];
    const { chain, suspects } = answerOf(await project.scope(argv));
    expect(suspects[0]).toMatchObject({ line: 7 });
    expect(chain.map(({ line }) => line)).toContain(7);
  });
});

it('takes null for what JSON shows of a number that is none', async () => {
  const answer = await ask(
    'why is total null',
    `const half = (text) => Number(text) / 2;
const total = half('4,0');
console.log(JSON.stringify({ total }));
`,
  );
  expect([answer.chain[0]?.value, answer.chain[0]?.line]).toEqual(['NaN', 2]);
  expect(answer.verdict).not.toBe('open');
  expect(answer.notes ?? []).not.toContainEqual(expect.stringContaining('never as null'));
});
