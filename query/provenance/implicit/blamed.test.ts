import { findFailures } from '../../target/failure.ts';
import { recordProgram } from '../record-program.contract.ts';
import { blamedBy } from './blamed.ts';

const RUNNER = `function it(name, body) { try { body(); } catch {} }\n`;

/** @returns the texts of the expressions that the error of the program's test means */
async function blamed(program: string): Promise<readonly string[]> {
  const context = await recordProgram(RUNNER + program);
  const failure = findFailures(context).find(({ root }) => root.parent !== null);
  if (failure?.statement == null) throw new Error('nothing failed');
  const { source, statement, error } = failure;
  return blamedBy(source, statement, error).map((node) => source.text.slice(node.start, node.end));
}

it.each<[string, string, readonly string[]]>([
  ['a property that is read', `it('a', () => { const o = {}; const x = o.a.b; });`, ['o.a']],
  ['a property that is written', `it('a', () => { const o = {}; o.a.b = 1; });`, ['o.a']],
  ['a call', `it('a', () => { const o = {}; o.run(1); });`, ['o.run']],
  [
    'of two calls the one that the message quotes',
    `it('a', () => { const a = { run() {} }; const b = { run: 5 }; a.run(), b.run(); });`,
    ['b.run'],
  ],
  ['a name that is not there', `it('a', () => { const x = missing + 1; });`, ['missing']],
  ['a name that has no value yet', `it('a', () => { const x = late; let late = 1; });`, ['late']],
  ['a pattern', `it('a', () => { const o = {}; const { b } = o.a; });`, ['o.a']],
  ['a pattern in a pattern', `it('a', () => { const o = {}; const { a: { b } } = o; });`, ['o']],
  [
    'a pattern of parameters',
    `const take = (n, { b }) => b;\nit('a', () => { const o = {}; take(1, o.a); });`,
    ['o.a'],
  ],
  [
    'a default in a pattern is none of its keys',
    `const take = ({ x = 1, b }, y) => b;\nit('a', () => { const o = {}; take(o.p, o.q); });`,
    ['o.p'],
  ],
])('%s', async (_what, program, texts) => expect(await blamed(program)).toEqual(texts));
