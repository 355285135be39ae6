/** For tests: a program, and the lines that its `result` came from and did not come from, through the real ring. */
import { linesOfSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';

export interface Row {
  readonly program: string;
  /** Starts of lines that must be in the slice from `result`. */
  readonly from: readonly string[];
  readonly not?: readonly string[];
}

export async function checkRow({ program, from, not = [] }: Row): Promise<void> {
  const lines = linesOfSlice(sliceFrom(await recordProgram(program), 'result'));
  const starts = lines.map(({ text }) => text);
  const holds = (start: string): boolean => starts.some((text) => text.startsWith(start));
  expect({ missing: from.filter((start) => !holds(start)), starts }).toEqual({
    missing: [],
    starts,
  });
  expect({ extra: not.filter(holds), starts }).toEqual({ extra: [], starts });
}
