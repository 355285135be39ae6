/** `scope ask`: one question, one command, one answer. */
import { EXIT_CODE, ScopeError } from '../../protocol/problem.ts';
import type { Answer, Verdict } from '../../protocol/answer.ts';
import { ask } from '../../orchestrator/ask.ts';
import type { Io } from '../io.ts';
import { renderAnswer } from '../render/answer.ts';
import { coloursFor } from '../render/colour.ts';
import { readPlanning } from './planning.ts';
import type { CommandInput, PlanningOptions } from './planning.ts';
import { withWork } from './work.ts';

export const VERDICT_CODES: Readonly<Record<Verdict, number>> = {
  settled: EXIT_CODE.settled,
  likely: EXIT_CODE.settled,
  open: EXIT_CODE.open,
};

/** @throws ScopeError as `ask` of the orchestrator, `usage`, `config-invalid` */
export async function askCommand(io: Io, input: CommandInput): Promise<number> {
  const options = readPlanning(input.options);
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
