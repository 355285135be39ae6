/** `scope ask`: one question, one command, one answer. */
import { relative } from 'node:path';
import { EXIT_CODE, ScopeError } from '../../protocol/problem.ts';
import type { Answer, Verdict } from '../../protocol/answer.ts';
import { ask } from '../../orchestrator/ask.ts';
import { askRecording } from '../../orchestrator/ask-recording.ts';
import type { Io } from '../io.ts';
import { renderAnswer } from '../render/answer.ts';
import { coloursFor } from '../render/colour.ts';
import { readPlanning } from './planning.ts';
import type { CommandInput, PlanningOptions } from './planning.ts';
import { savePlan } from './plan.ts';
import { findRun } from './recording-place.ts';
import { withWork } from './work.ts';

export const VERDICT_CODES: Readonly<Record<Verdict, number>> = {
  settled: EXIT_CODE.settled,
  likely: EXIT_CODE.settled,
  open: EXIT_CODE.open,
};

/** @throws ScopeError as `ask` of the orchestrator, `usage`, `config-invalid` */
export async function askCommand(io: Io, input: CommandInput): Promise<number> {
  const options = readPlanning(input.options);
  const { recording } = input.options;
  if (typeof recording === 'string') return askOfRecording(io, input, recording);
  const argv = requireCommand(input, 'ask "why does order.total change"');
  return withWork(io, options, async (work) => {
    work.progress.busy('reading the project');
    const { answer } = await ask({
      question: input.words.join(' '),
      settings: work.settings(argv),
      limits: work.limits,
      provider: work.provider,
      announce: work.announce,
    });
    work.progress.stop();
    printAnswer(io, answer, options);
    return VERDICT_CODES[answer.verdict];
  });
}

/** Answers from what was recorded before; runs nothing. @throws ScopeError `usage`, and as `askRecording` */
async function askOfRecording(io: Io, input: CommandInput, wanted: string): Promise<number> {
  const options = readPlanning(input.options);
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
    printAnswer(io, answer, options);
    return VERDICT_CODES[answer.verdict];
  });
}

/** The document where JSON was asked for, else the text for a person. */
export function printAnswer(io: Io, answer: Answer, options: PlanningOptions): void {
  io.out.write(
    options.json
      ? `${JSON.stringify(answer, null, 2)}\n`
      : renderAnswer(answer, {
          colours: coloursFor(io.out, io.env, options.color),
          columns: io.out.columns,
          isFull: options.full,
        }),
  );
}

/** @throws ScopeError `usage` where there is no `--` or nothing after it */
export function requireCommand(input: CommandInput, example: string): readonly string[] {
  if (input.command !== null && input.command.length > 0) return input.command;
  throw new ScopeError(
    'usage',
    `the command to run is missing: write it after --, as in: scope ${example} -- npm test`,
  );
}
