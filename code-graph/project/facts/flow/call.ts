/** Calls: of functions, methods and constructors, tagged templates, components of JSX, `require` and `import()`. */
import { childOf, namedChildren } from '../../../syntax/node.ts';
import type { SyntaxNode } from '../../../syntax/node.ts';
import { isOfUnknownConstant, keyProperty, madeSymbol } from '../key.ts';
import type { Evaluation, Rule } from './evaluation.ts';
import { globalName, propertyName } from './expression.ts';
import { CALL_FLAG, OBJECT_KIND, OP, SPREAD_AT } from './flow-fact.ts';
import { builtinArguments, iterated } from './implicit/row.ts';
import { requiredModule } from '../module-fact.ts';
import { unwrap } from '../reference.ts';

interface Arguments {
  readonly args: readonly number[];
  readonly flags: number;
}

/** Methods whose first argument is the name of an event. */
const OF_EVENTS = /^(?:on|once|emit|prepend(?:Once)?Listener|add(?:Event)?Listener)$/u;

function argumentsOf(evaluation: Evaluation, list: SyntaxNode | null, called: string): Arguments {
  const { writer } = evaluation;
  const args: number[] = [];
  let flags = 0;
  if (list?.type === 'template_string') {
    args.push(-1);
    for (const part of namedChildren(list))
      if (part.type === 'template_substitution')
        args.push(evaluation.value(namedChildren(part)[0] ?? null));
    return { args, flags };
  }
  for (const part of list === null ? [] : namedChildren(list)) {
    if (part.type === 'spread_element') {
      if ((flags & CALL_FLAG.spread) === 0) flags |= CALL_FLAG.spread | (args.length << SPREAD_AT);
      const from = namedChildren(part)[0] ?? null;
      args.push(iterated(evaluation, evaluation.value(from), from));
    } else {
      const isEvent = args.length === 0 && OF_EVENTS.test(called);
      const name = isEvent ? keyProperty(writer.scopes, part) : literalName(evaluation, part);
      args.push(name === null ? evaluation.value(part) : -2 - writer.name(name));
    }
  }
  return { args, flags };
}

/** A string or symbol that is written down, or held by a constant; a constant of unknown value may be a function and is none. */
function literalName({ writer }: Evaluation, node: SyntaxNode): string | null {
  if (node.type === 'number') return null;
  const name = keyProperty(writer.scopes, node);
  return name === null || isOfUnknownConstant(name) ? null : name;
}

/** Helpers that compilers write around `require`: the module itself comes out. */
const INTEROP =
  /^_*(?:importDefault|importStar|interopRequireDefault|interopRequireWildcard|toESM|interopNamespace)\d*$/u;

const call: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const required = requiredModule(node, writer.scopes);
  if (required !== null) return writer.imported(required, null);
  const symbol = madeSymbol(writer.scopes, node);
  // Said although nothing is stored under it here: other files know by it what they import.
  if (symbol !== null) writer.name(symbol);
  const isNew = node.type === 'new_expression';
  const named = childOf(node, 'function') ?? childOf(node, 'constructor');
  if (named === null) return -1;
  const callee = unwrap(named);
  const isMember = callee.type === 'member_expression' || callee.type === 'subscript_expression';
  const object = isMember ? childOf(callee, 'object') : null;
  const isSuper = callee.type === 'super';
  const vertex = isSuper ? evaluation.super : evaluation.value(callee);
  const name = isMember
    ? (propertyName(evaluation, callee) ?? '')
    : callee.type === 'identifier'
      ? writer.textOf(callee)
      : '';
  const { args, flags } = argumentsOf(evaluation, childOf(node, 'arguments'), isMember ? name : '');
  if (INTEROP.test(name) && args.length > 0) return interop(evaluation, node, args[0] as number);
  const receiver =
    isSuper || object?.type === 'super' || object?.type === 'this'
      ? evaluation.self
      : object === null
        ? -1
        : receiverOf(evaluation, callee);
  const isGlobal = globalName(evaluation, callee) !== '';
  const owner = isGlobal ? 'globalThis' : globalName(evaluation, object);
  const called = `${owner}.${name}`;
  const given = builtinArguments(evaluation, node, { called, args, receiver });
  const isLent =
    object?.type === 'super' || (isMember && propertyName(evaluation, callee) === null);
  const mode = (isNew || isSuper ? CALL_FLAG.new : 0) | (isLent ? CALL_FLAG.lent : 0);
  const parts = { node, callee: vertex, receiver, name, owner };
  return writer.call({ ...parts, args: given, flags: flags | mode });
};

/** The vertex of the object was made when the member was evaluated; evaluated once more it would be another. */
function receiverOf(evaluation: Evaluation, callee: SyntaxNode): number {
  return evaluation.receivers.get(callee) ?? -1;
}

/** `x.default` is the module itself, unless it says otherwise. */
function interop(evaluation: Evaluation, node: SyntaxNode, module: number): number {
  const { writer } = evaluation;
  const vertex = writer.holding(writer.objectToken(OBJECT_KIND.object));
  writer.store(vertex, 'default', module, null);
  writer.store(vertex, 'default', writer.load(module, 'default', node), null);
  writer.copy(vertex, module);
  return vertex;
}

/** What an element hands to what it names. */
interface Attributes {
  /** The vertex of the object of all of them, -1 where nothing in it matters. */
  readonly whole: number;
  readonly values: readonly number[];
}

function attributesOf(evaluation: Evaluation, node: SyntaxNode, tag: SyntaxNode): Attributes {
  const { writer } = evaluation;
  const whole = writer.vertex();
  const values: number[] = [];
  const put = (name: string, value: number): void => {
    if (value < 0) return;
    values.push(value);
    writer.store(whole, name, value, null);
  };
  const name = childOf(tag, 'name');
  for (const part of namedChildren(tag)) {
    const [first, value] = namedChildren(part);
    if (part === name || first === undefined) continue;
    if (part.type === 'jsx_attribute') put(writer.textOf(first), evaluation.value(value ?? null));
    else if (first.type === 'spread_element') {
      const from = evaluation.value(namedChildren(first)[0] ?? null);
      if (from < 0) continue;
      values.push(from);
      writer.row(OP.mix, whole, from);
    } else evaluation.run(part);
  }
  for (const part of tag === node ? [] : namedChildren(node))
    if (part !== tag && part.type !== 'jsx_closing_element')
      put('children', evaluation.value(part));
  if (values.length > 0) writer.row(OP.token, whole, writer.objectToken(OBJECT_KIND.object));
  return { whole: values.length > 0 ? whole : -1, values };
}

/**
 * `<Component/>`: what renders it calls it with its attributes, or makes an instance that has them and calls its `render`. What an
 * element of the page is handed may be called there.
 */
const element: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const tag = childOf(node, 'open_tag') ?? node;
  const name = childOf(tag, 'name');
  const { whole, values } = attributesOf(evaluation, node, tag);
  if (name === null) return -1;
  const isComponent = name.type === 'member_expression' || /^[A-Z_$]/u.test(writer.textOf(name));
  const callee = isComponent ? evaluation.value(name) : -1;
  const parts = { node: tag, receiver: -1, name: '', owner: '' };
  if (callee < 0) {
    if (values.length > 0) writer.call({ ...parts, callee, args: values, flags: 0 });
    return -1;
  }
  writer.call({ ...parts, callee, args: [whole], flags: CALL_FLAG.passed });
  const prototype = writer.vertex();
  writer.row(OP.prototype, prototype, callee);
  writer.store(prototype, 'props', whole, null);
  // Two vertices: the member of a function is not looked for by its name alone.
  const [member, render] = [writer.vertex(), writer.vertex()];
  writer.row(OP.load, member, prototype, writer.name('render'), -1);
  writer.copy(render, member);
  writer.call({ ...parts, callee: render, args: [], flags: CALL_FLAG.passed });
  return -1;
};

/** `{x}` between elements. */
const embedded: Rule = (evaluation, node) => {
  let value = -1;
  for (const part of namedChildren(node)) value = evaluation.value(part);
  return value;
};

export const CALLS: Readonly<Record<string, Rule>> = {
  call_expression: call,
  new_expression: call,
  jsx_element: element,
  jsx_self_closing_element: element,
  jsx_expression: embedded,
};
