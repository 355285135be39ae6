/**
 * A value that was right once and was to be made anew: what wrote it was called later as well, on the same objects, and a condition
 * turned away before it came to the write again.
 */
import { callSiteOf } from '../../provenance/call.ts';
import type { CallSite } from '../../provenance/call.ts';
import { placeOf } from '../../provenance/place.ts';
import { reachedAt } from '../../provenance/point.ts';
import type { Context, Dependence } from '../../provenance/point.ts';
import { framesOf } from '../../provenance/potential/missing.ts';
import { turnedAway } from '../../provenance/potential/untaken.ts';
import { sliceBackward } from '../../provenance/slice.ts';
import type { SlicePoint, Target } from '../../provenance/slice.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';

/** So far the value is followed to its last write. */
const MOST_POINTS = 80;
const MOST_WRITES = 4;
const MOST_CALLERS = 5;
const MOST_LATER = 6;
const MOST_TURNS = 3;
const COST = 0.3;
const PER_CALLER = 0.2;

/**
 * @param targets where the walk begins; places that a question only mentions do not count
 * @param until when the value was found to be wrong
 * @returns the conditions that turned away, those of the last call first
 */
export function staleTargets(
  context: Context,
  targets: readonly Target[],
  until: number,
): readonly Target[] {
  const own = targets.filter(({ isMention, hint }) => isMention !== true && hint === undefined);
  const { points } = sliceBackward(context, own, { limit: MOST_POINTS });
  const writes = points.filter(
    ({ point, carries }) => carries && /^(?:property|variable)$/u.test(point.kind),
  );
  for (const write of writes.slice(0, MOST_WRITES)) {
    const found = notWrittenAgain(context, write, until);
    if (found.length > 0) return found;
  }
  return [];
}

function notWrittenAgain(
  context: Context,
  { point, distance }: SlicePoint,
  until: number,
): readonly Target[] {
  let frame: Frame | null = 'frame' in point ? point.frame : null;
  for (let depth = 0; frame !== null && depth < MOST_CALLERS; depth += 1) {
    const call = callSiteOf(context, frame);
    if (call === null) return [];
    const turns = laterCalls(context, call, until).flatMap((later) => {
      const span = { frame: later, after: later.start.seq, before: later.endSeq ?? until };
      const turned = turnedAway(
        context,
        call.source,
        call.node,
        span,
        'it from being written anew',
      );
      return turned.length === 0 ? [] : [...returnedBefore(context, call, later), ...turned];
    });
    if (turns.length > 0)
      return turns.slice(0, MOST_TURNS).map(({ to, why }) => ({
        ...{ point: to, why, hint: 'turned' },
        cost: distance + COST + depth * PER_CALLER,
      }));
    frame = call.frame;
  }
  return [];
}

/** The `return` before the place of the call: what is nearest around it is what decided. */
function returnedBefore(context: Context, { node }: CallSite, later: Frame): readonly Dependence[] {
  const end = later.events.findLast(({ type }) => type === 'call-end');
  const place = placeOf(context, end?.site);
  if (end === undefined || place?.node.type !== 'return_statement' || place.node.end > node.start)
    return [];
  const to = { ...reachedAt(place.source, place.node, later, end.seq), isDecisive: true };
  const why = 'returned before it was written anew';
  return [{ to: { ...to, isPlace: true }, role: 'control', cost: 0, why }];
}

/** Later activations of the function that called, made by the same one and given the same objects; the last one first. */
function laterCalls(context: Context, { frame, seq }: CallSite, until: number): readonly Frame[] {
  const since = seq ?? frame.start.seq;
  return framesOf(context, frame.site.node)
    .filter(
      (one) =>
        one !== frame &&
        one.process === frame.process &&
        one.outer === frame.outer &&
        one.start.seq > since &&
        one.start.seq < until &&
        hasSameObjects(context, frame, one),
    )
    .slice(-MOST_LATER)
    .toReversed();
}

/** What only this call made, of the arguments that are left above all, is no object of others. */
function hasSameObjects({ timeline }: Context, { start, process }: Frame, other: Frame): boolean {
  return start.values.every((value, at) => {
    const ref = refOf(value);
    if (ref === null || ref === refOf(other.start.values[at])) return true;
    return timeline.object(process, ref).seen[0] === start;
  });
}
