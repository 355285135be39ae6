/** Which evaluation of a condition beside the slice is cited where its function ran several times. */
import { findBeside } from './beside.ts';
import { recordProgram, sliceFrom } from './provenance/record-program.contract.ts';
import { formatValue } from './value-text.ts';

const COMPONENT = `
function draw(state) {
  const show = (count) => {
    if (count > 1) return count + ' things';
    return 'none';
  };
  return show(state.count);
}
`;

/** @returns the value that each condition is cited with */
async function cited(program: string): Promise<readonly string[]> {
  const context = await recordProgram(program);
  const [root] = context.timeline.frames.filter(({ parent }) => parent === null);
  if (root === undefined) throw new Error('nothing ran');
  const slice = sliceFrom(context, 'result');
  return findBeside(context, slice, [root]).map(({ value }) => formatValue(value));
}

it('of activations that are equally near the latest', async () => {
  const program = `${COMPONENT}
const box = [];
for (const count of [0, 1, 2]) draw({ count });
const result = box.length;`;
  expect(await cited(program)).toEqual(['true']);
});

it('of rounds of one activation the latest', async () => {
  const program = `
let other = 0;
for (const count of [3, 2, 1]) if (count > 1) other += 1;
const result = 1 + 0;`;
  expect(await cited(program)).toEqual(['false']);
});

it('looks at what a condition did before once, however often it was asked', async () => {
  const context = await recordProgram(`
let other = 0;
for (let at = 0; at < 300; at += 1) if (at >= 0) other += 1;
const result = 1 + 0;`);
  const { frames } = context.timeline;
  let asked = 0;
  const timeline = {
    ...context.timeline,
    hits: (...args: Parameters<typeof context.timeline.hits>) => {
      asked += 1;
      return context.timeline.hits(...args);
    },
  };
  const slice = sliceFrom(context, 'result');
  const found = findBeside({ ...context, timeline }, slice, frames.slice(0, 1));
  expect(found.map(({ why }) => why).sort()).toEqual([
    'decided how often the loop ran',
    'was true, so the other side did not run',
  ]);
  expect(asked).toBe(1);
});
