/**
 * What the names of one file stand for: its functions, classes, variables, or something imported. Tables made before the
 * facts are extracted, because calls and exports may stand above what they name.
 */
import { isClassNode } from '../../syntax/naming/function-name.ts';
import { childOf } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { Binding, ScopeTable } from '../../syntax/scope-table.ts';
import type { Reference } from './file-facts.ts';

export interface References {
  readonly scopes: ScopeTable;
  readonly textOf: (node: SyntaxNode) => string;
  readonly classes: readonly SyntaxNode[];
  readonly classIndex: ReadonlyMap<SyntaxNode, number>;
  readonly importOf: ReadonlyMap<Binding, number>;
  /** The class or import that a type of that name means, where it is declared at the top of the file. */
  named(name: string): Binding | null;
  /** What a binding stands for, or null for parameters and other unknowns. */
  ofBinding(binding: Binding): Reference | null;
  /** What an expression stands for where it is a plain name, function or class. */
  ofExpression(node: SyntaxNode): Reference | null;
}

const WRAPPERS: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
]);

/** @returns the expression inside parentheses and type assertions */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (WRAPPERS.has(at.type)) {
    const inner = at.children.find((child) => child.named && child.type !== 'comment');
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

/**
 * @param classes   class nodes of the file in source order
 * @param importOf  index of the import that each imported binding stands for
 */
export function createReferences(
  scopes: ScopeTable,
  classes: readonly SyntaxNode[],
  importOf: ReadonlyMap<Binding, number>,
): References {
  const { text } = scopes.tree;
  const textOf = (node: SyntaxNode): string => text.slice(node.start, node.end);
  const classIndex = new Map(classes.map((node, index) => [node, index]));

  const byName = new Map<string, Binding>();
  for (const binding of importOf.keys()) byName.set(binding.name, binding);
  for (const node of classes) {
    const name = childOf(node, 'name');
    const binding = name === null ? null : scopes.resolve(name);
    if (binding?.declaredIn.kind === 'module') byName.set(binding.name, binding);
  }

  const ofValue = (node: SyntaxNode): Reference | null => {
    const fn = scopes.functionAt(node);
    if (fn !== null) return { kind: 'function', index: fn.index };
    const index = isClassNode(node) ? classIndex.get(node) : undefined;
    return index === undefined ? null : { kind: 'class', index };
  };
  const ofBinding = (binding: Binding): Reference | null => {
    const imported = importOf.get(binding);
    if (imported !== undefined) return { kind: 'import', index: imported };
    const declaration = binding.node.parent;
    if (declaration === null) return null;
    const own = ofValue(declaration);
    if (own !== null && (binding.kind === 'function' || binding.kind === 'class')) return own;
    if (declaration.type === 'variable_declarator' && binding.node.field === 'name') {
      const value = childOf(declaration, 'value');
      const known = value === null ? null : ofValue(unwrap(value));
      if (known !== null) return known;
    }
    const isModule = binding.declaredIn.kind === 'module';
    return isModule ? { kind: 'variable', name: binding.name } : null;
  };
  return {
    scopes,
    textOf,
    classes,
    classIndex,
    importOf,
    named: (name) => byName.get(name) ?? null,
    ofBinding,
    ofExpression(expression) {
      const node = unwrap(expression);
      if (node.type === 'identifier' || node.type === 'shorthand_property_identifier') {
        const binding = scopes.resolve(node);
        return binding === null ? null : ofBinding(binding);
      }
      return ofValue(node);
    },
  };
}
