/** `scope doctor`: what works on this machine, in this project and for a command, what does not, and what to do about it. */
import { EXIT_CODE, ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { coloursFor } from '../../render/colour.ts';
import { openProject } from '../../session.ts';
import { runChecks } from './checks.ts';
import type { Check } from './checks.ts';
import { renderInspection, renderStarted } from './command/render.ts';
import { inspectCommand, type Inspection } from './command/resolve.ts';
import { type Started, startOnce } from './command/start.ts';
import { readPlanning } from '../planning.ts';
import type { CommandInput } from '../planning.ts';

const START_LIMIT_MS = 120_000;

/**
 * @returns 0 where nothing that Scope needs is broken, 2 where something is, 3 where nothing of the command can be instrumented
 * @throws ScopeError `usage`, and with `--start` as `launch`
 */
export async function doctorCommand(io: Io, input: CommandInput): Promise<number> {
  const options = readPlanning(input.options);
  const isStarted = input.options['start'] === true;
  const argv = input.command ?? [];
  if (isStarted && argv.length === 0)
    throw new ScopeError('usage', '--start needs a command: scope doctor --start -- npm test');
  const root = openProject(io.cwd);
  const checks = await runChecks(root, io.env, options.flags);
  const inspection = argv.length === 0 ? null : inspectCommand(argv, io.cwd, io.env);
  const started = isStarted
    ? await startOnce({
        argv,
        root,
        cwd: io.cwd,
        env: io.env,
        stdio: options.json ? 'to-stderr' : 'inherit',
        timeoutMs: START_LIMIT_MS,
      })
    : null;
  const colours = coloursFor(io.out, io.env, options.color);
  if (options.json) {
    const command = inspection === null ? {} : { command: { argv, ...inspection, started } };
    io.out.write(`${JSON.stringify({ root, checks, ...command }, null, 2)}\n`);
  } else {
    const parts = [textOf(checks, colours)];
    if (inspection !== null) parts.push(renderInspection(inspection, colours));
    if (started !== null) parts.push(renderStarted(started));
    io.out.write(`${parts.join('\n\n')}\n`);
  }
  if (checks.some((check) => check.state === 'broken')) return EXIT_CODE.usage;
  return isOutOfReach(inspection, started) ? EXIT_CODE.open : EXIT_CODE.settled;
}

function isOutOfReach(inspection: Inspection | null, started: Started | null): boolean {
  if (inspection === null) return false;
  if (started !== null) return started.loaded.length === 0;
  return inspection.hosts.every(({ state }) => state === 'broken');
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
