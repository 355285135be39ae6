/** Where a failure came from, over recorded programs that call functions as a runner would. */
import { checkSlice, recordProgram } from '../provenance/record-program.contract.ts';
import { findFailures } from './failure.ts';

const RUNNER = `'use strict'; function it(name, body) { try { body(); } catch {} }\n`;

async function failedAt(program: string): Promise<readonly string[]> {
  const context = await recordProgram(RUNNER + program);
  return findFailures(context)
    .filter(({ root }) => root.parent?.site.node.endsWith('#it') === true)
    .map(({ source, statement, frame }) => {
      const text = statement === null ? '' : source.text.slice(statement.start, statement.end);
      return `${frame.site.node.split('#')[1] ?? ''}: ${text}`;
    });
}

it('an error that is kept and thrown on later came from where it was thrown first', async () =>
  expect(
    await failedAt(`
function job(value) { return value.id.length; }
function done() { return 1; }
function run(values) {
  let failed;
  for (const value of values) {
    try { job(value); } catch (error) { failed ??= error; }
  }
  done();
  if (failed) throw failed;
}
it('runs', () => { run([{ id: 'a' }, {}, { id: 'b' }]); });
`),
  ).toEqual(['job: return value.id.length;']));

it('another error that is thrown for it came from the throw', async () =>
  expect(
    await failedAt(`
function job(value) { return value.id.length; }
function run(value) {
  let failed;
  try { job(value); } catch (error) { failed = error; }
  if (failed) throw new Error('no id');
}
it('runs', () => { run({}); });
`),
  ).toEqual(["run: throw new Error('no id');"]));

it('what an error of the engine blames is found through finally', () =>
  checkSlice(
    `
let closed = 0;
function read(o) {
  try {
    return o.part.text;
  } finally {
    closed += 1;
  }
}
function inner(o) {
  try { return read(o); } finally { closed += 1; }
}
let shown;
try { inner({ whole: 1 }); } catch (error) { shown = error.message; }
`,
    'shown',
    { via: [['try { inner'], ['return o.part.text']] },
  ));
