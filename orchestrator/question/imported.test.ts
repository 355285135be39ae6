/** Names that a question takes from an import: what they are called where they are declared. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCodeGraph } from '../../code-graph/index.ts';
import { declaredAs } from './imported.ts';
import { readQuestion } from './question.ts';
import { resolveQuestion } from './resolve.ts';

const FILES = {
  'price.js': 'export default function computePrice(n) { return n * 2; }\n',
  'round.js': 'export default (n) => Math.round(n);\n',
  'tax.cjs': 'module.exports = function addTax(n) { return n * 1.2; };\n',
  'index.js': "export { default as price } from './price.js';\nexport * from './more.js';\n",
  'more.js': 'export const discount = (n) => n - 1;\n',
  'use.test.js': `import cost from './price.js';
import rounded from './round.js';
import taxed from './tax.cjs';
import { price as rate, discount as less } from './index.js';
import diff from 'some-package';
cost(1); rounded(1.5); taxed(1); rate(1); less(2); diff({}, {});
`,
};

const root = mkdtempSync(join(tmpdir(), 'scope-imported-'));
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(root, name), text);
const graph = await buildCodeGraph(root, {});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['cost', 'price.js#computePrice', 'computePrice'],
  ['taxed', 'tax.cjs#addTax', 'addTax'],
  ['rate', 'price.js#computePrice', 'computePrice'],
  ['less', 'more.js#discount', 'discount'],
  ['diff', null, null],
])('%s is %s', (name, functionId, declared) =>
  expect(declaredAs(graph, name)).toEqual([{ functionId, name: declared }]),
);

it('a default export without a name is found by its function', () => {
  const [found] = declaredAs(graph, 'rounded');
  expect(found?.functionId).toMatch(/^round\.js#/u);
  expect(found?.name).toBeNull();
});

it('a question may use the local name', () => {
  const ask = (text: string) => resolveQuestion(readQuestion(text), graph);
  expect(ask('why does cost(1) return 2').goal.subject).toBe('computePrice');
  expect(ask('why does rounded(1.5) return 2').functions[0]?.id).toMatch(/^round\.js#/u);
  expect(ask('why did diff throw?').goal).toMatchObject({ kind: 'throw', subject: 'diff' });
  expect(() => ask('why did nothingOfThatName throw?')).toThrow(/nothing in this project/u);
});
