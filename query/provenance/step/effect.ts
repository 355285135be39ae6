/**
 * Effects that left no write event: an object that was handed to code that is not recorded may have been changed there, and a
 * collection that stayed empty was to be filled by calls that did not happen. Both are reported as possible, never as proved.
 */
import { childOf, namedChildren, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { countBefore } from '../../lists.ts';
import type { Frame, ObjectHistory } from '../../timeline.ts';
import type { SourceFile } from '../../source-index.ts';
import { refOf } from '../../value-text.ts';
import {
  activationsOf,
  argumentsOf,
  calleeName,
  callInside,
  MUTATES_RECEIVER,
  receiverOf,
} from '../call.ts';
import { fillSteps } from '../builtin/contents.ts';
import { nativeOf } from '../builtin/native.ts';
import { COST } from '../cost.ts';
import { placeOf } from '../place.ts';
import { expressionAt, reachedAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueOf } from '../value.ts';

const MOST_FRAMES = 24;
const MOST_CALLS = 4;
/** A loop may call a hundred thousand times; each is looked at for every object that is asked about. */
const MOST_LOOKED_AT = 4096;
/** Of those that were given the object: most change nothing, and a method that does not, does not the next time. */
const MOST_GIVEN = 64;

/** @returns the latest calls into unrecorded code that were given the object */
export function foreignCallsWith(
  context: Context,
  process: number,
  ref: number,
  before: number,
): readonly Dependence[] {
  const frames = holdersOf(context, process, ref).filter(({ since }) => since < before);
  const found: Dependence[] = [];
  for (const { frame } of frames.toReversed()) {
    const calls = foreignCallsOf(context, frame);
    const last = countBefore(calls, before) - 1;
    const looked = calls.slice(Math.max(0, last + 1 - MOST_LOOKED_AT), last + 1).toReversed();
    const having = looked.filter((call) => givenTo(context, call).has(ref)).slice(0, MOST_GIVEN);
    for (const call of having) {
      found.unshift(...stepsOf(context, call, ref));
      if (found.length >= MOST_CALLS) return found.slice(-MOST_CALLS);
    }
  }
  return found;
}

interface Holder {
  readonly frame: Frame;
  /** When the object was first seen in it. */
  readonly since: number;
}

const holders = new WeakMap<ObjectHistory, readonly Holder[]>();

/** The first activations in which the object was seen, in order; found once for each object. */
function holdersOf({ timeline }: Context, process: number, ref: number): readonly Holder[] {
  const history = timeline.object(process, ref);
  const known = holders.get(history);
  if (known !== undefined) return known;
  const found = new Map<Frame, number>();
  for (const event of history.seen) {
    if (found.size >= MOST_FRAMES) break;
    const frame = 'frame' in event ? timeline.frame(process, event.frame) : null;
    if (frame !== null && !found.has(frame)) found.set(frame, event.seq);
  }
  const list = [...found].map(([frame, since]) => ({ frame, since }));
  holders.set(history, list);
  return list;
}

/** A call that recorded nothing below it. */
interface ForeignCall {
  readonly source: SourceFile;
  readonly call: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number;
}

const foreign = new WeakMap<Frame, readonly ForeignCall[]>();

/** In order; found once for each activation, which may have any number of events and is asked about for many objects. */
function foreignCallsOf(context: Context, frame: Frame): readonly ForeignCall[] {
  const known = foreign.get(frame);
  if (known !== undefined) return known;
  const source = context.sources.file(frame.site.file);
  const found = frame.events.flatMap((event): readonly ForeignCall[] => {
    if (source === null || event.type !== 'call-result') return [];
    if (activationsOf(frame, event.seq).length > 0) return [];
    const call = callInside(placeOf(context, event.site)?.node ?? null);
    return call === null ? [] : [{ source, call, frame, seq: event.seq }];
  });
  foreign.set(frame, found);
  return found;
}

/** @param one a call that was given the object */
function stepsOf(
  context: Context,
  { source, call, frame, seq }: ForeignCall,
  ref: number,
): readonly Dependence[] {
  const at = expressionAt(source, call, frame, seq);
  if (nativeOf(context, at) !== null) return fillSteps(context, at, ref) ?? [];
  return [
    {
      to: expressionAt(source, call, frame, seq + 1),
      role: 'control',
      cost: COST.given,
      why: `was given to ${calleeName(source, call)}, which is not recorded`,
    },
  ];
}

const given = new WeakMap<ForeignCall, ReadonlySet<number>>();

/** The objects that the call was given; found once, as any number of objects are looked for. */
function givenTo(context: Context, one: ForeignCall): ReadonlySet<number> {
  const known = given.get(one);
  if (known !== undefined) return known;
  const { source, call, frame, seq } = one;
  const receiver = receiverOf(call);
  const parts = receiver === null ? argumentsOf(call) : [receiver, ...argumentsOf(call)];
  const refs = parts
    .flatMap(literalParts)
    .flatMap((node) => refOf(valueOf(context, source, node, frame, seq)) ?? []);
  const found = new Set(refs);
  given.set(one, found);
  return found;
}

/** `f({ into: target })` gives the target as well. */
function literalParts(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type !== 'object' && node.type !== 'array') return [node];
  return namedChildren(node).flatMap((part) => {
    if (part.type !== 'pair') return [part];
    const value = childOf(part, 'value');
    return value === null ? [] : [value];
  });
}

/**
 * @param name the variable that holds a new collection
 * @returns why the calls that would fill it were reached, or were not
 */
export function fillersOf(
  source: SourceFile,
  declaration: SyntaxNode,
  name: string,
  frame: Frame,
  before: number,
): readonly Dependence[] {
  const fn = source.scopes.functions.find((info) => info.id === frame.site.node);
  const body = fn?.body;
  if (body === null || body === undefined) return [];
  const found: Dependence[] = [];
  walkSyntax(body, (node) => {
    if (found.length >= MOST_CALLS) return false;
    if (node.start <= declaration.start || !fills(source, node, name)) return true;
    found.push({
      to: reachedAt(source, node, frame, before),
      role: 'control',
      cost: COST.filler,
      why: `would fill ${name}`,
    });
    return true;
  });
  return found;
}

function fills(source: SourceFile, node: SyntaxNode, name: string): boolean {
  const text = (at: SyntaxNode | null): string =>
    at === null ? '' : source.text.slice(at.start, at.end);
  if (node.type === 'call_expression')
    return MUTATES_RECEIVER.has(calleeName(source, node)) && text(receiverOf(node)) === name;
  if (node.type !== 'assignment_expression') return false;
  const left = node.children[0];
  return (
    left !== undefined &&
    /^(?:member|subscript)_expression$/u.test(left.type) &&
    text(left.children[0] ?? null) === name
  );
}
