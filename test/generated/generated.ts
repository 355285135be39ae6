/** The law on many generated programs: runs them, counts them, and shrinks the first that breaks it. */
import fc from 'fast-check';
import blankTypes from 'ts-blank-space';
import { checkProgram, openRealSink } from './law.ts';
import { programs } from './statement.ts';

export interface Generated {
  readonly runs: number;
  readonly seed: number;
  /** Programs that could not be compiled, or that filled the stack, before anything was done to them. */
  readonly invalid: number;
  readonly functions: number;
  /** Lines that the programs printed. */
  readonly lines: number;
  readonly ms: number;
  readonly counterexample: string | null;
}

/** Types become spaces, so that lines and the text of functions stay as they are. */
export function toJavaScript(text: string): string {
  return blankTypes(text, () => {
    throw new Error('not only types');
  });
}

export async function checkGenerated(options: {
  readonly runs: number;
  readonly seed: number;
  readonly isTyped: boolean;
  /** Told of each program before it runs. */
  readonly onProgram?: (text: string) => void;
}): Promise<Generated> {
  const { runs, seed, isTyped, onProgram } = options;
  const started = Date.now();
  const real = openRealSink();
  const count = { invalid: 0, functions: 0, lines: 0, runs: 0 };
  let last = '';
  const how = isTyped ? { path: 'program.ts', toJavaScript } : {};
  const property = fc.asyncProperty(programs({ isTyped }), async ({ text }) => {
    onProgram?.(text);
    const verdict = await checkProgram(text, { ...how, real: real.sink });
    count.runs += 1;
    count.invalid += verdict.isInvalid ? 1 : 0;
    count.functions += verdict.functions;
    count.lines += verdict.lines;
    if (verdict.broken === null) return;
    last = `${verdict.broken}\n--- program\n${text}\n--- rewritten\n${verdict.rewritten}`;
    throw new Error(verdict.broken);
  });
  const details = await fc.check(property, {
    numRuns: runs,
    seed,
    endOnFailure: false,
    verbose: 0,
  });
  const failure = real.end();
  const why = failure === null ? null : `the recording stopped: ${failure}`;
  return {
    ...count,
    seed,
    ms: Date.now() - started,
    counterexample: details.failed
      ? `seed ${seed}, path ${details.counterexamplePath}\n${last === '' ? String(details.errorInstance) : last}`
      : why,
  };
}
