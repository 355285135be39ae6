/**
 * What the names in types mean: interfaces, aliases, type parameters, classes, parameters of signatures. Types are erased,
 * so nothing here is a binding; the tables are made when somebody asks. Follows TypeScript's scopes: the parameters of a
 * signature, `infer` up to the end of its true branch, the key of a mapped type.
 */
import { childOf, namedChildren, walkSyntax } from '../node.ts';
import type { SyntaxNode } from '../node.ts';
import type { Declared } from '../scope-table.ts';
import { declaredNames } from './pattern.ts';
import type { Scope } from './scope-chain.ts';

/** Something that is erased, or a name that may stand for it, with the scope that it stands in. */
export interface ErasedNode {
  readonly node: SyntaxNode;
  readonly scope: Scope;
}

/** A scope inside a type; the outermost one stands in a scope of the program. */
interface TypeScope {
  readonly parent: TypeScope | null;
  readonly base: Scope;
  readonly types: Map<string, Declared>;
  readonly values: Map<string, Declared>;
}

const SIGNATURES: ReadonlySet<string> = new Set([
  'function_type',
  'constructor_type',
  'call_signature',
  'construct_signature',
  'method_signature',
  'abstract_method_signature',
  'function_signature',
]);
const NAMED_TYPES: ReadonlyMap<string, Declared['kind']> = new Map([
  ['interface_declaration', 'interface'],
  ['type_alias_declaration', 'type'],
]);
/** Bindings that are types or namespaces as well. */
const TYPE_BINDINGS: ReadonlySet<string> = new Set(['class', 'enum', 'import', 'namespace']);

class TypeNames {
  readonly answers = new Map<SyntaxNode, Declared>();
  readonly declared = new Map<Scope, Map<string, Declared>>();
  /** Functions that only have signatures. */
  readonly signatures = new Map<Scope, Map<string, Declared>>();
  /** Scopes of `declare global { … }`: what they declare is seen from everywhere in the file. */
  readonly globals = new Set<Scope>();
  readonly stack: (readonly [SyntaxNode, TypeScope])[] = [];
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  textOf(node: SyntaxNode): string {
    return this.text.slice(node.start, node.end);
  }

  /** The first declaration of a name stands for those that merge with it. */
  put(table: Map<string, Declared>, kind: Declared['kind'], node: SyntaxNode): void {
    const name = this.textOf(node);
    if (!table.has(name)) table.set(name, { kind, node });
  }

  putParameters(table: Map<string, Declared>, list: SyntaxNode | null): void {
    for (const parameter of list === null ? [] : namedChildren(list)) {
      const name = childOf(parameter, 'name');
      if (name !== null) this.put(table, 'type-parameter', name);
    }
  }

  /** Names that stand for types in the scopes of the program itself. */
  declare({ node, scope }: ErasedNode): void {
    const kind = NAMED_TYPES.get(node.type);
    const name = childOf(node, 'name');
    if (isInGlobal(node)) this.globals.add(scope);
    if (node.type === 'type_parameters') this.putParameters(tableOf(this.declared, scope), node);
    else if (name === null) return;
    else if (kind !== undefined) this.put(tableOf(this.declared, scope), kind, name);
    else if (node.type === 'function_signature')
      this.put(tableOf(this.signatures, scope), 'function', name);
  }

  ofType(scope: TypeScope, name: string): Declared | null {
    for (let at: TypeScope | null = scope; at !== null; at = at.parent) {
      const found = at.types.get(name);
      if (found !== undefined) return found;
    }
    for (let at: Scope | null = scope.base; at !== null; at = at.parent) {
      const found = this.declared.get(at)?.get(name);
      if (found !== undefined) return found;
      const binding = at.names.get(name) ?? null;
      if (binding !== null && TYPE_BINDINGS.has(binding.kind)) return binding;
    }
    for (const one of this.globals) {
      const found = this.declared.get(one)?.get(name);
      if (found !== undefined) return found;
    }
    return null;
  }

  ofValue(scope: TypeScope, name: string): Declared | null {
    for (let at: TypeScope | null = scope; at !== null; at = at.parent) {
      const found = at.values.get(name);
      if (found !== undefined) return found;
    }
    for (let at: Scope | null = scope.base; at !== null; at = at.parent) {
      const found = at.names.get(name) ?? this.signatures.get(at)?.get(name);
      if (found !== undefined && found !== null) return found;
    }
    return null;
  }

  answer(node: SyntaxNode, scope: TypeScope): void {
    const name = this.textOf(node);
    const isType = node.type === 'type_identifier' || isQualifier(node);
    const found = isType
      ? this.ofType(scope, name)
      : (this.ofValue(scope, name) ?? this.ofType(scope, name));
    if (found !== null) this.answers.set(node, found);
  }

  run(roots: readonly ErasedNode[]): void {
    for (const root of roots) this.declare(root);
    for (const { node, scope } of roots) {
      this.stack.push([node, innerScope(null, scope)]);
      for (let next = this.stack.pop(); next !== undefined; next = this.stack.pop())
        this.visit(next[0], next[1]);
    }
  }

  visitChildren(node: SyntaxNode, scopeFor: (child: SyntaxNode) => TypeScope): void {
    for (const child of node.children) if (child.named) this.stack.push([child, scopeFor(child)]);
  }

  visit(node: SyntaxNode, scope: TypeScope): void {
    if (/^(?:type_)?identifier$|^shorthand_property_identifier_pattern$/u.test(node.type)) {
      const isLabel =
        node.field === 'name' && /^(?:required|optional)_parameter$/u.test(node.parent?.type ?? '');
      if (!isLabel) this.answer(node, scope);
      return;
    }
    let inner = scope;
    if (SIGNATURES.has(node.type) || NAMED_TYPES.has(node.type)) {
      inner = this.signatureScope(node, scope);
      this.visitChildren(node, (child) => (child.field === 'name' ? scope : inner));
      return;
    }
    if (node.type === 'conditional_type') {
      inner = this.inferScope(node, scope);
      const sees = (child: SyntaxNode): boolean =>
        /^(?:right|consequence)$/u.test(child.field ?? '');
      this.visitChildren(node, (child) => (sees(child) ? inner : scope));
      return;
    }
    if (node.type === 'index_signature') inner = this.keyScope(node, scope);
    this.visitChildren(node, () => inner);
  }

  signatureScope(node: SyntaxNode, scope: TypeScope): TypeScope {
    const inner = innerScope(scope, scope.base);
    this.putParameters(inner.types, childOf(node, 'type_parameters'));
    const list = childOf(node, 'parameters');
    for (const name of list === null ? [] : declaredNames(list))
      this.put(inner.values, 'param', name);
    return inner;
  }

  inferScope(node: SyntaxNode, scope: TypeScope): TypeScope {
    const inner = innerScope(scope, scope.base);
    const right = childOf(node, 'right');
    if (right === null) return inner;
    walkSyntax(right, (part) => {
      if (part.type !== 'infer_type') return part.type !== 'conditional_type';
      const [name] = namedChildren(part);
      if (name !== undefined) this.put(inner.types, 'type-parameter', name);
      return true;
    });
    return inner;
  }

  keyScope(node: SyntaxNode, scope: TypeScope): TypeScope {
    const inner = innerScope(scope, scope.base);
    const clause = node.children.find((child) => child.type === 'mapped_type_clause');
    const name = childOf(clause ?? node, 'name');
    if (name !== null)
      this.put(
        clause === undefined ? inner.values : inner.types,
        clause === undefined ? 'param' : 'type-parameter',
        name,
      );
    return inner;
  }
}

type Table = Map<string, Declared>;

function tableOf(tables: Map<Scope, Table>, scope: Scope): Table {
  const table = tables.get(scope) ?? new Map<string, Declared>();
  tables.set(scope, table);
  return table;
}

function innerScope(parent: TypeScope | null, base: Scope): TypeScope {
  return { parent, base, types: new Map(), values: new Map() };
}

/** A statement of `declare global { … }`. */
function isInGlobal({ parent }: SyntaxNode): boolean {
  const around = parent?.type === 'statement_block' ? parent.parent : null;
  return (
    around?.type === 'ambient_declaration' && around.children.some(({ type }) => type === 'global')
  );
}

/** `A` of the type `A.B.C`. */
function isQualifier(node: SyntaxNode): boolean {
  const up = node.parent;
  if (up === null || !/^nested_(?:type_)?identifier$/u.test(up.type)) return false;
  return namedChildren(up)[0] === node;
}

/** @returns what each name inside the erased nodes is declared by; names of other files are left out */
export function resolveTypeNames(
  roots: readonly ErasedNode[],
  text: string,
): ReadonlyMap<SyntaxNode, Declared> {
  const names = new TypeNames(text);
  names.run(roots);
  return names.answers;
}
