/**
 * What the message of an error of the engine is about: what was undefined, null or no function, what could not be changed, what had no
 * value yet. The message quotes a piece of source, by which the expression is found again.
 */
import { childOf, namedChildren, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import { textOf } from '../../source-index.ts';
import type { SourceFile } from '../../source-index.ts';
import { messageOf } from '../../value-text.ts';
import { argumentsOf } from '../call.ts';
import { unwrap } from '../point.ts';
import { refusalOf, refusedParts } from './refused.ts';

/** What is read of undefined or null, spelled out or taken by a pattern. */
const READ = [/\((?:reading|setting) '([^']+)'\)/u, /^Cannot destructure property '([^']+)' of /u];
/** What is no function, not there, or not there yet. */
const NAMED = [
  /^(?:\(intermediate value\)\.)?((?:[\w$]+\.)*[\w$]+) is not (?:a function|iterable|defined|a constructor)/u,
  /^Cannot access '([^']+)' before initialization/u,
];

/**
 * The object of the property in the message, the expression that gave a computed key, or the name itself; of a pattern what it takes apart.
 * @returns the expressions of the statement that are meant
 */
export function blamedBy(
  source: SourceFile,
  statement: SyntaxNode,
  error: Value | null,
): readonly SyntaxNode[] {
  const message = messageOf(error);
  if (message === null) return [];
  const quoted = (patterns: readonly RegExp[]): string | undefined =>
    patterns.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
  const property = quoted(READ);
  const name = quoted(NAMED);
  const refused = refusalOf(message)?.key ?? null;
  const found: SyntaxNode[] = refused === null ? [] : [...refusedParts(source, statement, refused)];
  const named: SyntaxNode[] = [];
  const text = (at: SyntaxNode | null): string => textOf(source, at);
  walkSyntax(statement, (node) => {
    if (property !== undefined) {
      if (node.type === 'member_expression' && text(childOf(node, 'property')) === property) {
        const object = childOf(node, 'object');
        if (object !== null) found.push(object);
      }
      found.push(...takenApart(source, node, property));
    }
    const isName = /^(?:identifier|member_expression)$/u.test(node.type);
    if (isName && name?.split('.').at(-1) === text(node).split('.').at(-1)) named.push(node);
    return true;
  });
  const exact = named.filter((node) => text(node).replaceAll('?.', '.') === name);
  return [...found, ...(exact.length > 0 ? exact : named)];
}

/** @returns true where a value that is there may be what the message means: it is not of the kind that was needed */
export function saysOtherKind(error: Value | null): boolean {
  return /is not (?:a function|iterable|a constructor)/u.test(messageOf(error) ?? '');
}

/** `const { a } = o`, and `f(o)` of a function in this file that takes `{ a }`. */
function takenApart(source: SourceFile, node: SyntaxNode, key: string): readonly SyntaxNode[] {
  if (node.type === 'variable_declarator' || node.type === 'assignment_expression') {
    const taken = childOf(node, 'value') ?? childOf(node, 'right');
    const pattern = childOf(node, 'name') ?? childOf(node, 'left');
    return taken !== null && takes(source, pattern, key) ? [taken] : [];
  }
  const callee = node.type === 'call_expression' ? childOf(node, 'function') : null;
  if (callee?.type !== 'identifier') return [];
  const declared = source.scopes.resolve(callee)?.node.parent ?? null;
  const assigned = declared === null ? null : childOf(declared, 'value');
  const fn = assigned === null ? declared : unwrap(assigned);
  const list = fn === null ? null : childOf(fn, 'parameters');
  const taken = list === null ? [] : namedChildren(list).map((one) => takes(source, one, key));
  return argumentsOf(node).filter((_argument, at) => taken[at] === true);
}

/** An object pattern takes the key somewhere in it; what a pattern within it has for a default is no part of it. */
function takes(source: SourceFile, pattern: SyntaxNode | null, key: string): boolean {
  let isTaken = false;
  let isPattern = false;
  if (pattern === null) return false;
  walkSyntax(pattern, (node) => {
    if (node.type === 'object_pattern') isPattern = true;
    const isKey = node.type === 'shorthand_property_identifier_pattern' || node.field === 'key';
    if (isPattern && isKey && textOf(source, node) === key) isTaken = true;
    return !isTaken && node.field !== 'right';
  });
  return isTaken;
}
