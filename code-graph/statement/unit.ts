/**
 * A function in the words of its statements: which statement (or head of a statement: `if (x)`, `for (…)`, `case 1`) a
 * piece of syntax belongs to, and the short text that people read for it. Bodies of nested functions and classes are
 * left out of the text; nothing here knows control flow.
 */
import type { SyntaxNode } from '../syntax/node.ts';
import { childOf, namedChildren } from '../syntax/node.ts';
import { isClassNode, isFunctionNode } from '../syntax/naming/function-name.ts';

const UNITS =
  /_statement$|_declaration$|^switch_case$|^switch_default$|^catch_clause$|^finally_clause$/u;
/** Field at which the head of a compound statement ends. */
const BODIES: Readonly<Record<string, string>> = {
  if_statement: 'consequence',
  while_statement: 'body',
  for_statement: 'body',
  for_in_statement: 'body',
  switch_statement: 'body',
  catch_clause: 'body',
  with_statement: 'body',
};
const CONDITIONS =
  /^(?:if|while|do|for|for_in)_statement$|^switch_case$|^switch_default$|^switch_statement$/u;

/** @returns the statement that a node of the function's body belongs to; the function itself for parameters */
export function unitOf(syntax: SyntaxNode, fn: SyntaxNode): SyntaxNode {
  for (let at = syntax; at !== fn;) {
    const { parent } = at;
    const isHead = at.field === 'initializer' && parent?.type === 'for_statement';
    if (UNITS.test(at.type) && !isHead) return at;
    if (parent === null) break;
    if (parent === fn) return at.field === 'body' ? at : fn;
    at = parent;
  }
  return fn;
}

/** @returns whether control can leave the unit in more than one way by what its head says */
export function isCondition(unit: SyntaxNode): boolean {
  return CONDITIONS.test(unit.type);
}

/** @returns where the text of the unit starts and ends: its head where it holds other statements */
export function extentOf(unit: SyntaxNode): { readonly start: number; readonly end: number } {
  if (unit.type === 'do_statement') {
    const condition = childOf(unit, 'condition') ?? unit;
    return { start: condition.start, end: condition.end };
  }
  if (unit.type === 'switch_case') {
    const value = childOf(unit, 'value');
    return { start: unit.start, end: value?.end ?? unit.end };
  }
  if (unit.type === 'switch_default' || unit.type === 'try_statement')
    return { start: unit.start, end: unit.start + (unit.type === 'try_statement' ? 3 : 7) };
  if (unit.type === 'finally_clause') return { start: unit.start, end: unit.start + 7 };
  const body = childOf(unit, BODIES[unit.type] ?? '');
  return { start: unit.start, end: body?.start ?? unit.end };
}

/** Source text with whole bodies of nested functions and classes as `{…}`, in one line. */
export function textOf(
  syntax: SyntaxNode,
  text: string,
  extent: { readonly start: number; readonly end: number } = syntax,
): string {
  const parts: string[] = [];
  let from = extent.start;
  const stack: SyntaxNode[] = [syntax];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.start >= extent.end || node.end <= extent.start) continue;
    const owner = node.parent;
    const isBody =
      node !== syntax &&
      owner !== null &&
      node.field === 'body' &&
      (isFunctionNode(owner) || isClassNode(owner)) &&
      /^(?:statement_block|class_body)$/u.test(node.type);
    if (isBody && node.start >= from) {
      parts.push(text.slice(from, node.start), namedChildren(node).length === 0 ? '{}' : '{…}');
      from = node.end;
      continue;
    }
    for (let i = node.children.length - 1; i >= 0; i -= 1)
      stack.push(node.children[i] as SyntaxNode);
  }
  parts.push(text.slice(from, Math.max(from, extent.end)));
  return parts.join('').replace(/\s+/gu, ' ').trim();
}

/** @returns what people read for a unit: `if (x > 0)`, `return total`, `f(a, b)` for the function itself */
export function unitText(unit: SyntaxNode, fn: SyntaxNode, text: string): string {
  if (unit === fn) return headOf(fn, text);
  const words = textOf(unit, text, extentOf(unit)).replace(/;$/u, '');
  if (unit.type === 'do_statement') return `while ${words}`;
  return unit.parent === fn && !UNITS.test(unit.type) ? `return ${words}` : words;
}

function headOf(fn: SyntaxNode, text: string): string {
  if (fn.type === 'program') return 'module';
  const body = childOf(fn, 'body');
  const end = body === null ? fn.end : body.start;
  const head = text.slice(fn.start, end).replace(/\s+/gu, ' ').trim();
  return head.replace(/\s*(?:=>|\{)$/u, '');
}
