/** `npm run generated -- [--runs 10000] [--seed n] [--typed]`: checks the law on so many generated programs. */
import { parseArgs } from 'node:util';
import { checkGenerated } from './generated.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    typed: { type: 'boolean', default: false },
  },
});
const report = await checkGenerated({
  runs: Number(values.runs),
  seed: Number(values.seed),
  isTyped: values.typed,
});
console.log(JSON.stringify({ ...report, counterexample: undefined }));
if (report.counterexample !== null) {
  console.error(report.counterexample);
  process.exitCode = 1;
}
