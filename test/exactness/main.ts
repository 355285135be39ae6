/**
 * `npm run exactness -- <what> ...`: holds the code graph against something that knows better. Each sub-command is one
 * file with one exported function that takes its own arguments and gives the exit code. Not part of `npm test`.
 */
type Measure = (argv: readonly string[]) => Promise<number>;

const MEASURES: Readonly<Record<string, Measure>> = {
  bindings: async (argv) => (await import('./bindings/measure.ts')).measureBindings(argv),
  flow: async (argv) => (await import('./flow/measure.ts')).measureFlow(argv),
  calls: async (argv) => (await import('./calls/measure.ts')).measureCalls(argv),
};

const [what = '', ...argv] = process.argv.slice(2);
const measure = MEASURES[what];
if (measure === undefined) {
  console.error(`exactness of what? ${Object.keys(MEASURES).join(', ')}`);
  process.exitCode = 2;
} else process.exitCode = await measure(argv);
