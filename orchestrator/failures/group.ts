/**
 * Several failing tests, by what they have in common: where one threw in the code that is tested, that line; else the first suspect of
 * a short walk back from what the test looked at. Failures of one look (the same error but for its values, out of the same calls)
 * are taken for one kind, of which a few are walked; so thousands of failures take no longer than some dozens.
 */
import type { Answer } from '../../protocol/answer.ts';
import { simpleName } from '../../protocol/ids.ts';
import type { Context } from '../../query/provenance/point.ts';
import { sliceBackward } from '../../query/provenance/slice.ts';
import { linesOf } from '../../query/suspect/line.ts';
import { rankCandidates } from '../../query/suspect/rank.ts';
import type { Failure } from '../../query/target/failure.ts';
import { formatValue } from '../../query/value-text.ts';
import { failureTargets } from '../evidence/target/failure.ts';
import { nameOfTest, titlesOf } from './name.ts';

export interface Cause {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly why: string;
}

export interface GroupedFailures {
  readonly total: number;
  /** The largest first; of one size, the one that failed first. */
  readonly groups: readonly {
    readonly cause: Cause;
    readonly failures: readonly Failure[];
  }[];
  /** Failures that were put to others for their look alone. */
  readonly assumed: number;
}

/** Walks of one kind, and in all. */
const MOST_OF_KIND = 3;
const MOST_WALKS = 60;
/** Points of a walk: the nearest causes, not all. */
const NEAR = 1500;
const MOST_GROUPS = 12;
const MOST_NAMES = 5;
const ERROR_LENGTH = 120;

/** A test may want a process that it starts to fail: where tests are seen to fail, what failed in processes without any is none. */
function ofTests(context: Context, failures: readonly Failure[]): readonly Failure[] {
  const tested = new Set(
    failures.filter((one) => titlesOf(context, one).length > 0).map(({ root }) => root.process),
  );
  return tested.size === 0 ? failures : failures.filter(({ root }) => tested.has(root.process));
}

/** @returns null where fewer than two tests failed */
export function groupFailures(
  context: Context,
  failures: readonly Failure[],
  isTest: (file: string) => boolean,
): GroupedFailures | null {
  const tests = [...new Map(ofTests(context, failures).map((one) => [one.root, one])).values()];
  if (tests.length < 2) return null;
  const groups = new Map<string, { cause: Cause; failures: Failure[] }>();
  const join = (cause: Cause, one: Failure): void => {
    const key = `${cause.file}:${cause.line}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cause, failures: [one] });
    else group.failures.push(one);
  };
  let walks = 0;
  let assumed = 0;
  for (const kind of kindsOf(tests)) {
    const walked: Cause[] = [];
    for (const one of kind.slice(0, MOST_OF_KIND)) {
      const cause = causeOf(context, one, isTest, walks < MOST_WALKS);
      walks += 1;
      walked.push(cause);
      join(cause, one);
    }
    const usual = mostCommon(walked);
    for (const one of kind.slice(MOST_OF_KIND)) if (usual !== null) join(usual, one);
    assumed += Math.max(0, kind.length - MOST_OF_KIND);
  }
  const ordered = [...groups.values()].sort(
    (a, b) =>
      b.failures.length - a.failures.length ||
      (a.failures[0]?.errorSeq ?? 0) - (b.failures[0]?.errorSeq ?? 0),
  );
  return { total: tests.length, groups: ordered, assumed };
}

/** Tests of a group that are looked at closely. */
const REPRESENTATIVES = 2;

/** @returns the functions of failing tests that others of their group stand for */
export function spareTests({ groups }: GroupedFailures): ReadonlySet<string> {
  const idOf = ({ root: { site } }: Failure): string => site.original?.node ?? site.node;
  const kept = new Set(groups.flatMap((one) => one.failures.slice(0, REPRESENTATIVES).map(idOf)));
  const all = groups.flatMap((one) => one.failures.map(idOf));
  return new Set(all.filter((id) => !kept.has(id)));
}

/** Failures of one look together, the largest kind first: what is left unwalked is small. */
function kindsOf(tests: readonly Failure[]): readonly (readonly Failure[])[] {
  const kinds = new Map<string, Failure[]>();
  for (const one of tests) {
    const look = lookOf(one);
    const kind = kinds.get(look);
    if (kind === undefined) kinds.set(look, [one]);
    else kind.push(one);
  }
  return [...kinds.values()].sort((a, b) => b.length - a.length);
}

function mostCommon(causes: readonly Cause[]): Cause | null {
  const same = (a: Cause, b: Cause): boolean => a.file === b.file && a.line === b.line;
  const times = (one: Cause): number => causes.filter((other) => same(one, other)).length;
  return causes.reduce<Cause | null>(
    (best, one) => (best === null || times(one) > times(best) ? one : best),
    null,
  );
}

/** @returns the groups as an answer lists them */
export function describeGroups(
  context: Context,
  { total, groups }: GroupedFailures,
): NonNullable<Answer['failures']> {
  const listed = groups.slice(0, MOST_GROUPS).map(({ cause, failures }) => ({
    count: failures.length,
    tests: failures.slice(0, MOST_NAMES).map((one) => nameOfTest(context, one)),
    ...cause,
    error: errorText(failures[0]),
  }));
  return { total, seen: total, more: groups.length - listed.length, groups: listed };
}

function errorText(failure: Failure | undefined): string {
  const error = failure?.error ?? null;
  return error === null ? '' : formatValue(error, ERROR_LENGTH);
}

/** Numbers and quoted texts are what single failures differ in. */
function lookOf(failure: Failure): string {
  const error = errorText(failure).replaceAll(/"[^"]*"|'[^']*'|`[^`]*`|\d+(?:\.\d+)?|NaN/gu, '…');
  const called = new Set(failure.root.children.map(({ site }) => simpleName(site.node)));
  const place = failure.frame === failure.root ? '' : failure.frame.site.node;
  return [error, place, ...[...called].sort()].join('\n');
}

/** @param isWalkAllowed  else the failing line itself is the cause */
function causeOf(
  context: Context,
  failure: Failure,
  isTest: (file: string) => boolean,
  isWalkAllowed: boolean,
): Cause {
  const own = ownCause(failure);
  if (!isTest(failure.source.path) && failure.isOwnThrow) return own;
  const found = isWalkAllowed ? failureTargets(context, failure, 0) : null;
  if (found === null) return own;
  const { targets, wrongPiece, missingPiece, wrongTexts } = found;
  const [first] = rankCandidates({
    slice: sliceBackward(context, targets, { limit: NEAR, wrongPiece, missingPiece }),
    ...{ beside: [], calls: new Set(), names: new Set(), drivers: new Set() },
    ...{ wrongTexts, isTest, question: '', root: failure.root, timeline: context.timeline },
    changedAt: () => null,
    spectrum: () => null,
  });
  if (first === undefined || isTest(first.file)) return own;
  return { file: first.file, line: first.line, function: first.functionName, why: first.why };
}

/** The line that threw. */
function ownCause({ source, statement, frame }: Failure): Cause {
  const node = statement ?? source.scopes.nodeById(frame.site.node);
  if (node === null) return { file: source.path, line: 1, function: '', why: 'failed here' };
  const fn = source.scopes.functionOf(node);
  const { file, line } = linesOf(source, node, fn);
  return { file, line, function: fn.name, why: 'failed here' };
}
