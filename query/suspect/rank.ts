/**
 * Suspects: the lines of a slice, ranked by all the evidence there is. Distance alone puts the fault in the first five for a
 * quarter of real bugs; function first, then what the line does, what the question names, where the wrong value first
 * appeared, and which tests ran the line, each add some.
 */
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { Suspect } from '../../protocol/answer.ts';
import type { SourceFile } from '../source-index.ts';
import type { Slice, SlicePoint } from '../provenance/slice.ts';
import { simpleName } from '../../protocol/ids.ts';
import { unwrap } from '../provenance/point.ts';
import { isDefault } from '../provenance/pattern.ts';
import type { Hint } from '../provenance/point.ts';
import {
  decidedBy,
  linesOf,
  hasOperation,
  onlyCalls,
  outermostCalls,
  statementOf,
} from './line.ts';
import type { LineRange } from './line.ts';
import { birthsOf } from './birth.ts';
import type { Births } from './birth.ts';
import { shapeOf } from './shape.ts';
import type { Shape } from './shape.ts';
import { surroundingsOf } from './surroundings.ts';
import type { Surroundings, SurroundingsInput } from './surroundings.ts';
import { orderCandidates } from './score.ts';
import type { Doubt } from '../provenance/implicit/doubtful.ts';
import { isTooLate, isUnawaited, leavesTry } from './unawaited.ts';
import { WEIGHT } from './weights.ts';

/** What is known about the question beside the slice. */
export interface RankingInput extends SurroundingsInput {
  readonly slice: Slice;
  /** Places beside the slice: conditions that turned another way, with their distance. */
  readonly beside: readonly {
    readonly source: SourceFile;
    readonly node: SyntaxNode;
    readonly distance: number;
    readonly why: string;
  }[];
  /** Names that the question mentions beside its subject, as the code spells them. */
  readonly names: ReadonlySet<string>;
  /** Parts of the observed value that the expected one lacks; empty where nothing is known. */
  readonly wrongTexts: readonly string[];
  /** Functions that the question points at, by their last name. */
  readonly calls: ReadonlySet<string>;
  readonly spectrum: Spectrum;
}

/** Ochiai of a line: that it ran, and the most telling thing that it did; null where there is nothing to compare. */
export type Spectrum = (
  file: string,
  line: number,
) => { readonly ran: number; readonly did: number } | null;

export interface Candidate extends LineRange {
  readonly functionId: string;
  readonly functionName: string;
  readonly distance: number;
  readonly features: Features;
  readonly score: number;
  readonly why: string;
  /** The nearest point of the slice on these lines; null for a place beside the slice. */
  readonly point: SlicePoint | null;
}

/** A candidate before the weights are known. */
export type Unscored = Omit<Candidate, 'score'>;

interface Draft extends LineRange {
  readonly source: SourceFile;
  readonly functionId: string;
  readonly functionName: string;
  readonly statement: SyntaxNode;
  /** The same, and what is on these lines of other functions: `list.find((x) => x.a < b)` calls, and compares. */
  readonly statements: Set<SyntaxNode>;
  distance: number;
  dataDistance: number;
  isData: boolean;
  points: SlicePoint[];
  why: string;
}

/** @returns the candidate lines, most suspicious first */
export function rankCandidates(input: RankingInput): readonly Candidate[] {
  return orderCandidates(collectCandidates(input), WEIGHT);
}

/** @returns lines that overlap included, in no order */
export function collectCandidates(input: RankingInput): readonly Unscored[] {
  const drafts = collectDrafts(input);
  const functionRank = rankFunctions(drafts);
  const births = birthsOf(drafts, input.wrongTexts, input.isTest);
  const spectra = new Map(
    [...drafts.values()].map((draft) => [draft, spectrumOf(draft, input.spectrum)]),
  );
  const surroundings = surroundingsOf([...drafts.values()], tellingText, input);
  const most = Math.max(0, ...[...spectra.values()].map((one) => one?.did ?? 0));
  return [...drafts.values()].map((draft) => {
    const did = spectra.get(draft)?.did;
    const predicate = did === undefined || most === 0 ? null : did / most;
    return describe(
      draft,
      featuresOf(draft, input, { functionRank, births, predicate, surroundings }),
    );
  });
}

function collectDrafts(input: RankingInput): ReadonlyMap<string, Draft> {
  const drafts = new Map<string, Draft>();
  const place = (
    source: SourceFile,
    node: SyntaxNode,
    distance: number,
    isData: boolean,
    why: string,
  ): Draft => {
    const fn = source.scopes.functionOf(node);
    const range = linesOf(source, node, fn);
    const key = `${range.file}:${range.line}:${range.endLine}`;
    const statement = statementOf(node);
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = {
        ...range,
        source,
        functionId: fn.id,
        functionName: shownName(source, node),
        statement,
        statements: new Set(),
        distance,
        dataDistance: Infinity,
        isData,
        points: [],
        why,
      };
      drafts.set(key, draft);
    }
    if (draft.statements.size === 0 || fn.id !== draft.functionId) draft.statements.add(statement);
    draft.distance = Math.min(draft.distance, distance);
    if (isData) draft.dataDistance = Math.min(draft.dataDistance, distance);
    draft.isData ||= isData;
    return draft;
  };
  for (const point of input.slice.points) {
    const at = point.evidence;
    if (at === null || point.point.kind === 'frontier') continue;
    if (
      point.point.kind === 'parameter' ||
      (point.point.kind === 'return' && at.node === point.point.node)
    )
      continue;
    place(at.source, at.node, point.distance, point.isData, point.why).points.push(point);
  }
  for (const { source, node, distance, why } of input.beside)
    place(source, node, distance, false, why);
  return drafts;
}

function shownName(source: SourceFile, node: SyntaxNode): string {
  const shown = source.original(node);
  return shown.source.scopes.functionOf(shown.node).name;
}

function rankFunctions(drafts: ReadonlyMap<string, Draft>): ReadonlyMap<string, number> {
  const nearest = new Map<string, number>();
  for (const draft of drafts.values()) {
    const distance = Number.isFinite(draft.dataDistance) ? draft.dataDistance : draft.distance + 2;
    nearest.set(draft.functionId, Math.min(nearest.get(draft.functionId) ?? Infinity, distance));
  }
  const order = [...nearest.entries()].sort((a, b) => a[1] - b[1]);
  return new Map(order.map(([id], index) => [id, index]));
}

/** What the ranking knows of one line; shares and flags, each weighed once in `weights.ts`. */
export interface Features extends Shape {
  /** From the symptom to the line; at least 0. */
  readonly distance: number;
  /** Rank of the line's function by distance; 0 is the nearest. */
  readonly functionRank: number;
  readonly hasOperation: boolean;
  readonly isBorn: boolean;
  readonly isPassing: boolean;
  /** The value that is born or passed on here is NaN or undefined. */
  readonly isNothing: boolean;
  /** Share of the question's names, beyond those of its subject, that the line mentions. */
  readonly named: number;
  /** What the line did only in failing tests, as a share of the most telling line's; null without tests to compare. */
  readonly predicate: number | null;
  /** A parameter that mattered was not given in a call here. */
  readonly lacksArgument: boolean;
  /** A property that mattered was not given in an object that was made here. */
  readonly lacksProperty: boolean;
  /** What was not given was there to be given. */
  readonly isLost: boolean;
  /** The line shows the symptom: it is where the question begins. */
  readonly isSymptom: boolean;
  /** The differing piece of the symptom's text appears here first. */
  readonly isPieceBorn: boolean;
  /** All that the line does is to call what was recorded: its choice is the callee and the arguments. */
  readonly isForwarding: boolean;
  /** No dependence of any kind leads here: a condition that ran near the symptom's values. */
  readonly isOnlyNear: boolean;
  /** The question points at the function: `after exclude()`. */
  readonly isFunctionNamed: boolean;
  /** Share of the question's words in the name of the function. */
  readonly likeFunction: number;
  /** Share of the question's words on the line. */
  readonly likeLine: number;
  /** The path of the test speaks of another file of the project. */
  readonly isElsewhere: boolean;
  /** Functions that called the line's function; 0 where none was recorded. */
  readonly callers: number;
  /** Share of the other lines that were changed later; null where that is not known. */
  readonly changedAfter: number | null;
  /** What the expected value has goes in here and does not come out. */
  readonly loses: boolean;
  /** Operators met values with which they seldom do what is meant. */
  readonly doubts: ReadonlySet<Doubt>;
  /** A promise is taken for what it comes to. */
  readonly isUnawaited: boolean;
  readonly isData: boolean;
  readonly isTest: boolean;
  /** Top level of a script that the command names: it drives the program. */
  readonly isDriver: boolean;
}

interface Shared {
  readonly functionRank: ReadonlyMap<string, number>;
  readonly births: Births<Draft>;
  readonly predicate: number | null;
  readonly surroundings: Surroundings<Draft>;
}

function featuresOf(
  draft: Draft,
  input: RankingInput,
  { functionRank, births, predicate, surroundings }: Shared,
): Features {
  const { statement } = draft;
  const statements = [...draft.statements];
  const hinted = (hint: Hint): boolean => draft.points.some((point) => point.hint === hint);
  const isLost = hinted('lost');
  const lacksArgument = hinted('argument') || isLost;
  // A call that only passes on what its callee made does nothing of its own, unless what it does not pass matters.
  const outer = outermostCalls(statement);
  const entered = new Set(draft.points.flatMap((point) => (point.enters ? nodeOf(point) : [])));
  // A built-in on top of what was entered makes something else of it.
  const isMade = draft.points.some((point) =>
    nodeOf(point).some((node) => outer.has(node) && !entered.has(node)),
  );
  const isEntered = !isMade && entered.size > 0;
  const isForgotten = draft.points.some(isUnawaited);
  const isForwarding =
    (births.passing.has(draft) || isEntered) &&
    !lacksArgument &&
    !isForgotten &&
    statements.every(onlyCalls);
  return {
    distance: draft.distance,
    functionRank: functionRank.get(draft.functionId) ?? 50,
    hasOperation:
      (statements.some(hasOperation) || draft.points.some(decidesAlone)) && !isForwarding,
    isBorn: births.born.has(draft),
    isPassing: births.passing.has(draft),
    isNothing: births.nothing.has(draft),
    named: namedShare(statementText(draft), input.names),
    predicate,
    lacksArgument,
    lacksProperty: hinted('property'),
    isLost,
    isSymptom: draft.points.some(isSymptom),
    isForwarding,
    isPieceBorn: draft.points.some((point) => point.shows && !point.passesPiece),
    isOnlyNear: draft.points.length === 0,
    isFunctionNamed: input.calls.has(simpleName(draft.functionId)),
    ...shapeOf(draft.source, statement),
    likeFunction: surroundings.likeFunction(draft),
    likeLine: surroundings.likeLine(draft),
    isElsewhere: surroundings.isElsewhere(draft),
    callers: surroundings.callers(draft),
    changedAfter: surroundings.changedAfter(draft),
    loses: draft.points.some((point) => point.loses),
    doubts: new Set(
      draft.points.flatMap(({ doubt, carries }) =>
        doubt === 'reset' && !carries ? [] : (doubt ?? []),
      ),
    ),
    isUnawaited: isForgotten,
    isData: draft.isData,
    isTest: input.isTest(draft.file),
    isDriver: draft.functionId.endsWith('#') && input.drivers.has(draft.file),
  };
}

const LONGEST_TEXT = 600;

/** Of a long statement its beginning: the rest holds functions or data. */
function statementText({ source, statement }: Pick<Draft, 'source' | 'statement'>): string {
  return source.text.slice(
    statement.start,
    Math.min(statement.end, statement.start + LONGEST_TEXT),
  );
}

/** The statement; with a condition the one that it decides about. Where lines are broken does not matter. */
function tellingText(draft: Draft): string {
  const decided = decidedBy(draft.statement);
  const text = statementText(draft);
  return decided === null
    ? text
    : `${text}\n${statementText({ source: draft.source, statement: decided })}`;
}

/** The expression that the point is the value of, if it is one. */
function nodeOf({ point, evidence }: SlicePoint): readonly SyntaxNode[] {
  return point.kind === 'expression' && evidence !== null ? [unwrap(evidence.node)] : [];
}

/** Without an operation: it gave what was not expected, or a default that was taken because nothing was given. */
function decidesAlone(point: SlicePoint): boolean {
  return givesExtra(point) || nodeOf(point).some(isDefault);
}

/** It gave an object the very property that was not expected: whatever the value, that is what the line did. */
function givesExtra({ via }: SlicePoint): boolean {
  return via !== null && via.via === null && via.hint === 'extra';
}

/** A target of the walk: nothing depends on it. */
function isSymptom({ via, carries }: SlicePoint): boolean {
  return via === null && carries;
}

/** The most telling of the lines of a range. */
function spectrumOf(range: LineRange, spectrum: Spectrum): ReturnType<Spectrum> {
  const lines = Array.from({ length: range.endLine - range.line + 1 }, (_, at) => range.line + at);
  const known = lines.map((line) => spectrum(range.file, line)).filter((one) => one !== null);
  if (known.length === 0) return null;
  return {
    ran: Math.max(...known.map((one) => one.ran)),
    did: Math.max(...known.map((one) => one.did)),
  };
}

function describe(draft: Draft, features: Features): Unscored {
  const point = draft.points.reduce<SlicePoint | null>(
    (best, next) => (best === null || next.distance < best.distance ? next : best),
    null,
  );
  const { file, line, endLine, functionId, functionName, distance } = draft;
  return {
    file,
    line,
    endLine,
    functionId,
    functionName,
    distance,
    features,
    why: whyOf(draft, features),
    point,
  };
}

function whyOf({ why, points }: Draft, { isUnawaited: isForgotten, isBorn }: Features): string {
  if (isForgotten)
    return points.some(isTooLate)
      ? 'nobody waited for it: what it does came too late'
      : points.some(({ evidence }) => evidence !== null && leavesTry(evidence))
        ? 'a promise leaves the try without await: the catch does not see what is rejected'
        : 'a promise is used as if it were what it comes to';
  return isBorn ? 'the wrong value appears here first' : why;
}

function namedShare(text: string, names: ReadonlySet<string>): number {
  if (names.size === 0) return 0;
  const words = new Set(text.split(/[^\w$]+/u));
  let hits = 0;
  for (const name of names) if (words.has(name)) hits += 1;
  return hits / names.size;
}

/** @returns the suspects of an answer */
export function toSuspects(candidates: readonly Candidate[], count: number): readonly Suspect[] {
  return candidates.slice(0, count).map((candidate, index) => ({
    rank: index + 1,
    file: candidate.file,
    line: candidate.line,
    endLine: candidate.endLine,
    function: candidate.functionName,
    score: Math.round(candidate.score * 1000) / 1000,
    why: candidate.why,
  }));
}
