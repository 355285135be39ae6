/**
 * The deterministic planner's first plan. Near the target a chain of causes breaks where one kind of fact is missing, so
 * near functions get all four kinds; far ones are watched at their borders only, which says whether they ran and what went in
 * and out. When the room is short, rank decides first and expected cost second.
 */
import type { Goal, ProbeKind } from '../../protocol/plan.ts';
import type { Candidate, DraftInput, DraftReply, ProbeDraft } from '../request.ts';

/** Edges of the slice up to which everything is watched. */
const NEAR_DISTANCE = 2;
/** Functions watched fully whatever their distance, by rank; whole files are watched fully only where they are near. */
const NEAR_RANK = 12;
/** Loops from which on the reads of a function that is not the target cost more than they tell. */
const HOT_LOOP_DEPTH = 2;
/** A loop is taken to run this often, as static frequency estimates do. */
const RUNS_PER_LOOP = 10;
const COST: Readonly<Partial<Record<ProbeKind, number>>> = {
  function: 2,
  write: 2,
  branch: 1,
  value: 6,
};
const KINDS: readonly ProbeKind[] = ['function', 'write', 'branch', 'value'];

/** Ids say what they watch, so that a plan reads well and a refinement never reuses one. */
export const probeId = (kind: ProbeKind, node: string): string => `${kind}:${node}`;

/** Events that the probe is expected to make, relative to others. */
export function expectedCost(candidate: Candidate, kind: ProbeKind): number {
  const runs = Math.max(1, candidate.calls) * RUNS_PER_LOOP ** candidate.loopDepth;
  const size = kind === 'function' ? 1 : Math.max(1, candidate.lines / 10);
  return (COST[kind] ?? 1) * runs * size;
}

function byRank(a: Candidate, b: Candidate): number {
  return (
    b.score - a.score ||
    a.distance - b.distance ||
    expectedCost(a, 'function') - expectedCost(b, 'function') ||
    (a.id < b.id ? -1 : 1)
  );
}

function kindsFor(candidate: Candidate, rank: number): readonly ProbeKind[] {
  const isTop = candidate.kind === 'function' && rank < NEAR_RANK;
  const near = candidate.distance <= NEAR_DISTANCE || isTop;
  if (!near) return ['function'];
  const hot = candidate.loopDepth >= HOT_LOOP_DEPTH && candidate.distance > 0;
  return hot ? KINDS.filter((kind) => kind !== 'value') : KINDS;
}

function subjectOf(goal: Goal): string {
  return goal.subject ?? (goal.kind === 'failing-test' ? 'the asserted value' : 'the value');
}

/** The hypothesis that a probe of this kind tests, in the words of the goal. */
export function hypothesis(kind: ProbeKind, name: string, goal: Goal): string {
  const subject = subjectOf(goal);
  switch (kind) {
    case 'write':
      return `${name} may write ${subject} or a value that it is made from`;
    case 'branch':
      return `a condition in ${name} may decide whether ${subject} comes about this way`;
    case 'value':
      return `${name} may read or compute a value that ends up in ${subject}`;
    default:
      return goal.kind === 'throw'
        ? `${name} may throw, or be called with what makes another throw`
        : `${name} may run on the way to ${subject}; its arguments and result tell`;
  }
}

function probesFor(candidate: Candidate, rank: number, goal: Goal): readonly ProbeDraft[] {
  const reason = candidate.reasons[0];
  return kindsFor(candidate, rank).map((kind) => ({
    id: probeId(kind, candidate.id),
    kind,
    node: candidate.id,
    why: `${hypothesis(kind, candidate.name, goal)}${reason === undefined ? '' : ` (${reason})`}`,
  }));
}

export function draftPlan({ goal, candidates, limits }: DraftInput): DraftReply {
  const ranked = candidates.toSorted(byRank);
  const wanted = ranked.map((candidate, rank) => probesFor(candidate, rank, goal));
  // Borders of every candidate are worth more than the inside of the last ones, so the inside is what gives way.
  const borders = wanted.map((probes) => probes[0]).filter((probe) => probe !== undefined);
  const inside = wanted.flatMap((probes) => probes.slice(1));
  const full = wanted.flat();
  const probes = full.length <= limits.probes ? full : fit(wanted, borders, inside, limits.probes);
  const first = ranked[0];
  return {
    hypothesis:
      first === undefined
        ? `nothing in the code is known to lead to ${subjectOf(goal)}`
        : `${subjectOf(goal)} is decided in or near ${first.name}`,
    probes: [...probes],
  };
}

/** Half of the room goes to the inside of the best functions, the rest to borders, in the order of the ranks. */
function fit(
  wanted: readonly (readonly ProbeDraft[])[],
  borders: readonly ProbeDraft[],
  inside: readonly ProbeDraft[],
  room: number,
): readonly ProbeDraft[] {
  const insideRoom = Math.max(room - borders.length, Math.floor(room / 2));
  const kept = new Set<ProbeDraft>(inside.slice(0, Math.min(insideRoom, room)));
  for (const border of borders) if (kept.size < room) kept.add(border);
  return wanted.flat().filter((probe) => kept.has(probe));
}
