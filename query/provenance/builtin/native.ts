/**
 * Which calls are built-ins, told by the receiver and the name: a text's `slice`, an array's `map`, `Object.keys`, `JSON.parse`,
 * `f.call`. Nothing of such a call is left to be recorded, so it is no end of the evidence; and only those named here change
 * what they are given.
 */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { ObjectShape, Value } from '../../../protocol/event.ts';
import { argumentsOf, calleeName, MUTATES_RECEIVER, receiverOf } from '../call.ts';
import { unwrap } from '../point.ts';
import type { Context, ExpressionPoint } from '../point.ts';
import { valueOf } from '../value.ts';

export type NativeKind =
  | 'text'
  | 'number'
  | 'array'
  | 'map'
  | 'set'
  | 'date'
  | 'regexp'
  | 'promise'
  | 'static'
  | 'function';

export interface Native {
  readonly kind: NativeKind;
  /** `map`, `keys` (of `Object.keys`), `push` (of `list.push` and of `push.apply(list, …)`). */
  readonly name: string;
  /** `Object` of `Object.keys`; null elsewhere. */
  readonly owner: string | null;
  /** What the built-in works on: the receiver, or the first argument of `f.call`. */
  readonly subject: SyntaxNode | null;
  readonly args: readonly SyntaxNode[];
}

const GLOBALS =
  /^(?:Object|Array|Math|JSON|Number|String|Boolean|Symbol|BigInt|Reflect|Promise|Date|RegExp|Map|Set|WeakMap|WeakSet|Error|TypeError|RangeError|SyntaxError|Intl|Buffer|parseInt|parseFloat|isNaN|isFinite|encodeURIComponent|decodeURIComponent|encodeURI|decodeURI|escape|unescape|structuredClone|URL|URLSearchParams|console|AbortController|Uint8Array|TextEncoder|TextDecoder|setTimeout|setInterval|setImmediate|queueMicrotask|clearTimeout)$/u;

const KINDS: Readonly<Partial<Record<ObjectShape, NativeKind>>> = {
  array: 'array',
  'typed-array': 'array',
  map: 'map',
  weak: 'map',
  set: 'set',
  date: 'date',
  regexp: 'regexp',
  promise: 'promise',
};

/** @returns what the call is where it is a built-in that the recording shows nothing of; null elsewhere */
export function nativeOf(context: Context, at: ExpressionPoint): Native | null {
  const { source, node } = at;
  const callee = childOf(node, 'function') ?? childOf(node, 'constructor');
  if (callee === null) return null;
  const args = argumentsOf(node);
  const name = calleeName(source, node);
  const receiver = receiverOf(node);
  if (receiver === null) {
    const isGlobal = GLOBALS.test(name) && source.scopes.resolve(unwrap(callee)) === null;
    return isGlobal ? { kind: 'static', name, owner: null, subject: null, args } : null;
  }
  const spelled = source.text.slice(receiver.start, receiver.end);
  if (GLOBALS.test(spelled) && source.scopes.resolve(unwrap(receiver)) === null)
    return { kind: 'static', name, owner: spelled, subject: null, args };
  if (name === 'call' || name === 'apply' || name === 'bind')
    return borrowed(at, receiver, args, name);
  const value = shapeOf(context, at, receiver);
  if (SAYS_PRESENCE.test(name) && value?.kind === 'object')
    return { kind: 'function', name, owner: null, subject: receiver, args };
  const kind = value === null ? null : kindOf(value);
  return kind === null ? null : { kind, name, owner: null, subject: receiver, args };
}

/** Methods that every object has. */
export const SAYS_PRESENCE = /^(?:hasOwnProperty|propertyIsEnumerable)$/u;

/** `Object.prototype.hasOwnProperty.call(o, k)`, `push.apply(list, more)`. */
function borrowed(
  { source }: ExpressionPoint,
  receiver: SyntaxNode,
  args: readonly SyntaxNode[],
  how: string,
): Native | null {
  const inner = unwrap(receiver);
  const last = inner.type === 'member_expression' ? childOf(inner, 'property') : inner;
  const name = last === null ? '' : source.text.slice(last.start, last.end);
  const rest = how === 'apply' ? args.slice(1, 2) : args.slice(1);
  return how === 'bind'
    ? null
    : { kind: 'function', name, owner: null, subject: args[0] ?? null, args: rest };
}

function kindOf(value: Value): NativeKind | null {
  switch (value.kind) {
    case 'string':
      return 'text';
    case 'number':
    case 'boolean':
    case 'bigint':
      return 'number';
    case 'object':
      return KINDS[value.shape] ?? null;
    default:
      return null;
  }
}

/** The value with its shape: an object that was seen before is looked up where it was first shown. */
export function shapeOf(context: Context, at: ExpressionPoint, node: SyntaxNode): Value | null {
  const value = valueOf(context, at.source, node, at.frame, at.before);
  if (value?.kind !== 'seen') return value;
  return shownObject(context, at.frame.process, value.ref) ?? value;
}

/** @returns the first snapshot of an object, or null */
export function shownObject(
  context: Context,
  process: number,
  ref: number,
): Extract<Value, { kind: 'object' }> | null {
  for (const event of context.timeline.object(process, ref).seen) {
    const values = 'values' in event ? event.values : 'value' in event ? [event.value] : [];
    for (const value of values) if (value.kind === 'object' && value.ref === ref) return value;
  }
  return null;
}

const CHANGE_ARGUMENT: ReadonlySet<string> = new Set([
  'assign',
  'defineProperty',
  'defineProperties',
  'setPrototypeOf',
  'set',
  'deleteProperty',
]);

/** @returns the expression whose object the built-in changes, or null where it changes nothing */
export function changedSubject(native: Native): SyntaxNode | null {
  if (native.kind === 'static')
    return (native.owner === 'Object' || native.owner === 'Reflect') &&
      CHANGE_ARGUMENT.has(native.name)
      ? (native.args[0] ?? null)
      : null;
  return MUTATES_RECEIVER.has(native.name) ? native.subject : null;
}
