/**
 * What a line is compared with: the names of all functions and files of the slice and the other lines beside the words of the
 * question, who calls its function, and when the other lines were changed last.
 */
import { simpleName } from '../../protocol/ids.ts';
import type { Frame, Timeline } from '../timeline.ts';
import type { LineRange } from './line.ts';
import { isInstalled } from '../source-index.ts';
import { createLikeness, stemsOf, stemsOfQuestion } from './words.ts';

export interface Compared extends LineRange {
  readonly functionId: string;
}

export interface SurroundingsInput {
  /** The question and the title of the failing test. */
  readonly question: string;
  /** The activation that failed, or from which the symptom was seen. */
  readonly root: Frame | null;
  readonly timeline: Timeline;
  /** Files that the command names. */
  readonly drivers: ReadonlySet<string>;
  readonly isTest: (file: string) => boolean;
  /** @returns when a line was last changed, in seconds; null where that is not known */
  readonly changedAt: (range: LineRange) => number | null;
}

export interface Surroundings<T extends Compared> {
  /** Share of the question's words that the function's name holds, rare ones counting more. */
  likeFunction(one: T): number;
  /** Share of the question's words on the line, rare ones counting more. */
  likeLine(one: T): number;
  /**
   * The test is about another file of the project: one that shares a word of its name with the path of the test, as `etag.ts` does
   * with `test/etag/cache.test.ts`, and this one does not.
   */
  isElsewhere(one: T): boolean;
  /** Functions that called the line's function. */
  callers(one: T): number;
  /** Share of the other lines that were changed later; null where that is not known. */
  changedAfter(one: T): number | null;
}

/** @returns what the lines of a slice are compared with */
export function surroundingsOf<T extends Compared>(
  lines: readonly T[],
  textOf: (one: T) => string,
  input: SurroundingsInput,
): Surroundings<T> {
  const { timeline, isTest } = input;
  const question = stemsOfQuestion(input.question);
  const named = new Map(lines.map(({ functionId }) => [functionId, namedAround(functionId)]));
  const names = new Map([...named.values()].map((id) => [id, stemsOf(simpleName(id))]));
  const like = createLikeness(question, [...names.values()]);
  const texts = new Map(
    (question.size === 0 ? [] : lines).map((line) => [line, stemsOf(textOf(line))]),
  );
  const likeText = createLikeness(question, [...texts.values()]);
  const isElsewhere = elsewhere(new Set(lines.map(({ file }) => file)), input);
  const callers = callersIn(timeline);
  const times = new Map(
    lines.filter(({ file }) => !isTest(file)).map((line) => [line, input.changedAt(line)]),
  );
  const known = [...times.values()].filter((time) => time !== null).sort((a, b) => a - b);
  return {
    likeFunction: ({ functionId }) => like(names.get(named.get(functionId) ?? '') ?? new Set()),
    likeLine: (line) => likeText(texts.get(line) ?? new Set()),
    isElsewhere: ({ file }) => isElsewhere(file),
    callers: ({ functionId }) => callers.get(functionId)?.size ?? 0,
    changedAfter(line) {
      const time = times.get(line) ?? null;
      if (time === null) return null;
      const later = known.filter((other) => other > time).length;
      const same = known.filter((other) => other === time).length;
      return (later + same / 2) / known.length;
    },
  };
}

/** @returns whether a file is none of those that the path of the failing test, or of one that the command names, speaks of */
function elsewhere(
  files: ReadonlySet<string>,
  { root, drivers, isTest }: SurroundingsInput,
): (file: string) => boolean {
  const tests = [...drivers, ...(root === null ? [] : [root.site.file])].filter(isTest);
  const own = [...files].filter((file) => !isTest(file) && !isInstalled(file));
  const paths = own.map(stemsOf);
  // `src` and the like say nothing.
  const isShared = (word: string): boolean =>
    own.length > 1 && paths.filter((path) => path.has(word)).length * 2 > own.length;
  const words = new Set(
    tests.flatMap((file) => [...stemsOf(file)].filter((word) => !isShared(word))),
  );
  const meant = own.filter((file) =>
    [...stemsOf(nameOfFile(file))].some((word) => words.has(word)),
  );
  const others = new Set(meant.length === 0 ? [] : own.filter((file) => !meant.includes(file)));
  return (file) => others.has(file);
}

/** A function without a name is a part of the one that it is written in. */
function namedAround(functionId: string): string {
  const parts = functionId.split('/');
  while (parts.length > 1 && parts.at(-1)?.endsWith(']') === true) parts.pop();
  return parts.join('/');
}

type Callers = ReadonlyMap<string, ReadonlySet<string>>;
const callersOf = new WeakMap<Timeline, Callers>();

/** @returns for each function those that called it; made once for each recording */
function callersIn(timeline: Timeline): Callers {
  const made = callersOf.get(timeline);
  if (made !== undefined) return made;
  const callers = new Map<string, Set<string>>();
  for (const { site, parent } of timeline.frames) {
    if (parent === null) continue;
    let known = callers.get(site.node);
    if (known === undefined) callers.set(site.node, (known = new Set()));
    known.add(parent.site.node);
  }
  callersOf.set(timeline, callers);
  return callers;
}

/** An index has the name of its folder: `src/etag/index.ts` is about `etag`. */
function nameOfFile(path: string): string {
  const parts = path.split('/');
  const name = (parts.at(-1) ?? '').replace(/\.[cm]?[jt]sx?$/u, '');
  return name === 'index' ? (parts.at(-2) ?? name) : name;
}
