/** Where a failure came from, over recorded programs that call functions as a runner would. */
import { checkSlice, recordProgram } from '../provenance/record-program.contract.ts';
import type { Context } from '../provenance/point.ts';
import { indexSources } from '../source-index.ts';
import { buildTimeline } from '../timeline.ts';
import { findFailures } from './failure.ts';

const RUNNER = `'use strict'; function it(name, body) { try { body(); } catch {} }\n`;

async function failedAt(program: string): Promise<readonly string[]> {
  return statementsOf(await recordProgram(RUNNER + program));
}

function statementsOf(context: Context): readonly string[] {
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

const LIBRARY = 'node_modules/looker/main.js';

/** The same recording, as if what lies in the class had been of a package. */
function movedToLibrary(context: Context, text: string, name: string): Context {
  const { events, sites } = context.timeline;
  const moved = sites.map((site): typeof site =>
    site?.fn.includes(`#${name}.`) === true
      ? {
          ...site,
          file: LIBRARY,
          fn: site.fn.replace('program.js', LIBRARY) as typeof site.fn,
          node: site.node.replace('program.js', LIBRARY) as typeof site.node,
        }
      : site,
  );
  const files = ['program.js', LIBRARY].map((path) => [path, text] as const);
  const timeline = buildTimeline({ events, sites: moved });
  return { ...context, timeline, sources: indexSources(new Map(files), moved) };
}

it('an error of an assertion belongs to the assertion, and not to the insides of its library', async () => {
  const text = `${RUNNER}
class Look {
  constructor(value) { this.value = value; }
  equal(hoped) { this.hold(this.value === hoped, hoped); }
  hold(isHeld, hoped) { if (!isHeld) throw new Error('expected ' + hoped); }
}
const expect = (value) => ({ to: new Look(value) });
const sum = (a, b) => a - b;
it('adds', () => { expect(sum(1, 2)).to.equal(3); });
`;
  const context = await recordProgram(text);
  expect(statementsOf(context)).toEqual(["Look.hold: throw new Error('expected ' + hoped);"]);
  expect(statementsOf(movedToLibrary(context, text, 'Look'))).toEqual([
    '/arrow[2]: expect(sum(1, 2)).to.equal(3);',
  ]);
});

describe('an assertion that failed in what the test gave away', () => {
  const program = (wanted: number): string => `${RUNNER}
class Wait {
  run(fn) { for (let i = 0; i < 3; i += 1) { try { return fn(); } catch {} } }
}
const assert = process.getBuiltinModule('node:assert').strict;
it('waits', () => {
  let state = 0;
  new Wait().run(() => { state += 1; assert.equal(state, ${wanted}); });
  assert.equal(state, 7);
});
`;
  const failedWith = async (
    wanted: number,
    extra: Partial<Context>,
  ): Promise<readonly string[]> => {
    const context = await recordProgram(program(wanted));
    const moved = movedToLibrary(context, program(wanted), 'Wait');
    return statementsOf({ ...moved, ...extra }).map((one) => one.split(': ')[1] ?? '');
  };
  it('is where the test failed', async () =>
    expect(await failedWith(9, {})).toEqual(['assert.equal(state, 9);']));
  it('is no failure where it held when it was asked again', async () =>
    expect(await failedWith(2, {})).toEqual(['assert.equal(state, 7);']));
  it('is no failure where a file of tests took the error', async () =>
    expect(await failedWith(9, { isTest: (path) => path === LIBRARY })).toEqual([
      'assert.equal(state, 7);',
    ]));
});
