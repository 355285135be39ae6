/**
 * Functions declared at the root of a body become block-scoped once the body stands in `try { }`. That is the same thing
 * except where another declaration has the same name: an error in a block, allowed in a body.
 */
import { childOf, namedChildren, walkSyntax } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../../../code-graph/syntax/scope-table.ts';
import { FUNCTION_TYPES, targetsOf } from './position.ts';

const DECLARATIONS: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
]);

function unlabelled(statement: SyntaxNode): SyntaxNode {
  let inner = statement;
  while (inner.type === 'labeled_statement') {
    const body = childOf(inner, 'body');
    if (body === null) return inner;
    inner = body;
  }
  return inner;
}

/** The word in the source, which the grammar may have been given as another one. */
function kindWord(tree: SyntaxTree, node: SyntaxNode): string {
  const kind = childOf(node, 'kind');
  return kind === null ? '' : tree.text.slice(kind.start, kind.end);
}

/** @returns the patterns that a statement declares with `var` */
function varPatterns(tree: SyntaxTree, node: SyntaxNode): readonly SyntaxNode[] {
  const patterns =
    node.type === 'variable_declaration' && tree.text.startsWith('var', node.start)
      ? namedChildren(node).map((declarator) => childOf(declarator, 'name'))
      : node.type === 'for_in_statement' && kindWord(tree, node) === 'var'
        ? [childOf(node, 'left')]
        : [];
  return patterns.filter((pattern) => pattern !== null);
}

/** `let a` beside a parameter `a` is an error, and in a block it would be none. */
function hidesParameter(tree: SyntaxTree, fn: FunctionInfo, statement: SyntaxNode): boolean {
  const names =
    statement.type === 'lexical_declaration'
      ? namedChildren(statement).flatMap((declarator) => {
          const name = childOf(declarator, 'name');
          return name === null ? [] : targetsOf(name);
        })
      : statement.type === 'class_declaration'
        ? [childOf(statement, 'name')]
        : [];
  return names.some(
    (name) =>
      name !== null &&
      fn.params.some((param) => param.name === tree.text.slice(name.start, name.end)),
  );
}

function isAtRoot(declaration: SyntaxNode, body: SyntaxNode): boolean {
  let outer = declaration;
  while (outer.parent?.type === 'labeled_statement') outer = outer.parent;
  return outer.parent === body;
}

/** @returns true where the body may not be put into a block */
export function forbidsBlock(
  { tree, isDynamic: hasDynamicNames }: ScopeTable,
  fn: FunctionInfo,
  body: SyntaxNode,
): boolean {
  const isDynamic = hasDynamicNames(fn);
  const wordOf = (node: SyntaxNode): string => tree.text.slice(node.start, node.end);
  const declared = new Set<string>();
  for (const statement of namedChildren(body)) {
    if (hidesParameter(tree, fn, statement)) return true;
    const declaration = unlabelled(statement);
    const name = childOf(declaration, 'name');
    if (name === null || !DECLARATIONS.has(declaration.type)) continue;
    const word = wordOf(name);
    if (declared.has(word) || word === 'arguments') return true;
    declared.add(word);
  }
  if (declared.size === 0) return false;
  // `eval` may declare the same name with `var`.
  if (isDynamic) return true;
  if (fn.params.some((binding) => declared.has(binding.name))) return true;
  let clash = false;
  walkSyntax(body, (node) => {
    // In sloppy code a function in an inner block gives its value to the variable of that name, unless a block declares it.
    if (DECLARATIONS.has(node.type) && !isAtRoot(node, body)) {
      const name = childOf(node, 'name');
      clash ||= name !== null && declared.has(wordOf(name));
    }
    if (clash || FUNCTION_TYPES.has(node.type)) return false;
    for (const pattern of varPatterns(tree, node))
      clash ||= targetsOf(pattern).some((target) => declared.has(wordOf(target)));
    return true;
  });
  return clash;
}
