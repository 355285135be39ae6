/** The page of results. A suite that ran replaces its old lines; the lines of the others stay, with the date they were measured. */
import type { Row } from './row.ts';

export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  /** Runnable processes beside us when the suite began; above the number of cores the figures are noise. */
  readonly load: number;
}

const HEAD = `# Results

Written by \`npm run bench\`. Ratios and the order of rows carry over to other machines, single nanoseconds do not. Every suite
measures its baseline against itself: differences smaller than that row are noise.
`;
const COLUMNS = `| what | value | against the baseline | figure to reach | note |
|---|---|---|---|---|`;

function line({ name, value, unit, ratio, target, note }: Row): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 1;
  const against = ratio === undefined ? '' : `×${ratio.toFixed(2)}`;
  const reached =
    target === undefined ? '' : `${target.text}: ${target.met ? 'met' : '**not met**'}`;
  return `| ${name} | ${value.toFixed(digits)} ${unit} | ${against} | ${reached} | ${note ?? ''} |`;
}

/** @returns the section of one suite */
export function renderSuite(suite: string, rows: readonly Row[], machine: Machine): string {
  const { date, node, cores, cpu, load } = machine;
  return `## ${suite}

${date}, Node ${node}, ${cores} × ${cpu}, load ${load.toFixed(1)} at the start.

${COLUMNS}
${rows.map(line).join('\n')}
`;
}

/** @returns the page with the section put in the place of the one of the same name, or at its end */
export function withSuite(page: string, suite: string, section: string): string {
  const [, ...sections] = page.split(/^(?=## )/mu);
  const at = sections.findIndex((other) => other.startsWith(`## ${suite}\n`));
  const kept = sections.map((other) => `${other.trimEnd()}\n`);
  if (at < 0) kept.push(section);
  else kept[at] = section;
  return [HEAD, ...kept].join('\n');
}
