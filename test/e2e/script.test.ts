/** Scripts that assert by themselves: no runner, no test, an error at the top level of a module. */
import { layProject } from './project.ts';
import type { Files } from './project.ts';

const NODE = process.execPath;
const MEDIAN = `export function median(values) {
  const sorted = [...values].sort();
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
`;

interface Answer {
  readonly verdict: string;
  readonly answer: string;
  readonly chain: readonly { readonly file: string; readonly line: number }[];
}

async function answerOf(files: Files, script: string): Promise<Answer> {
  const project = layProject({
    'package.json': '{"name":"script","type":"module"}',
    'src/median.js': MEDIAN,
    ...files,
  });
  const { out } = await project.scope(['ask', '--json', '--', NODE, script]);
  return JSON.parse(out) as Answer;
}

const HEAD = `import assert from 'node:assert/strict';
import { median } from './src/median.js';
assert.equal(median([3, 1, 2]), 2);
`;

it.each([
  ['an assertion', 'assert.equal(median([10, 9, 2]), 9);\nconsole.log(median([1]));\n'],
  ['the last assertion', 'assert.equal(median([10, 9, 2]), 9);\n'],
  ['one behind an await', 'await null;\nassert.equal(median([10, 9, 2]), 9);\nconsole.log(1);\n'],
])('%s that fails in an ES module leads to its cause', async (_what, rest) => {
  const { verdict, chain } = await answerOf({ 'check.js': HEAD + rest }, 'check.js');
  expect(verdict).not.toBe('open');
  const line = (HEAD + rest).split('\n').findIndex((text) => text.includes('10, 9')) + 1;
  expect(chain[0]).toMatchObject({ file: 'check.js', line });
  expect(chain.some((hop) => hop.file === 'src/median.js' && hop.line === 2)).toBe(true);
});

it.each([
  [
    'in a loop',
    'for (const [list, is] of [[[3, 1, 2], 2], [[10, 9, 2], 9]])\n  assert.equal(median(list), is);\n',
  ],
  [
    'of its own',
    'const found = median([10, 9, 2]);\nif (found !== 9) throw new Error(`it is ${found}`);\n',
  ],
])('one %s too', async (_what, rest) => {
  const { verdict, chain } = await answerOf({ 'check.js': HEAD + rest }, 'check.js');
  expect(verdict).not.toBe('open');
  expect(chain[0]).toMatchObject({ file: 'check.js', line: 5 });
  expect(chain.some((hop) => hop.file === 'src/median.js' && hop.line === 2)).toBe(true);
});

it('what the engine refuses in an ES module leads there', async () => {
  const text = `${HEAD}const none = [].find((x) => x);\nconst size = none.length;\nconsole.log(size);\n`;
  const { chain } = await answerOf({ 'check.js': text }, 'check.js');
  expect(chain.slice(0, 2).map(({ line }) => line)).toEqual([5, 4]);
});

it.each([
  ['console.log(typeof text);'],
  ['for (const one of [1, 2].filter((n) => n > 5)) {\n  console.log(one);\n}'],
])('a module that ran to its end is not blamed for what is rejected later: %s', async (last) => {
  const text = `import { readFile } from 'node:fs/promises';\n${HEAD}const text = readFile('./gone.txt');\n${last}\n`;
  const { verdict, chain } = await answerOf({ 'check.js': text }, 'check.js');
  expect([verdict, chain.length]).toEqual(['open', 0]);
});

const DISPATCH = `function dispatch(path) {
  const handler = routes[path];
  return handler({ path });
}
console.log(dispatch('/'), dispatch('/about'));
`;

/** What the engine itself says is told by the process alone: no assertion, no `throw`, no `catch` shows it. */
it.each([
  [
    'in a module',
    'app.mjs',
    {
      'routes.mjs':
        "const home = () => 'home';\nexport const routes = { '/': home, about: home };\n",
      'app.mjs': `import { routes } from './routes.mjs';
${DISPATCH}`,
    },
    ['app.mjs:4', 'app.mjs:3', 'routes.mjs:2'],
    '`handler`, which was undefined',
  ],
  [
    'in a script',
    'app.cjs',
    {
      'routes.cjs': "const home = () => 'home';\nexports.routes = { '/': home, about: home };\n",
      'app.cjs': `const { routes } = require('./routes.cjs');
${DISPATCH}`,
    },
    ['app.cjs:4', 'app.cjs:3', 'routes.cjs:2'],
    '`handler`, which was undefined',
  ],
  [
    'at a name that has no value yet',
    'early.mjs',
    {
      'early.mjs': `const total = sum([1, 2]);
const START = 10;
function sum(list) {
  let all = START;
  for (const one of list) all += one;
  return all;
}
console.log(total);
`,
    },
    ['early.mjs:4', 'early.mjs:2', 'early.mjs:1'],
    'The error names `START`',
  ],
  [
    'in a pattern of parameters',
    'titles.mjs',
    {
      'titles.mjs': `const rows = [{ meta: { title: 'a' } }, { Meta: { title: 'b' } }];
function title({ meta: { title } }) {
  return title.toUpperCase();
}
for (const row of rows) {
  console.log(title(row));
}
`,
    },
    ['titles.mjs:6', 'titles.mjs:1'],
    "The program threw TypeError: Cannot read properties of undefined (reading 'title')",
  ],
  [
    'without a name',
    'mixed.mjs',
    {
      'mixed.mjs': `const rates = { usd: 2n, eur: 3 };
function convert(n, to) {
  return n * rates[to];
}
console.log(convert(5n, 'usd'));
console.log(convert(5n, 'eur'));
`,
    },
    ['mixed.mjs:3', 'mixed.mjs:1'],
    'The program threw TypeError: Cannot mix BigInt and other types',
  ],
  [
    'of a method without its object',
    'queue.cjs',
    {
      'queue.cjs': `class Queue {
  items = [];
  add(item) {
    this.items.push(item);
  }
}
const queue = new Queue();
const add = queue.add;
add(1);
`,
    },
    ['queue.cjs:4', 'queue.cjs:9', 'queue.cjs:8'],
    '`this`, which was undefined',
  ],
])('an error that the engine throws %s is told by what it names', async (...row) => {
  const [, script, files, lines, said] = row;
  const { chain, answer } = await answerOf(files, script);
  expect(answer).toContain(said);
  const found = chain.map((hop) => `${hop.file}:${hop.line}`);
  expect(found).toEqual(expect.arrayContaining(lines));
});
