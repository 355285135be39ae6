/**
 * Names that V8 makes up for functions and classes that have none, and shows in stacks: `at o.f` for `o.f = function () {…}`. It
 * takes them from the names that stand in front in the same expression, where those within brackets do not count; and a call
 * takes the last function in it for an argument, which gets no name. A call that is put around the object of such a target
 * would take away its names and add its own. @see v8/src/parsing/func-name-inferrer.h
 */
import { childOf, walkSyntax } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';
import { RANK } from '../insertion.ts';
import {
  FUNCTION_TYPES,
  canBeRepeated,
  outerWrapper,
  spineBelow,
  stripWrappers,
  takesName,
} from '../place/position.ts';
import type { Rewriting } from '../rewriting.ts';

/** What gives a function a name of its own, or hands it on. */
const SETTLES: ReadonlySet<string> = new Set([
  'arguments',
  'arrow_function',
  'assignment_pattern',
  'export_statement',
  'field_definition',
  'object_assignment_pattern',
  'pair',
  'public_field_definition',
  'return_statement',
  'variable_declarator',
]);

/** The rewriters of a file ask the same again and again, and each answer takes a walk over its tree. */
function oncePerTree<T>(find: (tree: SyntaxTree) => T): (tree: SyntaxTree) => T {
  const known = new WeakMap<SyntaxTree, { readonly found: T }>();
  return (tree) => {
    const before = known.get(tree) ?? { found: find(tree) };
    known.set(tree, before);
    return before.found;
  };
}

function isSettled(fn: SyntaxNode): boolean {
  const { parent } = outerWrapper(fn);
  if (parent === null || SETTLES.has(parent.type)) return true;
  if (!parent.type.endsWith('assignment_expression')) return false;
  const left = childOf(parent, 'left');
  return left !== null && stripWrappers(left).type === 'identifier';
}

/** Whether names in front of `parent` say nothing of what stands at this child of it. */
function endsExpression(at: SyntaxNode, parent: SyntaxNode): boolean {
  switch (parent.type) {
    case 'arguments':
    case 'class_body':
    case 'program':
    case 'template_substitution':
      return true;
    case 'subscript_expression':
      return at.field === 'index';
    case 'call_expression':
      return at.field === 'function';
    case 'new_expression':
      return at.field === 'constructor';
    default:
      return FUNCTION_TYPES.has(parent.type) || parent.type.endsWith('_statement');
  }
}

/** @returns the expressions in which a function or class without a name waits for one that V8 makes up */
export const holdersOfNameless = oncePerTree((tree): ReadonlySet<SyntaxNode> => {
  const holders = new Set<SyntaxNode>();
  walkSyntax(tree.root, (node) => {
    if (!takesName(node) || stripWrappers(node) !== node || isSettled(node)) return;
    let at = node;
    // What is around a holder was found with it.
    while (at.parent !== null && !holders.has(at.parent) && !endsExpression(at, at.parent)) {
      at = at.parent;
      holders.add(at);
    }
  });
  return holders;
});

/** Assignments to properties in which a nameless function waits, with the links that they write to. */
const namingTargets = oncePerTree((tree): ReadonlyMap<SyntaxNode, SyntaxNode> => {
  const targets = new Map<SyntaxNode, SyntaxNode>();
  for (const node of [...holdersOfNameless(tree), ...nodesBehindCallbacks(tree)]) {
    if (!node.type.endsWith('assignment_expression')) continue;
    const left = childOf(node, 'left');
    const link = left === null ? null : stripWrappers(left);
    if (link?.type === 'member_expression' || link?.type === 'subscript_expression')
      targets.set(node, link);
  }
  return targets;
});

function* spineOf(link: SyntaxNode): Generator<SyntaxNode> {
  for (let at = spineBelow(link); at !== null; at = spineBelow(at)) yield at;
}

const LISTS: ReadonlySet<string> = new Set(['arguments', 'array']);

/** @returns true where V8 names what waits for a name: at a property of an object literal or of a class, at an assignment */
function bringsName({ type, children }: SyntaxNode): boolean {
  if (type === 'object' || type === 'class_body') return children.some(({ named }) => named);
  return type.endsWith('assignment_expression');
}

/** `(function () {…})({ m: 1 })`: what it is given stands behind it as in a list. */
function isCallee({ field }: SyntaxNode): boolean {
  return field === 'function' || field === 'constructor';
}

/** What brings names at `node` or below, but for what runs later. */
function* bringersIn(node: SyntaxNode): Generator<SyntaxNode> {
  if (FUNCTION_TYPES.has(node.type)) return;
  if (bringsName(node)) yield node;
  for (const child of node.children) yield* bringersIn(child);
}

/** The node and what is around it, within one statement of one function. */
function* aroundOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (let at = node.parent; at !== null; at = at.parent) {
    if (FUNCTION_TYPES.has(at.type) || at.type === 'program' || at.type.endsWith('_statement'))
      return;
    yield at;
  }
}

/**
 * Of `o.f(() => …, { m: 1 })` V8 calls the function `o.f.m`, by what stands in front of the next thing that brings a name.
 * @returns what is around such a thing, where a function without a name stands in front of it in a list
 */
const nodesBehindCallbacks = oncePerTree((tree): ReadonlySet<SyntaxNode> => {
  const nodes = new Set<SyntaxNode>();
  const add = (bringer: SyntaxNode): void => {
    for (const node of aroundOf(bringer)) {
      if (nodes.has(node)) return;
      nodes.add(node);
      const left = node.type.endsWith('assignment_expression') ? childOf(node, 'left') : null;
      for (const below of spineOf(left ?? node)) nodes.add(below);
    }
  };
  walkSyntax(tree.root, (node) => {
    if (!takesName(node) || stripWrappers(node) !== node) return;
    for (const at of aroundOf(node)) {
      const list = at.parent;
      if (list === null || !(LISTS.has(list.type) || isCallee(at))) continue;
      const behind = list.children.slice(list.children.indexOf(at) + 1);
      for (const sibling of behind) for (const bringer of bringersIn(sibling)) add(bringer);
      // The end of a call takes the function away.
      if (list.type === 'arguments') return;
    }
  });
  return nodes;
});

/** @returns the expressions around which a call must not give V8 its own name */
export const silentNodes = oncePerTree((tree): ReadonlySet<SyntaxNode> => {
  const nodes = new Set(holdersOfNameless(tree));
  for (const link of namingTargets(tree).values()) {
    for (const object of spineOf(link)) nodes.add(object);
  }
  for (const node of nodesBehindCallbacks(tree)) nodes.add(node);
  return nodes;
});

/** @returns the expression that is a statement and begins with the node; null where none does */
function statementBegunBy(node: SyntaxNode): SyntaxNode | null {
  for (let at = node; at.parent !== null && at.parent.start === node.start; at = at.parent)
    if (at.parent.type === 'expression_statement') return at;
  return null;
}

interface Chain {
  readonly text: string;
  readonly hasCall: boolean;
}

const NAMELESS_CHAIN: Chain = { text: 'this', hasCall: false };

/** A chain of the same names: V8 counts each computed key as one, but none that stands behind a call. */
function chainOf(tree: SyntaxTree, node: SyntaxNode): Chain {
  const below = spineBelow(node);
  // A string may go on in the next line.
  const word = ({ start, end }: SyntaxNode): string =>
    tree.text.slice(start, end).replaceAll(/\\(?:\r\n|[\n\r\u2028\u2029])/gu, '');
  if (node.type === 'identifier')
    return canBeRepeated(word(node)) ? { text: word(node), hasCall: false } : NAMELESS_CHAIN;
  if (below === null) return NAMELESS_CHAIN;
  const { hasCall, text: before } = chainOf(tree, below);
  const property = childOf(node, 'property');
  if (property !== null) return { text: `${before}.${word(property)}`, hasCall };
  const index = childOf(node, 'index');
  if (index === null) return { text: before, hasCall: hasCall || node.type === 'call_expression' };
  if (hasCall) return { text: before, hasCall };
  return { text: `${before}[${index.type === 'string' ? word(index) : '0'}]`, hasCall };
}

/**
 * The names in front of what an assignment writes to, but for a last one that still is where it was. None in text that a type
 * checker reads: behind `0&&…||` an assignment may not have been made, and a name may be of another type without its `!` or cast.
 */
function namesBefore({ tree, dialect }: Rewriting, link: SyntaxNode): string | null {
  if (dialect === 'typed') return null;
  const object = childOf(link, 'object');
  const hasName = childOf(link, 'property') !== null;
  const { text } = hasName && object !== null ? chainOf(tree, object) : chainOf(tree, link);
  return text === NAMELESS_CHAIN.text ? null : text;
}

/**
 * Where calls were put around what such an assignment writes to, gives back the names that are within brackets now, in front and never
 * evaluated: `v(…,o.a).f = function () {…}` becomes `0&&o.a||((0,v)(…,o.a).f = function () {…})`. For after all other wraps.
 */
export function keepInferredNames(rewriting: Rewriting): void {
  const { tree, wraps } = rewriting;
  const targets = namingTargets(tree);
  const behind = nodesBehindCallbacks(tree);
  if (targets.size === 0 && behind.size === 0) return;
  const wrapped = new Set(wraps.map(({ start, end }) => `${start}:${end}`));
  const isWrapped = ({ start, end }: SyntaxNode): boolean => wrapped.has(`${start}:${end}`);
  const inBrackets = [...behind].filter(isWrapped);
  for (const [node, link] of targets) {
    const isHidden = [...spineOf(link)].some(isWrapped);
    const names = isHidden && rewriting.canWrap(node) ? namesBefore(rewriting, link) : null;
    if (isWrapped(node) || (isHidden && names === null)) inBrackets.push(node);
    if (names !== null)
      rewriting.wrap(node.start, node.end, {
        open: `0&&${names}||(`,
        close: ')',
        rank: RANK.inner,
      });
  }
  // A parenthesis at the start of a line would go on with a line that has no semicolon.
  for (const node of new Set(inBrackets.map(statementBegunBy)))
    if (node !== null)
      rewriting.wrap(node.start, node.end, { open: 'void 0,', rank: RANK.consumer });
}
