/**
 * What the command itself printed about its failure, where nothing that was recorded shows it: a file of tests that does not parse, a
 * module or a script that is missing, a pattern that no test has. The output of the first run went to the user's terminal and
 * nowhere else, so the command runs once more, without Scope, into a file that is read and removed.
 */
import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { shortened } from '../../protocol/answer.ts';
import { launch } from '../../capture/launch/launch.ts';
import { createSecretTexts } from '../../capture/runtime/value/secret-text.ts';
import { DEFAULT_CAPTURE } from '../../instrumenters/instrumenter.ts';
import { createNameTest } from '../../protocol/target/secret-name.ts';
import type { RunResult, RunSettings } from '../run.ts';

/** A run of the command without Scope. */
export interface Printed {
  /** null where a signal ended it, or our patience. */
  readonly exitCode: number | null;
  /** The line that says why it failed, as it was printed; null where it printed none, or did not fail. */
  readonly said: Said | null;
}

export interface Said {
  readonly text: string;
  /** The place in the project that was printed with it: a path relative to the root and a 1-based line. */
  readonly file?: string;
  readonly line?: number;
}

/** A command that ran for longer does not run again for its words. */
const LONG_MS = 30_000;
const PATIENCE_MS = 10_000;
/** Of a longer output the beginning and the end are read. */
const MOST_BYTES = 512 * 1024;
const LONGEST = 240;

/** A run that failed, and how many there were. */
export interface Unexplained {
  readonly settings: RunSettings;
  readonly run: {
    readonly launch: Pick<RunResult['launch'], 'exitCode' | 'interrupted' | 'timedOut' | 'wallMs'>;
  };
  readonly isLast: boolean;
  readonly announce: (line: string) => void;
}

/** @returns what a run that failed printed; null where it did not fail, was stopped, took long, or may not run again */
export async function hearFailure(unexplained: Unexplained): Promise<Printed | null> {
  const { settings, isLast, announce } = unexplained;
  const { exitCode, interrupted, timedOut, wallMs } = unexplained.run.launch;
  const hasFailed = exitCode !== null && exitCode !== 0 && !interrupted && !timedOut;
  if (!hasFailed || isLast || wallMs > LONG_MS) return null;
  announce(
    'nothing that was recorded shows why the command failed; running it without Scope to read what it prints',
  );
  return hearCommand(settings, wallMs);
}

async function hearCommand(settings: RunSettings, wallMs: number): Promise<Printed> {
  const path = join(settings.sessionDir, 'output.txt');
  const fd = openSync(path, 'w', 0o600);
  try {
    const { exitCode } = await launch({
      ...settings,
      ...{ runDir: null, stdio: fd, timeoutMs: 2 * wallMs + PATIENCE_MS },
    });
    const said = exitCode === 0 ? null : saidIn(readEnds(path), settings);
    return { exitCode, said: said === null || isSecret(said.text, settings.env) ? null : said };
  } finally {
    closeSync(fd);
    rmSync(path, { force: true });
  }
}

function readEnds(path: string): string {
  const { size } = statSync(path);
  const fd = openSync(path, 'r');
  const part = (from: number, length: number): string => {
    const bytes = Buffer.alloc(length);
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, length, from));
  };
  try {
    if (size <= MOST_BYTES) return part(0, size);
    return `${part(0, MOST_BYTES / 2)}\n${part(size - MOST_BYTES / 2, MOST_BYTES / 2)}`;
  } finally {
    closeSync(fd);
  }
}

function isSecret(text: string, env: RunSettings['env']): boolean {
  const { redactNames, redactPatterns } = DEFAULT_CAPTURE;
  const texts = createSecretTexts(redactPatterns);
  const isSecretName = createNameTest(redactNames);
  for (const [name, value] of Object.entries(env)) if (isSecretName(name)) texts.learn(value);
  return texts.maybeSecret(text);
}

/** Lines of a stack, of an excerpt of code, and what package managers say about themselves. */
const BESIDE =
  /^(?:at |❯ |› |>?\s*\d+\s*[|│:]|[|│╭╰─┬~^]|npm (?:warn|notice|WARN)|npm (?:error|ERR!)(?:$| (?:code|errno|path|workspace|location|command|signal|A complete log|Lifecycle script|Test failed)))/u;
/** From the plainest to the vaguest. */
const SAYS: readonly RegExp[] = [
  /(?:^|[^\w.])[A-Z]?\w*(?:Error|Exception)\]?(?:\s*\[\w+\])?:\s*\S|\berror [A-Z]{2,}\d+:\s*\S/u,
  /^(?:\S{1,24} )?(?:error|fatal|ERR!|ERR_\w+)\b:?\s*\S/iu,
  /\b(?:cannot|could not|couldn't|can't|unable to|not found|no such|no tests?|missing|unknown|unexpected|unrecognized|invalid|not recognized)\b/iu,
];
/** Announces a failure: what stands right below it says more of it than an error that was printed before. */
const HEADLINE = /(?:^|\s)(?:FAIL|✖|✗|✘|×|not ok|failed|failure)\b|\bfailed to\b|^[✖✗✘×●]/iu;
const BELOW = 8;

/** @returns the line of an output that says best why the command failed; null where none does */
export function saidIn(
  output: string,
  { root, cwd }: Pick<RunSettings, 'root' | 'cwd'>,
): Said | null {
  const lines = output.split(/\r?\n/u).map((line) =>
    stripVTControlCharacters(line)
      .replace(/^\s*#\s/u, '')
      .trim(),
  );
  const candidates = lines.flatMap((line, at) => {
    const rank = line === '' || BESIDE.test(line) ? -1 : SAYS.findIndex((one) => one.test(line));
    if (rank < 0) return [];
    const above = lines.slice(Math.max(0, at - BELOW), at + 1);
    return [{ at, score: 2 * rank + (above.some((one) => HEADLINE.test(one)) ? 0 : 1) }];
  });
  const best = candidates.reduce<(typeof candidates)[number] | null>(
    (found, one) => (found === null || one.score < found.score ? one : found),
    null,
  );
  const at = best?.at ?? lines.findLastIndex((line) => line !== '' && !BESIDE.test(line));
  if (at < 0) return null;
  const text = withoutRoot(withNext(lines, at), root);
  return { text, ...placeNear(lines, at, { root, cwd }) };
}

/** `Build failed with 1 error:` and what comes below it. */
function withNext(lines: readonly string[], at: number): string {
  const line = lines[at] ?? '';
  const next = line.endsWith(':') ? lines.slice(at + 1).find((one) => one !== '') : undefined;
  return next === undefined ? line : `${line} ${next}`;
}

function withoutRoot(line: string, root: string): string {
  const text = line.replaceAll(`file://${root}${sep}`, '').replaceAll(`${root}${sep}`, '');
  return shortened(text, LONGEST);
}

const PLACE = /((?:file:\/\/)?[\w@.\-/\\[\]]+\.[cm]?[jt]sx?)(?::(\d+)|\((\d+),)/gu;
const BEFORE = 5;
const AFTER = 14;

/** The nearest place of the project: on the line itself, or below it, where stacks are; above where Node has marked it there. */
function placeNear(
  lines: readonly string[],
  at: number,
  folders: Pick<RunSettings, 'root' | 'cwd'>,
): Pick<Said, 'file' | 'line'> {
  const above = lines.slice(Math.max(0, at - BEFORE), at).reverse();
  const below = lines.slice(at, at + 1 + AFTER);
  const isMarkedAbove = above.slice(0, 2).some((line) => /^[~^]+$/u.test(line));
  const near = isMarkedAbove ? [...above, ...below] : [...below, ...above];
  for (const line of near)
    for (const [, path = '', afterColon, inBrackets] of line.matchAll(PLACE)) {
      const file = fileOfProject(path, folders);
      if (file !== null) return { file, line: Number(afterColon ?? inBrackets) };
    }
  return {};
}

function fileOfProject(
  path: string,
  { root, cwd }: Pick<RunSettings, 'root' | 'cwd'>,
): string | null {
  for (const folder of new Set([cwd, root])) {
    const absolute = path.startsWith('file://')
      ? fileURLToPath(path)
      : isAbsolute(path)
        ? path
        : join(folder, path);
    const inside = relative(root, absolute);
    if (/^\.\.(?:[/\\]|$)/u.test(inside) || isAbsolute(inside)) continue;
    if (/(?:^|[/\\])node_modules[/\\]/u.test(inside)) continue;
    if (statSync(absolute, { throwIfNoEntry: false })?.isFile() === true)
      return inside.replaceAll(sep, '/');
  }
  return null;
}
