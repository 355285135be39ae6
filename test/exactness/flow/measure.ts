/**
 * `npm run exactness -- flow [<folder of checkouts>] [--only names] [--generated n] [--seed s] [--json] [--time]`: the control flow,
 * data flow and control dependence of functions against what recorded executions did. Exits with 1 where the graph missed
 * anything. With `--time` it says instead what the body layer of their longer functions costs.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkGenerated } from './run/generated.ts';
import { checkProjects } from './run/project.ts';
import { timeBodies } from './run/time.ts';
import { reportOf } from './report.ts';
import type { FlowReport } from './report.ts';

function print(name: string, { counts, soundness, precision, misses }: FlowReport): void {
  const numbers = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  console.log(`${name}: ${numbers.join(', ')}`);
  const shares = Object.entries(soundness).map(([what, share]) => `${what} ${share}`);
  console.log(`  sound: ${shares.join(', ')}`);
  const taken = Object.entries(precision).map(([label, share]) => `${label} ${share}`);
  console.log(`  taken: ${taken.join(', ')}`);
  for (const miss of misses) console.log(`  ${miss.what} ${miss.file}:${miss.line} ${miss.text}`);
}

/** @returns the exit code */
export async function measureFlow(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      generated: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      time: { type: 'boolean', default: false },
    },
  });
  const reports: Record<string, FlowReport> = {};
  const count = Number(values.generated);
  if (count > 0) {
    const programs: string[] = [];
    const tally = await checkGenerated({ count, seed: Number(values.seed) }, (text) => {
      programs.push(text);
    });
    reports[`generated, seed ${values.seed}`] = reportOf(tally, { programs: tally.programs });
    for (const text of programs.slice(0, 3)) console.error(text);
  }
  const [folder] = positionals;
  if (values.time && folder !== undefined) {
    const names = values.only?.split(',') ?? readdirSync(folder);
    console.log(JSON.stringify(await timeBodies(names.map((name) => join(folder, name)))));
    return 0;
  }
  if (folder !== undefined)
    for await (const { name, tally, files } of checkProjects(folder, values.only?.split(',')))
      reports[name] = reportOf(tally, { files });
  if (values.json) console.log(JSON.stringify(reports));
  else for (const [name, report] of Object.entries(reports)) print(name, report);
  return Object.values(reports).some(({ misses }) => misses.length > 0) ? 1 : 0;
}
