/**
 * Which statements a command runs: each gets a counter put before it that writes its number to a file the first time, in whatever
 * process and under whatever transformer it runs. Only for laid copies that are thrown away.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { editedText } from '../robust/moved-text.ts';
import { statementsOf } from './mutate.ts';

export interface Asked {
  readonly cwd: string;
  /** Paths relative to `cwd`. */
  readonly files: readonly string[];
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

/** @returns for each file the starts of the statements that ran; null where the command does not succeed as it is */
export async function reachedStatements({
  cwd,
  files,
  command,
  timeoutMs,
}: Asked): Promise<ReadonlyMap<string, ReadonlySet<number>> | null> {
  const bare = await runCommand(command, { cwd, timeoutMs });
  if (bare.exitCode !== 0) return null;
  const log = join(cwd, '.reached');
  const places: { readonly path: string; readonly start: number }[] = [];
  const originals = files.map((path) => ({ path, text: readFileSync(join(cwd, path), 'utf8') }));
  for (const { path, text } of originals) {
    const edits = statementsOf(path, text).map(({ start }) => {
      places.push({ path, start });
      return { from: start, to: start, text: counter(log, places.length - 1) };
    });
    replaceFile(join(cwd, path), editedText(text, edits));
  }
  await runCommand(command, { cwd, timeoutMs });
  for (const { path, text } of originals) replaceFile(join(cwd, path), text);
  const seen = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  rmSync(log, { force: true });
  const reached = new Map<string, Set<number>>();
  for (const line of seen) {
    const place = places[Number(line)];
    if (place === undefined || line === '') continue;
    const starts = reached.get(place.path) ?? new Set();
    reached.set(place.path, starts.add(place.start));
  }
  return reached;
}

/** The laid copy shares its files with the checkout by hard links: the link goes first. */
export function replaceFile(path: string, text: string): void {
  rmSync(path);
  writeFileSync(path, text);
}

/** A statement: it may stand where a declaration may. */
function counter(log: string, index: number): string {
  const write = `process.getBuiltinModule('fs').appendFileSync(${JSON.stringify(log)},n+'\\n')`;
  const make = `((s)=>(n)=>{if(!s.has(n)){s.add(n);${write}}})(new Set())`;
  return `(globalThis.__reached??=${make})(${index});`;
}
