/**
 * Why a function ran at all: the places that called it, one for each place, the last one first; and where it ran more than once,
 * the place from which the one that had it run went on to have it run again.
 */
import { callSiteOf } from '../../provenance/call.ts';
import { callsNamed } from '../../provenance/callback/called.ts';
import { placeOfSite } from '../../provenance/place.ts';
import { reachedAt } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import type { Target } from '../../provenance/slice.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { isNamed } from './focus.ts';
import { partedTargets } from '../times/repeated.ts';

const MOST_PLACES = 4;
/** What each place that called it before the last one costs. */
const PER_PLACE = 0.1;

/** One call, with its moment. */
interface Ran {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number;
}

/**
 * @param owner the object or class it was asked for; null for any
 * @param isWanted which activations count
 * @returns where the walk starts; none where nothing of that name ran
 */
export function ranTargets(
  context: Context,
  { name, owner }: { readonly name: string; readonly owner: string | null },
  isWanted: (frame: Frame) => boolean,
): readonly Target[] {
  const frames = context.timeline.frames.filter(({ site }) => isNamed(site, name, owner));
  const own = frames.some(isWanted) ? frames.filter(isWanted) : frames;
  // Where nothing of its body was recorded, its calls were.
  const calls: readonly Ran[] =
    own.length > 0
      ? own.flatMap((frame) => calledAt(context, frame) ?? [])
      : callsNamed(context, name).filter(({ frame }) => isWanted(frame));
  const places = new Map<string, Ran>();
  for (const call of calls.toReversed()) {
    const key = `${call.source.path}:${call.node.start}`;
    if (!places.has(key)) places.set(key, call);
  }
  const [second, first] = calls.slice(-2).toReversed();
  const last = own.at(-1);
  return [
    ...[...places.values()]
      .slice(0, MOST_PLACES)
      .map(({ source, node, frame, seq }, at): Target => ({
        point: { ...reachedAt(source, node, frame, seq), isPlace: true },
        cost: at * PER_PLACE,
        why: `had ${name} run`,
      })),
    ...(last === undefined ? [] : bodyOf(context, last, `had ${name} run`)),
    ...(first === undefined || second === undefined ? [] : partedTargets(context, first, second)),
  ];
}

/** The beginning of the body: a callback runs because of whoever handed it over, too. */
function bodyOf(context: Context, frame: Frame, why: string): readonly Target[] {
  const place = placeOfSite(context, frame.site);
  return place === null
    ? []
    : [{ point: reachedAt(place.source, place.node, frame, frame.start.seq + 1), cost: 0, why }];
}

/** The call; where none was recorded, the beginning of the body. */
function calledAt(context: Context, frame: Frame): Ran | null {
  const call = callSiteOf(context, frame);
  if (call !== null)
    return {
      source: call.source,
      node: call.node,
      frame: call.frame,
      seq: (call.seq ?? frame.start.seq) + 1,
    };
  const place = placeOfSite(context, frame.site);
  return place === null ? null : { ...place, frame, seq: frame.start.seq + 1 };
}
