/** Failures that leave no error behind, over recorded programs with a runner and assertions of their own. */
import { recordProgram } from '../provenance/record-program.contract.ts';
import type { ScopeEvent } from '../../protocol/event.ts';
import type { Context } from '../provenance/point.ts';
import { buildTimeline } from '../timeline.ts';
import { findFailures } from './failure.ts';
import { pendingTargets } from './unended/pending.ts';

const RUNNER = `'use strict';
const { EventEmitter } = process.getBuiltinModule('node:events');
const later = [];
const t = { equal() {}, same() {}, ok() {}, plan() {}, throws(f) { try { f(); } catch {} } };
function test(title, body) { later.push(body(t)); }
`;

/** The program, as the runner's command that did not end well. */
async function failed(program: string): Promise<Context> {
  const context = await recordProgram(RUNNER + program);
  const { events, sites } = context.timeline;
  const ended = events.map((event) =>
    event.type === 'process-ended' ? { ...event, exitCode: 1 } : event,
  );
  return { ...context, timeline: buildTimeline({ events: ended, sites }), hasFailed: true };
}

/** The kind and the statement of each failure. */
async function failing(program: string): Promise<readonly string[]> {
  const context = await failed(program);
  return findFailures(context).map(({ kind, statement, source }) =>
    `${kind ?? 'thrown'}: ${statement === null ? '' : source.text.slice(statement.start, statement.end)}`.replaceAll(
      /\s+/gu,
      ' ',
    ),
  );
}

/** What a test that never ended waits for, nearest first. */
async function waitsFor(program: string): Promise<readonly string[]> {
  const context = await failed(program);
  const [failure] = findFailures(context);
  if (failure?.kind !== 'endless') throw new Error('every test ended');
  return pendingTargets(context, failure.frame).map(({ point, why }) => {
    if (!('node' in point)) return why;
    const text = point.source.text.slice(point.node.start, point.node.end);
    return `${text.replaceAll(/\s+/gu, ' ')} | ${why}`;
  });
}

const DROPPED = { type: 'events-dropped', count: 3, reason: 'byte-limit' } as const;
const ENDED_WELL = { type: 'process-ended', exitCode: 0 } as const;

/** The same recording with one event more at its end, which ends the process. */
function withEvent(context: Context, last: typeof DROPPED | typeof ENDED_WELL): Context {
  const { events, sites } = context.timeline;
  const rest = events.filter(({ type }) => type !== 'process-ended');
  const { process = 0, seq = 0 } = rest.at(-1) ?? {};
  return {
    ...context,
    timeline: buildTimeline({
      events: [...rest, { ...last, process, seq: seq + 1 } as ScopeEvent],
      sites,
    }),
  };
}

describe('an assertion that only notes what it saw', () => {
  it('is found by the values that it compared', async () => {
    expect(
      await failing(`
const twice = (n) => n * 3;
test('holds', (t) => { t.equal(twice(0), 0); t.same([twice(1)], [3]); });
test('does not', (t) => { t.equal(twice(2), 4); t.ok(true); });
test('nor does this', (t) => { t.same({ a: [twice(1)] }, { a: [2] }); });
test('a function that should throw', (t) => { t.throws(() => twice(1)); });
`),
    ).toEqual([
      'assertion: t.equal(twice(2), 4);',
      'assertion: t.same({ a: [twice(1)] }, { a: [2] });',
      'assertion: t.throws(() => twice(1));',
    ]);
  });

  it('of what was waited for, what came of it is compared', async () =>
    expect(
      await failing(`
t.is = t.false = () => undefined;
const wait = async (n) => n;
test('as hoped', async (t) => { t.is(await wait(1), 1); t.false((await wait(0)) > 0); t.false(await wait(false)); });
test('other', async (t) => { t.is(await wait(2), 1); });
`),
    ).toEqual(['assertion: t.is(await wait(2), 1);']));

  it('what a function of the tests looks at is not what it is given', async () =>
    expect(
      await failing(`
const expect = (value) => ({ toBe(hoped) {} });
const expectTwice = (n) => expect(n * 2);
test('holds', () => { expectTwice(2).toBe(4); });
`),
    ).toEqual([]));

  it('nothing is found where all hold', async () =>
    expect(
      await failing(`test('a', (t) => { t.equal('1', '1'); t.same([{ a: 1 }], [{ a: 1 }]); });`),
    ).toEqual([]));

  it('a call of the same name in other code asserts nothing', async () => {
    const program = `
const app = { given: [], use(path, handle) { this.given.push(handle); } };
app.use('/', (ctx) => { if (!ctx.is('json')) ctx.note(ctx.ok([1].length > 2)); });
const ctx = { is: (type) => type === 'html', ok: (x) => x, note() {} };
for (const handle of app.given) handle(ctx);
`;
    expect(await failing(program)).toEqual([]);
    const inTests = findFailures({ ...(await failed(program)), isTest: () => true });
    expect(inTests.map(({ kind }) => kind)).toEqual(['assertion']);
  });

  it('what the context of a test says of itself is believed', async () =>
    expect(
      await failing(`
t.is = (a, b) => a === b;
const value = { n: 1 };
test('one', (t) => { t.is(value, { n: 1 }); });
`),
    ).toEqual(['assertion: t.is(value, { n: 1 });']));

  it('an assertion that was announced and not reached', async () =>
    expect(
      await failing(`
const source = new EventEmitter();
test('two', (t) => { t.plan(2); t.ok(true); source.on('end', () => { t.ok(true); }); });
test('one', (t) => { t.plan(1); t.ok(true); });
`),
    ).toEqual(['planned: t.plan(2);']));

  it.each([
    ['a pass counts', 't.plan(2); t.ok(true); t.pass();'],
    ['a call that is not understood', 't.plan(2); t.ok(true); t.verify(1);'],
    ['an inner test', "t.plan(2); t.ok(true); t.test('inner', (t) => { t.ok(true); });"],
    ['one that others were given', 't.plan(2); t.ok(true); [t].forEach((one) => one.verify(1));'],
  ])('but not where more may have been reached: %s', async (_, body) =>
    expect(
      await failing(`Object.assign(t, { pass() {}, verify() {}, test() {} });
test('two', (t) => { ${body} });`),
    ).toEqual([]),
  );

  it('nor where events were left out since, or the process ended well', async () => {
    const context = await failed(`test('two', (t) => { t.plan(2); t.ok(true); });`);
    const kinds = (one: Context): readonly (string | undefined)[] =>
      findFailures(one).map(({ kind }) => kind);
    expect(kinds(context)).toEqual(['planned']);
    expect(kinds(withEvent(context, DROPPED))).toEqual([]);
    expect(kinds(withEvent(context, ENDED_WELL))).toEqual([]);
  });
});

describe('a test that never ends', () => {
  it('waits for an event that a condition kept from coming', async () => {
    const found = await waitsFor(`
function load(source) { return new Promise((resolve) => { source.once('ready', (value) => resolve(value)); }); }
function start(source, n) { if (n > 3) source.emit('ready', n); }
async function run(n) { const source = new EventEmitter(); const loading = load(source); start(source, n); return await loading; }
test('loads', async () => { await run(2); });
test('loads more', async () => { await run(4); });
`);
    expect(found[0]).toBe(
      'run(2) | had not settled when the recording ended: what waits for it was still waiting',
    );
    expect(found).toContain('n > 3 | was false, which kept ready from being emitted');
  });

  it('waits for a listener with a name', async () => {
    const found = await waitsFor(`
class Jobs extends EventEmitter {
  left = 2;
  idle() { return this.until('idle'); }
  until(event) {
    return new Promise((resolve) => {
      const listener = () => { this.off(event, listener); resolve(); };
      this.on(event, listener);
    });
  }
  end() { this.left -= 1; if (this.left === 5) this.emit('idle'); }
}
test('waits', async () => {
  const jobs = new Jobs();
  setImmediate(() => { jobs.end(); jobs.end(); });
  await jobs.idle();
});
`);
    expect(found).toContain('this.left === 5 | was false, which kept idle from being emitted');
  });

  it('waits for a resolve that was not called', async () => {
    const found = await waitsFor(`
const once = (isReady) => new Promise((resolve, reject) => {
  if (isReady) resolve(1);
});
test('waits', async () => { await Promise.all([once(true), once(false)]); });
`);
    expect(found).toContain('isReady | was false, which kept resolve from being called');
  });

  it('an event of another name was emitted', async () => {
    const found = await waitsFor(`
test('waits', async () => {
  const source = new EventEmitter();
  const done = new Promise((resolve) => source.on('finish', resolve));
  source.emit('finished', 1);
  await done;
});
`);
    expect(found).toContain('\'finished\' | was emitted, and not "finish"');
  });

  it('a callback that was never called', async () =>
    expect(
      await failing(`
function save(value, then) { if (value !== '') then(); }
function it(title, body) { body(() => {}); }
it('saves', (done) => { save('', () => { done(); }); });
it('saves more', (done) => { save('a', () => { done(); }); });
`),
    ).toEqual(["endless: save('', () => { done(); });"]));

  it('but not where the call may only not have been recorded', async () => {
    const context = await failed(`
function it(title, body) { body(() => {}); }
it('saves', (done) => { if ([].length > 0) done(); });
`);
    const kinds = (one: Context): readonly (string | undefined)[] =>
      findFailures(one).map(({ kind }) => kind);
    expect(kinds(context)).toEqual(['endless']);
    expect(kinds(withEvent(context, DROPPED))).toEqual([]);
    expect(kinds(withEvent(context, ENDED_WELL))).toEqual([]);
    const path = 'program.js';
    const file = context.sources.file(path);
    if (file === null) throw new Error('no program');
    const unwatched = { ...file, siteAt: () => undefined };
    const sources = { ...context.sources, file: () => unwatched };
    expect(kinds({ ...context, sources })).toEqual([]);
  });
});

it('a program that says on its own that it failed', async () =>
  expect(
    await failing(`
const total = [1, 2].length;
if (total !== 3) process.exitCode = 0 || 1;
process.exitCode = 0;
`),
  ).toEqual(['exit: process.exitCode = 0 || 1;']));

it('a command that ended well failed nowhere', async () => {
  const program = `${RUNNER}test('x', (t) => { t.equal(1, [2].length + 1); });`;
  const context = await recordProgram(program);
  expect(findFailures({ ...context, hasFailed: false })).toEqual([]);
  expect(findFailures({ ...context, hasFailed: true })).toHaveLength(1);
});

it('an assertion that throws where it does not hold, and gave something, has held', async () => {
  const read = (library: string): string => `
const lib = ['${library}', { equal() {} }][1];
const count = 1 + 0;
test('counts', () => { lib.equal(count, 2); });
`;
  expect(await failing(read('tape'))).toEqual(['assertion: lib.equal(count, 2);']);
  expect(await failing(read('uvu/assert'))).toEqual([]);
});

it('a test whose promise is rejected by an assertion that failed later', async () => {
  const program = `
const assert = process.getBuiltinModule('node:assert').strict;
const read = async (name) => name.length;
test('holds', () => Promise.all([read('a').then((n) => { assert.equal(n, 1); })]));
test('does not', () => Promise.all([read('b').then((n) => { assert.equal(n, 2); })]));
test('is meant to', () => read('c').then((n) => { throw new Error(n); }));
Promise.allSettled(later).then(() => setTimeout(() => finished(), 1));
`;
  expect(await failing(program)).toEqual(['thrown: assert.equal(n, 2);']);
});

describe('an assertion about what a promise comes to', () => {
  const EVENTUALLY = `
const expect = (promise) => ({ to: { eventually: { equal: (x) => promise.then((y) => y === x) } } });
const half = async (n) => { await null; return n / 2; };
`;

  it('is found by what the asynchronous call ended with', async () => {
    expect(
      await failing(`${EVENTUALLY}
test('halves', () => { const half4 = half(4); return expect(half4).to.eventually.equal(2); });
test('halves more', () => { const half6 = half(6); return expect(half6).to.eventually.equal(4); });
setTimeout(() => { finished(); }, 20);
`),
    ).toEqual(['assertion: return expect(half6).to.eventually.equal(4);']);
  });

  it('is none where nothing says what it came to', async () => {
    expect(
      await failing(`${EVENTUALLY}
const open = new Promise((done) => { setTimeout(done, 5, 3); });
test('waits', () => expect(open).to.eventually.equal(4));
setTimeout(() => { finished(); }, 20);
`),
    ).not.toContainEqual(expect.stringMatching(/^assertion/u));
  });
});
