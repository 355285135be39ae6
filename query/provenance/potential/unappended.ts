/**
 * A text that was put together piece by piece, `out += piece`, or a sum: the places that would have added something more and did not,
 * each with the condition that turned away.
 */
import type { Context, Dependence } from '../point.ts';
import type { Of } from '../step/dependence.ts';
import { framesOf } from './missing.ts';
import { turnedAway } from './untaken.ts';

const MOST_PLACES = 4;
const MOST_FRAMES = 2;
const ADDS = /^(?:augmented_assignment|update)_expression$/u;

/** @returns steps to what kept more from being added, of the last write alone; none where no other place adds to it */
export function unappended(context: Context, point: Of<'variable'>): readonly Dependence[] {
  const { timeline, sources } = context;
  const { event, node } = point;
  const binding = timeline.sites[event.site]?.binding;
  if (!ADDS.test(node.type) || binding === undefined || event.type !== 'variable-written')
    return [];
  const { name, declaredAt } = binding;
  const written = timeline.variableWrites(
    event.process,
    event.token,
    point.source.path,
    declaredAt,
  );
  const [first] = written;
  if (first === undefined || written.at(-1) !== event) return [];
  const added = new Set(written.map(({ site }) => site));
  return context.timeline
    .variableSites(point.source.path, declaredAt)
    .filter(({ id }) => !added.has(id))
    .flatMap((site) => {
      const place = sources.nodeOf(site);
      if (place === null || !ADDS.test(place.type)) return [];
      const ran = framesOf(context, site.fn).filter(
        ({ process, start, endSeq }) =>
          process === event.process && start.seq < event.seq && (endSeq ?? Infinity) > first.seq,
      );
      return ran
        .slice(-MOST_FRAMES)
        .toReversed()
        .flatMap((frame) => {
          const span = { frame, after: frame.start.seq, before: frame.endSeq ?? Infinity };
          return turnedAway(context, point.source, place, span, `more from being added to ${name}`);
        });
    })
    .slice(0, MOST_PLACES);
}
