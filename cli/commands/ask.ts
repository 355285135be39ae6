/** `scope ask`: one question, one command, one answer. */
import { relative } from 'node:path';
import { EXIT_CODE, ScopeError } from '../../protocol/problem.ts';
import type { Verdict } from '../../protocol/answer.ts';
import { ask } from '../../orchestrator/ask.ts';
import type { AskResult } from '../../orchestrator/ask.ts';
import type { AskRequest } from '../../orchestrator/investigation/course.ts';
import { askRecording } from '../../orchestrator/ask-recording.ts';
import type { Io } from '../io.ts';
import { withAdvice } from './doctor/command/advice.ts';
import { readPrinting } from './planning.ts';
import type { CommandInput } from './planning.ts';
import { savePlan } from './plan.ts';
import { giveAnswer } from './printing.ts';
import { findRun } from './look/recording-place.ts';
import { withWork } from './work.ts';

export const VERDICT_CODES: Readonly<Record<Verdict, number>> = {
  settled: EXIT_CODE.settled,
  likely: EXIT_CODE.settled,
  open: EXIT_CODE.open,
};

/** @throws ScopeError as `ask` of the orchestrator, `usage`, `config-invalid` */
export async function askCommand(io: Io, input: CommandInput): Promise<number> {
  const options = readPrinting(input.options);
  const { recording } = input.options;
  const compared = readCompared(input.options);
  if (typeof recording === 'string') return askOfRecording(io, input, recording);
  const argv = requireCommand(input, 'ask "why does order.total change"');
  return withWork(io, options, async (work) => {
    work.progress.busy('reading the project');
    const request: AskRequest = {
      question: input.words.join(' '),
      settings: work.settings(argv),
      limits: work.limits,
      provider: work.provider,
      announce: work.announce,
    };
    const result = await askAs(request, compared);
    work.progress.stop();
    const answer = withAdvice(result.answer, { argv, cwd: io.cwd, env: io.env });
    giveAnswer(io, { root: work.root, answer, options });
    return VERDICT_CODES[answer.verdict];
  });
}

/** Which run the one that was asked for is held against. */
interface ComparedWith {
  readonly against: string | null;
  /** Runs until it passed and failed; null where that is not asked for. */
  readonly flaky: number | null;
}

const FLAKY_RUNS = 20;
const MOST_FLAKY_RUNS = 1000;

/** @throws ScopeError `usage` */
function readCompared({ against, flaky, recording }: CommandInput['options']): ComparedWith {
  const ref = typeof against === 'string' ? against : null;
  const runs =
    flaky === undefined || flaky === false ? null : flaky === true ? FLAKY_RUNS : Number(flaky);
  if (ref !== null && runs !== null)
    throw new ScopeError('usage', '--against and --flaky are two questions: ask one of them');
  if ((ref !== null || runs !== null) && recording !== undefined)
    throw new ScopeError(
      'usage',
      'a recording is there already: --against and --flaky run the command',
    );
  if (runs !== null && !(Number.isInteger(runs) && runs >= 2 && runs <= MOST_FLAKY_RUNS))
    throw new ScopeError('usage', `--flaky takes a number of runs from 2 to ${MOST_FLAKY_RUNS}`);
  if (ref === '') throw new ScopeError('usage', '--against takes a commit, a branch or a tag');
  return { against: ref, flaky: runs };
}

/** What is not asked for is not loaded. */
async function askAs(request: AskRequest, { against, flaky }: ComparedWith): Promise<AskResult> {
  if (against !== null) {
    const { askAgainst } = await import('../../orchestrator/compare/against.ts');
    return askAgainst({ ...request, ref: against });
  }
  if (flaky !== null) {
    const { askFlaky } = await import('../../orchestrator/compare/flaky.ts');
    return askFlaky({ ...request, times: flaky });
  }
  return ask(request);
}

/** Answers from what was recorded before; runs nothing. @throws ScopeError `usage`, and as `askRecording` */
async function askOfRecording(io: Io, input: CommandInput, wanted: string): Promise<number> {
  const options = readPrinting(input.options);
  if (input.command !== null)
    throw new ScopeError(
      'usage',
      'a recording is asked without running anything: leave out -- and the command',
    );
  return withWork(io, options, async (work) => {
    const { root, limits, provider, announce } = work;
    const runDir = findRun({ root, cwd: io.cwd, wanted });
    work.progress.busy('reading the project');
    const answer = await askRecording({
      ...{ question: input.words.join(' '), root, cwd: io.cwd, runDir },
      ...{ limits, provider, announce },
      savePlan: (plan) => relative(root, savePlan(root, plan)),
    });
    work.progress.stop();
    giveAnswer(io, { root, answer, options });
    return VERDICT_CODES[answer.verdict];
  });
}

/** @throws ScopeError `usage` where there is no `--` or nothing after it */
export function requireCommand(input: CommandInput, example: string): readonly string[] {
  if (input.command !== null && input.command.length > 0) return input.command;
  throw new ScopeError(
    'usage',
    `the command to run is missing: write it after --, as in: scope ${example} -- npm test`,
  );
}
