/** `scope run`: applies a plan that is already there (`--plan`), or watches the command and explains what goes wrong (`--watch`). */
import { resolve } from 'node:path';
import { ask } from '../../orchestrator/ask.ts';
import { readPlanFile } from '../../orchestrator/plan/plan-file.ts';
import type { InstrumentationPlan, Limits } from '../../protocol/plan.ts';
import { ScopeError } from '../../protocol/problem.ts';
import type { Io } from '../io.ts';
import { requireCommand, VERDICT_CODES } from './ask.ts';
import { giveAnswer } from './printing.ts';
import { readPrinting } from './planning.ts';
import type { CommandInput, PrintingOptions } from './planning.ts';
import { runWatch } from './watch.ts';
import { withWork } from './work.ts';
import type { Work } from './work.ts';

/** @throws ScopeError `usage`, `plan-invalid`, `stream-unavailable`, and as `ask` */
export async function runCommand(io: Io, input: CommandInput): Promise<number> {
  const options = readPrinting(input.options);
  const isWatch = input.options['watch'] === true;
  const file = input.options['plan'];
  if (input.words.length > 0)
    throw new ScopeError(
      'usage',
      `scope run takes no question (${input.words.join(' ')}); to ask one: scope ask "..." -- <command>`,
    );
  if (typeof file !== 'string' && !isWatch)
    throw new ScopeError(
      'usage',
      'say what to run by: scope run --plan FILE, or scope run --watch',
    );
  const argv = requireCommand(input, isWatch ? 'run --watch' : 'run --plan FILE');
  return withWork(io, options, async (work) => {
    const plan =
      typeof file === 'string' ? readPlanFile(resolve(io.cwd, file), work.root) : undefined;
    if (isWatch) return await runWatch(io, { work, options, argv, plan });
    return plan === undefined ? 0 : await applyPlan(io, { work, options, argv, plan });
  });
}

interface Application {
  readonly work: Work;
  readonly options: PrintingOptions;
  readonly argv: readonly string[];
  readonly plan: InstrumentationPlan;
}

async function applyPlan(io: Io, { work, options, argv, plan }: Application): Promise<number> {
  const limits = limitsFor(work, plan);
  work.progress.busy('reading the project');
  const { answer } = await ask({
    question: plan.question,
    settings: { ...work.settings(argv), timeoutMs: limits.runTimeMs },
    limits,
    provider: work.provider,
    announce: work.announce,
    plan: { ...plan, limits },
  });
  work.progress.stop();
  giveAnswer(io, { root: work.root, answer, options });
  return VERDICT_CODES[answer.verdict];
}

/** The limits of the plan, and over them what this command line says. */
function limitsFor(work: Work, plan: InstrumentationPlan): Limits {
  const said = work.config.entries
    .filter(({ name, source }) => source === 'flag' && name.startsWith('limits.'))
    .map(({ name, value }) => [name.slice('limits.'.length), value]);
  return { ...plan.limits, ...(Object.fromEntries(said) as Partial<Limits>) };
}
