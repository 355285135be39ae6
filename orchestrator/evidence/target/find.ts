/**
 * Where the walk backwards starts: the events that the question is about, and the value that a failing test looked at. Both are
 * targets where both exist; the one that the question names costs less.
 */
import type { Value } from '../../../protocol/event.ts';
import type { Goal } from '../../../protocol/plan.ts';
import type { Context, Evidence } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { absentCalls, absentThrows } from '../../../query/target/absent.ts';
import { duringStatement } from '../../../query/target/subject/during.ts';
import { differingPiece, wrongTexts } from '../../../query/target/asserted.ts';
import { contentsOf } from '../../../query/provenance/builtin/contents.ts';
import { evidenceOf } from '../../../query/provenance/evidence.ts';
import { isBelow } from '../../../query/provenance/point.ts';
import { findFailures } from '../../../query/target/failure.ts';
import type { Failure } from '../../../query/target/failure.ts';
import {
  eventAtNode,
  eventsWithValue,
  focusOf,
  isTurnedWrong,
  isWrittenAs,
  mentionedEvents,
  subjectEvents,
} from '../../../query/target/subject/focus.ts';
import type { Focus, SubjectEvent } from '../../../query/target/subject/focus.ts';
import { ranTargets } from '../../../query/target/subject/ran.ts';
import { unheard } from '../../../query/target/unreached.ts';
import { waitingPrograms } from '../../../query/target/unended/stuck.ts';
import { staleTargets } from '../../../query/target/times/stale.ts';
import type { Frame } from '../../../query/timeline.ts';
import { primitiveText, refOf } from '../../../query/value-text.ts';
import { createLikeness, stemsOf } from '../../../query/suspect/words.ts';
import { finalFailures } from '../../failures/final.ts';
import { titlesOf } from '../../failures/name.ts';
import { endingTargets } from './ending.ts';
import { failureTargets } from './failure.ts';
import { unsaidBy } from './unsaid.ts';
import { evidenceOfEvent, targetsOf } from './subject.ts';

export interface Found {
  readonly targets: readonly Target[];
  /** The event or value that the answer is about. */
  readonly focus: Evidence | null;
  readonly was: Value | null;
  /** What is wrong with it, in a few words; null where only the question says that. */
  readonly symptom: string | null;
  readonly failure: Failure | null;
  /** Activations that ran because of what the question is about. */
  readonly roots: readonly Frame[];
  readonly wrongTexts: readonly string[];
  /** Where the actual text differs from the expected one. */
  readonly wrongPiece: string | null;
  /** What the expected text has in that place. */
  readonly missingPiece: string | null;
  /** The question, or a failing assertion, singles the symptom out. */
  readonly isCertain: boolean;
  /** The focus is the question's subject, and not the value of a failing assertion. */
  readonly isSubject: boolean;
  /** The question takes something for given that the recording contradicts. */
  readonly isPremiseBroken: boolean;
  /** The writes, where all of them are the answer (who writes x). */
  readonly events: readonly SubjectEvent[];
}

/** What a target costs that the question does not single out. */
const COST_OF = {
  /** The subject's event, where the words do not say which one of several is meant. */
  guess: 0.5,
  /** A failing test beside a subject that is certain. */
  besideSubject: 0.2,
  /** A place that the question only mentions. */
  mentioned: 1,
  /** The same where nothing better is known. */
  onlyMentioned: 0.4,
  /** For each doubling of the places that hold the name. */
  spread: 0.3,
} as const;

export interface TargetQuery {
  readonly goal: Goal;
  /** Names of the question as the code spells them. */
  readonly names: ReadonlySet<string>;
  readonly isTest: (file: string) => boolean;
  /** The question in its own words. */
  readonly question?: string;
  /** What failed, the one to explain first; found here where absent. */
  readonly failures?: readonly Failure[];
}

/** @returns the targets of the goal in this recording; none where nothing of it was recorded */
export function findTarget(context: Context, asked: TargetQuery): Found {
  const { goal } = asked;
  const subject = goal.subject === undefined ? [] : subjectEvents(context, goal.subject);
  const failure = chooseFailure(context, asked, subject);
  const inFailure =
    failure === null ? subject : subject.filter((one) => isBelow(one.frame, failure.root));
  const events = inFailure.length > 0 ? inFailure : subject;
  const asserting = failure === null ? [] : duringStatement(context, failure, events, goal);
  const chosenFrom = asserting.length > 0 ? asserting : events;
  const focused = chooseFocus(context, goal, chosenFrom, failure);
  const ran =
    goal.kind === 'run' ? ranFor(context, goal, failure) : endingTargets(context, goal, events);
  const named = ran.length > 0 ? ran : focused === null ? [] : targetsOf(context, focused.event);
  const isCertain = ran.length > 0 || focused?.isCertain === true;
  const namedCost = focused === null || isCertain ? 0 : COST_OF.guess;
  const isSubjectFirst = isCertain && goal.kind !== 'failing-test';
  const asserted =
    failure === null
      ? null
      : failureTargets(context, failure, isSubjectFirst ? COST_OF.besideSubject : 0);
  const absent = goal.kind === 'not-happened' ? absentTargets(context, goal, subject) : [];
  const known = named.length > 0 || asserted !== null || absent.length > 0;
  const isInside = failure !== null && inFailure.length > 0;
  const mentioned = mentionedEvents(context, {
    ...asked,
    isNear: (frame) => !isInside || isBelow(frame, failure.root),
  }).flatMap((one) =>
    shifted(
      targetsOf(context, one),
      (known ? COST_OF.mentioned : COST_OF.onlyMentioned) + COST_OF.spread * Math.log2(one.spread),
      'the question mentions it',
    ),
  );
  const leading = ran.length > 0 ? ran : absent;
  const focus = focusedOn(context, leading, focused);
  const until = failure?.errorSeq ?? focused?.event.event.seq ?? Infinity;
  const held = ran.length > 0 || asserted !== null ? [] : heldBy(context, focused);
  const first = [
    ...absent,
    ...shifted([...named, ...held], namedCost),
    ...(asserted?.targets ?? []),
  ];
  return {
    targets: [
      ...first,
      ...staleTargets(context, first, until),
      ...unsaidBy(context, failure, asked),
      ...mentioned,
    ],
    focus: isSubjectFirst ? focus : (asserted?.focus ?? focus),
    was: isSubjectFirst || asserted === null ? (focused?.event.was ?? null) : null,
    symptom: leading[0]?.why ?? (isSubjectFirst ? null : (asserted?.symptom ?? null)),
    failure,
    roots: rootsOf(failure, focused?.event ?? null, asserted?.roots ?? []),
    wrongTexts: [
      ...new Set([
        ...(asserted?.wrongTexts ?? []),
        ...(focused === null ? [] : turnedWrong(focused.event)),
        ...(goal.observed === undefined ? [] : wrongTexts(goal.observed, goal.expected ?? null)),
      ]),
    ],
    wrongPiece:
      asserted?.wrongPiece ?? differingPiece(goal.observed ?? null, goal.expected ?? null),
    missingPiece:
      asserted?.missingPiece ?? differingPiece(goal.expected ?? null, goal.observed ?? ''),
    isCertain: isCertain || asserted !== null,
    isSubject: focused?.isElsewhere !== true && (isSubjectFirst || asserted === null),
    isPremiseBroken: failure === null && isPremiseBroken(goal, subject),
    events,
  };
}

/** What it holds beside the value itself. */
const HELD_COST = 0.1;

/** Of a list, a map or an object that was asked about: what filled it, until the recording ended. */
function heldBy(context: Context, focused: Focus | null): readonly Target[] {
  const ref = refOf(focused?.event.value ?? null);
  if (focused === null || ref === null) return [];
  return contentsOf(context, focused.event.event.process, ref, Infinity).map(
    ({ to, cost, why }) => ({ point: to, cost: cost + HELD_COST, why }),
  );
}

/** Why the function ran, of all its activations those of the failing test. */
function ranFor(context: Context, { subject }: Goal, failure: Failure | null): readonly Target[] {
  const parts = subject?.split(/[.#]|::/u) ?? [];
  const name = parts.at(-1);
  if (name === undefined) return [];
  return ranTargets(
    context,
    { name, owner: parts.at(-2) ?? null },
    (frame) => failure === null || isBelow(frame, failure.root),
  );
}

/** The call that had the function run, or the event that was chosen. */
function focusedOn(
  context: Context,
  [ran]: readonly Target[],
  focused: Focus | null,
): Evidence | null {
  if (ran !== undefined) return evidenceOf(context, ran.point);
  return focused === null ? null : evidenceOfEvent(context, focused.event);
}

/** Where the function ran, the question is why it did not throw; else why nothing called it. */
function absentTargets(
  context: Context,
  goal: Goal,
  subject: readonly SubjectEvent[],
): readonly Target[] {
  const name = goal.subject?.split(/[.#]|::/u).at(-1);
  if (name === undefined) return [];
  const didRun = subject.some((one) => one.event.type === 'call-end');
  if (didRun) return absentThrows(context, name);
  const uncalled = absentCalls(context, name);
  return uncalled.length > 0 ? uncalled : unheard(context, name);
}

/**
 * Of several failures the one that the question is about: the title of the test has words of it, the assertion names the subject, or
 * it ran below the test. That a program ended itself is a failure to explain only where nothing else was asked.
 */
function chooseFailure(
  context: Context,
  asked: TargetQuery,
  subject: readonly SubjectEvent[],
): Failure | null {
  const { goal } = asked;
  const all = asked.failures ?? finalFailures(context, findFailures(context));
  const failures = askedFailures(context, goal, all);
  const name = goal.subject?.split(/[.#]|::/u).at(-1);
  const mentions = ({ source, statement }: Failure): boolean =>
    name !== undefined &&
    statement !== null &&
    source.text
      .slice(statement.start, statement.end)
      .split(/[^\w$]+/u)
      .includes(name);
  const holds = ({ root }: Failure): boolean => subject.some((one) => isBelow(one.frame, root));
  if (failures.length < 2) return failures[0] ?? null;
  const titles = failures.map((failure) => stemsOf(titlesOf(context, failure).join(' ')));
  const words = stemsOf(isAsked(goal) ? (asked.question ?? '') : '');
  const known = [...words].filter((word) => titles.some((title) => title.has(word))).length;
  const likeness = createLikeness(words, titles);
  // Of a question of which the titles have one word in five, that one says little.
  const share = words.size === 0 ? 0 : known / words.size;
  let best: { readonly failure: Failure; readonly score: number } | null = null;
  for (const [index, failure] of failures.entries()) {
    const score =
      share * likeness(titles[index] ?? new Set()) +
      (mentions(failure) ? ABOUT.mentions : 0) +
      (holds(failure) ? ABOUT.holds : 0);
    if (best === null || score > best.score) best = { failure, score };
  }
  return best?.failure ?? null;
}

/** That a program ended itself, or did not end, is no failure where something else was asked. */
function askedFailures(
  context: Context,
  { kind, subject }: Goal,
  all: readonly Failure[],
): readonly Failure[] {
  if (kind === 'failing-test') return all;
  if (kind !== 'not-ended') return all.filter((one) => one.kind !== 'exit' && one.kind !== 'stuck');
  const unended = all.filter((one) => one.kind === 'endless' || one.kind === 'stuck');
  if (unended.length > 0) return unended;
  const others = all.filter((one) => one.kind !== 'exit');
  return others.length > 0 || subject !== undefined ? others : waitingPrograms(context);
}

/** What it says for a failure that its assertion names the subject, or that the subject ran in its test, beside all words of a question in its title. */
const ABOUT = { mentions: 0.15, holds: 0.1 } as const;

/** It has words beyond "why does this test fail". */
function isAsked({ kind, subject }: Goal): boolean {
  return kind !== 'failing-test' || subject !== undefined;
}

/** "Why is x 5" where x was recorded, and never as 5, nor as a text that holds it. */
function isPremiseBroken({ observed, kind }: Goal, subject: readonly SubjectEvent[]): boolean {
  if (observed === undefined || kind === 'anomaly') return false;
  const texts = subject.map(({ value }) => (value === null ? null : primitiveText(value)));
  const known = texts.filter((text) => text !== null);
  return (
    known.length === texts.length &&
    known.length > 0 &&
    !known.some((text) => text.includes(observed) || isWrittenAs(text, observed))
  );
}

function shifted(targets: readonly Target[], cost: number, why?: string): readonly Target[] {
  return targets.map((target) => ({
    ...target,
    cost: target.cost + cost,
    why: why ?? target.why,
    isMention: target.isMention === true || why !== undefined || cost >= COST_OF.guess,
  }));
}

interface Chosen extends Focus {
  /** It has the value that was asked about, and not the name. */
  readonly isElsewhere?: true;
}

function chooseFocus(
  context: Context,
  goal: Goal,
  events: readonly SubjectEvent[],
  failure: Failure | null,
): Chosen | null {
  if (goal.kind === 'anomaly' && goal.node !== undefined) {
    const seen = eventAtNode(context, goal.node, goal.observed);
    if (seen !== null) return { event: seen, isCertain: true };
  }
  if (goal.kind === 'throw') {
    const thrown = thrownOf(events);
    return thrown === null ? null : { event: thrown, isCertain: true };
  }
  const focus = focusOf(events, {
    observed: goal.observed ?? null,
    expected: goal.expected ?? null,
    wantsChange: goal.kind === 'change',
  });
  if (focus?.isCertain === true)
    return failure === null || goal.observed !== undefined || goal.kind === 'change'
      ? focus
      : { ...focus, isCertain: false };
  const searched = failure === null ? searchedFor(context, goal, events) : null;
  return searched === null ? focus : { event: searched, isCertain: true, isElsewhere: true };
}

/**
 * Without a failure, and where nothing that has the asked name shows the asked value, the value leads to its events: to the write
 * of a property of what has the name, else to any.
 */
function searchedFor(
  context: Context,
  goal: Goal,
  events: readonly SubjectEvent[],
): SubjectEvent | null {
  const text = goal.observed;
  if (text === undefined) return null;
  const refs = new Set(events.map(({ value }) => refOf(value)).filter((ref) => ref !== null));
  const within = eventsWithValue(
    context,
    text,
    ({ event }) => event.type === 'property-written' && refs.has(refOf(event.object) ?? -1),
  )[0];
  if (within !== undefined) return within;
  // A name whose values are all plain never had this one: that is the answer.
  const isOpen = events.length === 0 || refs.size > 0;
  return isOpen && isTelling(text) ? (eventsWithValue(context, text)[0] ?? null) : null;
}

/** `undefined` and small numbers are everywhere. */
function isTelling(text: string): boolean {
  return text.length > 2 && !/^(?:null|undefined|true|false|NaN|\d{1,2})$/u.test(text);
}

/** A value that turned wrong is its own symptom, asked for or not. */
function turnedWrong(focus: SubjectEvent): readonly string[] {
  if (focus.value === null || !isTurnedWrong(focus.was, focus.value)) return [];
  return wrongTexts(primitiveText(focus.value), null);
}

function thrownOf(events: readonly SubjectEvent[]): SubjectEvent | null {
  return (
    events.findLast((one) => one.event.type === 'call-end' && one.event.outcome === 'threw') ?? null
  );
}

function rootsOf(
  failure: Failure | null,
  focus: SubjectEvent | null,
  asserted: readonly Frame[],
): readonly Frame[] {
  if (failure !== null) return [...asserted, failure.root];
  if (focus === null) return [];
  let root = focus.frame;
  while (root.parent !== null) root = root.parent;
  return [root];
}
