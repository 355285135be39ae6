/** From a failure to the points where the walk backwards starts: what the error names, what was asserted, where objects differ. */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { NAMED_BY_ERROR, shortened, THREW } from '../../../protocol/answer.ts';
import type { Value } from '../../../protocol/event.ts';
import { activationsOf } from '../../../query/provenance/call.ts';
import { evidenceOf } from '../../../query/provenance/evidence.ts';
import { blamedBy, saysOtherKind } from '../../../query/provenance/implicit/blamed.ts';
import { lockedBy, refusalOf } from '../../../query/provenance/implicit/refused.ts';
import { expressionAt } from '../../../query/provenance/point.ts';
import type { Context, Evidence } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { givenFrames } from '../../../query/target/assertion/given.ts';
import { actualSide, expectedSide } from '../../../query/target/assertion/broken.ts';
import type { Asserting } from '../../../query/target/assertion/broken.ts';
import { textOfPrimitive } from '../../../query/target/compared/side.ts';
import { ofWhatWasGiven, readAssertions } from '../../../query/target/assertion/read.ts';
import type { Assertion } from '../../../query/target/assertion/read.ts';
import { passedTry } from '../../../query/target/passed-try.ts';
import { notAgainTargets } from '../../../query/target/times/again.ts';
import { repeatedTargets } from '../../../query/target/times/repeated.ts';
import {
  assertedValues,
  differenceOf,
  differingPiece,
  wrongTexts,
} from '../../../query/target/asserted.ts';
import type { Asserted, Difference } from '../../../query/target/asserted.ts';
import type { Failure } from '../../../query/target/failure.ts';
import { unwrittenTargets } from '../../../query/target/unwritten.ts';
import type { Frame } from '../../../query/timeline.ts';
import { isNullish, messageOf, primitiveText } from '../../../query/value-text.ts';
import { absentTargets } from './absent.ts';
import { madeElsewhere } from './made.ts';
import { wrappedTargets } from './wrapped.ts';
import { partingOf } from './parting.ts';
import type { Compared, Parting } from './parting.ts';
import { statementTargets, thrownTargets } from './subject.ts';
import { unendedTargets } from './unended.ts';

export interface FailureTargets {
  readonly targets: readonly Target[];
  readonly focus: Evidence | null;
  /** What is wrong with it, in a few words; null where that is not known. */
  readonly symptom: string | null;
  readonly roots: readonly Frame[];
  readonly wrongTexts: readonly string[];
  readonly wrongPiece: string | null;
  /** What the expected text has in that place. */
  readonly missingPiece: string | null;
}

/** A failing test or program: what the error names and what the assertion looked at; null where the statement is not known. */
export function failureTargets(
  context: Context,
  failure: Failure,
  base: number,
): FailureTargets | null {
  const { source, statement, frame, seq } = failure;
  if (statement === null) return null;
  if (failure.isOwnThrow) return ownThrow(failure, statement, base);
  if (failure.kind === 'endless' || failure.kind === 'planned' || failure.kind === 'stuck')
    return unended(context, failure, statement, base);
  const before = seq + 1;
  const blamed = blamedBy(source, statement, failure.error).map((node) => ({
    point: expressionAt(source, node, frame, before),
    cost: base,
    why: `${NAMED_BY_ERROR}${inWords(source.text.slice(node.start, node.end))}`,
  }));
  const [assertion] = readAssertions(source, statement);
  const asserted = assertedValues(source, statement);
  const difference = comparedBy(failure, assertion);
  const asserting = assertion === undefined ? null : { source, frame, before, assertion };
  const parting =
    asserting === null ? null : nearestParting(context, asserting, { ...difference, base });
  const absent = asserting === null ? [] : absentTargets(context, asserting, base);
  const origin = madeElsewhere(context, failure, base);
  const wrapped = wrappedTargets(context, failure, base);
  const made = [...wrapped, ...origin.map((one) => aside(one, wrapped.length > 0))];
  const repeated =
    asserting === null
      ? []
      : [...repeatedTargets(context, asserting), ...notAgainTargets(context, asserting)];
  const refused = refusedAt(context, failure, statement, base);
  const isRefused = refused !== null;
  const named = namedBy(context, blamed, failure.error);
  const isKnown =
    named?.isSeen === true ||
    isRefused ||
    parting?.isCertain === true ||
    absent.length > 0 ||
    made.length > 0;
  const besides = isKnown ? WHOLE_COST : 0;
  const looked = asserted.map((one) =>
    lookedAt(context, one, { failure, before, base: base + besides }),
  );
  const [first] = asserted;
  // Which assertion failed is not known: none of them is said to have.
  const isKnownPlace = failure.isGuessed !== true;
  const shown =
    first === undefined || !isKnownPlace
      ? null
      : focusOf(context, failure, first, difference.actual);
  const focus = isRefused
    ? { source, node: statement, frame, seq: failure.errorSeq, value: failure.error }
    : (named?.evidence ?? shown);
  return {
    targets: [
      ...blamed,
      ...(refused ?? []),
      ...made,
      ...passedTry(context, failure).map((one) => ({ ...one, cost: one.cost + base })),
      ...absent,
      ...repeated.map((one) => ({ ...one, cost: one.cost + base })),
      ...looked.flatMap(({ targets }) => targets),
      ...(parting?.targets ?? []),
    ],
    focus,
    symptom: !isKnownPlace
      ? null
      : (named?.why ??
        parting?.symptom ??
        (absent.length > 0 ? absentSymptom(assertion) : null) ??
        (assertion === undefined ? thrownSymptom(context, failure) : null)),
    roots: looked.flatMap(({ roots }) => roots),
    ...textsOf(parting, difference.actual ?? focus?.value ?? null, difference.expected),
  };
}

interface Named {
  readonly evidence: Evidence;
  readonly why: string;
  /** It was seen to be what the message says. */
  readonly isSeen: boolean;
}

/** What the engine names: what was seen to be as the message says, else the one place that may be meant and was not seen. */
function namedBy(context: Context, blamed: readonly Target[], error: Value | null): Named | null {
  const isOtherKind = saysOtherKind(error);
  const all = blamed.flatMap(({ point, why }): readonly Named[] => {
    const evidence = evidenceOf(context, point);
    if (evidence === null) return [];
    const { value } = evidence;
    const isSeen =
      value !== null && (isNullish(value) || (isOtherKind && primitiveText(value) !== null));
    return isSeen || value === null ? [{ evidence, why, isSeen }] : [];
  });
  return all.find(({ isSeen }) => isSeen) ?? (all.length === 1 ? (all[0] ?? null) : null);
}

const LONGEST_MESSAGE = 120;

/** An error that no assertion and no throw of the program's own made. */
function thrownSymptom(context: Context, { root, error }: Failure): string | null {
  const message = messageOf(error);
  if (message === null || error?.kind !== 'object') return null;
  const who = context.isTest?.(root.site.file) === true ? THREW.test : THREW.program;
  return shortened(`${who} ${error.name}: ${message.split('\n', 1)[0] ?? ''}`, LONGEST_MESSAGE);
}

const LONGEST_NAME = 40;

/** In words of the program, where these are few. */
function inWords(text: string): string {
  return text.length > LONGEST_NAME || text.includes('\n') ? '' : `: ${text}`;
}

/** Where something nearer to the cause is known. */
function aside(target: Target, isAside: boolean): Target {
  return isAside ? { ...target, cost: target.cost + WHOLE_COST } : target;
}

/** What made the engine refuse a store; null where it refused none. The value that was to be stored has no part in it. */
function refusedAt(
  context: Context,
  { source, frame, seq, error }: Failure,
  statement: SyntaxNode,
  base: number,
): readonly Target[] | null {
  const message = messageOf(error);
  const refusal = message === null ? null : refusalOf(message);
  if (refusal === null) return null;
  return lockedBy(context, { source, statement, frame, before: seq + 1, ...refusal }).map(
    ({ to, cost, why }) => ({ point: to, cost: base + cost, why }),
  );
}

/** Texts that one function made of two values part where the values do, if that is known. */
function nearestParting(context: Context, at: Asserting, compared: Compared): Parting | null {
  const given = ofWhatWasGiven(at.source, at.assertion);
  const nothing = { actual: null, expected: null, base: compared.base };
  const inside = given === null ? null : partingOf(context, { ...at, assertion: given }, nothing);
  const outside = partingOf(context, at, compared);
  return inside?.isCertain === true && isShown(context, at, inside) ? inside : outside;
}

/** The texts show the first part that differs: a function may not look at all that it is given. */
function isShown(context: Context, at: Asserting, { first }: Parting): boolean {
  const own = textOfPrimitive(actualSide(context, at));
  const hoped = expectedSide(context, at);
  const text = hoped === null ? null : textOfPrimitive(hoped);
  const has = (whole: string | null, part: Value | null): boolean => {
    const said = part === null ? null : primitiveText(part);
    return whole === null || said === null || whole.includes(said);
  };
  return has(own, first?.actual ?? null) && has(text, first?.expected ?? null);
}

/** What the values themselves cost where it is known in which part of them, or in what did not happen, the difference lies. */
const WHOLE_COST = 0.5;

/** Of `assert(a === b)` the error knows only that it was false. */
function comparedBy(failure: Failure, assertion: Assertion | undefined): Difference {
  const isCondition = assertion?.word === 'ok' && assertion.relation !== 'holds';
  return isCondition ? { actual: null, expected: null } : differenceOf(failure.error);
}

/** The actual value; the error itself shows it, where its library put it there. */
function focusOf(
  context: Context,
  failure: Failure,
  first: Asserted,
  actual: Value | null,
): Evidence | null {
  const { source, frame, seq } = failure;
  const shown = evidenceOf(context, expressionAt(source, first.node, frame, seq + 1));
  const isOnError = actual !== null && failure.root.site.file === source.path;
  // An object that the error only names says no more than what was recorded of it before.
  const isNamed = actual?.kind === 'seen' && shown?.value != null && shown.seq !== null;
  if (shown === null || !isOnError || isNamed) return shown;
  return { ...shown, seq: failure.errorSeq, value: actual };
}

/** Texts that differ: those of the whole values, else those of the first leaf in which they differ. */
function textsOf(
  parting: Parting | null,
  actual: Value | null,
  expected: Value | null,
): Pick<FailureTargets, 'wrongTexts' | 'wrongPiece' | 'missingPiece'> {
  const own = textOf(actual) ?? parting?.actual ?? null;
  const hoped = textOf(actual) === null ? (parting?.expected ?? null) : textOf(expected);
  const wanted = hoped ?? parting?.expected ?? null;
  return {
    wrongTexts: wrongTexts(own, wanted),
    wrongPiece: differingPiece(own, wanted),
    missingPiece: differingPiece(wanted, own ?? ''),
  };
}

function ownThrow(failure: Failure, node: SyntaxNode, base: number): FailureTargets {
  const { source, frame, seq, error, errorSeq } = failure;
  const own = frame.events.findLast((event) => event.type === 'error-thrown' && event.seq <= seq);
  const shown = own?.type === 'error-thrown' ? own : { seq: errorSeq, value: error };
  return {
    targets: statementTargets([source, node, frame, seq + 1], base),
    focus: { source, node, frame, seq: shown.seq, value: shown.value },
    symptom: failure.kind === 'exit' ? 'the program itself said that it failed' : null,
    roots: [frame],
    ...NO_TEXTS,
  };
}

function absentSymptom(assertion: Assertion | undefined): string {
  if (assertion?.relation === 'throws') return 'nothing was thrown, where an error was expected';
  return assertion?.isNegated === true
    ? 'it was called, which was not expected'
    : 'it was not called as expected';
}

const NO_TEXTS = { wrongTexts: [], wrongPiece: null, missingPiece: null } as const;

const UNENDED = {
  planned: 'the test reached fewer assertions than it announced',
  endless: 'the test never ended',
  stuck: 'the program did not end',
  waiting: 'the program ended while this was still waiting',
} as const;

/** It never ended, or reached less than it announced: nothing was compared. */
function unended(
  context: Context,
  failure: Failure,
  node: SyntaxNode,
  base: number,
): FailureTargets {
  const { source, frame, errorSeq, root } = failure;
  const kind = failure.kind === 'planned' || failure.kind === 'stuck' ? failure.kind : 'endless';
  return {
    targets: unendedTargets(context, failure).map((one) => ({ ...one, cost: one.cost + base })),
    focus: { source, node, frame, seq: errorSeq, value: null },
    symptom: UNENDED[failure.hasEnded === true ? 'waiting' : kind],
    roots: [root],
    ...NO_TEXTS,
  };
}

interface Looking {
  readonly failure: Failure;
  readonly before: number;
  readonly base: number;
}

/** One value of the assertion: itself, and the functions it was given. */
function lookedAt(
  context: Context,
  { node, cost }: Asserted,
  { failure, before, base }: Looking,
): Pick<FailureTargets, 'targets' | 'roots'> {
  const { source, frame } = failure;
  const callbacks = givenFrames(context, frame, node);
  const point = expressionAt(source, node, frame, before);
  const unwritten = unwrittenTargets(context, point);
  return {
    roots: [...callbacks, ...activationsOf(frame, before)],
    targets: [
      ...callbacks.flatMap((callback) => callbackTargets(context, callback, base + cost)),
      { point, cost: base + cost, why: 'what the test looked at' },
      ...unwritten.map((one) => ({ ...one, cost: one.cost + base + cost })),
    ],
  };
}

function textOf(value: Value | null): string | null {
  return value === null ? null : primitiveText(value);
}

function callbackTargets(context: Context, frame: Frame, cost: number): readonly Target[] {
  const source = context.sources.file(frame.site.file);
  const node = source?.scopes.nodeById(frame.site.node) ?? null;
  if (source === null || node === null) return [];
  if (frame.outcome === 'threw')
    return thrownTargets(context, frame).map((target) => ({ ...target, cost: target.cost + cost }));
  return [
    { point: { kind: 'return', frame, source, node }, cost, why: 'what the assertion called' },
  ];
}
