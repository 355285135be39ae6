/** A value that was to be made anew leads to the later call that turned away before it. */
import { recordProgram } from '../../provenance/record-program.contract.ts';
import { placeOf } from '../../provenance/place.ts';
import { staleTargets } from './stale.ts';

async function turns(program: string): Promise<readonly string[]> {
  const context = await recordProgram(program);
  const { events, sites } = context.timeline;
  const event = events.findLast(
    (one) => one.type === 'variable-written' && sites[one.site]?.binding?.name === 'result',
  );
  if (event?.type !== 'variable-written') throw new Error('no result');
  const frame = context.timeline.frame(event.process, event.frame);
  const place = placeOf(context, event.site);
  if (frame === null || place === null) throw new Error('no place');
  const point = { kind: 'variable', event, frame, ...place } as const;
  // The result is only where the value is looked at.
  const found = staleTargets(context, [{ point, cost: 0, why: 'asked' }], event.seq);
  return found.map(({ point: at }) =>
    'node' in at ? at.source.text.slice(at.node.start, at.node.end) : at.kind,
  );
}

const SHEET = (changed: string): string => `
function compute(sheet, cell) {
  cell.value = sheet.input * 2;
}
function read(sheet, cell) {
  if (cell.value !== undefined) {
    if (!sheet.dirty.has(cell)) return cell.value;
  }
  compute(sheet, cell);
  sheet.dirty.delete(cell);
  return cell.value;
}
const cell = {};
const sheet = { input: 1, dirty: new Set() };
read(sheet, cell);
sheet.input = 2;
${changed}
const result = read(sheet, cell);
`;

describe('a value that was to be made anew', () => {
  it('was kept by what returned before, and by the condition around it', async () =>
    expect(await turns(SHEET(''))).toEqual(['return cell.value;', '!sheet.dirty.has(cell)']));
  it('is nothing to tell of where it was made anew', async () =>
    expect(await turns(SHEET('sheet.dirty.add(cell);'))).toEqual([]));
  it('is not meant by calls for other objects', async () =>
    expect(
      await turns(`
function fill(box, value) {
  if (value === 0) return;
  box.value = value;
}
const one = {};
const other = {};
fill(one, 1);
fill(other, 0);
const result = one.value;
`),
    ).toEqual([]));
  it('was to be written by a timer that a later call did not start', async () =>
    expect(
      await turns(`
const saved = {};
let timer = null;
function save(...texts) {
  if (timer !== null) return;
  timer = setTimeout(() => {
    saved.text = texts[0];
    const result = saved.text;
    finished();
  }, 1);
}
save('h');
save('he');
`),
    ).toEqual(['return;', 'timer !== null']));
});
