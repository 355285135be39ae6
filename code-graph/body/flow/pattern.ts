/**
 * How binding and assignment patterns are laid down: the destructured value is taken apart (which can throw), then each
 * name is written where it stands, so that the identifier is the write. A default is a branch on `undefined`.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { FLAGS, dangle } from './builder.ts';
import type { FlowBuilder, Step, Visit, Visitor } from './builder.ts';
import { mayFailToWrite } from '../access/fault.ts';
import { reference } from './expression.ts';
import { unwrapOnce } from './condition.ts';

const PATTERNS: Readonly<Record<string, Visitor>> = {
  identifier: name,
  shorthand_property_identifier_pattern: name,
  object_pattern: takeApart,
  array_pattern: takeApart,
  rest_pattern: parts,
  pair_pattern: keyed,
  assignment_pattern: (flow, node) => withDefault(flow, node, 'left', 'right'),
  object_assignment_pattern: (flow, node) => withDefault(flow, node, 'left', 'right'),
  required_parameter: (flow, node) => withDefault(flow, node, 'pattern', 'value'),
  optional_parameter: (flow, node) => withDefault(flow, node, 'pattern', 'value'),
  member_expression: property,
  subscript_expression: property,
  this: () => undefined,
  comment: () => undefined,
};

export function visitPattern(flow: FlowBuilder, node: SyntaxNode): Visit {
  const visitor = Object.hasOwn(PATTERNS, node.type) ? PATTERNS[node.type] : undefined;
  if (visitor !== undefined) return visitor(flow, node);
  const inner = unwrapOnce(node);
  return inner === null ? flow.evaluate(node) : visitPattern(flow, inner);
}

function* parts(flow: FlowBuilder, node: SyntaxNode): Step {
  for (const part of namedChildren(node)) yield flow.bind(part);
}

/** A name that is declared here is only written; one that was declared elsewhere may refuse that. */
function name(flow: FlowBuilder, node: SyntaxNode): void {
  const binding = flow.scopes.resolve(node);
  if (binding?.node !== node && mayFailToWrite(flow.scopes, node)) flow.emit(node, FLAGS.faults);
  flow.emit(node, FLAGS.writes);
}

/** Each part is asked for when its turn comes, by an accessor or iterator that can throw; an iterator is closed at the end. */
function* takeApart(flow: FlowBuilder, node: SyntaxNode): Step {
  const asked = FLAGS.throws | FLAGS.hooks;
  const all = namedChildren(node);
  if (all.length === 0) flow.emit(node, asked);
  for (const part of all) {
    flow.emit(node, asked);
    yield flow.bind(part);
  }
  const end = node.children.at(-1);
  if (node.type === 'array_pattern' && end?.type === ']') flow.emit(end, asked);
}

function* keyed(flow: FlowBuilder, node: SyntaxNode): Step {
  const key = childOf(node, 'key');
  const value = childOf(node, 'value');
  if (key?.type === 'computed_property_name') yield flow.evaluate(key);
  if (value !== null) yield flow.bind(value);
}

function* withDefault(flow: FlowBuilder, node: SyntaxNode, left: string, right: string): Step {
  const target = childOf(node, left);
  const value = childOf(node, right);
  if (value !== null) {
    const id = flow.emit(node);
    flow.frontier = [dangle(id, 'undefined')];
    yield flow.evaluate(value);
    flow.join([dangle(id, 'defined')]);
  }
  if (target !== null) yield flow.bind(target);
}

function* property(flow: FlowBuilder, node: SyntaxNode): Step {
  yield* reference(flow, node);
  flow.emit(node, FLAGS.throws | FLAGS.hooks);
}
