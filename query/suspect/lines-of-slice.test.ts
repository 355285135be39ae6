/** What the slice of a real recording says of its lines: what they lose, what an object lacks. */
import { recordProgram, sliceFrom } from '../provenance/record-program.contract.ts';
import type { SlicePoint } from '../provenance/slice.ts';
import { collectCandidates } from './rank.ts';
import type { Unscored } from './rank.ts';

/** @returns what the ranking knows of the lines that begin with `start` */
async function candidates(
  program: string,
  missingPiece: string | null = null,
): Promise<(start: string) => readonly Unscored[]> {
  const context = await recordProgram(program);
  const lines = collectCandidates({
    slice: sliceFrom(context, 'result', { missingPiece }),
    beside: [],
    names: new Set(),
    wrongTexts: [],
    calls: new Set(),
    drivers: new Set(),
    spectrum: () => null,
    isTest: () => false,
    question: '',
    root: null,
    timeline: context.timeline,
    changedAt: () => null,
  });
  const text = program.split('\n');
  return (start) => lines.filter(({ line }) => (text[line - 1] ?? '').trim().startsWith(start));
}

function whysOf(points: readonly SlicePoint[]): readonly string[] {
  return points.map(({ why }) => why);
}

describe('the piece that was expected', () => {
  const program = `
const line = 'key=left=right' + '';
const words = line.split('!');
const [first] = words;
const [key, value] = first.split('=');
const result = value;`;

  it('is lost on the line into which it goes and out of which it does not come', async () => {
    const at = await candidates(program, 'left=right');
    expect(at('const [key').some(({ features }) => features.loses)).toBe(true);
  });

  it('is not lost by a list that has it in an element', async () => {
    const at = await candidates(program, 'left=right');
    expect(at('const words').some(({ features }) => features.loses)).toBe(false);
  });
});

describe('an object literal', () => {
  it.each<[string, string]>([
    ['gives an accessor', `const box = { size: 2, get total() { return this.size * 3; } };`],
    [
      'may have a key that is computed',
      `const key = ['to', 'tal'].join(''); const box = { size: 2, [key]: 5 };`,
    ],
    [
      'got what a read shows from elsewhere',
      `const box = { size: 2 }; Object.setPrototypeOf(box, { total: 4 });`,
    ],
  ])('%s: it lacks nothing', async (_what, made) => {
    const context = await recordProgram(`${made}\nconst result = box.total;`);
    expect(whysOf(sliceFrom(context, 'result').points)).not.toContain('total was not given');
  });

  it('lacks what a read did not find', async () => {
    const context = await recordProgram(`const box = { size: 2 };\nconst result = box.total;`);
    expect(whysOf(sliceFrom(context, 'result').points)).toContain('total was not given');
  });
});
