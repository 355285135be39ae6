/**
 * Calls that were to keep a listener or a timer from running, before it ran: `off` with another function than the one that was
 * registered, `clearInterval` of something else. Had they done it, this activation would not be.
 */
import { isSameValue, refOf } from '../../value-text.ts';
import { argumentsOf, calleeName, receiverOf, simpleName } from '../call.ts';
import type { CallSite } from '../call.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueOf } from '../value.ts';
import type { Frame } from '../../timeline.ts';
import { calledBetween, callsNamed } from './called.ts';
import type { Called } from './called.ts';

const EMITS = /^(?:emit|dispatchEvent)$/u;
const OFF = ['off', 'removeListener', 'removeEventListener'];
const CLEAR: Readonly<Record<string, string>> = {
  setTimeout: 'clearTimeout',
  setInterval: 'clearInterval',
  setImmediate: 'clearImmediate',
};
const MOST = 2;

/**
 * @param call the emission, or the call that started the timer
 * @returns steps to the latest such calls of the same emitter and event, or of the file that started the timer
 */
export function vainStops(context: Context, call: CallSite, frame: Frame): readonly Dependence[] {
  const name = calleeName(call.source, call.node);
  const found = EMITS.test(name)
    ? offs(context, call, frame)
    : clears(context, call, frame, CLEAR[name]);
  return found.slice(-MOST).map(({ source, node, frame: by, seq }): Dependence => ({
    to: expressionAt(source, node, by, seq + 1),
    role: 'control',
    cost: COST.turned,
    why: `was to stop ${simpleName(frame.site.node) || 'it'}, and did not`,
    hint: 'turned',
  }));
}

/** Where the listener ran before: only then was there a reason to stop it. */
function offs(context: Context, call: CallSite, frame: Frame): readonly Called[] {
  if (!ranBefore(context, frame)) return [];
  const before = call.seq ?? frame.start.seq;
  const emitter = objectOf(context, call, before);
  const [event] = argumentsOf(call.node);
  if (emitter === null || event === undefined) return [];
  const name = valueOf(context, call.source, event, call.frame, before);
  return calls(context, OFF, frame).filter((one) => {
    const [what] = argumentsOf(one.node);
    const said = what === undefined ? null : valueOf(context, one.source, what, one.frame, one.seq);
    const from = objectOf(context, one, one.seq) ?? emitter;
    return from === emitter && said !== null && name !== null && isSameValue(said, name);
  });
}

/** In the file of the timer, since it was started. */
function clears(
  context: Context,
  call: CallSite,
  frame: Frame,
  name: string | undefined,
): readonly Called[] {
  if (name === undefined || call.seq === null) return [];
  const { source, seq } = call;
  return calls(context, [name], frame).filter((one) => one.source === source && one.seq > seq);
}

function calls(context: Context, names: readonly string[], frame: Frame): readonly Called[] {
  return names
    .flatMap((name) => calledBetween(callsNamed(context, name), 0, frame.start.seq))
    .filter((one) => one.frame.process === frame.process)
    .sort((a, b) => a.seq - b.seq);
}

function ranBefore({ timeline }: Context, { site, outer, process, start }: Frame): boolean {
  return timeline.frames.some(
    (one) =>
      one.site === site &&
      one.outer === outer &&
      one.process === process &&
      one.start.seq < start.seq,
  );
}

/** The receiver, where it is known. */
function objectOf(
  context: Context,
  { source, node, frame }: Pick<CallSite, 'source' | 'node' | 'frame'>,
  before: number,
): number | null {
  const receiver = receiverOf(node);
  return receiver === null ? null : refOf(valueOf(context, source, receiver, frame, before));
}
