/** All rows of the table, in the order in which it is printed. */
import type { HostRow } from '../row.ts';
import { besideRows } from './beside.ts';
import { bundlerRows } from './bundler.ts';
import { nestRows } from './framework/nest.ts';
import { nextRows } from './framework/next.ts';
import { loaderRows } from './loader.ts';
import { monorepoRows } from './monorepo.ts';
import { nodeRows } from './node.ts';
import { processRows } from './process.ts';
import { runnerRows } from './runner.ts';
import { serverRows } from './server.ts';
import { flagRows } from './started/flag.ts';
import { launcherRows } from './started/launcher.ts';

export const hostRows: readonly HostRow[] = [
  ...nodeRows,
  ...flagRows,
  ...loaderRows,
  ...runnerRows,
  ...processRows,
  ...launcherRows,
  ...besideRows,
  ...serverRows,
  ...nestRows,
  ...nextRows,
  ...bundlerRows,
  ...monorepoRows,
];

/** What needs nothing but what the project itself has installed: these rows are tests. */
export function needsNothing({ kit, node }: HostRow): boolean {
  return kit === null && process.versions.node.startsWith(`${node}.`);
}
