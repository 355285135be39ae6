/**
 * What happened, and did not happen once more: the one that had it happen ran again and turned away before it, or its loop ended; where it
 * ran no more often than that, who had that one run, and so on outwards.
 */
import { simpleName } from '../../../protocol/ids.ts';
import { callSiteOf } from '../../provenance/call.ts';
import type { CallSite } from '../../provenance/call.ts';
import { registeredBy } from '../../provenance/callback/emitter.ts';
import type { Context, Dependence } from '../../provenance/point.ts';
import { framesOf } from '../../provenance/potential/missing.ts';
import { turnedAway } from '../../provenance/potential/untaken.ts';
import type { Target } from '../../provenance/slice.ts';
import type { Frame } from '../../timeline.ts';
import { absentCalls } from '../absent.ts';
import { HEARS_ONE, hearsOne } from '../subject/heard.ts';

const FARTHEST = 6;
const MOST_LATER = 3;
/** A place that never called it is further off than one that did. */
const ELSEWHERE = 0.1;
/** What each function further out adds. */
const PER_CALLER = 0.2;

/**
 * @param frames the activations that there were
 * @returns the conditions that kept the function from running once more, nearest first; none where nothing ran on
 */
export function fewerTargets(
  context: Context,
  frames: readonly Frame[],
  name: string,
): readonly Target[] {
  const found: Target[] = [];
  let last = frames.at(-1) ?? null;
  for (let out = 0; last !== null && out < FARTHEST; out += 1) {
    const call = callSiteOf(context, last);
    if (call === null) break;
    const { source, node, frame: caller } = call;
    const what = `${name} from running once more`;
    const after = last.endSeq ?? last.start.seq;
    const later = framesOf(context, source.scopes.functionOf(node).id).filter(
      (one) => one.process === caller.process && one.start.seq > caller.start.seq,
    );
    const spans = [
      { frame: caller, after, before: caller.endSeq ?? Infinity },
      ...later.slice(0, MOST_LATER).map((frame) => ({
        frame,
        after: frame.start.seq,
        before: frame.endSeq ?? Infinity,
      })),
    ];
    found.push(
      ...registeredOnce(context, call, last).map((one) => ({ ...one, cost: out * PER_CALLER })),
      ...spans
        .flatMap((span) => turnedAway(context, source, node, span, what))
        .map((step) => targetOf(step, out * PER_CALLER)),
      ...elsewhere(context, last, after).map((one) => ({
        ...one,
        cost: one.cost + ELSEWHERE + out * PER_CALLER,
      })),
    );
    last = caller;
  }
  return found;
}

/** `emitter.once(name, listener)`: it hears the first event and no other. */
function registeredOnce(context: Context, call: CallSite, frame: Frame): readonly Target[] {
  return registeredBy(context, call, frame).flatMap(({ to }) =>
    'node' in to && 'source' in to && hearsOne(to) ? [{ point: to, cost: 0, why: HEARS_ONE }] : [],
  );
}

/** Another place that would have called it, later. */
function elsewhere(context: Context, { site, process }: Frame, after: number): readonly Target[] {
  const name = simpleName(site.node);
  return name === ''
    ? []
    : absentCalls(context, name, (all) =>
        all.filter((frame) => frame.process === process && frame.start.seq > after),
      );
}

function targetOf({ to, why, hint }: Dependence, cost: number): Target {
  return { point: to, cost, why, ...(hint === undefined ? {} : { hint }) };
}
