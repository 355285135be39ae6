/** Asks the built command line a question about a command, and measures it beside the bare command. */
import { join } from 'node:path';
import type { Answer } from '../protocol/answer.ts';
import { answerSchema } from '../protocol/answer.ts';
import { runCommand } from './command.ts';

export interface Asked {
  readonly answer: Answer | null;
  /** Why there is no answer. */
  readonly problem: string | null;
  readonly exitCode: number | null;
  readonly wallMs: number;
  readonly bareMs: number;
  readonly bareExitCode: number | null;
}

export interface AskCase {
  /** Repository root; the command line is `dist/cli/main.js` below it. */
  readonly root: string;
  readonly cwd: string;
  readonly question: string;
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** @returns the answer in a document, or why it is none */
export function readAnswer(text: string): Answer | string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return `stdout is not one JSON document: ${text.trim().slice(0, 120) || '(empty)'}`;
  }
  const parsed = answerSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `not an answer: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
}

/** The bare command runs twice and the quicker run counts: the first one warms the disk. */
export async function askCase({
  root,
  cwd,
  question,
  command,
  timeoutMs,
}: AskCase): Promise<Asked> {
  const bare = [
    await runCommand(command, { cwd, timeoutMs }),
    await runCommand(command, { cwd, timeoutMs }),
  ];
  const bareMs = Math.min(...bare.map((run) => run.wallMs));
  const bareExitCode = bare.at(-1)?.exitCode ?? null;
  const main = join(root, 'dist/cli/main.js');
  const argv = [process.execPath, main, 'ask', '--json', question, '--', ...command];
  const run = await runCommand(argv, { cwd, timeoutMs });
  const { exitCode, wallMs } = run;
  const base = { exitCode, wallMs, bareMs, bareExitCode };
  if (run.timedOut) return { ...base, answer: null, problem: `no answer in ${timeoutMs} ms` };
  const answer = readAnswer(run.stdout);
  if (typeof answer !== 'string') return { ...base, answer, problem: null };
  return { ...base, answer: null, problem: `${answer}; ${lastLine(run.stderr)}`.trim() };
}
