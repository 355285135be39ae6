/** `scope doctor`: what works on this machine and in this project, what does not, and what to do about it. */
import { EXIT_CODE } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { coloursFor } from '../../render/colour.ts';
import { openProject } from '../../session.ts';
import { runChecks } from './checks.ts';
import type { Check } from './checks.ts';
import { readPlanning } from '../planning.ts';
import type { CommandInput } from '../planning.ts';

/** @returns 0 where nothing that Scope needs is broken, else 2 */
export async function doctorCommand(io: Io, input: CommandInput): Promise<number> {
  const options = readPlanning(input.options);
  const root = openProject(io.cwd);
  const checks = await runChecks(root, io.env, options.flags);
  if (options.json) io.out.write(`${JSON.stringify({ root, checks }, null, 2)}\n`);
  else io.out.write(`${textOf(checks, coloursFor(io.out, io.env, options.color))}\n`);
  return checks.some((check) => check.state === 'broken') ? EXIT_CODE.usage : EXIT_CODE.settled;
}

function textOf(checks: readonly Check[], colours: ReturnType<typeof coloursFor>): string {
  const mark: Readonly<Record<Check['state'], string>> = {
    works: colours.green('works  '),
    absent: colours.dim('absent '),
    doubtful: colours.yellow('doubt  '),
    broken: colours.red('broken '),
  };
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, state, detail }) => `${mark[state]} ${name.padEnd(width)}  ${detail}`)
    .join('\n');
}
