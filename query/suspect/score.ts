/**
 * The score of a line: a sum of terms, one for each piece of evidence, each times its weight. The terms are in [0, 1] but for
 * `controlOnly` and the like, which are flags; only the order of scores means something.
 */
import type { LineRange } from './line.ts';
import type { Features } from './rank.ts';
import type { Term, Weights } from './weights.ts';

const MANY_CALLS = 4;
/** Share of later changes at which having been changed lately has fallen to a third. */
const RECENT = 0.2;

/** @param reach the distance at which nearness has fallen to a third */
export function termsOf(features: Features, reach: number): Readonly<Record<Term, number>> {
  const flag = (is: boolean): number => (is ? 1 : 0);
  const { isBorn, isPassing, isNothing, predicate } = features;
  return {
    nearness: Math.exp(-features.distance / reach),
    functionRank: 1 / (1 + features.functionRank),
    named: features.named,
    predicate: predicate ?? 0,
    onlyFailing: (predicate ?? 0) ** 4,
    operation: flag(features.hasOperation),
    forwarding: flag(features.isForwarding),
    pieceBorn: flag(features.isPieceBorn),
    symptom: flag(features.isSymptom),
    onlyNear: flag(features.isOnlyNear),
    lacksProperty: flag(features.lacksProperty),
    lost: flag(features.isLost),
    birth: flag(isBorn && !isNothing),
    birthOfNothing: flag(isBorn && isNothing),
    passing: flag(isPassing && !isNothing),
    passingNothing: flag(isPassing && isNothing),
    controlOnly: flag(!features.isData),
    test: flag(features.isTest),
    lacksArgument: flag(features.lacksArgument),
    functionNamed: flag(features.isFunctionNamed),
    driver: flag(features.isDriver),
    pattern: flag(features.hasPattern),
    returns: flag(features.returns),
    calls: Math.min(1, features.calls / MANY_CALLS),
    fewCallers: 1 / (1 + features.callers),
    likeFunction: features.likeFunction,
    likeLine: features.likeLine,
    elsewhere: flag(features.isElsewhere),
    loses: flag(features.loses),
    atBound: flag(features.doubts.has('bound')),
    pitfall: flag(features.doubts.has('pitfall')),
    empty: flag(features.doubts.has('empty')),
    reset: flag(features.doubts.has('reset')),
    unawaited: flag(features.isUnawaited),
    changed: features.changedAfter === null ? 0 : Math.exp(-features.changedAfter / RECENT),
  };
}

/** @returns the score of a line, the larger the more suspicious */
export function scoreOf(features: Features, weights: Weights): number {
  let sum = 0;
  for (const [term, value] of Object.entries(termsOf(features, weights.reach)))
    sum += weights[term as Term] * value;
  return sum;
}

/** What the order of candidates needs to know of each. */
export interface Scorable extends LineRange {
  readonly distance: number;
  readonly features: Features;
}

/** @returns most suspicious first, at most one of those that share a line */
export function orderCandidates<T extends Scorable>(
  candidates: readonly T[],
  weights: Weights,
): readonly (T & { readonly score: number })[] {
  const ranked = candidates
    .map((candidate) => ({ ...candidate, score: scoreOf(candidate.features, weights) }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        a.distance - b.distance ||
        a.file.localeCompare(b.file) ||
        a.line - b.line,
    );
  return withoutOverlaps(ranked);
}

/** Parts of one long statement share its lines: the best of them stands for the others. */
function withoutOverlaps<T extends LineRange>(ranked: readonly T[]): readonly T[] {
  const taken = new Map<string, T[]>();
  return ranked.filter((candidate) => {
    let kept = taken.get(candidate.file);
    if (kept === undefined) taken.set(candidate.file, (kept = []));
    if (kept.some((one) => one.line <= candidate.endLine && one.endLine >= candidate.line))
      return false;
    kept.push(candidate);
    return true;
  });
}
