import { recordProgram, sliceFrom } from '../record-program.contract.ts';
import type { SlicePoint } from '../slice.ts';

async function pointsOf(program: string): Promise<readonly SlicePoint[]> {
  return sliceFrom(await recordProgram(program), 'result').points;
}

const HANDLER = `
let result = 0;
const handler = (amount) => { result = amount * 2; };`;

describe('a parameter that the recorded call does not give', () => {
  it('was left out where it was undefined', async () => {
    const points = await pointsOf(`${HANDLER}\nhandler();`);
    expect(points.map(({ why }) => why)).toContain('amount was not given');
  });

  it('was given by what nobody watched, where it has a value', async () => {
    // What is made from text is not rewritten here.
    const points = await pointsOf(
      `${HANDLER}\nconst call = Function('run', 'return () => run(3)')(handler);\ncall();`,
    );
    const whys = points.map(({ why }) => why);
    expect(whys).not.toContain('amount was not given');
    expect(points.map(({ hint }) => hint)).not.toContain('argument');
    expect(whys).toContain('called from outside');
  });
});

describe('`this` of a method that was taken from its object', () => {
  const QUEUE = `'use strict'; class Queue { constructor() { this.n = 3; } get2() { result = this ? this.n : 5; } }
const q = new Queue(); let result = 1;\n`;
  const whysOf = async (program: string): Promise<readonly string[]> =>
    (await pointsOf(QUEUE + program)).map(({ why }) => why);

  it('is undefined because of how it was called', async () => {
    expect(await whysOf('const g = q.get2; g();')).toContain('called without a receiver');
  });
  it.each([['const g = q.get2.bind(q); g();'], ['[1].forEach(q.get2, q);'], ['q.get2();']])(
    'is there: %s',
    async (program) => {
      expect(await whysOf(program)).not.toContain('called without a receiver');
    },
  );
});
