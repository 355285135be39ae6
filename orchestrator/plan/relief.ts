/**
 * A program that recurses deeply may run out of stack only because it is watched: a watched function takes more of it. Finds
 * the functions in which that may have happened, and makes the plan that leaves them alone. Whether it was us shows the next run.
 */
import { fileOf, wholeFile } from '../../protocol/ids.ts';
import type { InstrumentationPlan, Probe } from '../../protocol/plan.ts';
import type { Frame, Timeline } from '../../query/timeline.ts';
import type { TreeReader } from './admit.ts';

/** Activations inside each other, all of which threw, from which on the stack may have been full. */
const DEEP = 1000;
/** A function that has at least this share of them takes part in the recursion. */
const SHARE = 1 / 16;

export interface Relief {
  readonly plan: InstrumentationPlan;
  /** The functions that it leaves alone. */
  readonly left: readonly string[];
}

/**
 * @param isHarmless which activations are of something that ended well all the same
 * @returns the plan for a program that may have run out of stack because it was watched; null where it did not
 */
export function relieve(
  plan: InstrumentationPlan,
  timeline: Pick<Timeline, 'frames'>,
  readTree: TreeReader,
  isHarmless: (frame: Frame) => boolean = () => false,
): Relief | null {
  const left = overflowedIn(timeline, isHarmless);
  if (left.size === 0) return null;
  const smaller = withoutFunctions(plan, left, readTree);
  return smaller === null ? null : { plan: smaller, left: [...left] };
}

/** @returns the ids of the functions in which the stack may have ended; empty where it did not */
export function overflowedIn(
  { frames }: Pick<Timeline, 'frames'>,
  isHarmless: (frame: Frame) => boolean = () => false,
): ReadonlySet<string> {
  const thrown = new Map<Frame, number>();
  let deepest: Frame | null = null;
  let most = DEEP;
  for (const frame of frames) {
    if (frame.outcome === 'returned') continue;
    const depth = (frame.parent === null ? 0 : (thrown.get(frame.parent) ?? 0)) + 1;
    thrown.set(frame, depth);
    if (depth < most || isHarmless(frame)) continue;
    most = depth;
    deepest = frame;
  }
  const counts = new Map<string, number>();
  for (let at: Frame | null = deepest; at !== null && thrown.has(at); at = at.parent) {
    const { original, node } = at.site;
    const id = original?.node ?? node;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= most * SHARE).map(([id]) => id));
}

/** @returns the plan without these functions; null where it would not be smaller, or too long to name all others */
export function withoutFunctions(
  plan: InstrumentationPlan,
  left: ReadonlySet<string>,
  readTree: TreeReader,
): InstrumentationPlan | null {
  const files = new Set([...left].map(fileOf));
  const probes = plan.probes.flatMap((probe): readonly Probe[] => {
    const file = fileOf(probe.node);
    if (!files.has(file)) return [probe];
    if (probe.node === wholeFile(file)) return othersOf(probe, file, left, readTree);
    return [...left].some((id) => probe.node === id || probe.node.startsWith(`${id}/`))
      ? []
      : [probe];
  });
  if (probes.length === 0 || probes.length > plan.limits.probes) return null;
  return { ...plan, revision: plan.revision + 1, parent: plan.revision, probes: [...probes] };
}

/** The whole file's probe, as one for each of its other functions. */
function othersOf(
  probe: Probe,
  file: string,
  left: ReadonlySet<string>,
  readTree: TreeReader,
): readonly Probe[] {
  const read = readTree(file);
  if (!('sha1' in read)) return [];
  return read.scopes.functions
    .filter(({ id }) => !left.has(id))
    .map(({ id }) => ({ ...probe, id: `${probe.kind}:${id}`, node: id }));
}
