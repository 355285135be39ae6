/**
 * Which function a recorded expression held: the text that made it and the activation that ran that text, found through the copies
 * that were recorded (names, parameters, properties, `bind`, what a recorded call returned). Null where a copy was not recorded.
 */
import { childOf, isFunctionNode, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { SourceFile } from '../../source-index.ts';
import { lastPropertyWrite } from '../../written.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import {
  activationsOf,
  argumentsOf,
  calleeName,
  callSiteOf,
  givenBefore,
  receiverOf,
} from '../call.ts';
import { bindingSource } from '../pattern.ts';
import { creationAt, placeOf } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, ExpressionPoint } from '../point.ts';
import { definitionOf, evaluationOf, valueOf } from '../value.ts';

export interface FunctionOrigin {
  readonly source: SourceFile;
  /** The function's own text. */
  readonly node: SyntaxNode;
  /** The activation in which that text made the function; null where a declaration's was not recorded. */
  readonly frame: Frame | null;
}

const MOST_COPIES = 10;

/** @returns the function that the expression held, or null */
export function functionOrigin(
  context: Context,
  at: ExpressionPoint,
  most = MOST_COPIES,
): FunctionOrigin | null {
  const { source, node, frame } = at;
  if (most === 0) return null;
  if (isFunctionNode(node)) return { source, node, frame };
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier':
      return ofName(context, at, most);
    case 'member_expression':
      return ofMember(context, at, most);
    case 'call_expression':
      return ofCall(context, at, most);
    default:
      return null;
  }
}

/** @returns true where the activation is one of this function, made by this text in this activation, and in the round of `seq` */
export function isActivationOf(frame: Frame, origin: FunctionOrigin, seq?: number): boolean {
  const { site } = frame;
  if (site.file !== origin.source.path || site.start !== origin.node.start) return false;
  const isOfRound =
    seq === undefined ||
    origin.frame !== frame.outer ||
    frame.rounds.every((round) => round.seq < seq && seq < round.nextSeq);
  if (!isOfRound) return false;
  return frame.outer === null || origin.frame === null || frame.outer === origin.frame;
}

function ofName(context: Context, at: ExpressionPoint, most: number): FunctionOrigin | null {
  const { source, node, frame, before } = at;
  const definition = definitionOf(context, source, node, frame, before);
  if (definition === null) return null;
  const { binding } = definition;
  if (definition.kind === 'parameter') {
    const given = argumentOf(context, definition.frame, binding.node);
    return given === null ? null : functionOrigin(context, given, most - 1);
  }
  if (definition.kind === 'unrecorded') {
    const declared = binding.node.parent;
    return declared !== null && binding.kind === 'function' && isFunctionNode(declared)
      ? { source, node: declared, frame: definition.owner }
      : null;
  }
  const { event } = definition;
  const place = placeOf(context, event.site);
  const from = place === null ? null : bindingSource(place.source, place.node);
  const writer = context.timeline.frame(frame.process, event.frame) ?? definition.owner;
  if (place === null || from === null || from.value === null || writer === null) return null;
  const right = expressionAt(place.source, from.value, writer, event.seq);
  if (from.iteration !== null) return null;
  if (from.path.length === 0) return functionOrigin(context, right, most - 1);
  const ref = refOf(valueOf(context, right.source, right.node, writer, right.before));
  const [key] = from.path;
  return ref === null || key === undefined || from.path.length > 1
    ? null
    : ofProperty(context, { process: frame.process, ref, key, before: event.seq }, most);
}

/** The argument at the call that really happened. */
function argumentOf(context: Context, frame: Frame, parameter: SyntaxNode): ExpressionPoint | null {
  const call = callSiteOf(context, frame);
  if (call === null || call.relation !== 'direct') return null;
  let own = parameter;
  while (own.parent !== null && own.parent.type !== 'formal_parameters') own = own.parent;
  const position = own.parent === null ? 0 : namedChildren(own.parent).indexOf(own);
  const given = argumentsOf(call.node)[position];
  return given === undefined || given.type === 'spread_element'
    ? null
    : expressionAt(call.source, given, call.frame, givenBefore(call, frame));
}

interface Property {
  readonly process: number;
  readonly ref: number;
  readonly key: string;
  readonly before: number;
}

function ofMember(context: Context, at: ExpressionPoint, most: number): FunctionOrigin | null {
  const { source, node, frame, before } = at;
  const object = childOf(node, 'object');
  const property = childOf(node, 'property');
  const ref = object === null ? null : refOf(valueOf(context, source, object, frame, before));
  if (ref === null || property === null) return null;
  const key = source.text.slice(property.start, property.end);
  return ofProperty(context, { process: frame.process, ref, key, before }, most);
}

function ofProperty(context: Context, property: Property, most: number): FunctionOrigin | null {
  const { process, ref, key, before } = property;
  const history = context.timeline.object(process, ref);
  const write = lastPropertyWrite(history, key, before)?.write ?? null;
  if (write !== null) {
    const place = placeOf(context, write.site);
    const right = place === null ? null : childOf(place.node, 'right');
    const frame = context.timeline.frame(process, write.frame);
    return place === null || right === null || frame === null
      ? null
      : functionOrigin(context, expressionAt(place.source, right, frame, write.seq), most - 1);
  }
  const first = history.seen[0];
  const made = first === undefined ? null : creationAt(context, first);
  if (made?.node.type !== 'object') return null;
  const { source, frame } = made;
  const text = (part: SyntaxNode | null): string =>
    part === null ? '' : source.text.slice(part.start, part.end);
  for (const part of namedChildren(made.node)) {
    const named = part.type === 'pair' ? childOf(part, 'key') : (childOf(part, 'name') ?? part);
    if (text(named) !== key) continue;
    const value = part.type === 'pair' ? childOf(part, 'value') : part;
    if (value !== null)
      return functionOrigin(context, expressionAt(source, value, frame, made.before), most - 1);
  }
  return null;
}

/** `f.bind(o)`, and what a recorded callee returned. */
function ofCall(context: Context, at: ExpressionPoint, most: number): FunctionOrigin | null {
  const { source, node, frame, before } = at;
  const receiver = receiverOf(node);
  if (receiver !== null && calleeName(source, node) === 'bind')
    return functionOrigin(context, expressionAt(source, receiver, frame, before), most - 1);
  const own = evaluationOf(context, source, node, frame, before);
  const callee = own === null ? undefined : activationsOf(frame, own.event.seq)[0];
  const end = callee?.events.findLast((event) => event.type === 'call-end');
  const place = placeOf(context, end?.site);
  if (callee === undefined || end === undefined || place?.site.kind !== 'return') return null;
  const value =
    place.node.type === 'return_statement' ? (namedChildren(place.node)[0] ?? null) : place.node;
  return value === null
    ? null
    : functionOrigin(context, expressionAt(place.source, value, callee, end.seq), most - 1);
}
