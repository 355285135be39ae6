/** How far an answer can be trusted: settled only where everything that it says is proved and nothing was lost on the way. */
import type { Hop, Verdict } from '../../protocol/answer.ts';
import type { Goal } from '../../protocol/plan.ts';
import { restsOnInference } from '../../query/provenance/slice.ts';
import type { Slice, SlicePoint } from '../../query/provenance/slice.ts';
import type { Candidate } from '../../query/suspect/rank.ts';
import type { Found } from './target/find.ts';

export interface JudgedEvidence {
  readonly found: Pick<Found, 'targets' | 'isCertain' | 'isPremiseBroken'>;
  readonly slice: Pick<Slice, 'isCut' | 'frontiers'>;
  readonly chain: readonly Hop[];
  readonly candidates: readonly Candidate[];
}

/** How far the first suspect must be ahead of the second for the question to be settled. */
const LEAD = 0.9;

/**
 * Settled: the chain leads somewhere, every hop is proved (and none inferred), nothing was dropped or cut, the question's event is certain, and the first suspect is a hop of the
 * chain that carries the symptom's value and is well ahead of the next. What it was made of came from a test or stands there: nothing that
 * was not recorded had a part in it, and no other line of the program computed it.
 */
export function verdictOf(goal: Goal, evidence: JudgedEvidence, dropped: number): Verdict {
  const { found, slice, chain, candidates } = evidence;
  const [first, second] = candidates;
  if (first === undefined || found.targets.length === 0 || chain.length === 0) return 'open';
  if (found.isPremiseBroken) return 'open';
  const inChain = chain.some(
    (hop) => hop.file === first.file && hop.line <= first.endLine && hop.endLine >= first.line,
  );
  const isProved = chain.every(
    (hop) => hop.role !== 'frontier' && hop.seq !== undefined && hop.inferred !== true,
  );
  const isAhead = first.score - (second?.score ?? -Infinity) >= LEAD;
  const isAsked = !UNPROVABLE.has(goal.kind) && found.isCertain;
  const symptom = chain[0];
  const isSymptom =
    symptom?.file === first.file && symptom.line <= first.endLine && symptom.endLine >= first.line;
  const isWhole = dropped === 0 && !slice.isCut && chain.length > 1;
  return inChain &&
    isProved &&
    isAhead &&
    isAsked &&
    isWhole &&
    !isSymptom &&
    first.point?.isData === true &&
    !restsOnInference(first.point) &&
    !restsOnUnseen(slice, first.point) &&
    !isMadeElsewhere(first.point, candidates)
    ? 'settled'
    : 'likely';
}

/** What did not happen has no event, and an anomaly is no question. */
const UNPROVABLE: ReadonlySet<Goal['kind']> = new Set([
  'not-happened',
  'not-ended',
  'loop-left',
  'anomaly',
]);

/** Something that was not recorded had a part in the value: it leads to the way from the symptom to the point, or to what is behind that. */
function restsOnUnseen({ frontiers }: Pick<Slice, 'frontiers'>, point: SlicePoint): boolean {
  const way = new Set<SlicePoint>();
  for (let at: SlicePoint | null = point; at !== null; at = at.via) way.add(at);
  return frontiers.some((frontier) => frontier.isData && leadsTo(frontier, (at) => way.has(at)));
}

/** What the value was made of was itself computed, in another line of the program. */
function isMadeElsewhere(point: SlicePoint, [, ...others]: readonly Candidate[]): boolean {
  return others.some(
    (other) =>
      other.point?.isData === true &&
      other.features.hasOperation &&
      !other.features.isTest &&
      leadsTo(other.point, (at) => at === point),
  );
}

function leadsTo(from: SlicePoint, isThere: (at: SlicePoint) => boolean): boolean {
  for (let at = from.via; at !== null; at = at.via) if (isThere(at)) return true;
  return false;
}
