/** What a command did, without what line breaks, names and time change: to see whether two programs do the same. */
import { runCommand } from '../command.ts';

const PLACE = /(?:file:\/\/)?(?:\/|\.{1,2}\/|[A-Z]:\\)?[\w@./\\-]+\.[cm]?[jt]sx?(?::\d+)+/gu;
const TIME = /\bduration_ms:? [\d.]+|\(?\b[\d.]+ ?m?s\b\)?/gu;

/** @returns exit code and output, comparable */
export async function behaviourOf(
  command: readonly string[],
  cwd: string,
  timeoutMs: number,
): Promise<string> {
  const run = await runCommand(command, { cwd, timeoutMs });
  const text = plain(`${run.stdout}\n${run.stderr}`.replaceAll(cwd, ''));
  return `${run.timedOut ? 'timed out' : (run.exitCode ?? 'killed')}\n${text}`;
}

/** Frames of stacks go, and the source that Node prints above an uncaught error. */
export function plain(output: string): string {
  const lines = output.replaceAll(TIME, '<time>').replaceAll(PLACE, '<place>').split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] as string).trim();
    const caret = lines.findIndex(
      (other, n) => n > at && n <= at + 3 && /^\s*\^+\s*$/u.test(other),
    );
    if (/^<place>$/u.test(line) && caret > 0) at = caret;
    else if (line !== '' && !/^at |<place>/u.test(line)) kept.push(line);
  }
  return kept.join('\n');
}
