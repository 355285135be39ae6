/**
 * First pass of the scope analysis: one iterative walk that makes scopes and functions, declares bindings (hoisting `var`
 * and functions) and lists the identifiers that are references, each with the scope that it stands in.
 */
import { createFunctionRegistry, isInside } from '../naming/function-info.ts';
import type { FunctionDraft } from '../naming/function-info.ts';
import { isClassNode, isFunctionNode } from '../naming/function-name.ts';
import { childOf } from '../node.ts';
import type { SyntaxNode, SyntaxTree } from '../node.ts';
import { declaredNames, importedNames, isTypeNode } from './pattern.ts';
import { isStrictFile, namesOfNamespace, newScope, varHome } from './scope-chain.ts';
import type { Scope } from './scope-chain.ts';
import type { ErasedNode } from './type-name.ts';
import type { Binding, BindingKind } from '../scope-table.ts';

export interface Declarations {
  readonly functions: readonly FunctionDraft[];
  readonly byNode: ReadonlyMap<SyntaxNode, FunctionDraft>;
  readonly declared: ReadonlyMap<SyntaxNode, Binding>;
  readonly references: readonly { readonly node: SyntaxNode; readonly scope: Scope }[];
  /** Types, and names that may stand for one. */
  readonly erased: readonly ErasedNode[];
  /** Functions that hold a `with` or a direct `eval`. */
  readonly dynamic: ReadonlySet<FunctionDraft>;
}

const LOOPS: ReadonlySet<string> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);
const REFERENCES: ReadonlySet<string> = new Set([
  'identifier',
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
  // The grammar has a kind of its own for this name, which a program may declare.
  'undefined',
]);
/** What is exported may be a type. */
const EXPORTS: ReadonlySet<string> = new Set(['export_statement', 'export_specifier']);

type Visit = readonly [node: SyntaxNode, scope: Scope];

class Declarer {
  readonly registry;
  readonly byNode = new Map<SyntaxNode, FunctionDraft>();
  readonly declared = new Map<SyntaxNode, Binding>();
  readonly references: { node: SyntaxNode; scope: Scope }[] = [];
  readonly erased: ErasedNode[] = [];
  readonly dynamic = new Set<FunctionDraft>();
  readonly stack: Visit[] = [];
  readonly text: string;
  readonly strict: boolean;

  constructor(tree: SyntaxTree) {
    this.text = tree.text;
    this.registry = createFunctionRegistry(tree);
    this.strict = isStrictFile(tree);
  }

  textOf(node: SyntaxNode): string {
    return this.text.slice(node.start, node.end);
  }

  declare(scope: Scope, kind: BindingKind, node: SyntaxNode): Binding {
    const name = this.textOf(node);
    const home = kind === 'var' ? varHome(scope, name) : scope;
    const present = home.names.get(name);
    if (present !== undefined && present !== null) return present;
    const loop = kind === 'var' || kind === 'param' ? null : home.loop;
    const binding: Binding = {
      name,
      kind,
      declaredIn: home.fn,
      declaredAt: node.start,
      node,
      loop,
    };
    home.names.set(name, binding);
    this.declared.set(node, binding);
    return binding;
  }

  declareAll(scope: Scope, kind: BindingKind, pattern: SyntaxNode | null): void {
    if (pattern === null) return;
    for (const name of declaredNames(pattern)) this.declare(scope, kind, name);
  }

  /** Puts the named children on the stack, the first on top; `except` is left out. */
  visitChildren(
    node: SyntaxNode,
    scopeFor: (child: SyntaxNode) => Scope,
    except: SyntaxNode | null = null,
  ): void {
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i] as SyntaxNode;
      if (child.named && child !== except) this.stack.push([child, scopeFor(child)]);
    }
  }

  run(root: SyntaxNode): void {
    const fn = this.registry.add(root, null);
    this.byNode.set(root, fn);
    const scope = newScope(null, fn, { takesVars: true });
    this.visitChildren(root, () => scope);
    for (let next = this.stack.pop(); next !== undefined; next = this.stack.pop()) {
      this.visit(next[0], next[1]);
    }
  }

  visit(node: SyntaxNode, scope: Scope): void {
    if (isTypeNode(node) || node.type === 'type_identifier') {
      if (!this.declared.has(node)) this.erased.push({ node, scope });
    } else if (REFERENCES.has(node.type)) {
      if (!this.declared.has(node)) this.references.push({ node, scope });
      if (EXPORTS.has(node.parent?.type ?? '')) this.erased.push({ node, scope });
    } else if (isFunctionNode(node)) this.visitFunction(node, scope);
    else if (isClassNode(node)) this.visitClass(node, scope);
    else if (LOOPS.has(node.type)) this.visitLoop(node, scope);
    else this.visitOther(node, scope);
  }

  visitFunction(node: SyntaxNode, outer: Scope): void {
    const fn = this.registry.add(node, outer.fn);
    this.byNode.set(node, fn);
    const name = childOf(node, 'name');
    let around = outer;
    if (name !== null && /_declaration$/u.test(node.type)) {
      this.declare(this.homeOfFunction(outer, this.textOf(name)), 'function', name);
    } else if (name !== null && node.type !== 'method_definition') {
      around = newScope(outer, outer.fn, {});
      this.declare(around, 'function', name);
    }
    const params = newScope(around, fn, {});
    const body = newScope(params, fn, { takesVars: true });
    const list = childOf(node, 'parameters') ?? childOf(node, 'parameter');
    for (const declared of list === null ? [] : declaredNames(list)) {
      fn.params.push(this.declare(params, 'param', declared));
    }
    const block = fn.body?.type === 'statement_block' ? fn.body : null;
    if (block !== null) this.visitChildren(block, () => body);
    this.visitChildren(
      node,
      (child) => (child === fn.body ? body : isInside(node, child) ? params : outer),
      block,
    );
  }

  /** Annex B, roughly: in sloppy code a function in a block is a variable of the whole function. */
  homeOfFunction(scope: Scope, name: string): Scope {
    if (this.strict) return scope;
    for (let at: Scope = scope; ; at = at.parent) {
      if (at.takesVars || at.parent === null) return at;
      if (at.names.has(name)) return scope;
    }
  }

  visitClass(node: SyntaxNode, outer: Scope): void {
    const name = childOf(node, 'name');
    const scope = newScope(outer, outer.fn, { loop: outer.loop });
    if (node.type === 'class') this.registry.countClass(node, outer.fn);
    if (name !== null) this.declare(node.type === 'class' ? scope : outer, 'class', name);
    this.visitChildren(node, (child) => (child.field === 'decorator' ? outer : scope));
  }

  visitLoop(node: SyntaxNode, outer: Scope): void {
    const scope = newScope(outer, outer.fn, { loop: node });
    const kind = childOf(node, 'kind');
    if (node.type === 'for_in_statement' && kind !== null) {
      this.declareAll(scope, this.kindOf(kind), childOf(node, 'left'));
    }
    this.visitChildren(node, (child) => (child.field === 'right' ? outer : scope));
  }

  /** `using` and `await using` were read as `const` (see rewrite-syntax.ts), so the word in the source decides. */
  kindOf(token: SyntaxNode): BindingKind {
    const word = this.textOf(token);
    if (word === 'await') return 'using';
    return word === 'var' || word === 'let' || word === 'using' ? word : 'const';
  }

  visitOther(node: SyntaxNode, scope: Scope): void {
    let inner = scope;
    switch (node.type) {
      case 'lexical_declaration':
      case 'variable_declaration':
        this.visitDeclaration(node, scope);
        break;
      case 'statement_block':
      case 'switch_body':
      case 'catch_clause':
        inner = newScope(scope, scope.fn, { loop: scope.loop });
        if (node.type === 'catch_clause')
          this.declareAll(inner, 'catch', childOf(node, 'parameter'));
        break;
      case 'with_statement':
        this.dynamic.add(scope.fn);
        break;
      case 'call_expression': {
        const callee = childOf(node, 'function');
        if (callee?.type === 'identifier' && this.textOf(callee) === 'eval')
          this.dynamic.add(scope.fn);
        break;
      }
      case 'enum_declaration':
      case 'internal_module':
      case 'module':
        this.visitNamespace(node, scope);
        return;
      case 'ambient_declaration':
        for (const child of node.children) {
          const name = child.type === 'function_signature' ? childOf(child, 'name') : null;
          if (name !== null) this.declare(scope, 'function', name);
        }
        break;
      case 'import_statement':
      case 'import_alias':
        this.visitImport(node, scope);
        return;
      case 'export_statement':
        if (childOf(node, 'source') !== null) return;
        break;
      case 'export_specifier':
        this.visitChildren(node, () => scope, childOf(node, 'alias'));
        return;
      case 'jsx_namespace_name':
        return;
      case 'jsx_opening_element':
      case 'jsx_closing_element':
      case 'jsx_self_closing_element':
        this.visitJsx(node, scope);
        return;
      default:
    }
    this.visitChildren(node, () => inner);
  }

  visitDeclaration(node: SyntaxNode, scope: Scope): void {
    const token = node.children[0];
    const kind = token === undefined ? 'const' : this.kindOf(token);
    for (const child of node.children) {
      if (child.type === 'variable_declarator')
        this.declareAll(scope, kind, childOf(child, 'name'));
    }
  }

  /** Enums and namespaces run as functions of their own, but their code belongs to the function around them. */
  visitNamespace(node: SyntaxNode, scope: Scope): void {
    const isEnum = node.type === 'enum_declaration';
    let inner = scope;
    for (const name of namesOfNamespace(childOf(node, 'name'))) {
      this.declare(inner, isEnum ? 'enum' : 'namespace', name);
      // Merged with what was declared above, it declares nothing anew and is no reference.
      if (!this.declared.has(name)) this.erased.push({ node: name, scope: inner });
      inner = newScope(inner, scope.fn, { takesVars: true, loop: scope.loop });
    }
    if (inner === scope) inner = newScope(scope, scope.fn, { takesVars: true, loop: scope.loop });
    const body = childOf(node, 'body');
    for (const member of isEnum && body !== null ? body.children : []) {
      const key = member.type === 'enum_assignment' ? childOf(member, 'name') : member;
      if (key?.type === 'property_identifier') inner.names.set(this.textOf(key), null);
    }
    if (body !== null) this.visitChildren(body, () => inner);
  }

  visitImport(node: SyntaxNode, scope: Scope): void {
    if (node.type === 'import_alias') {
      const [name, target] = node.children.filter((child) => child.named);
      if (name !== undefined) this.declare(scope, 'import', name);
      if (target !== undefined) this.stack.push([target, scope]);
      return;
    }
    for (const name of importedNames(node)) this.declare(scope, 'import', name);
  }

  /** `<div>` names no binding, `<Foo>` and `<foo.bar>` do. */
  visitJsx(node: SyntaxNode, scope: Scope): void {
    const name = childOf(node, 'name');
    const isElement = name?.type === 'identifier' && /^[a-z]/u.test(this.textOf(name));
    this.visitChildren(node, () => scope, isElement ? name : null);
  }
}

/** @returns all that one walk over the file can say without looking names up */
export function collectDeclarations(tree: SyntaxTree): Declarations {
  const declarer = new Declarer(tree);
  declarer.run(tree.root);
  const { byNode, declared, references, erased, dynamic } = declarer;
  return { functions: declarer.registry.functions, byNode, declared, references, erased, dynamic };
}
