/** From a failure to where the walk begins, over recorded programs that call functions as a runner would. */
import { recordProgram } from '../../../query/provenance/record-program.contract.ts';
import { findFailures } from '../../../query/target/failure.ts';
import { buildTimeline } from '../../../query/timeline.ts';
import { failureTargets } from './failure.ts';

const RUNNER = `'use strict';
function it(name, body) { body().catch(() => {}).then(() => finished()); }
`;

async function targetsOf(program: string): Promise<readonly string[]> {
  const context = await recordProgram(RUNNER + program);
  const failure = findFailures(context).find(({ root }) => root.site.node.endsWith('arrow[0]'));
  if (failure === undefined) return [];
  const { targets } = failureTargets(context, failure, 0) ?? { targets: [] };
  return targets
    .toSorted((a, b) => a.cost - b.cost)
    .map(({ point, why }) => {
      const text =
        'node' in point ? point.source.text.slice(point.node.start, point.node.end) : point.kind;
      return `${why}: ${text}`;
    });
}

const ASK = `
class Wrong extends Error { constructor(text) { super(text); this.code = 7; } }
function ask(port) {
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      if (port > 9) reject(new Wrong('too large'));
      else resolve(port);
    }, 1);
  });
}
`;

describe('an error that came as a rejected promise', () => {
  it('leads to where it was made, and then to what waited for it', async () => {
    const found = await targetsOf(`it('asks', async () => { const port = await ask(12); });${ASK}`);
    expect(found.slice(0, 3)).toEqual([
      "where the error was made: new Wrong('too large')",
      "the error: new Wrong('too large')",
      'what the test looked at: ask(12)',
    ]);
  });
  it('leads to the throw, where there is one', async () => {
    const found = await targetsOf(`
it('asks', async () => { const port = await ask(12); });
async function ask(port) {
  await null;
  if (port > 9) throw new TypeError('too large');
  return port;
}
`);
    expect(found[0]).toMatch(/too large/u);
  });
});

describe('an error that somebody made of another one', () => {
  const ASKING = `
const refuse = new Function('use', 'given', 'let text; try { use(given); } catch (e) { text = e.message; } return Promise.reject(new Error(text));');
it('asks', async () => { await refuse(take, { name: 'a' }); });
function take(given) { fill(given, 'value'); }
`;
  it('leads to the throw with the same message', async () => {
    const found = await targetsOf(`${ASKING}
function fill(target, part) {
  if (part.length > 3) throw new RangeError('a part that is too long');
}
`);
    expect(found[0]).toMatch(/^inferred: an error with this message came from here: .*too long/u);
  });
  it('leads to what the message of the engine blames', async () => {
    const found = await targetsOf(`${ASKING}
function fill(target, part) {
  const list = target.list;
  list.push(part);
}
`);
    expect(found[0]).toBe('inferred: an error with this message came from here: list');
  });
  it('not to an error with another message', async () => {
    const found = await targetsOf(`
it('asks', async () => {
  try { fill(); } catch {}
  throw new Error('quite another message');
});
function fill() { throw new Error('a message of its own'); }
`);
    expect(found.join()).not.toMatch(/inferred/u);
  });
});

describe('a test of which nothing but its beginning and end was recorded', () => {
  const seenOutside = async (body: string): Promise<ReturnType<typeof failureTargets>> => {
    const context = await recordProgram(`'use strict';
function it(name, body) { try { body(); } catch {} }
const assert = process.getBuiltinModule('node:assert').strict;
const half = (n) => n / 2;
it('halves', () => { ${body} });
`);
    const { events, sites } = context.timeline;
    const kept = events.filter(
      (event) =>
        !('site' in event) ||
        sites[event.site]?.kind === 'function' ||
        sites[event.site]?.node.includes('arrow[1]') !== true,
    );
    const [failure] = findFailures({
      ...context,
      timeline: buildTimeline({ events: kept, sites }),
    });
    if (failure === undefined) throw new Error('no failure');
    return failureTargets(context, failure, 0);
  };
  it('shows no value where any of its assertions may have failed', async () => {
    const found = await seenOutside('assert.equal(half(2), 1); assert.equal(half(4), 1);');
    expect(found?.focus).toBeNull();
    expect(found?.symptom).toBeNull();
    expect(found?.targets.length).toBeGreaterThan(0);
  });
  it('shows what its only statement looked at', async () => {
    const found = await seenOutside('assert.equal(half(4), 1);');
    expect(found?.focus).not.toBeNull();
  });
});
