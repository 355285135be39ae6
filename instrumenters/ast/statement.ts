/** Statements next to statements: before, behind and at the head of a block, with braces where there were none. */
import { childOf } from '../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../code-graph/syntax/node.ts';
import { statementEnd } from './place/extent.ts';
import { RANK } from './insertion.ts';
import type { Rewriting } from './rewriting.ts';

const BODY_OWNERS: ReadonlySet<string> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'with_statement',
  'labeled_statement',
  'else_clause',
]);

/** @returns true where the grammar allows one statement only */
function isSoleBody(statement: SyntaxNode): boolean {
  const { parent, type } = statement;
  if (parent === null || type === 'statement_block') return false;
  if (parent.type === 'if_statement') return statement.field === 'consequence';
  return BODY_OWNERS.has(parent.type) && statement.field !== 'initializer';
}

const DECLARATIONS: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
  'class_declaration',
  'lexical_declaration',
]);

/** @returns false for a declaration where the grammar wants a statement: braces would make a program of an error */
export function canStandBehindCode(statement: SyntaxNode): boolean {
  let inner: SyntaxNode | null = statement;
  while (inner?.type === 'labeled_statement') inner = childOf(inner, 'body');
  return inner === null || !isSoleBody(withLabels(statement)) || !DECLARATIONS.has(inner.type);
}

function brace(rewriting: Rewriting, statement: SyntaxNode, end: number): void {
  if (!isSoleBody(statement)) return;
  const { wraps } = rewriting;
  if (wraps.some((wrap) => wrap.start === statement.start && wrap.rank === RANK.brace)) return;
  rewriting.wrap(statement.start, end, { open: '{', close: '}', rank: RANK.brace });
}

/** Adds `code` (calls, each with its semicolon) behind a statement. */
export function insertBehind(rewriting: Rewriting, statement: SyntaxNode, code: string): void {
  const end = statementEnd(rewriting.tree, statement);
  brace(rewriting, statement, end);
  const separator = rewriting.tree.text[end - 1] === ';' ? '' : ';';
  rewriting.wrap(statement.start, end, { close: separator + code, rank: RANK.statement });
}

/** @returns the statement with all labels in front of it: `continue` wants its label right before the loop */
function withLabels(statement: SyntaxNode): SyntaxNode {
  let outer = statement;
  while (outer.parent?.type === 'labeled_statement') outer = outer.parent;
  return outer;
}

/** Adds `code` before a statement. */
export function insertBefore(rewriting: Rewriting, statement: SyntaxNode, code: string): void {
  const end = statementEnd(rewriting.tree, statement);
  brace(rewriting, statement, end);
  rewriting.wrap(statement.start, end, { open: code, rank: RANK.statement });
}

/** Adds `code` at the start of a body; `apart` keeps it outside the block, whose own names would hide the ones it reads. */
export function insertInBody(
  rewriting: Rewriting,
  body: SyntaxNode,
  code: string,
  apart = false,
): void {
  if (!canStandBehindCode(body)) return;
  if (body.type === 'statement_block' && !apart)
    rewriting.wrap(body.start + 1, body.end - 1, { open: code, rank: RANK.block });
  else
    rewriting.wrap(body.start, statementEnd(rewriting.tree, body), {
      open: `{${code}`,
      close: '}',
      rank: RANK.brace,
    });
}
