/**
 * Where the walk backwards starts: the events that the question is about, and the value that a failing test looked at. Both are
 * targets where both exist; the one that the question names costs less.
 */
import type { Value } from '../../../protocol/event.ts';
import { MENTIONED } from '../../../protocol/answer.ts';
import type { Goal } from '../../../protocol/plan.ts';
import type { Context, Evidence } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { duringStatement } from '../../../query/target/subject/during.ts';
import { differingPiece, wrongTexts } from '../../../query/target/asserted.ts';
import { contentsOf } from '../../../query/provenance/builtin/contents.ts';
import { evidenceOf } from '../../../query/provenance/evidence.ts';
import { isBelow } from '../../../query/provenance/point.ts';
import type { Failure } from '../../../query/target/failure.ts';
import {
  isTurnedWrong,
  isWrittenAs,
  mentionedEvents,
  subjectEvents,
} from '../../../query/target/subject/focus.ts';
import type { Focus, SubjectEvent } from '../../../query/target/subject/focus.ts';
import { calledEvents } from '../../../query/target/subject/ordinal.ts';
import { seenTargets } from '../../../query/target/subject/printed.ts';
import { wordsSaid } from '../../../query/target/subject/said.ts';
import { staleTargets } from '../../../query/target/times/stale.ts';
import type { Frame } from '../../../query/timeline.ts';
import { primitiveText, refOf } from '../../../query/value-text.ts';
import { chooseFailure } from './asked/failure.ts';
import { chooseFocus } from './asked/focus.ts';
import { absentFor, ranFor } from './asked/happened.ts';
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
  /** The question says which one of several it means, by its number. */
  readonly isCounted: boolean;
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
  /** What a function gave that the question mentions, where nothing better is known. */
  called: 0.2,
  /** The same of a place where nothing better is known. */
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
  const words = wordsSaid(asked.question ?? '', [
    goal.subject ?? '',
    goal.observed ?? '',
    goal.expected ?? '',
  ]);
  const focused = chooseFocus(context, goal, chosenFrom, { ...asked, failure, words });
  const ran =
    goal.kind === 'run'
      ? ranFor(context, { ...asked, words }, failure)
      : endingTargets(context, goal, events);
  const absent =
    goal.kind === 'not-happened' ? absentFor(context, { ...asked, words }, subject) : [];
  const leading = ran.length > 0 ? ran : absent;
  // Of what did not happen nothing that the function gave is the reason.
  const named =
    leading.length > 0 ? ran : focused === null ? [] : targetsOf(context, focused.event);
  const isCertain = ran.length > 0 || focused?.isCertain === true;
  const namedCost = focused === null || isCertain ? 0 : COST_OF.guess;
  const isSubjectFirst = isCertain && goal.kind !== 'failing-test';
  const asserted =
    failure === null
      ? null
      : failureTargets(context, failure, isSubjectFirst ? COST_OF.besideSubject : 0);
  const known = named.length > 0 || asserted !== null || absent.length > 0;
  const isInside = failure !== null && inFailure.length > 0;
  const mentioned = mentionedEvents(context, {
    ...asked,
    isNear: (frame) => !isInside || isBelow(frame, failure.root),
  }).flatMap((one) =>
    shifted(
      targetsOf(context, one),
      (known ? COST_OF.mentioned : COST_OF.onlyMentioned) + COST_OF.spread * Math.log2(one.spread),
      MENTIONED,
    ),
  );
  const called = known ? [] : calledBy(context, asked);
  const seen = known ? [] : seenTargets(context, words, asked.question ?? '');
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
      ...called,
      ...mentioned,
      ...seen,
    ],
    focus: isSubjectFirst ? focus : (asserted?.focus ?? focus),
    was:
      leading.length === 0 && focused !== null && (isSubjectFirst || asserted === null)
        ? wasOf(focused.event)
        : null,
    symptom: leading[0]?.why ?? (isSubjectFirst ? null : (asserted?.symptom ?? null)),
    failure,
    roots: rootsOf(failure, focused?.event ?? null, asserted?.roots ?? []),
    wrongTexts: [
      ...new Set([
        ...(asserted?.wrongTexts ?? []),
        ...(focused === null || leading.length > 0 ? [] : turnedWrong(focused.event)),
        ...(goal.observed === undefined ? [] : wrongTexts(goal.observed, goal.expected ?? null)),
      ]),
    ],
    wrongPiece:
      asserted?.wrongPiece ?? differingPiece(goal.observed ?? null, goal.expected ?? null),
    missingPiece:
      asserted?.missingPiece ?? differingPiece(goal.expected ?? null, goal.observed ?? ''),
    isCertain: isCertain || asserted !== null,
    isSubject: focused?.isElsewhere !== true && (isSubjectFirst || asserted === null),
    isPremiseBroken:
      failure === null &&
      isPremiseBroken(goal, focused?.isCounted === true ? [focused.event] : subject),
    isCounted: focused?.isCounted === true,
    events,
  };
}

/** What the functions gave that the question mentions, where it has no subject. */
function calledBy(context: Context, { names, question = '' }: TargetQuery): readonly Target[] {
  return calledEvents(context, names, question).flatMap((one) =>
    shifted(targetsOf(context, one), COST_OF.called, MENTIONED),
  );
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

/** The call that had the function run, or the event that was chosen. */
function focusedOn(
  context: Context,
  [ran]: readonly Target[],
  focused: Focus | null,
): Evidence | null {
  if (ran !== undefined) return evidenceOf(context, ran.point);
  return focused === null ? null : evidenceOfEvent(context, focused.event);
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

/** What another call gave, or was given, is nothing that this one replaced. */
function wasOf({ event, was }: SubjectEvent): Value | null {
  return event.type.endsWith('-written') ? was : null;
}

/** A value that turned wrong is its own symptom, asked for or not. */
function turnedWrong(focus: SubjectEvent): readonly string[] {
  if (focus.value === null || !isTurnedWrong(focus.was, focus.value)) return [];
  return wrongTexts(primitiveText(focus.value), null);
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
