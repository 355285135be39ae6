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

const known = new WeakMap<SyntaxTree, ReadonlySet<SyntaxNode>>();

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
export function holdersOfNameless(tree: SyntaxTree): ReadonlySet<SyntaxNode> {
  const before = known.get(tree);
  if (before !== undefined) return before;
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
  known.set(tree, holders);
  return holders;
}

/** Assignments to properties in which a nameless function waits, with the links that they write to. */
function namingTargets(tree: SyntaxTree): ReadonlyMap<SyntaxNode, SyntaxNode> {
  const targets = new Map<SyntaxNode, SyntaxNode>();
  for (const node of holdersOfNameless(tree)) {
    if (!node.type.endsWith('assignment_expression')) continue;
    const left = childOf(node, 'left');
    const link = left === null ? null : stripWrappers(left);
    if (link?.type === 'member_expression' || link?.type === 'subscript_expression')
      targets.set(node, link);
  }
  return targets;
}

function* spineOf(link: SyntaxNode): Generator<SyntaxNode> {
  for (let at = spineBelow(link); at !== null; at = spineBelow(at)) yield at;
}

/** @returns true where the chain that an assignment writes to begins with no name: `this.f`, `(x).f` */
function beginsNameless(link: SyntaxNode): boolean {
  return [link, ...spineOf(link)].at(-1)?.type !== 'identifier';
}

const silent = new WeakMap<SyntaxTree, ReadonlySet<SyntaxNode>>();

/** @returns the expressions around which a call must not give V8 its own name */
export function silentNodes(tree: SyntaxTree): ReadonlySet<SyntaxNode> {
  const before = silent.get(tree);
  if (before !== undefined) return before;
  const nodes = new Set(holdersOfNameless(tree));
  for (const [assignment, link] of namingTargets(tree)) {
    // `p(…,o.f = …)`: of two names that follow each other V8 takes the second.
    if (!beginsNameless(link)) nodes.delete(assignment);
    for (const object of spineOf(link)) nodes.add(object);
  }
  silent.set(tree, nodes);
  return nodes;
}

/** @returns true where the node is the first thing in a statement */
function beginsStatement(node: SyntaxNode): boolean {
  let at = node;
  while (at.parent !== null && at.parent.start === node.start) {
    at = at.parent;
    if (at.type === 'expression_statement') return true;
  }
  return false;
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
 * evaluated: `v(…,o.a).f = function () {…}` becomes `0&&o.a||((v)(…,o.a).f = function () {…})`. For after all other wraps.
 */
export function keepInferredNames(rewriting: Rewriting): void {
  const { tree, wraps } = rewriting;
  const targets = namingTargets(tree);
  if (targets.size === 0) return;
  const wrapped = new Set(wraps.map(({ start, end }) => `${start}:${end}`));
  const isWrapped = ({ start, end }: SyntaxNode): boolean => wrapped.has(`${start}:${end}`);
  for (const [node, link] of targets) {
    const isHidden = [...spineOf(link)].some(isWrapped);
    const names = isHidden && rewriting.canWrap(node) ? namesBefore(rewriting, link) : null;
    const isInBrackets = beginsNameless(link)
      ? isHidden || isWrapped(node)
      : isHidden && names === null;
    // A parenthesis at the start of a line would go on with a line that has no semicolon.
    if (isInBrackets && beginsStatement(node))
      rewriting.wrap(node.start, node.end, { open: 'void 0,', rank: RANK.consumer });
    if (names !== null)
      rewriting.wrap(node.start, node.end, {
        open: `0&&${names}||(`,
        close: ')',
        rank: RANK.inner,
      });
  }
}
