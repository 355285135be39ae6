/**
 * Why a place in the text did not run: the condition that turned away from it in an activation of its function; where there was no
 * such activation, who should have called the function back, or why nothing called it, and so on outwards.
 */
import { childOf, isFunctionNode } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { argumentsOf, calleeName, receiverOf } from '../provenance/call.ts';
import { callsNamed } from '../provenance/callback/called.ts';
import { expressionAt, reachedAt } from '../provenance/point.ts';
import type { Context, Dependence } from '../provenance/point.ts';
import { framesOf } from '../provenance/potential/missing.ts';
import { turnedAway } from '../provenance/potential/untaken.ts';
import type { Target } from '../provenance/slice.ts';
import { valueOf } from '../provenance/value.ts';
import type { SourceFile } from '../source-index.ts';
import type { Frame } from '../timeline.ts';
import { formatValue, isSameValue, refOf } from '../value-text.ts';
import { absentCalls, callsOf } from './absent.ts';
import { calledAs, callsTaking } from './taken.ts';
import { waitOf } from './unended/wait.ts';

export interface Unreached {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  /** What did not happen, in words: `resolve from being called`. */
  readonly what: string;
  /** Activations before this one do not matter. */
  readonly since: number;
  readonly process: number;
  /** Only activations in this one, or of functions that it made. */
  readonly within?: Frame | null;
}

const MOST_FRAMES = 4;
const DEEPEST = 5;
/** What each step outwards adds. */
const PER_STEP = 0.4;

/** @returns what kept the place from running, nearest first; none where the recording does not say */
export function unreached(context: Context, place: Unreached, depth = 0): readonly Target[] {
  if (depth >= DEEPEST) return [];
  const { source, node, process, since } = place;
  const fn = source.scopes.functionOf(node);
  const frames = framesOf(context, fn.id).filter(
    (frame) => frame.process === process && frame.start.seq >= since && isInside(frame, place),
  );
  const cost = depth * PER_STEP;
  if (frames.length > 0)
    return frames.slice(-MOST_FRAMES).flatMap((frame) => heldUp(context, place, frame, cost));
  if (fn.kind === 'module') return [];
  const taken = callsTaking(source, fn.node).flatMap((call) =>
    handedOver(context, { ...place, node: call }, depth),
  );
  if (taken.length > 0) return taken;
  const name = calledAs(source, fn);
  return name === null
    ? []
    : absentCalls(context, name).map((one) => ({ ...one, cost: one.cost + cost }));
}

function isInside(frame: Frame, { within = null }: Unreached): boolean {
  for (let up: Frame | null = frame; up !== null; up = up.outer) if (up === within) return true;
  return within === null;
}

/** In an activation that ran: a condition turned away, it is still waiting, or it threw before it got there. */
function heldUp(
  context: Context,
  { source, node, what }: Unreached,
  frame: Frame,
  cost: number,
): readonly Target[] {
  const span = { frame, after: frame.start.seq, before: frame.endSeq ?? Infinity };
  const steps = turnedAway(context, source, node, span, what);
  if (steps.length > 0) return steps.map((step) => targetOf(step, cost));
  const wait = waitOf(context, frame);
  return wait === null ? [] : [{ point: wait, cost, why: 'it was still waiting for this' }];
}

function targetOf({ to, why, hint }: Dependence, cost: number): Target {
  return { point: to, cost, why, ...(hint === undefined ? {} : { hint }) };
}

/** @returns for a call that took a function which was never called: that call, and who would have made it happen */
export function handedOver(context: Context, place: Unreached, depth = 0): readonly Target[] {
  const { source, node, process, since } = place;
  const name = calleeName(source, node);
  const taken = callsNamed(context, name).filter(
    (call) => call.node === node && call.frame.process === process && call.seq >= since,
  );
  const last = taken.at(-1);
  if (last === undefined)
    return unreached(context, { ...place, what: `${name} from being called` }, depth + 1);
  const at: Target = {
    point: { ...reachedAt(source, node, last.frame, last.seq + 1), isPlace: true },
    cost: depth * PER_STEP,
    why: 'what was handed over here was never called back',
  };
  const made: Target = {
    point: expressionAt(source, node, last.frame, last.seq + 1),
    cost: depth * PER_STEP + PER_STEP,
    why: 'it was handed over here',
  };
  return [at, made, ...notEmitted(context, source, node, last.frame, last.seq, depth)];
}

/** @returns why no call of that name ran, where whoever holds it was handed over and never called back */
export function uncalledBack(context: Context, name: string): readonly Target[] {
  return callsOf(context, name).flatMap(({ source, call }) => {
    const processes = context.timeline.frames
      .filter(({ site }) => site.file === source.path)
      .map(({ process }) => process);
    return [...new Set(processes)].flatMap((process) =>
      unreached(context, {
        ...{ source, node: call, since: 0, process },
        what: `${name} from being called`,
      }),
    );
  });
}

/** Registers a listener, by the name of the event. */
export const LISTENS: ReadonlySet<string> = new Set([
  ...['on', 'once', 'addListener', 'addEventListener', 'prependListener', 'prependOnceListener'],
  'subscribe',
]);
const AWAITED: ReadonlySet<string> = new Set(['once', 'on']);
/** Makes an event known. */
export const EMITS = ['emit', 'dispatchEvent', 'publish', 'trigger', 'fire'] as const;
const MOST_EMITS = 4;

/** @returns why no listener of an event was called: what was emitted in its place, what kept it from being emitted */
export function unheard(context: Context, event: string): readonly Target[] {
  return [...LISTENS]
    .flatMap((word) => callsNamed(context, word))
    .filter(({ source, node, frame, seq }) => {
      const [what] = argumentsOf(node);
      const said = what === undefined ? null : valueOf(context, source, what, frame, seq);
      return said?.kind === 'string' && said.text === event && !wasHeard(context, node, frame, seq);
    })
    .slice(-MOST_FRAMES)
    .flatMap(({ source, node, frame }) =>
      handedOver(context, {
        ...{ source, node, since: 0, process: frame.process },
        what: 'its listener from being called',
      }),
    );
}

/** The listener that the call took ran since. */
function wasHeard(
  context: Context,
  call: SyntaxNode,
  { site, process }: Frame,
  seq: number,
): boolean {
  const source = context.sources.file(site.file);
  return argumentsOf(call).some((argument) => {
    const fn = source?.scopes.functionAt(argument) ?? null;
    return (
      fn !== null &&
      framesOf(context, fn.id).some((one) => one.process === process && one.start.seq > seq)
    );
  });
}

/** @returns for an event that was waited for: the places that would emit it, and what the same emitter emitted instead */
export function notEmitted(
  context: Context,
  source: SourceFile,
  call: SyntaxNode,
  frame: Frame,
  seq: number,
  depth: number,
): readonly Target[] {
  const [first, second] = argumentsOf(call);
  const word = calleeName(source, call);
  // `once(emitter, 'done')` of node:events gives a promise.
  const isPromise = second?.type === 'string' && AWAITED.has(word);
  const [receiver, event] = isPromise ? [first, second] : [receiverOf(call), first];
  if (!LISTENS.has(word) || event === undefined || receiver == null) return [];
  if (isFunctionNode(event)) return [];
  const name = valueOf(context, source, event, frame, seq);
  const emitter = refOf(valueOf(context, source, receiver, frame, seq));
  if (name === null || emitter === null) return [];
  const cost = depth * PER_STEP;
  const others = EMITS.flatMap((word) => callsNamed(context, word)).flatMap((emit) => {
    const [what] = argumentsOf(emit.node);
    const said =
      what === undefined ? null : valueOf(context, emit.source, what, emit.frame, emit.seq);
    const isOther = said !== null && !isSameValue(said, name);
    return what !== undefined && isOther && context.timeline.receiverOf(emit.event) === emitter
      ? [
          {
            point: expressionAt(emit.source, what, emit.frame, emit.seq),
            cost: cost + PER_STEP,
            why: `was emitted, and not ${formatValue(name)}`,
          },
        ]
      : [];
  });
  const kept = unreachedEmits(context, formatValue(name), frame, depth);
  return [...kept, ...others.slice(-MOST_EMITS)];
}

/** `x.emit('end')` in the recorded texts: what kept each from running. */
function unreachedEmits(
  context: Context,
  spelled: string,
  frame: Frame,
  depth: number,
): readonly Target[] {
  const found: Target[] = [];
  for (const { source, node } of textCalls(context, spelled)) {
    const [event] = argumentsOf(node);
    const word = event === undefined ? '' : source.text.slice(event.start + 1, event.end - 1);
    if (JSON.stringify(word) !== spelled) continue;
    const what = `${word} from being emitted`;
    const place = { source, node, what, since: 0, process: frame.process };
    found.push(...unreached(context, place, depth + 1));
    if (found.length >= MOST_EMITS) break;
  }
  return found;
}

function textCalls(
  context: Context,
  spelled: string,
): readonly { readonly source: SourceFile; readonly node: SyntaxNode }[] {
  const found: { readonly source: SourceFile; readonly node: SyntaxNode }[] = [];
  const word = spelled.slice(1, -1);
  for (const path of new Set(context.timeline.sites.map((site) => site?.file))) {
    const source = path === undefined ? null : context.sources.file(path);
    if (source === null || word === '' || !source.text.includes(word)) continue;
    const stack: SyntaxNode[] = [source.root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const isEmit =
        node.type === 'call_expression' &&
        (EMITS as readonly string[]).includes(calleeName(source, node));
      if (isEmit && childOf(node, 'arguments') !== null) found.push({ source, node });
      stack.push(...node.children);
    }
  }
  return found;
}
