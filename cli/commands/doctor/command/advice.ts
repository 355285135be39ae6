/** What a look at the command says where a run of it showed nothing: which of its programs are out of reach, and what lets Scope in. */
import type { Answer } from '../../../../protocol/answer.ts';
import { inspectCommand } from './resolve.ts';

export interface Asked {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @returns the answer with that as its first notes; itself where something was recorded */
export function withAdvice(answer: Answer, { argv, cwd, env }: Asked): Answer {
  if (answer.cost.events > 0) return answer;
  try {
    const advice = inspectCommand(argv, cwd, env)
      .hosts.filter(({ state }) => state !== 'works')
      .map(({ name, not, change }) => {
        const todo = change.join('; ');
        if (not.length === 0) return `${name}: ${todo}`;
        return `${name}: Scope does not see ${not.join('; ')}${todo === '' ? '' : ` (${todo})`}`;
      });
    return { ...answer, notes: [...new Set([...advice, ...answer.notes])] };
  } catch {
    return answer; // A command that cannot be followed by reading files.
  }
}
