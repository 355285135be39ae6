/**
 * How a function came to run with nothing of the program on the stack: the call that handed it to a timer, a queue, a promise, an
 * emitter or other code that calls it later. Told by which function was handed over, not by its name; of several such calls by
 * the arguments that came with it, else by their order.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { countBefore } from '../../lists.ts';
import type { Frame, Timeline } from '../../timeline.ts';
import { isSameValue } from '../../value-text.ts';
import { simpleName } from '../../../protocol/ids.ts';
import { argumentsOf, calleeName } from '../call.ts';
import type { CallSite } from '../call.ts';
import { callsNamed } from './called.ts';
import type { Called } from './called.ts';
import { expressionAt, unwrap } from '../point.ts';
import type { Context } from '../point.ts';
import { shapeOf } from '../builtin/native.ts';
import { valueOf } from '../value.ts';
import { functionOrigin, isActivationOf } from './origin.ts';

/** Built-ins that call a function once, in the order in which they were given them. */
const ONCE: ReadonlySet<string> = new Set([
  'setImmediate',
  'nextTick',
  'queueMicrotask',
  'then',
  'catch',
  'finally',
]);

/** Built-ins that call their function later, with nothing of the program on the stack. */
const SCHEDULES: ReadonlySet<string> = new Set([
  ...ONCE,
  'setTimeout',
  'setInterval',
  'once',
  'on',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'addEventListener',
]);

/** @returns true for the name of a built-in that calls a function later */
export function isScheduler(name: string): boolean {
  return SCHEDULES.has(name);
}

/** Where the values that a timer or a queue passes on begin among its arguments. */
export const PASSES_ON: Readonly<Record<string, number>> = {
  setTimeout: 2,
  setInterval: 2,
  setImmediate: 1,
  nextTick: 1,
};

export type Scheduling = Pick<Called, 'source' | 'node' | 'frame' | 'seq'>;

const MOST_TRIED = 2000;
const MOST_FITTING = 64;

const known = new WeakMap<Frame, CallSite | null>();

/** @returns the call that handed the activation's function over, the latest that fits; null where none was recorded */
export function schedulerOf(context: Context, frame: Frame): CallSite | null {
  const before = known.get(frame);
  if (before !== undefined) return before;
  // What is asked for on the way is answered without this frame.
  known.set(frame, null);
  const found = chosen(context, frame, fitting(context, frame)) ?? handedOver(context, frame);
  const call: CallSite | null =
    found === null
      ? null
      : {
          frame: found.frame,
          source: found.source,
          node: found.node,
          seq: found.seq,
          relation: 'callback',
        };
  known.set(frame, call);
  return call;
}

/** Latest first. */
function fitting(context: Context, frame: Frame): readonly Scheduling[] {
  const all = schedulings(context);
  const found: Scheduling[] = [];
  const last = countBefore(all, frame.start.seq) - 1;
  for (let at = last; at >= Math.max(0, last - MOST_TRIED); at -= 1) {
    const one = all[at];
    if (one === undefined || one.frame.process !== frame.process) continue;
    if (handsOver(context, one, frame)) found.push(one);
    if (found.length >= MOST_FITTING) break;
  }
  return found;
}

function chosen(context: Context, frame: Frame, found: readonly Scheduling[]): Scheduling | null {
  const [latest] = found;
  if (latest === undefined || found.length === 1) return latest ?? null;
  const passing = found.filter((one) => passesWhatCame(context, one, frame));
  const left = passing.length > 0 ? passing : found;
  if (!ONCE.has(calleeName(latest.source, latest.node))) return left[0] ?? null;
  const earlier = context.timeline.frames.filter(
    (one) =>
      one.parent === null &&
      one.process === frame.process &&
      one.site === frame.site &&
      one.outer === frame.outer &&
      one.start.seq < frame.start.seq,
  ).length;
  const pending = found.length - earlier - 1;
  const turn = found[Math.max(0, pending)];
  return turn !== undefined && left.includes(turn) ? turn : (left[0] ?? null);
}

/** `setTimeout(f, 1, a)` began an activation with the value of `a`. */
function passesWhatCame(
  context: Context,
  { source, node, frame: caller, seq }: Scheduling,
  frame: Frame,
): boolean {
  const from = PASSES_ON[calleeName(source, node)];
  if (from === undefined) return false;
  const own = frame.site.names?.[0] === 'this' ? 1 : 0;
  const given = argumentsOf(node).slice(from);
  return (
    given.length > 0 &&
    given.every((argument, at) => {
      const value = valueOf(context, source, argument, caller, seq);
      const came = frame.start.values[at + own];
      return value !== null && came !== undefined && isSameValue(value, came);
    })
  );
}

function handsOver(context: Context, one: Scheduling, frame: Frame): boolean {
  const { source, frame: caller, seq } = one;
  return argumentsOf(one.node).some((argument) => {
    const inner = unwrap(argument);
    if (/^(?:string|number|object|array|template_string)$/u.test(inner.type)) return false;
    const at = expressionAt(source, inner, caller, seq);
    const origin = functionOrigin(context, at);
    const isHere = origin?.node === inner;
    if (origin !== null) return isActivationOf(frame, origin, isHere ? seq : undefined);
    const value = shapeOf(context, at, inner);
    const own = simpleName(frame.site.node);
    return (
      own !== '' && value?.kind === 'object' && value.shape === 'function' && value.name === own
    );
  });
}

/** @returns the call that has the node as an argument, or null */
export function callTaking({ parent }: SyntaxNode): SyntaxNode | null {
  const call = parent?.type === 'arguments' ? parent.parent : null;
  return call !== null && /^(?:call|new)_expression$/u.test(call.type) ? call : null;
}

/** @returns the call among whose arguments the function is written: whoever was called has called it back, at once or later */
export function handedOver(context: Context, frame: Frame): Scheduling | null {
  const source = context.sources.file(frame.site.file);
  const fn = source?.scopes.nodeById(frame.site.node) ?? null;
  const caller = frame.outer;
  if (source === null || fn === null || caller === null) return null;
  const node = callTaking(fn);
  if (node === null) return null;
  const site = source.siteAt('call', node);
  const hits = site === undefined ? [] : context.timeline.hits(caller, site);
  const event = hits[countBefore(hits, frame.start.seq) - 1];
  return event === undefined ? null : { source, node, frame: caller, seq: event.seq };
}

const indexed = new WeakMap<Timeline, readonly Called[]>();

/** @returns all calls of a scheduler, in order */
export function schedulings(context: Context): readonly Called[] {
  const { timeline } = context;
  let found = indexed.get(timeline);
  if (found === undefined) {
    found = [...SCHEDULES].flatMap((name) => callsNamed(context, name));
    indexed.set(timeline, (found = [...found].sort((a, b) => a.seq - b.seq)));
  }
  return found;
}
