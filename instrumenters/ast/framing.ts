/**
 * Which functions can carry a frame, and from where to where its variable is visible. A function that must not be touched
 * (syntax errors, inside the body of a `with`, factories that a test runner hoists) is left as it is and reported.
 */
import { childOf, namedChildren, walkSyntax } from '../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../code-graph/syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../../code-graph/syntax/scope-table.ts';
import type { Problem } from '../../protocol/problem.ts';
import { directivesOf, endWithTypes, statementEnd, statementsOf } from './place/extent.ts';
import { isInDerivedClass } from './place/derived.ts';
import { FUNCTION_TYPES, isBodyOfWith } from './place/position.ts';
import type { Dialect, Framed } from './rewriting.ts';

/** @returns true where the header reports `this`. A type checker may not know it in a plain function. */
export function ownsThis(fn: FunctionInfo, dialect: Dialect): boolean {
  switch (fn.kind) {
    case 'module':
    case 'arrow':
      return false;
    case 'function':
      return dialect === 'full';
    case 'constructor':
      return !isInDerivedClass(fn);
    default:
      return true;
  }
}

function isSuperCall(statement: SyntaxNode): boolean {
  const call = statement.type === 'expression_statement' ? namedChildren(statement)[0] : undefined;
  return call?.type === 'call_expression' && childOf(call, 'function')?.type === 'super';
}

/**
 * Transpilers put TypeScript's parameter properties and fields right behind a `super()` at the root of the constructor, so it
 * stays there.
 */
function frameDerived(tree: SyntaxTree, fn: FunctionInfo, body: SyntaxNode): Framed | null {
  if (!/\.[cm]?tsx?$/u.test(tree.path) || !isInDerivedClass(fn)) return null;
  const first = statementsOf(body)[0];
  if (first === undefined || !isSuperCall(first))
    return { fn, start: body.start + 1, end: body.end - 1, guarded: false };
  return { fn, start: statementEnd(tree, first), end: body.end - 1, guarded: true };
}

/** A `return` in the body of a `with` is not reported, and a guarded frame that ends without a report threw. */
function returnsUnseen(body: SyntaxNode): boolean {
  let found = false;
  walkSyntax(body, (node) => {
    if (FUNCTION_TYPES.has(node.type)) return false;
    if (node.type === 'return_statement')
      for (let up: SyntaxNode | null = node; up !== null && up !== body; up = up.parent)
        found ||= isBodyOfWith(up);
    return !found;
  });
  return found;
}

function frame(scopes: ScopeTable, fn: FunctionInfo, body: SyntaxNode): Framed {
  const { tree } = scopes;
  if (fn.kind === 'module') return { fn, start: 0, end: tree.text.length, guarded: false };
  if (body.type !== 'statement_block')
    return { fn, start: body.start, end: endWithTypes(tree, body), guarded: true };
  const derived = frameDerived(tree, fn, body);
  if (derived !== null) return derived;
  const directive = directivesOf(body).at(-1);
  const start = directive === undefined ? body.start + 1 : statementEnd(tree, directive);
  const guarded = !(scopes.isDynamic(fn) && returnsUnseen(body));
  return { fn, start, end: body.end - 1, guarded };
}

function isInError(node: SyntaxNode): boolean {
  for (let up = node.parent; up !== null; up = up.parent) if (up.type === 'ERROR') return true;
  return false;
}

function objectionTo(fn: FunctionInfo, excluded: ReadonlySet<SyntaxNode>): string | null {
  if (fn.body === null) return 'it has no body';
  if (fn.node.hasError || isInError(fn.node)) return 'its syntax was not understood';
  for (let up: SyntaxNode | null = fn.node; up !== null; up = up.parent) {
    if (excluded.has(up)) return 'a loader or test runner reads its text';
    if (isBodyOfWith(up)) return 'it stands in the body of a `with`';
  }
  return null;
}

/** @returns the functions that get a frame, and a problem for each that is left alone; one without body is nothing to report */
export function frameFunctions(
  scopes: ScopeTable,
  functions: readonly FunctionInfo[],
  excluded: ReadonlySet<SyntaxNode>,
): { readonly framed: ReadonlyMap<FunctionInfo, Framed>; readonly problems: readonly Problem[] } {
  const framed = new Map<FunctionInfo, Framed>();
  const problems: Problem[] = [];
  for (const fn of functions) {
    const objection = objectionTo(fn, excluded);
    if (objection === null && fn.body !== null) framed.set(fn, frame(scopes, fn, fn.body));
    else if (fn.body !== null)
      problems.push({
        message: `${fn.name} in ${scopes.tree.path} is not observed: ${objection}`,
        where: fn.id,
        severity: 'warning',
      });
  }
  return { framed, problems };
}
