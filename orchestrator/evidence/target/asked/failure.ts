/** Which failure of several a question is about. */
import type { Goal } from '../../../../protocol/plan.ts';
import { isBelow } from '../../../../query/provenance/point.ts';
import type { Context } from '../../../../query/provenance/point.ts';
import { findFailures } from '../../../../query/target/failure.ts';
import type { Failure } from '../../../../query/target/failure.ts';
import { hasValue } from '../../../../query/target/subject/focus.ts';
import type { SubjectEvent } from '../../../../query/target/subject/focus.ts';
import { waitingPrograms } from '../../../../query/target/unended/stuck.ts';
import { createLikeness, stemsOf } from '../../../../query/suspect/words.ts';
import { finalFailures } from '../../../failures/final.ts';
import { titlesOf } from '../../../failures/name.ts';
import type { TargetQuery } from '../find.ts';

/**
 * Of several failures the one that the question is about: the title of the test has words of it, the assertion names the subject, or
 * it ran below the test. That a program ended itself is a failure to explain only where nothing else was asked.
 */
export function chooseFailure(
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
  const { observed } = goal;
  const shows = ({ root }: Failure): boolean =>
    observed !== undefined &&
    subject.some(
      ({ value, frame }) => value !== null && hasValue(value, observed) && isBelow(frame, root),
    );
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
      (holds(failure) ? ABOUT.holds : 0) +
      (shows(failure) ? ABOUT.shows : 0);
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

/**
 * What it says for a failure that its assertion names the subject, that the subject ran in its test, or had the value there that the
 * question quotes, beside all words of a question in its title.
 */
const ABOUT = { mentions: 0.15, holds: 0.1, shows: 0.2 } as const;

/** It has words beyond "why does this test fail". */
function isAsked({ kind, subject }: Goal): boolean {
  return kind !== 'failing-test' || subject !== undefined;
}
