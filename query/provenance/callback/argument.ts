/**
 * What a parameter of a callback stands for: an argument of the timer or emitter that passed it on, the element whose turn it was,
 * the value that a promise was settled with. Only where the built-in says so; the rest depends on all that it was given.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Frame } from '../../timeline.ts';
import { isSameValue, refOf } from '../../value-text.ts';
import { activationsOf, argumentsOf, calleeName, receiverOf } from '../call.ts';
import type { CallSite } from '../call.ts';
import { contentsOf } from '../builtin/contents.ts';
import { COST } from '../cost.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { memberValue, valueOf } from '../value.ts';
import { valueStep } from '../step/dependence.ts';
import { returnOf } from '../step/return.ts';
import { PASSES_ON } from './schedule.ts';

/** Array methods whose callback takes the element first. */
const OF_ELEMENTS: ReadonlySet<string> = new Set([
  'map',
  'filter',
  'forEach',
  'find',
  'findIndex',
  'some',
  'every',
  'flatMap',
]);
const SETTLES = /^(?:then|catch|finally)$/u;

/** @returns the argument of the call that a built-in passes on as the parameter at this position; null where it is none */
export function passedOn({ source, node }: CallSite, position: number): SyntaxNode | null {
  const name = calleeName(source, node);
  const from = name === 'emit' ? 1 : PASSES_ON[name];
  if (from === undefined) return null;
  const list = argumentsOf(node);
  const spread = list.findIndex((argument) => argument.type === 'spread_element');
  const at = from + position;
  return list[spread >= 0 && spread < at ? spread : at] ?? null;
}

export interface CalledBack {
  readonly call: CallSite;
  readonly frame: Frame;
  /** Position of the parameter, and the key that destructuring takes from it. */
  readonly position: number;
  readonly key: string | null;
  readonly value: Frame['value'];
}

/** @returns the steps from a parameter of a callback, or null where the built-in is none that is known */
export function callbackSteps(context: Context, back: CalledBack): readonly Dependence[] | null {
  const { call, position } = back;
  const name = calleeName(call.source, call.node);
  const receiver = receiverOf(call.node);
  if (receiver === null) return null;
  const from = expressionAt(call.source, receiver, call.frame, back.frame.start.seq);
  if (SETTLES.test(name))
    return position === 0 ? [valueStep(from, COST.crossing, `what ${name} waited for`)] : [];
  if (name === 'reduce' && position === 0) return accumulated(context, back);
  if (name === 'reduce' ? position === 1 : OF_ELEMENTS.has(name) && position === 0)
    return elementSteps(context, back, receiver);
  return null;
}

/** The activations that this call caused of the same function, in their order. */
function turnsOf({ call, frame }: CalledBack): readonly Frame[] {
  if (call.seq === null) return [];
  return activationsOf(call.frame, call.seq).filter(({ site }) => site === frame.site);
}

function accumulated(context: Context, back: CalledBack): readonly Dependence[] | null {
  const turns = turnsOf(back);
  const before = turns[turns.indexOf(back.frame) - 1];
  if (before !== undefined) return returnOf(context, before, 'the round before returned');
  const { call, frame } = back;
  const initial = argumentsOf(call.node)[1];
  return initial === undefined || turns.length === 0
    ? null
    : [
        valueStep(
          expressionAt(call.source, initial, call.frame, frame.start.seq),
          COST.crossing,
          'the value to begin with',
        ),
      ];
}

function elementSteps(
  context: Context,
  back: CalledBack,
  receiver: SyntaxNode,
): readonly Dependence[] | null {
  const { call, frame, value, key } = back;
  const before = frame.start.seq;
  const { process } = frame;
  const at = expressionAt(call.source, receiver, call.frame, before);
  const ref = refOf(valueOf(context, at.source, at.node, at.frame, before));
  if (ref === null) return null;
  const collection = valueStep(at, COST.base, 'an element of');
  const skipped = calleeName(call.source, call.node) === 'reduce' && isBare(call) ? 1 : 0;
  const turn = turnsOf(back).indexOf(frame);
  const index = String(turn + skipped);
  const known = turn < 0 ? null : memberValue(context, process, ref, index, before);
  const isOther =
    turn < 0 || (key === null && known !== null && value !== null && !isSameValue(known, value));
  // A map or a set, or an array with holes: any of what it holds.
  if (isOther) return [collection, ...contentsOf(context, process, ref, before)];
  const element = key === null ? null : refOf(known);
  const of = element === null || key === null ? { ref, key: index } : { ref: element, key };
  const to = { kind: 'member', process, ...of, before, at } as const;
  return [
    valueStep(to, COST.crossing, key === null ? `element ${index}` : `property ${key}`),
    collection,
  ];
}

function isBare({ node }: CallSite): boolean {
  return argumentsOf(node).length < 2;
}
