/** A rejection that passed the `catch` around it, over recorded programs with a runner of their own. */
import { recordProgram } from '../provenance/record-program.contract.ts';
import { findFailures } from './failure.ts';
import { passedTry } from './passed-try.ts';

const RUNNER = `'use strict';
function test(name, body) { Promise.resolve().then(body).catch(() => {}).then(() => finished()); }
async function fetchUser(id) { await null; throw new Error('no ' + id); }
`;

async function passed(load: string): Promise<readonly string[]> {
  const context = await recordProgram(`${RUNNER}${load}
test('loads', async () => { await load(1); });`);
  const [failure] = findFailures(context);
  expect(failure).toBeDefined();
  return passedTry(context, failure!).map(({ point }) => {
    const { source, node } = point as Extract<typeof point, { kind: 'expression' }>;
    return source.text.slice(node.start, node.end);
  });
}

describe('a rejection that passed a catch', () => {
  it('was returned without await', async () =>
    expect(
      await passed(
        'async function load(id) { try { return fetchUser(id); } catch { return null; } }',
      ),
    ).toEqual(['fetchUser(id)']));

  it.each([
    ['no catch', 'async function load(id) { try { return fetchUser(id); } finally { id = 0; } }'],
    [
      'outside of it',
      'async function load(id) { try { id += 1; } catch {} return fetchUser(id); }',
    ],
    [
      'out of the catch itself',
      'async function load(id) { try { throw id; } catch { return fetchUser(id); } }',
    ],
  ])('is not said of %s', async (_what, load) => expect(await passed(load)).toEqual([]));

  it('is not said where the function waits for it', async () => {
    const { length } = await passed(
      'async function load(id) { try { return await fetchUser(id); } catch (e) { throw e; } }',
    );
    expect(length).toBe(0);
  });

  it('is not said where it was thrown before there was a promise', async () => {
    const program = `function read(id) { if (id === 1) throw new Error('no'); return Promise.resolve(id); }
async function load(id) { try { return read(id); } catch (error) { throw error; } }`;
    expect(await passed(program)).toEqual([]);
  });

  it('may be an outer one', async () =>
    expect(
      await passed(
        'async function load(id) { try { try { return fetchUser(id); } finally { id = 0; } } catch { return null; } }',
      ),
    ).toEqual(['fetchUser(id)']));
});
