/**
 * From points of a slice to lines of source: every point belongs to a statement, and a statement to its lines. Long
 * statements are cited by the part that the point lies in.
 */
import {
  childOf,
  isClassNode,
  isFunctionNode,
  namedChildren,
  walkSyntax,
} from '../../code-graph/index.ts';
import type { FunctionInfo, SyntaxNode } from '../../code-graph/index.ts';
import { unwrap } from '../provenance/point.ts';
import type { SourceFile } from '../source-index.ts';

export interface LineRange {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
}

const LONGEST = 5;
const PARTS: ReadonlySet<string> = new Set([
  'pair',
  'case_clause',
  'switch_case',
  'switch_default',
  'field_definition',
  'public_field_definition',
  'formal_parameters',
  'catch_clause',
]);

/** @returns the smallest statement, condition or literal part that holds the node */
export function statementOf(node: SyntaxNode): SyntaxNode {
  let current = node;
  for (let up = node.parent; up !== null; up = up.parent) {
    if (isStatement(current) || PARTS.has(current.type)) return current;
    if (isHeadOf(up, current)) return unwrap(current);
    if (/^(?:program|statement_block|class_body)$/u.test(up.type)) return current;
    if (up.type === 'arrow_function' && current.field === 'body') return current;
    current = up;
  }
  return current;
}

function isStatement(node: SyntaxNode): boolean {
  return /^(?:expression_statement|lexical_declaration|variable_declaration|return_statement|throw_statement)$/u.test(
    node.type,
  );
}

/** The condition of an if or loop, what a switch compares: the rest of the statement is not what is meant. */
function isHeadOf(parent: SyntaxNode, child: SyntaxNode): boolean {
  if (parent.type === 'switch_case') return child.field === 'value';
  if (!/^(?:if|while|do|for|for_in|switch|with|try)_statement$/u.test(parent.type)) return false;
  return child.field !== 'consequence' && child.field !== 'alternative' && child.field !== 'body';
}

/** @returns the lines that stand for the node, in the source it was made from: its statement where that is short, else the node itself */
export function linesOf(from: SourceFile, at: SyntaxNode, owner: FunctionInfo): LineRange {
  const { source, node } = from.original(at);
  const fn = source === from ? owner : source.scopes.functionOf(node);
  const statement = node === fn.node ? headerOf(fn) : statementOf(node);
  const [line, endLine] = rangeOf(source, statement);
  const own = source.lineAt(ownStart(node));
  if (endLine - line < LONGEST && own <= endLine) return { file: source.path, line, endLine };
  const [, ownEnd] = rangeOf(source, node);
  return { file: source.path, line: own, endLine: clamp(ownEnd, own, own + LONGEST - 1) };
}

/** Of a call in a chain the name of what is called: the chain begins lines before it. */
function ownStart(node: SyntaxNode): number {
  const callee = node.type === 'call_expression' ? childOf(node, 'function') : node;
  const property = callee?.type === 'member_expression' ? childOf(callee, 'property') : null;
  return (property ?? node).start;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

const ranges = new WeakMap<SyntaxNode, readonly [number, number]>();

/** First and last line, up to where a long body of a function within it begins: that has lines of its own. */
function rangeOf(source: SourceFile, node: SyntaxNode): readonly [number, number] {
  const known = ranges.get(node);
  if (known !== undefined) return known;
  const line = source.lineAt(node.start);
  const end = source.lineAt(Math.max(node.start, node.end - 1));
  const body = end === line ? null : bodyWithin(source, node);
  const range = [line, body === null ? end : Math.max(line, lastBefore(source, body))] as const;
  ranges.set(node, range);
  return range;
}

/** A block begins on the line of its function's head, an expression often on the next. */
function lastBefore(source: SourceFile, body: SyntaxNode): number {
  const start = source.lineAt(body.start);
  return /^(?:statement_block|class_body)$/u.test(body.type) ? start : start - 1;
}

/** The first body of several lines of a function or class that is written inside of the node. */
function bodyWithin(source: SourceFile, node: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  walkSyntax(node, (inner) => {
    if (found !== null) return false;
    const owner = inner.field === 'body' ? inner.parent : null;
    if (owner === null || !(isFunctionNode(owner) || isClassNode(owner))) return true;
    if (source.lineAt(inner.start) < source.lineAt(inner.end)) found = inner;
    return false;
  });
  return found;
}

/** A function as a place is its first line. */
function headerOf(fn: FunctionInfo): SyntaxNode {
  const { node } = fn;
  return (
    node.children.find((child) => child.field === 'name' || child.field === 'parameters') ?? node
  );
}

const OPERATIONS: ReadonlySet<string> = new Set([
  'binary_expression',
  'unary_expression',
  'update_expression',
  'augmented_assignment_expression',
  'ternary_expression',
  'call_expression',
  'new_expression',
  'template_substitution',
  'subscript_expression',
  'regex',
  'spread_element',
  'object',
  'array',
]);

const CALLS: ReadonlySet<string> = new Set(['call_expression', 'new_expression']);
const MAKES: ReadonlySet<string> = new Set([...OPERATIONS].filter((type) => !CALLS.has(type)));

const HEADS = /^(?:if|while|do|for|switch)_statement$/u;

/** A condition decides by truthiness even where it only names a value. */
function isCondition(node: SyntaxNode): boolean {
  let { parent } = node;
  while (parent?.type === 'parenthesized_expression') ({ parent } = parent);
  return parent !== null && HEADS.test(parent.type) && node.type !== 'statement_block';
}

/** @returns the only statement that a condition decides about; null for other nodes, and where it decides about several */
export function decidedBy(condition: SyntaxNode): SyntaxNode | null {
  let node = condition;
  while (node.parent?.type === 'parenthesized_expression') node = node.parent;
  const { parent } = node;
  if (parent?.type !== 'if_statement' || node.field !== 'condition') return null;
  const consequence = childOf(parent, 'consequence');
  if (consequence?.type !== 'statement_block') return consequence;
  const within = statementsIn(consequence);
  return within.length === 1 ? (within[0] ?? null) : null;
}

/** @returns what stands in a block, comments left out */
export function statementsIn(block: SyntaxNode): readonly SyntaxNode[] {
  return namedChildren(block).filter(({ type }) => type !== 'comment');
}

/** @returns true where all that the statement does is to call: what it comes to was made elsewhere */
export function onlyCalls(statement: SyntaxNode): boolean {
  return !isCondition(statement) && !holdsAny(statement, MAKES) && holdsAny(statement, CALLS);
}

/** @returns the calls of the statement that are no part of another one: what it comes to is what these give */
export function outermostCalls(statement: SyntaxNode): ReadonlySet<SyntaxNode | null> {
  const found = new Set<SyntaxNode>();
  walkSyntax(statement, (node) => {
    if (CALLS.has(node.type)) found.add(node);
    return !CALLS.has(node.type) && !(isFunctionNode(node) && node !== statement);
  });
  return found;
}

/** @returns true where the statement does more than copy a value from one name to another */
export function hasOperation(statement: SyntaxNode): boolean {
  return isCondition(statement) || JUMPS.test(statement.type) || holdsAny(statement, OPERATIONS);
}

/** What they do is what does not run behind them. */
const JUMPS = /^(?:break|continue)_statement$/u;

/** `{}`, `[]` and `new Map()` begin something and decide nothing. */
function isEmptyCollection(node: SyntaxNode): boolean {
  if (node.type === 'object' || node.type === 'array') return namedChildren(node).length === 0;
  return (
    node.type === 'new_expression' &&
    node.children.at(-1)?.type === 'arguments' &&
    namedChildren(node.children.at(-1) as SyntaxNode).length === 0
  );
}

/** `-1` is a constant. */
function isSignedNumber(node: SyntaxNode): boolean {
  return node.type === 'unary_expression' && node.children.at(-1)?.type === 'number';
}

function holdsAny(statement: SyntaxNode, types: ReadonlySet<string>): boolean {
  const stack: SyntaxNode[] = [statement];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (types.has(node.type) && !isEmptyCollection(node) && !isSignedNumber(node)) return true;
    if (/function|arrow|class_body/u.test(node.type) && node !== statement) continue;
    stack.push(...node.children);
  }
  return false;
}
