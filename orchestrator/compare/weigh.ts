/**
 * What a comparison adds to an answer: suspects that changed between the commits and lie on the way come first, the chain leads
 * to the first of them, and the verdict says how much a difference proves.
 */
import type { Hop, Suspect, Verdict } from '../../protocol/answer.ts';
import type { Comparison } from '../../protocol/comparison.ts';
import { toSuspects } from '../../query/suspect/rank.ts';
import type { Candidate } from '../../query/suspect/rank.ts';
import { formatValue } from '../../query/value-text.ts';
import { buildChain } from '../evidence/chain.ts';
import type { Evidence } from '../evidence/explain.ts';
import { identifyHops } from '../look/identify.ts';
import { verifyChain } from '../evidence/verify.ts';
import type { Chosen } from './divergence.ts';
import { evidenceAt, overlapping, sliceOf } from './cause.ts';
import type { ComparedRun } from './cause.ts';
import type { Lines } from './commit/change.ts';

export interface WeighInput {
  readonly evidence: Evidence;
  readonly comparison: Comparison;
  readonly chosen: Chosen | null;
  readonly run: ComparedRun;
  /** Changed lines of this side. */
  readonly lines: readonly Lines[];
  readonly isTest: (file: string) => boolean;
  /** Nothing was lost on either side. */
  readonly isWhole: boolean;
}

/** What a tier is worth beside the score of a line, so that the order of scores is the order of ranks. */
const PER_TIER = 10;
const OTHER_SUSPECTS = 4;
const MOST_SUSPECTS = 10;

/** @returns the evidence as it is after the comparison */
export function weighEvidence(input: WeighInput): Evidence {
  const { evidence, run } = input;
  const ordered = order(input);
  const [first] = ordered;
  if (first === undefined) return fromParting(input);
  const { found, slice, beside } = evidence;
  const drawn = buildChain({
    context: run.context,
    ...{ slice, beside, focus: found.focus },
    suspect: first,
    others: ordered.slice(1, OTHER_SUSPECTS),
    was: found.was === null ? null : formatValue(found.was),
  });
  const { chain: proved, rejected } = verifyChain(run.context, drawn);
  const chain = identifyHops(run.context, proved);
  const suspects = [...unseen(input, ordered), ...toSuspects(ordered, MOST_SUSPECTS)]
    .slice(0, MOST_SUSPECTS)
    .map((one, index) => ({ ...one, rank: index + 1 }));
  return {
    ...evidence,
    ...{ candidates: ordered, suspects, chain, rejected },
    verdict: verdictOf(input, chain, suspects),
  };
}

/** Nothing is known of the symptom: the chain is that of the place where the runs part, and only changed lines are suspects. */
function fromParting(input: WeighInput): Evidence {
  const { evidence, run, chosen } = input;
  const event = chosen?.parting.here ?? null;
  const slice = event === null ? null : sliceOf(run, event, chosen?.parting.index ?? null);
  const focus = event === null ? null : evidenceAt(run, event);
  if (slice === null || focus === null)
    return { ...evidence, verdict: verdictOf(input, evidence.chain, []) };
  const { context } = run;
  const drawn = buildChain({ context, slice, focus, suspect: null, beside: [], was: null });
  const { chain: proved, rejected } = verifyChain(run.context, drawn);
  const chain = identifyHops(run.context, proved);
  const suspects = unseen(input, []).map((one, index) => ({ ...one, rank: index + 1 }));
  const { divergence, here, there } = input.comparison;
  const isTelling = suspects.length > 0 && here.outcome !== there.outcome && divergence !== null;
  return { ...evidence, chain, rejected, suspects, verdict: isTelling ? 'likely' : 'open' };
}

/** Changed lines that ran on the way, then changed lines, then where the runs part, then the others. */
function order({ evidence, comparison, lines, isTest }: WeighInput): readonly Candidate[] {
  const { divergence, there } = comparison;
  const onTheWay = (divergence?.changed ?? []).filter(({ side }) => side === 'here');
  const place = divergence?.here ?? null;
  const tierOf = (one: Candidate): number => {
    if (isTest(one.file)) return 0;
    if (overlapping(onTheWay, one).length > 0) return 3;
    if (overlapping(lines, one).length > 0) return 2;
    return place !== null && overlapping([place], one).length > 0 ? 1 : 0;
  };
  const tiered = evidence.candidates.map((one): Candidate => {
    const tier = tierOf(one);
    const changed = tier >= 2 ? `changed since ${there.label}: ` : '';
    const parted = tier === 1 ? 'where the runs part: ' : '';
    return { ...one, score: one.score + PER_TIER * tier, why: `${changed}${parted}${one.why}` };
  });
  return tiered.sort((a, b) => b.score - a.score);
}

/** Changed lines on the way that no step of the walk came by: what they lack leaves no trace here. */
function unseen(
  { comparison, evidence, isTest }: WeighInput,
  ordered: readonly Candidate[],
): readonly Suspect[] {
  const onTheWay = (comparison.divergence?.changed ?? []).filter(
    ({ side, file }) => side === 'here' && !isTest(file),
  );
  const score = Math.max(
    0,
    ...ordered.map((one) => one.score),
    ...evidence.suspects.map((one) => one.score),
  );
  return onTheWay
    .filter((lines) => overlapping(ordered, lines).length === 0)
    .map(({ file, line, endLine }) => ({
      ...{ rank: 0, file, line, endLine, function: '', score },
      why: `changed since ${comparison.there.label}, and ran before the runs part`,
    }));
}

/**
 * Settled only between two commits, where one changed place alone ran on the way to the difference, the symptom depends on the
 * difference by hops that are all proved, the outcomes differ, and nothing of either run is missing.
 */
function verdictOf(
  { evidence, comparison, isWhole }: WeighInput,
  chain: readonly Hop[],
  suspects: readonly Suspect[],
): Verdict {
  const { divergence, here, there, kind } = comparison;
  if (divergence === null) return evidence.verdict === 'settled' ? 'likely' : evidence.verdict;
  if (evidence.found.targets.length === 0 || chain.length === 0) return 'open';
  if (evidence.found.isPremiseBroken) return 'open';
  const [first] = suspects;
  const onTheWay = divergence.changed.filter(({ side }) => side === 'here');
  const ran = comparison.changes.filter((one) => one.ran);
  const isOne =
    first !== undefined && onTheWay.length === 1 && overlapping(onTheWay, first).length === 1;
  const isProved = chain.every(({ role, seq }) => role !== 'frontier' && seq !== undefined);
  const isReached = onTheWay.some((lines) => overlapping(chain, lines).length > 0);
  const isSettled =
    kind === 'commit' &&
    isOne &&
    ran.length <= 1 &&
    isProved &&
    isReached &&
    isWhole &&
    divergence.inSlice &&
    divergence.source === null &&
    here.outcome !== there.outcome;
  return isSettled ? 'settled' : 'likely';
}
