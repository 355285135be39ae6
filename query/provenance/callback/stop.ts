/**
 * Calls that were to keep a listener or a timer from running and stopped nothing: `off` with a function that nobody registered,
 * `clearInterval` of nothing. One that stopped something else did what it was there for.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { isNullish, isSameValue, refOf } from '../../value-text.ts';
import { simpleName } from '../../../protocol/ids.ts';
import { argumentsOf, calleeName, receiverOf } from '../call.ts';
import type { CallSite } from '../call.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueOf } from '../value.ts';
import type { Frame } from '../../timeline.ts';
import { calledBetween, callsNamed } from './called.ts';
import type { Called } from './called.ts';
import { schedulings } from './schedule.ts';

const EMITS = /^(?:emit|dispatchEvent)$/u;
const OFF = ['off', 'removeListener', 'removeEventListener'];
const CLEAR: Readonly<Record<string, string>> = {
  setTimeout: 'clearTimeout',
  setInterval: 'clearInterval',
  setImmediate: 'clearImmediate',
};
const MOST = 2;

/** What is known of an activation holds for every place in it. */
const known = new WeakMap<Frame, readonly Dependence[]>();

/**
 * @param call the emission, or the call that started the timer
 * @returns steps to the latest such calls of the same emitter and event, or of the file that started the timer
 */
export function vainStops(context: Context, call: CallSite, frame: Frame): readonly Dependence[] {
  let steps = known.get(frame);
  if (steps === undefined) known.set(frame, (steps = findStops(context, call, frame)));
  return steps;
}

function findStops(context: Context, call: CallSite, frame: Frame): readonly Dependence[] {
  const name = calleeName(call.source, call.node);
  const found = EMITS.test(name)
    ? offs(context, call, frame)
    : clears(context, call, frame, CLEAR[name]);
  return found.slice(-MOST).map(({ source, node, frame: by, seq }): Dependence => ({
    to: expressionAt(source, node, by, seq + 1),
    role: 'control',
    cost: COST.turned,
    why: `stopped nothing, while ${simpleName(frame.site.node) || 'this'} went on`,
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
    if (from !== emitter || said === null || name === null) return false;
    return isSameValue(said, name) && isVain(context, one, argumentsOf(one.node)[1]);
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
  return calls(context, [name], frame).filter(
    (one) =>
      one.source === source && one.seq > seq && isVain(context, one, argumentsOf(one.node)[0]),
  );
}

/** It was given nothing, or something that no recorded call that starts or registers something was given or gave. */
function isVain(context: Context, call: Called, given: SyntaxNode | undefined): boolean {
  if (given === undefined) return false;
  const value = valueOf(context, call.source, given, call.frame, call.seq);
  if (value === null) return false;
  if (isNullish(value)) return true;
  const ref = refOf(value);
  return (
    ref !== null &&
    !calledBetween(schedulings(context), 0, call.seq).some(
      ({ source, node, frame, seq, event }) =>
        frame.process === call.frame.process &&
        (refOf(event.value) === ref ||
          argumentsOf(node).some(
            (part) => refOf(valueOf(context, source, part, frame, seq)) === ref,
          )),
    )
  );
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
