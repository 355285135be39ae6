/** Imports and exports of ES modules; CommonJS needs no rule of its own, its exports are assignments. */
import { childOf, namedChildren } from '../../../syntax/node.ts';
import type { SyntaxNode } from '../../../syntax/node.ts';
import { keyName } from '../../../syntax/naming/function-name.ts';
import { declaredNames } from '../../../syntax/binding/pattern.ts';
import type { Evaluation, Rule } from './evaluation.ts';
import { EXPORTS_VERTEX, MODULE_EXPORTS_VERTEX, OBJECT_KIND, OP } from './flow-fact.ts';
import { typeName } from './type.ts';

const isTypeOnly = (node: SyntaxNode): boolean =>
  node.children.some((child) => child.type === 'type');

function sourceOf(evaluation: Evaluation, node: SyntaxNode): string | null {
  const clause = node.children.find((child) => child.type === 'import_require_clause');
  const source =
    childOf(node, 'source') ?? (clause === undefined ? null : childOf(clause, 'source'));
  return source?.type === 'string' ? keyName(source, evaluation.writer.text) : null;
}

const imports: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const source = sourceOf(evaluation, node);
  if (source === null) return -1;
  const bind = (local: SyntaxNode | undefined, name: string | null): void => {
    const binding = local === undefined ? null : writer.scopes.resolve(local);
    if (binding !== null) writer.copy(writer.variable(binding), writer.imported(source, name));
  };
  const stack = node.children.filter((child) => /^import_(?:require_)?clause$/u.test(child.type));
  for (let at = stack.pop(); at !== undefined; at = stack.pop())
    for (const child of namedChildren(at)) {
      if (child.type === 'identifier') bind(child, at.type === 'import_clause' ? 'default' : null);
      else if (child.type === 'namespace_import') bind(namedChildren(child)[0], null);
      else if (child.type === 'named_imports') stack.push(child);
      else if (child.type === 'import_specifier') {
        const name = childOf(child, 'name');
        if (name !== null) bind(childOf(child, 'alias') ?? name, keyName(name, writer.text));
      }
    }
  if (!node.children.some((child) => child.type === 'import_require_clause'))
    writer.isModule = true;
  return -1;
};

function exportNames(evaluation: Evaluation, node: SyntaxNode, source: string | null): void {
  const { writer } = evaluation;
  for (const specifier of namedChildren(node)) {
    const name = childOf(specifier, 'name');
    const alias = childOf(specifier, 'alias') ?? name;
    if (name === null || alias === null) continue;
    const [own, other] = [keyName(name, writer.text), keyName(alias, writer.text)];
    exportType(evaluation, { own, other, source });
    if (isTypeOnly(specifier) || isTypeOnly(node.parent ?? node)) {
      exportInstance(evaluation, { own, other, source });
      continue;
    }
    const value = source === null ? evaluation.value(name) : writer.imported(source, own);
    writer.store(evaluation.exports, other, value, null);
  }
}

interface Exported {
  readonly own: string;
  readonly other: string;
  readonly source: string | null;
}

/** Interfaces and aliases have names of their own among what is exported. */
function exportType(evaluation: Evaluation, { own, other, source }: Exported): void {
  const { writer, types } = evaluation;
  const type = source === null ? types.exported(own) : writer.imported(source, typeName(own));
  if (type >= 0) writer.store(evaluation.exports, typeName(other), type, null);
}

/** A class that is exported as a type and not as a value. */
function exportInstance(evaluation: Evaluation, { own, other, source }: Exported): void {
  const { writer, types } = evaluation;
  const instance = source === null ? types.ofName(own) : writer.vertex();
  if (source !== null) writer.row(OP.instance, instance, writer.imported(source, own));
  if (instance >= 0) writer.store(evaluation.exports, typeName(other), instance, null);
}

function exportDeclared(evaluation: Evaluation, node: SyntaxNode, isDefault: boolean): void {
  const { writer } = evaluation;
  const value = evaluation.value(node);
  const names = /^(?:lexical|variable)_declaration$/u.test(node.type)
    ? namedChildren(node).flatMap((declarator) => {
        const pattern = childOf(declarator, 'name');
        return pattern === null ? [] : declaredNames(pattern);
      })
    : [childOf(node, 'name')].filter((name) => name !== null);
  for (const name of names) {
    const own = writer.textOf(name);
    exportType(evaluation, { own, other: isDefault ? 'default' : own, source: null });
    const binding = writer.scopes.resolve(name);
    if (binding === null) continue;
    const exported = isDefault ? 'default' : binding.name;
    writer.store(evaluation.exports, exported, writer.variable(binding), null);
  }
  if (isDefault && value >= 0) writer.store(evaluation.exports, 'default', value, null);
}

const exports: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const source = sourceOf(evaluation, node);
  if (isTypeOnly(node)) {
    const names = node.children.find((child) => child.type === 'export_clause');
    if (names !== undefined) exportNames(evaluation, names, source);
    else if (source !== null) writer.row(OP.exportAll, writer.module(source), 0);
    return -1;
  }
  const isDefault = node.children.some((child) => !child.named && child.type === 'default');
  const isAssignment = node.children.some((child) => !child.named && child.type === '=');
  if (!isAssignment && evaluation.exports === EXPORTS_VERTEX) writer.isModule = true;
  const space = node.children.find((child) => child.type === 'namespace_export');
  const clause = node.children.find((child) => child.type === 'export_clause');
  const spaceName = space === undefined ? undefined : namedChildren(space)[0];
  if (source !== null && spaceName !== undefined)
    writer.store(
      evaluation.exports,
      keyName(spaceName, writer.text),
      writer.imported(source, null),
      null,
    );
  else if (clause !== undefined) exportNames(evaluation, clause, source);
  else if (source !== null) writer.row(OP.exportAll, writer.module(source), 0);
  for (const child of node.children) {
    if (child.field === 'declaration') exportDeclared(evaluation, child, isDefault);
    else if (child.field === 'value')
      writer.store(evaluation.exports, 'default', evaluation.value(child), null);
    else if (child.type === 'decorator') evaluation.run(child);
    else if (isAssignment && child.named && child.type !== 'comment')
      writer.copy(MODULE_EXPORTS_VERTEX, evaluation.value(child));
  }
  return -1;
};

/** `namespace a { export … }`: an object; several of one name are one. */
const namespace: Rule = (evaluation, node) => {
  const { writer } = evaluation;
  const name = childOf(node, 'name');
  const body = childOf(node, 'body');
  if (name === null || body === null) return -1;
  const binding = writer.scopes.resolve(name);
  const outer = evaluation.exports;
  evaluation.exports = writer.holding(writer.objectToken(OBJECT_KIND.object));
  if (binding !== null) writer.copy(writer.variable(binding), evaluation.exports);
  evaluation.run(body);
  const whole = evaluation.exports;
  evaluation.exports = outer;
  return whole;
};

export const MODULES: Readonly<Record<string, Rule>> = {
  internal_module: namespace,
  module: namespace,
  import_statement: imports,
  export_statement: exports,
};
