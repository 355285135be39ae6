/**
 * Relevant slicing: conditions that ran in the activations of a slice and turned away from code that would have mattered. A
 * fault of omission leaves no trace in the data; what did not happen was decided by one of these. @see Gyimóthy, Beszédes,
 * Forgács, An Efficient Relevant Slicing Method for Debugging, ESEC/FSE 1999
 */
import type { SyntaxNode } from '../code-graph/index.ts';
import type { SiteEvent, Value } from '../protocol/event.ts';
import type { Site } from '../protocol/site.ts';
import { simpleName } from '../protocol/ids.ts';
import type { Context } from './provenance/point.ts';
import { LOOPS } from './provenance/potential/untaken.ts';
import type { Slice } from './provenance/slice.ts';
import type { SourceFile } from './source-index.ts';
import { UNTAKEN_DISTANCE } from './suspect/weights.ts';
import type { Frame } from './timeline.ts';
import { formatValue, isTruthy } from './value-text.ts';

export interface Beside {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly distance: number;
  readonly seq: number;
  readonly value: Value;
  readonly why: string;
}

const MOST_FRAMES = 400;
/** What each level of calls below a root adds. */
const PER_CALL = 0.6;

/**
 * @param roots activations that ran because of what was asked; what they called counts too
 * @returns conditions in the slice's activations, nearest first, one per condition
 */
export function findBeside(
  context: Context,
  slice: Slice,
  roots: readonly Frame[],
): readonly Beside[] {
  const distances = new Map<Frame, number>();
  for (const { point, distance, evidence } of slice.points) {
    const frame = evidence?.frame ?? ('frame' in point ? point.frame : null);
    if (frame !== null) distances.set(frame, Math.min(distances.get(frame) ?? Infinity, distance));
  }
  addCalled(distances, roots);
  const nearest = new Map<string, Omit<Beside, 'why'> & { readonly site: Site }>();
  const frames = [...distances].sort((a, b) => a[1] - b[1]).slice(0, MOST_FRAMES);
  for (const [frame, distance] of frames) {
    for (const event of frame.events) {
      if (event.type !== 'branch-taken') continue;
      const site = context.timeline.sites[event.site];
      if (site === undefined || site.kind !== 'branch') continue;
      const key = `${site.file}:${site.start}`;
      const known = nearest.get(key);
      const far = distance + UNTAKEN_DISTANCE;
      // Of activations that are equally near the latest: what is asked about was there in the end.
      if (
        known !== undefined &&
        (known.distance < far || (known.distance === far && known.seq > event.seq))
      )
        continue;
      const source = context.sources.file(site.file);
      const node = context.sources.nodeOf(site);
      if (source === null || node === null) continue;
      nearest.set(key, {
        source,
        node,
        frame,
        distance: far,
        seq: event.seq,
        value: event.value,
        site,
      });
    }
  }
  // Said of those alone that are left: it takes all evaluations of the activation.
  return [...nearest.values()]
    .map(({ site, ...found }) => ({ ...found, why: whatItDid(context, { site, ...found }) }))
    .sort((a, b) => a.distance - b.distance);
}

function isOfLoop(condition: SyntaxNode): boolean {
  let at = condition;
  while (at.parent !== null && at.field !== 'condition') {
    if (at.parent.start !== at.start && at.parent.type !== 'parenthesized_expression') return false;
    at = at.parent;
  }
  return at.parent !== null && LOOPS.test(at.parent.type);
}

/** No more than what is known of it in this activation: a condition that went both ways kept nothing from running. */
function whatItDid(
  { timeline }: Context,
  { site, frame, node, value }: Pick<Beside, 'frame' | 'node' | 'value'> & { readonly site: Site },
): string {
  if (isOfLoop(node)) return 'decided how often the loop ran';
  const truth = isTruthy(value);
  const isOther = (event: SiteEvent): boolean =>
    event.type === 'branch-taken' && isTruthy(event.value) !== truth;
  if (truth === null || timeline.hits(frame, site).some(isOther)) return 'a condition on the way';
  const shown = formatValue(value, 30);
  return `was ${truth ? 'true' : shown === 'false' ? shown : `false (${shown})`}, so the other side did not run`;
}

function addCalled(distances: Map<Frame, number>, roots: readonly Frame[]): void {
  let level: readonly Frame[] = roots;
  for (
    let depth = 1;
    level.length > 0 && depth < 12 && distances.size < MOST_FRAMES * 4;
    depth += 1
  ) {
    for (const frame of level) {
      distances.set(frame, Math.min(distances.get(frame) ?? Infinity, depth * PER_CALL));
    }
    level = level.flatMap((frame) => frame.children);
  }
}

const POINTED_DISTANCE = 1;
const MOST_POINTED = 60;

/**
 * What ran in functions that the question points at by a call (`after exclude()`): the user knows something about them.
 * @param names last names of functions
 */
export function findPointedAt(context: Context, names: ReadonlySet<string>): readonly Beside[] {
  const found = new Map<number, Beside>();
  for (const frame of context.timeline.frames) {
    if (!names.has(simpleName(frame.site.node))) continue;
    for (const event of frame.events) {
      if (found.size >= MOST_POINTED) return [...found.values()];
      const site = context.timeline.sites[event.site];
      if (
        site === undefined ||
        site.kind === 'function' ||
        !('value' in event) ||
        found.has(site.id)
      )
        continue;
      const source = context.sources.file(site.file);
      const node = context.sources.nodeOf(site);
      if (source === null || node === null) continue;
      found.set(site.id, {
        source,
        node,
        frame,
        distance: POINTED_DISTANCE,
        seq: event.seq,
        value: event.value,
        why: 'ran in a function that the question names',
      });
    }
  }
  return [...found.values()];
}
