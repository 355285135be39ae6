/** What an object is shown to have held at a place that no snapshot was taken at. */
import { sliceFrom, recordProgram } from './provenance/record-program.contract.ts';
import { asHeld } from './held.ts';
import { formatValue } from './value-text.ts';

/** @returns what the variable's object held at the end of the program */
async function heldIn(program: string, variable = 'x'): Promise<string> {
  const context = await recordProgram(`${program}\nconst last = ${variable};\n`);
  const written = sliceFrom(context, variable).points[0]?.evidence;
  if (written?.value == null) throw new Error('the variable was not recorded');
  return formatValue(asHeld(context, written.frame.process, written.value, Infinity));
}

describe('what an object held', () => {
  const cases: readonly (readonly [program: string, text: string])[] = [
    ['const x = []; x.push(1); x.push(2, 3);', '[1, 2, 3]'],
    ['const x = [1]; x.pop();', '[]'],
    ['const x = [3, 1]; x[2] = 2;', '[3, 1, 2]'],
    ['const x = { a: 1 }; x.a = 2; x.b = 3;', '{ a: 2, b: 3 }'],
    ['const x = { list: [] }; x.list.push(1);', '{ list: [1] }'],
    ["const x = new Map(); x.set('a', 1);", 'Map { a: 1 }'],
  ];
  it.each(cases)('%s', async (program, text) => expect(await heldIn(program)).toBe(text));
  it('is not told where what changed it is not understood', async () =>
    expect(await heldIn('const x = [3, 1, 2]; x.splice(0, 1);')).toBe('[…]'));
  it('is the snapshot where nothing changed it', async () =>
    expect(await heldIn('const x = [3, 1];')).toBe('[3, 1]'));
  it('ends where an object holds itself', async () =>
    expect(await heldIn('const x = { a: 1 }; x.self = x;')).toContain('self: { a: 1'));
});
