/** Why a function ran, or why it did not run or throw, in the activations that the question means. */
import type { Goal } from '../../../../protocol/plan.ts';
import { isBelow } from '../../../../query/provenance/point.ts';
import type { Context } from '../../../../query/provenance/point.ts';
import type { Target } from '../../../../query/provenance/slice.ts';
import { absentCalls, absentThrowsOf } from '../../../../query/target/absent.ts';
import type { Frame } from '../../../../query/timeline.ts';
import type { Failure } from '../../../../query/target/failure.ts';
import type { SubjectEvent } from '../../../../query/target/subject/focus.ts';
import { isNamed } from '../../../../query/target/subject/focus.ts';
import { ranTargets } from '../../../../query/target/subject/ran.ts';
import { mostSaid } from '../../../../query/target/subject/said.ts';
import { mainClause } from '../../../question/literals.ts';
import { fewerTargets } from '../../../../query/target/times/fewer.ts';
import { heardTargets, unlistened } from '../../../../query/target/subject/heard.ts';
import { uncalledBack, unheard } from '../../../../query/target/unreached.ts';

/** What a question says of how something happened, beside its goal. */
export interface Asked {
  readonly goal: Goal;
  /** In its own words. */
  readonly question?: string;
  /** By which it tells activations apart. */
  readonly words: ReadonlySet<string>;
}

const TIMES = '(?:once|twice|one time|\\d+ times|(?:two|three|four) times)';
const CALLED = '(?:called|run|invoked|fired|executed|triggered|emitted|started)';
/** It happened, and should have happened once more. */
const FEWER = new RegExp(
  `\\b(?:only|just) (?:${CALLED} )?${TIMES}\\b|\\b${CALLED} (?:only|just) ${TIMES}\\b|(?:\\bnot|n't|\\bnever)(?: [^\\s,;]+){1,4} (?:again|a (?:second|third) time|another time|once more|any ?more|more than once)\\b`,
  'iu',
);
const THROWS =
  /\b(?:throws?|thrown|throwing|rejects?|rejected|fails?|failed|raises?|raised|complains?)\b/iu;

/** What is asked, up to the first comma or conjunction: what follows says when, and not what. */
function askedFor(question: string): string {
  const { from, end } = mainClause(question);
  const asked = question.slice(Math.max(from, question.search(/\bwhy\b/iu)), end);
  return asked.split(/[,;]|\s(?:but|and|after|before|once)\s/iu, 1)[0] ?? '';
}

/** @returns why the function ran: of all its activations those that the question means, of the failing test where there is one */
export function ranFor(
  context: Context,
  { goal: { subject }, question = '', words }: Asked,
  failure: Failure | null,
): readonly Target[] {
  const parts = subject?.split(/[.#]|::/u) ?? [];
  const name = parts.at(-1);
  if (name === undefined) return [];
  const owner = parts.at(-2) ?? null;
  const isIn = (frame: Frame): boolean => failure === null || isBelow(frame, failure.root);
  const own = context.timeline.frames.filter(
    (frame) => isNamed(frame.site, name, owner) && isIn(frame),
  );
  const isFewer = FEWER.test(askedFor(question));
  if (own.length === 0 && subject !== undefined) {
    const heard = heardTargets(context, subject, isFewer);
    if (heard.length > 0) return heard;
  }
  if (isFewer) {
    const fewer = fewerTargets(context, own, name);
    if (fewer.length > 0) return fewer;
  }
  const meant = new Set(mostSaid(context, own, words));
  return ranTargets(context, { name, owner }, (frame) =>
    own.length === 0 ? isIn(frame) : meant.has(frame),
  );
}

/** @returns where the function ran, why it did not throw, or not run once more; else why nothing called it */
export function absentFor(
  context: Context,
  { goal, question = '', words }: Asked,
  subject: readonly SubjectEvent[],
): readonly Target[] {
  const name = goal.subject?.split(/[.#]|::/u).at(-1);
  if (name === undefined) return [];
  const ran = subject.flatMap((one) => (one.event.type === 'call-end' ? [one.frame] : []));
  if (ran.length > 0) {
    const throws = (): readonly Target[] =>
      absentThrowsOf(context, name, (all) => mostSaid(context, all, words));
    if (THROWS.test(question)) return throws();
    // It ran, and not for the one that the question speaks of.
    const uncalled = absentCalls(context, name, (all) => {
      const meant = mostSaid(context, all, words);
      return meant.length === all.length
        ? []
        : meant.filter((frame) => !ran.some((one) => isBelow(one, frame)));
    });
    if (uncalled.length > 0) return uncalled;
    const fewer = fewerTargets(context, mostSaid(context, ran, words), name);
    if (fewer.length > 0) return fewer;
    const unthrown = throws();
    return unthrown.length > 0 ? unthrown : ranFor(context, { goal, question, words }, null);
  }
  const uncalled = absentCalls(context, name);
  if (uncalled.length > 0) return uncalled;
  const unemitted = unheard(context, name);
  if (unemitted.length > 0) return unemitted;
  const untaken = unlistened(context, name);
  return untaken.length > 0 ? untaken : uncalledBack(context, name);
}
