/**
 * A name that still has what it began with: the functions inside of its own that would have written it. Of one that never ran the place
 * that handed it over, and, where that waits for an event, what had been emitted before anybody waited; of one that ran the condition
 * that turned away.
 */
import type { SiteEvent } from '../../../protocol/event.ts';
import type { Site } from '../../../protocol/site.ts';
import { emittedBefore } from '../callback/emitter.ts';
import { callTaking } from '../callback/schedule.ts';
import { COST } from '../cost.ts';
import { isMadeIn } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import { placeStep } from '../step/dependence.ts';
import type { Of } from '../step/dependence.ts';
import { framesOf } from './missing.ts';
import { turnedAway } from './untaken.ts';

const MOST_WRITES = 4;
const MOST_FRAMES = 2;

/** @returns steps to what kept the name at what it was declared with; none where it was written since */
export function neverWritten(
  context: Context,
  { source, node, event, frame: by }: Of<'variable'>,
): readonly Dependence[] {
  const { timeline } = context;
  const own = timeline.sites[event.site];
  if (node.type !== 'variable_declarator' || own?.binding === undefined) return [];
  const { name, declaredAt } = own.binding;
  const sites = context.timeline
    .variableSites(own.file, declaredAt)
    .filter(({ id }) => id !== own.id);
  if (sites.some((site) => timeline.siteHits(site).length > 0)) return [];
  const isWriter = ({ fn }: Site): boolean => sites.some((site) => site.fn === fn);
  // What rested for a time may have run all the same.
  if (timeline.mayHaveMissed(event.process, event.seq, Infinity, isWriter)) return [];
  return sites.slice(0, MOST_WRITES).flatMap((site) => {
    const write = site.fn === own.fn ? null : context.sources.nodeOf(site);
    if (write === null) return [];
    const ran = framesOf(context, site.fn).filter((frame) => isMadeIn(frame, by));
    if (ran.length === 0) return neverRan(context, { source, id: site.fn, by }, name);
    return ran
      .slice(-MOST_FRAMES)
      .toReversed()
      .flatMap((frame) => {
        const span = { frame, after: frame.start.seq, before: frame.endSeq ?? Infinity };
        return turnedAway(context, source, write, span, `${name} from being written`);
      });
  });
}

/** A function that an activation made, itself or by way of another one that it made. */
interface Made {
  readonly source: SourceFile;
  readonly id: string;
  readonly by: Frame;
}

/** @returns steps to where a function was handed over that never ran; none where that is not known */
export function neverRan(
  context: Context,
  { source, id, by: maker }: Made,
  what: string,
): readonly Dependence[] {
  const { timeline } = context;
  const fn = source.scopes.nodeById(id);
  const call = fn === null ? null : callTaking(fn);
  const at = call === null ? undefined : source.siteAt('call', call);
  const isOwn = (hit: SiteEvent): boolean => {
    const frame = timeline.frame(hit.process, hit.frame);
    return frame !== null && isMadeIn(frame, maker);
  };
  const handed = at === undefined ? undefined : timeline.siteHits(at).findLast(isOwn);
  const by = handed === undefined ? null : timeline.frame(handed.process, handed.frame);
  if (call === null || handed === undefined || by === null) return [];
  const why = `what was handed over here, and would have given ${what}, never ran`;
  return [
    placeStep([source, call, by, handed.seq + 1], COST.turned, why),
    ...emittedBefore(context, {
      ...{ source, node: call, frame: by, seq: handed.seq },
      ...(handed.type === 'call-result' ? { event: handed } : {}),
    }),
  ];
}
