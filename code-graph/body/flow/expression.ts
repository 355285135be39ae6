/**
 * How each kind of expression is laid down: operands in the order in which JavaScript evaluates them, then the
 * expression itself. Kinds that the table does not name follow that rule (`inOrder`). Types, names of properties and
 * text inside literals are not evaluated and leave no node; parentheses and type assertions are transparent.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { FLAGS } from './builder.ts';
import type { Dangling, FlowBuilder, Step, Visit, Visitor } from './builder.ts';
import { mayFailToRead, mayFailToWrite, mayLackThis, mayRunHooks } from '../access/fault.ts';
import { visitClass } from './declaration.ts';
import { dangle } from './builder.ts';
import { LOGICAL, operatorOf, splitNullish, unwrap, unwrapOnce, visitTest } from './condition.ts';

const { suspends, throws, opaque, reads, writes, calls, faults, hooks } = FLAGS;

const SKIPPED: ReadonlySet<string> = new Set([
  'property_identifier',
  'private_property_identifier',
  'statement_identifier',
  'string_fragment',
  'escape_sequence',
  'regex_pattern',
  'regex_flags',
  'comment',
  'html_comment',
  'hash_bang_line',
  'jsx_text',
  'jsx_closing_element',
  'jsx_namespace_name',
  'html_character_reference',
  'optional_chain',
  'type_annotation',
  'type_arguments',
  'type_parameters',
  'accessibility_modifier',
  'override_modifier',
]);

const EXPRESSIONS: Readonly<Record<string, Visitor>> = {
  identifier: variable,
  shorthand_property_identifier: variable,
  this: (flow, node) => void flow.emit(node, mayLackThis(flow.scopes, flow.fn) ? faults : 0),
  string: (flow, node) => void flow.emit(node),
  arrow_function: (flow, node) => void flow.emit(node, opaque),
  function_expression: (flow, node) => void flow.emit(node, opaque),
  generator_function: (flow, node) => void flow.emit(node, opaque),
  method_definition: method,
  class: visitClass,
  call_expression: chain,
  member_expression: chain,
  subscript_expression: chain,
  new_expression: (flow, node) => inOrder(flow, node, throws | calls),
  await_expression: (flow, node) => inOrder(flow, node, throws | suspends | calls),
  yield_expression: yieldPoint,
  spread_element: (flow, node) => inOrder(flow, node, throws | hooks),
  assignment_expression: assignment,
  augmented_assignment_expression: augmented,
  update_expression: update,
  binary_expression: binary,
  unary_expression: operation,
  template_string: operation,
  jsx_element: (flow, node) => inOrder(flow, node, throws | calls),
  jsx_self_closing_element: (flow, node) => inOrder(flow, node, throws | calls),
  ternary_expression: ternary,
  pair,
  arguments: transparent,
  template_substitution: transparent,
  computed_property_name: propertyName,
  sequence_expression: transparent,
  class_heritage: transparent,
  extends_clause: transparent,
  decorator: transparent,
  jsx_expression: transparent,
  jsx_attribute: transparent,
  jsx_opening_element: transparent,
  implements_clause: () => undefined,
};

export function visitExpression(flow: FlowBuilder, node: SyntaxNode): Visit {
  const visitor = Object.hasOwn(EXPRESSIONS, node.type) ? EXPRESSIONS[node.type] : undefined;
  if (visitor !== undefined) return visitor(flow, node);
  const inner = unwrapOnce(node);
  if (inner !== null) return visitExpression(flow, inner);
  if (node.type.endsWith('_statement') || node.type.endsWith('_declaration'))
    return flow.execute(node);
  return inOrder(flow, node, 0);
}

function variable(flow: FlowBuilder, node: SyntaxNode): void {
  flow.emit(node, reads | (mayFailToRead(flow.scopes, node) ? faults : 0));
}

/** Operands, then the operator, which may have to turn them into primitives. */
function operation(flow: FlowBuilder, node: SyntaxNode): Visit {
  return inOrder(flow, node, mayRunHooks(node, flow.scopes.tree.text) ? faults | hooks : 0);
}

/** `[key]`: anything but a string or number is turned into a key. */
function* propertyName(flow: FlowBuilder, node: SyntaxNode): Step {
  yield* transparent(flow, node);
  const inner = namedChildren(node)[0];
  if (inner !== undefined && !/^(?:string|number)$/u.test(inner.type))
    flow.emit(node, faults | hooks);
}

/** The rule: operands, then the node. */
function inOrder(flow: FlowBuilder, node: SyntaxNode, flags: number): Visit {
  if (node.children.length === 0) return void flow.emit(node, flags);
  return operandsThen(flow, node, flags);
}

function* operandsThen(flow: FlowBuilder, node: SyntaxNode, flags: number): Step {
  yield* transparent(flow, node);
  flow.emit(node, flags);
}

function* transparent(flow: FlowBuilder, node: SyntaxNode): Step {
  for (const child of node.children)
    if (child.named && !SKIPPED.has(child.type)) yield flow.evaluate(child);
}

function* pair(flow: FlowBuilder, node: SyntaxNode): Step {
  const key = childOf(node, 'key');
  const value = childOf(node, 'value');
  if (key?.type === 'computed_property_name') yield flow.evaluate(key);
  if (value !== null) yield flow.evaluate(value);
}

function* method(flow: FlowBuilder, node: SyntaxNode): Step {
  const name = childOf(node, 'name');
  if (name?.type === 'computed_property_name') yield flow.evaluate(name);
  flow.emit(node, opaque);
}

const CHAINED: ReadonlySet<string> = new Set([
  'member_expression',
  'subscript_expression',
  'call_expression',
]);

/** A chain `a.b?.c(d)[e]`, from its base outward; a nullish link leaves the whole chain at once. */
function* chain(flow: FlowBuilder, node: SyntaxNode): Step {
  const links: SyntaxNode[] = [];
  let base: SyntaxNode = node;
  while (CHAINED.has(base.type) || base.type === 'non_null_expression') {
    if (base.type !== 'non_null_expression') links.push(base);
    const next: SyntaxNode | undefined = namedChildren(base)[0];
    if (next === undefined) break;
    base = next;
  }
  yield flow.evaluate(base);
  const skips: Dangling[] = [];
  for (const link of links.reverse()) {
    if (link.children.some((part) => part.type === 'optional_chain' || part.type === '?.')) {
      const present: Dangling[] = [];
      splitNullish(flow, skips, present);
      flow.frontier = present;
    }
    const operand = childOf(link, link.type === 'call_expression' ? 'arguments' : 'index');
    if (operand !== null) yield flow.evaluate(operand);
    flow.emit(link, throws | (link.type === 'call_expression' ? calls : hooks));
  }
  flow.join(skips);
}

/** A generator can be resumed with a value, with an exception, or with `return()`: then only finalizers run. */
function* yieldPoint(flow: FlowBuilder, node: SyntaxNode): Step {
  yield* transparent(flow, node);
  const id = flow.emit(node, throws | suspends | calls);
  flow.send(flow.returns, [dangle(id, 'cancel')]);
}

/** Evaluates what an assignment target needs before its value: object and key; nothing for a variable. */
export function* reference(flow: FlowBuilder, target: SyntaxNode): Step {
  for (const field of ['object', 'index']) {
    const part = childOf(target, field);
    if (part !== null) yield flow.evaluate(part);
  }
}

function* assignment(flow: FlowBuilder, node: SyntaxNode): Step {
  const right = childOf(node, 'right') ?? node;
  const target = unwrap(childOf(node, 'left') ?? node);
  const isProperty = CHAINED.has(target.type);
  if (isProperty) yield* reference(flow, target);
  yield flow.evaluate(right);
  if (target.type === 'identifier') {
    if (mayFailToWrite(flow.scopes, target)) flow.emit(target, faults);
    return void flow.emit(node, writes);
  }
  if (!isProperty) yield flow.bind(target);
  flow.emit(node, isProperty ? throws | hooks : 0);
}

function* augmented(flow: FlowBuilder, node: SyntaxNode): Step {
  const target = unwrap(childOf(node, 'left') ?? node);
  const split = LOGICAL[operatorOf(node).slice(0, -1)];
  const past: Dangling[] = [];
  yield flow.evaluate(target);
  if (split !== undefined) {
    const on: Dangling[] = [];
    split(flow, on, past);
    flow.frontier = on;
  }
  yield flow.evaluate(childOf(node, 'right') ?? node);
  operate(flow, node, target, split === undefined);
  flow.emit(node, target.type === 'identifier' ? writes : throws | hooks);
  flow.join(past);
}

/** The operator before the write: it converts its operands, and a constant refuses its result. */
function operate(flow: FlowBuilder, node: SyntaxNode, target: SyntaxNode, converts: boolean): void {
  const operator = childOf(node, 'operator');
  const isName = target.type === 'identifier';
  if (operator === null || (!converts && !(isName && mayFailToWrite(flow.scopes, target)))) return;
  flow.emit(operator, converts ? faults | hooks : faults);
}

function* update(flow: FlowBuilder, node: SyntaxNode): Step {
  const target = unwrap(childOf(node, 'argument') ?? node);
  yield flow.evaluate(target);
  operate(flow, node, target, true);
  flow.emit(node, target.type === 'identifier' ? writes : throws | hooks);
}

function* binary(flow: FlowBuilder, node: SyntaxNode): Step {
  const operator = operatorOf(node);
  const split = LOGICAL[operator];
  if (split === undefined) {
    const isTest = operator === 'in' || operator === 'instanceof';
    const flags = isTest
      ? throws | hooks
      : mayRunHooks(node, flow.scopes.tree.text)
        ? faults | hooks
        : 0;
    return yield* operandsThen(flow, node, flags);
  }
  const on: Dangling[] = [];
  const past: Dangling[] = [];
  const left = childOf(node, 'left') ?? node;
  if (operator === '&&') yield visitTest(flow, left, [on, past]);
  else if (operator === '||') yield visitTest(flow, left, [past, on]);
  else {
    yield flow.evaluate(left);
    split(flow, on, past);
  }
  flow.frontier = on;
  yield flow.evaluate(childOf(node, 'right') ?? node);
  flow.join(past);
  flow.emit(node);
}

function* ternary(flow: FlowBuilder, node: SyntaxNode): Step {
  const yes: Dangling[] = [];
  const no: Dangling[] = [];
  yield visitTest(flow, childOf(node, 'condition') ?? node, [yes, no]);
  flow.frontier = yes;
  yield flow.evaluate(childOf(node, 'consequence') ?? node);
  const after = flow.take();
  flow.frontier = no;
  yield flow.evaluate(childOf(node, 'alternative') ?? node);
  flow.join(after);
  flow.emit(node);
}
