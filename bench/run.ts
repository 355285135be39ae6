/** Runs every suite, prints the table and writes it to bench/RESULTS.md. Add a suite by adding a line. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { benchCapture } from './capture.ts';
import type { Row, Suite } from './row.ts';

const SUITES: readonly Suite[] = [benchCapture];

const rows: Row[] = [];
for (const suite of SUITES) rows.push(...(await suite()));

const line = ({ suite, name, value, unit, ratio, note }: Row): string =>
  `| ${suite} | ${name} | ${value.toFixed(1)} ${unit} | ${ratio === undefined ? '' : `×${ratio.toFixed(2)}`} | ${note ?? ''} |`;
const [cpu] = cpus();
const page = [
  '# Results',
  '',
  'Written by `npm run bench`. Ratios and the order of rows carry over to other machines, single nanoseconds do not.',
  '',
  `Node ${process.version}, ${cpus().length} × ${cpu?.model ?? 'unknown processor'}.`,
  '',
  '| suite | what | value | against its own baseline | note |',
  '|---|---|---|---|---|',
  ...rows.map(line),
  '',
].join('\n');
console.log(page);
writeFileSync(join(import.meta.dirname, 'RESULTS.md'), page);
