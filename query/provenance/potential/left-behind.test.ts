/** An object that one call changed and another call of the same function found changed: what shared it is near, else it is not. */
import { recordProgram, sliceFrom } from '../record-program.contract.ts';

/** @returns how far the line is from the result, or null where it is no part of the slice */
async function distanceOf(program: string, line: string): Promise<number | null> {
  const { points } = sliceFrom(await recordProgram(program), 'result');
  const at = points.find(
    ({ evidence }) =>
      evidence !== null &&
      evidence.source.text.slice(evidence.node.start, evidence.node.end).startsWith(line),
  );
  return at?.distance ?? null;
}

const REQUESTS = (copied: string): string => `
const DEFAULTS = { headers: { accept: 'json' }, retries: 2 };
function request(url, options = {}) {
  const merged = ${copied};
  if (merged.token) merged.headers.authorization = 'Bearer ' + merged.token;
  return { url, headers: merged.headers };
}
request('/a', { token: 'x1' });
const second = request('/b');
const result = second.headers.authorization;
`;

describe('an object that an earlier call changed', () => {
  it('leads to where it was handed to both', async () =>
    expect(await distanceOf(REQUESTS('{ ...DEFAULTS, ...options }'), 'DEFAULTS')).toBeLessThan(2));
  it('is nothing to tell of where each call has its own', async () => {
    const own = '{ ...DEFAULTS, headers: { ...DEFAULTS.headers }, ...options }';
    expect(await distanceOf(REQUESTS(own), "'Bearer '")).toBe(null);
  });
  it('is what its methods are for', async () => {
    const program = `
class Counter {
  count = 0;
  add(by) {
    const before = this.count;
    this.count = before + by;
    return before;
  }
}
function make() { return new Counter(); }
const counter = make();
counter.add(1);
const result = counter.add(2);
`;
    expect(await distanceOf(program, 'make()')).toBeGreaterThan(1.2);
  });
});
