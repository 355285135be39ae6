/**
 * Imports and exports of one file, ES modules and CommonJS alike. `require` counts where its argument is a literal and
 * nothing in the file declares the name.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { Binding, ScopeTable } from '../../syntax/scope-table.ts';
import { keyName } from '../../syntax/naming/function-name.ts';
import { declaredNames } from '../../syntax/binding/pattern.ts';
import type { ExportFact, ImportFact, Reference } from './file-facts.ts';
import { unwrap } from './reference.ts';
import type { References } from './reference.ts';

export interface ImportTable {
  readonly imports: ImportFact[];
  readonly importOf: Map<Binding, number>;
  /** Index of the import that is exported: by the `export_specifier` or statement of `export ... from`, or the `require`. */
  readonly reexports: Map<SyntaxNode, number>;
}

type LineAt = (offset: number) => number;

function literal(node: SyntaxNode | null, text: string): string | null {
  return node?.type === 'string' ? text.slice(node.start + 1, node.end - 1) : null;
}

/** @returns the specifier of `require('x')` or `import('x')`, else null */
export function requiredModule(node: SyntaxNode, scopes: ScopeTable): string | null {
  if (node.type === 'await_expression') {
    const operand = namedChildren(node)[0];
    return operand === undefined ? null : requiredModule(operand, scopes);
  }
  if (node.type !== 'call_expression') return null;
  const callee = childOf(node, 'function');
  const list = childOf(node, 'arguments');
  if (callee === null || list === null) return null;
  const { text } = scopes.tree;
  const isRequire =
    callee.type === 'identifier' &&
    text.slice(callee.start, callee.end) === 'require' &&
    scopes.resolve(callee) === null;
  if (!isRequire && callee.type !== 'import') return null;
  return literal(namedChildren(list)[0] ?? null, text);
}

/** Collects the imports; called with every node of the file in source order. */
export function collectImport(
  node: SyntaxNode,
  scopes: ScopeTable,
  table: ImportTable,
  lineAt: LineAt,
): void {
  const { text } = scopes.tree;
  const add = (specifier: string, imported: string | null, local: SyntaxNode | null): number => {
    const name = local === null ? null : text.slice(local.start, local.end);
    table.imports.push({ specifier, imported, local: name, line: lineAt(node.start) });
    const binding = local === null ? null : scopes.resolve(local);
    if (binding !== null) table.importOf.set(binding, table.imports.length - 1);
    return table.imports.length - 1;
  };
  switch (node.type) {
    case 'import_statement': {
      if (node.children.some((child) => child.type === 'type')) return;
      const source =
        literal(childOf(node, 'source'), text) ?? literal(sourceOfRequireClause(node), text);
      if (source !== null) importNames(node, source, text, add);
      return;
    }
    case 'export_statement': {
      const source = literal(childOf(node, 'source'), text);
      if (source === null || node.children.some((child) => child.type === 'type')) return;
      const clause = node.children.find((child) => child.type === 'export_clause');
      for (const specifier of clause === undefined ? [] : namedChildren(clause)) {
        const name = childOf(specifier, 'name');
        if (name === null) continue;
        table.reexports.set(specifier, add(source, keyName(name, text), null));
      }
      if (clause === undefined) table.reexports.set(node, add(source, '*', null));
      return;
    }
    case 'call_expression': {
      const source = requiredModule(node, scopes);
      if (source === null) return;
      if (isExported(node)) table.reexports.set(node, add(source, '*', null));
      else requireNames(node, source, add, text);
      return;
    }
    default:
  }
}

function sourceOfRequireClause(node: SyntaxNode): SyntaxNode | null {
  const clause = node.children.find((child) => child.type === 'import_require_clause');
  return clause === undefined ? null : childOf(clause, 'source');
}

type Add = (specifier: string, imported: string | null, local: SyntaxNode | null) => number;

function importNames(node: SyntaxNode, source: string, text: string, add: Add): void {
  let bound = false;
  const bind = (imported: string, local: SyntaxNode | null): void => {
    bound = true;
    add(source, imported, local);
  };
  const stack = node.children.filter((child) => /^import_(?:require_)?clause$/u.test(child.type));
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const child of namedChildren(at)) {
      if (child.type === 'identifier') bind(at.type === 'import_clause' ? 'default' : '*', child);
      else if (child.type === 'namespace_import') bind('*', namedChildren(child)[0] ?? null);
      else if (child.type === 'named_imports') stack.push(child);
      else if (child.type === 'import_specifier') {
        const name = childOf(child, 'name');
        if (name !== null) bind(keyName(name, text), childOf(child, 'alias') ?? name);
      }
    }
  }
  if (!bound) add(source, null, null);
}

/** `exports.x = require('y')`, `module.exports = { x: require('y') }`. */
function isExported(call: SyntaxNode): boolean {
  const holder = call.parent;
  if (holder?.type === 'pair' && call.field === 'value')
    return holder.parent !== null && isExported(holder.parent);
  return holder?.type === 'assignment_expression' && call.field === 'right';
}

/** `const x = require('y')`, `const { a: b } = require('y')`, `const c = require('y').d`; else the module alone. */
function requireNames(node: SyntaxNode, source: string, add: Add, text: string): void {
  let value = node;
  if (value.parent?.type === 'await_expression') value = value.parent;
  let imported = '*';
  if (value.parent?.type === 'member_expression' && value.field === 'object') {
    const property = childOf(value.parent, 'property');
    if (property !== null) imported = text.slice(property.start, property.end);
    value = value.parent;
  }
  while (value.parent !== null && unwrap(value.parent) === value) value = value.parent;
  const declarator = value.parent;
  const name = declarator?.type === 'variable_declarator' ? childOf(declarator, 'name') : null;
  if (name === null || value.field !== 'value') {
    add(source, null, null);
  } else if (name.type === 'identifier') add(source, imported, name);
  else if (name.type === 'object_pattern' && imported === '*') {
    for (const part of namedChildren(name)) {
      const key = childOf(part, 'key') ?? declaredNames(part)[0];
      const local = declaredNames(part)[0];
      if (key !== undefined && local !== undefined) add(source, keyName(key, text), local);
    }
  } else add(source, null, null);
}

/** A value that is exported and is no function, class, variable or import. */
export interface UnnamedExport {
  readonly exported: string;
  readonly node: SyntaxNode;
}

/** @returns the name that such a value goes by: none that a variable can have */
export function unnamedName(exported: string): string {
  return exported === 'default' ? exported : `exports.${exported}`;
}

/** Collects the exports of one statement or assignment. @param unnamed  gets those whose value has no name of its own */
export function collectExport(
  node: SyntaxNode,
  references: References,
  table: ImportTable,
  { exports, unnamed }: { readonly exports: ExportFact[]; readonly unnamed: UnnamedExport[] },
): void {
  const add: AddExport = (exported, target, place) => {
    if (target !== null) exports.push({ exported, target });
    else if (place !== undefined && exported !== '=') unnamed.push({ exported, node: place });
  };
  if (node.type === 'export_statement') exportStatement(node, references, table, add);
  else if (node.type === 'assignment_expression') exportAssignment(node, references, table, add);
}

/** @param place  where a value that has no name of its own is given one */
type AddExport = (exported: string, target: Reference | null, place?: SyntaxNode) => void;

function exportStatement(
  node: SyntaxNode,
  references: References,
  table: ImportTable,
  add: AddExport,
): void {
  const { scopes, textOf } = references;
  const isDefault = node.children.some((child) => !child.named && child.type === 'default');
  const whole = table.reexports.get(node);
  if (whole !== undefined) {
    const space = node.children.find((child) => child.type === 'namespace_export');
    const name = space === undefined ? undefined : namedChildren(space)[0];
    add(name === undefined ? '*' : textOf(name), { kind: 'import', index: whole });
  }
  for (const child of node.children) {
    if (child.type === 'export_clause') {
      for (const specifier of namedChildren(child)) {
        const name = childOf(specifier, 'name');
        const alias = childOf(specifier, 'alias') ?? name;
        if (name === null || alias === null) continue;
        const index = table.reexports.get(specifier);
        add(
          keyName(alias, scopes.tree.text),
          index === undefined ? references.ofExpression(name) : { kind: 'import', index },
        );
      }
    } else if (child.field === 'declaration') exportDeclaration(child, isDefault, references, add);
    else if (child.field === 'value') add('default', references.ofExpression(child), child);
    else if (child.type === 'identifier') add('=', references.ofExpression(child));
  }
}

function exportDeclaration(
  node: SyntaxNode,
  isDefault: boolean,
  references: References,
  add: AddExport,
): void {
  const names =
    node.type === 'lexical_declaration' || node.type === 'variable_declaration'
      ? namedChildren(node).flatMap((declarator) => {
          const pattern = childOf(declarator, 'name');
          return pattern === null ? [] : declaredNames(pattern);
        })
      : [childOf(node, 'name')].filter((name) => name !== null);
  for (const name of names) {
    const binding = references.scopes.resolve(name);
    if (binding !== null) add(isDefault ? 'default' : binding.name, references.ofBinding(binding));
  }
  if (isDefault && names.length === 0) add('default', references.ofExpression(node), node);
}

/** `exports.x = v`, `module.exports = v`, `module.exports.x = v`, `module.exports = { a, b: c }` */
function exportAssignment(
  node: SyntaxNode,
  references: References,
  table: ImportTable,
  add: AddExport,
): void {
  const { textOf, scopes } = references;
  const valueOf = (value: SyntaxNode): Reference | null => {
    const index = table.reexports.get(value);
    return index === undefined ? references.ofExpression(value) : { kind: 'import', index };
  };
  const left = childOf(node, 'left');
  let right = childOf(node, 'right');
  if (left === null || right === null) return;
  while (right?.type === 'assignment_expression') right = childOf(right, 'right');
  if (right === null) return;
  const path = textOf(left).replace(/\s+/gu, '');
  const match = /^(?:module\.exports|exports)(?:\.([\w$]+))?$/u.exec(path);
  if (match === null || (match[1] === undefined && path === 'exports')) return;
  if (match[1] !== undefined) {
    add(match[1], valueOf(right), left);
    return;
  }
  if (right.type !== 'object') {
    add('=', valueOf(right));
    return;
  }
  for (const member of namedChildren(right)) {
    const key = childOf(member, 'key') ?? childOf(member, 'name') ?? member;
    const value = childOf(member, 'value') ?? member;
    if (member.type === 'spread_element' || key.type === 'computed_property_name') continue;
    add(keyName(key, scopes.tree.text), valueOf(value), key);
  }
}
