/**
 * What a line is compared with: the names of all functions and files of the slice beside the words of the question, who calls its
 * function, and when the other lines were changed last.
 */
import { simpleName } from '../provenance/call.ts';
import type { Frame, Timeline } from '../timeline.ts';
import type { LineRange } from './line.ts';
import { createLikeness, stemsOf } from './words.ts';

export interface Compared extends LineRange {
  readonly functionId: string;
}

export interface SurroundingsInput {
  /** The question and the title of the failing test. */
  readonly question: string;
  /** The activation that failed, or from which the symptom was seen. */
  readonly root: Frame | null;
  readonly timeline: Timeline;
  readonly isTest: (file: string) => boolean;
  /** @returns when a line was last changed, in seconds; null where that is not known */
  readonly changedAt: (range: LineRange) => number | null;
}

export interface Surroundings<T extends Compared> {
  /** Share of the question's words that the function's name holds, rare ones counting more. */
  likeFunction(one: T): number;
  /** The file has the name of the test's file: `etag.ts` beside `etag.test.ts`. */
  isUnderTest(one: T): boolean;
  /** Functions that called the line's function. */
  callers(one: T): number;
  /** Share of the other lines that were changed later; null where that is not known. */
  changedAfter(one: T): number | null;
}

/** @returns what the lines of a slice are compared with */
export function surroundingsOf<T extends Compared>(
  lines: readonly T[],
  input: SurroundingsInput,
): Surroundings<T> {
  const { question, root, timeline, isTest } = input;
  const named = new Map(lines.map(({ functionId }) => [functionId, namedAround(functionId)]));
  const names = new Map([...named.values()].map((id) => [id, stemsOf(simpleName(id))]));
  const like = createLikeness(stemsOf(question), [...names.values()]);
  const home = root === null || !isTest(root.site.file) ? null : subjectOfFile(root.site.file);
  const callers = callersIn(timeline);
  const times = new Map(
    lines.filter(({ file }) => !isTest(file)).map((line) => [line, input.changedAt(line)]),
  );
  const known = [...times.values()].filter((time) => time !== null).sort((a, b) => a - b);
  return {
    likeFunction: ({ functionId }) => like(names.get(named.get(functionId) ?? '') ?? new Set()),
    isUnderTest: ({ file }) => home !== null && !isTest(file) && subjectOfFile(file) === home,
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

/** A function without a name is a part of the one that it is written in. */
function namedAround(functionId: string): string {
  const parts = functionId.split('/');
  while (parts.length > 1 && parts.at(-1)?.endsWith(']') === true) parts.pop();
  return parts.join('/');
}

function callersIn(timeline: Timeline): ReadonlyMap<string, ReadonlySet<string>> {
  const callers = new Map<string, Set<string>>();
  for (const { site, parent } of timeline.frames) {
    if (parent === null) continue;
    let known = callers.get(site.node);
    if (known === undefined) callers.set(site.node, (known = new Set()));
    known.add(parent.site.node);
  }
  return callers;
}

/** `src/etag/index.test.ts` is about `etag`, as `src/etag/index.ts` is: an index has the name of its folder. */
function subjectOfFile(path: string): string {
  const parts = path.toLowerCase().split('/');
  const name = (parts.at(-1) ?? '')
    .replace(/\.[cm]?[jt]sx?$/u, '')
    .replace(/[._-](?:tests?|specs?)$/u, '')
    .replace(/^(?:tests?|specs?)[._-]/u, '');
  return /^(?:index|tests?|specs?)$/u.test(name) ? (parts.at(-2) ?? name) : name;
}
