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
