/**
 * What a type says about values of it: instances of the classes that it names and of those that extend or implement it, and what the
 * members of an object type hold. Names of types that files hand each other are exported and imported under names that no value has.
 * Deliberately not a checker: no inference, no conditional types, arguments of generics only where they are what is held.
 */
import { childOf, namedChildren } from '../../../syntax/node.ts';
import type { SyntaxNode } from '../../../syntax/node.ts';
import type { Binding } from '../../../syntax/scope-table.ts';
import { keyName } from '../../../syntax/naming/function-name.ts';
import { elementName } from './expression.ts';
import { MAP_KEYS, OBJECT_KIND, OP, SUBTYPE } from './flow-fact.ts';
import type { FlowWriter } from './writer.ts';

/** Deeper types say nothing. */
const MAX_DEPTH = 8;

/** What holds values of its last argument, by an index or a key. */
const COLLECTIONS =
  /^(?:(?:Readonly)?(?:Array|Set)|WeakSet|(?:Async)?(?:Itera(?:ble|tor)|IterableIterator|Generator)|Record)$/u;
const MAPS = /^(?:Readonly|Weak)?Map$/u;
/** What stands for its first argument: a promise is taken for what it promises. */
const TRANSPARENT =
  /^(?:Promise|PromiseLike|Awaited|Partial|Required|Readonly|NonNullable|Pick|Omit|Exclude|Extract)$/u;
/** Of these the first argument is what comes out. */
const YIELDING = /Generator$/u;

type Declaration =
  | { readonly kind: 'class'; readonly name: SyntaxNode }
  | { readonly kind: 'interface'; readonly parts: SyntaxNode[] }
  | { readonly kind: 'alias'; readonly value: SyntaxNode }
  | {
      readonly kind: 'import';
      readonly local: SyntaxNode;
      readonly source: string;
      readonly name: string;
    };

/** The name under which a type of that name is exported. */
export const typeName = (name: string): string => ` ${name}`;

export class FileTypes {
  readonly #writer: FlowWriter;
  readonly #declarations = new Map<string, Declaration>();
  /** Declaring names of modules that are imported whole, and of namespaces. */
  readonly #spaces = new Map<string, SyntaxNode>();
  /** Vertices of what is declared, and of values, by name; of types that are put together by their text. */
  readonly #declared = new Map<string, number>();
  readonly #values = new Map<string, number>();
  readonly #made = new Map<string, number>();
  #depth = 0;

  constructor(writer: FlowWriter) {
    this.#writer = writer;
    this.#collect(writer.scopes.tree.root);
  }

  /** @returns the vertex of what a value of the type may be, or -1; takes an annotation as well */
  value(node: SyntaxNode | null): number {
    if (node === null || this.#depth > MAX_DEPTH) return -1;
    this.#depth += 1;
    const vertex = this.#valueOf(node);
    this.#depth -= 1;
    return vertex;
  }

  /** A class says that it implements a type. @param instance  the vertex of its instances */
  implement(clause: SyntaxNode, instance: number): void {
    for (const type of namedChildren(clause)) {
      const declared = this.#heritage(type);
      if (declared >= 0) this.#writer.store(declared, SUBTYPE, instance, null);
    }
  }

  /** @returns the vertex that an export hands on for the type of that name, or -1 where it is a class or nothing */
  exported(name: string): number {
    const found = this.#declarations.get(name);
    if (found === undefined || found.kind === 'class') return -1;
    return found.kind === 'alias' ? this.#named(name) : this.#declaration(name);
  }

  /** @returns the vertex of values of a type that the file declares or imports, or -1 */
  ofName(name: string): number {
    return this.#named(name);
  }

  #collect(block: SyntaxNode): void {
    for (const statement of namedChildren(block)) {
      if (statement.type === 'import_statement') this.#collectImport(statement);
      else if (/^(?:export_statement|ambient_declaration)$/u.test(statement.type))
        this.#collect(statement);
      else if (/^(?:internal_module|module|statement_block)$/u.test(statement.type)) {
        const name = childOf(statement, 'name');
        if (name?.type === 'identifier') this.#spaces.set(this.#writer.textOf(name), name);
        this.#collect(childOf(statement, 'body') ?? statement);
      } else this.#collectDeclaration(statement);
    }
  }

  #collectDeclaration(node: SyntaxNode): void {
    const name = childOf(node, 'name');
    if (name === null) return;
    const text = this.#writer.textOf(name);
    const known = this.#declarations.get(text);
    const value = childOf(node, 'value');
    if (/class/u.test(node.type)) this.#declarations.set(text, { kind: 'class', name });
    else if (node.type === 'interface_declaration') {
      if (known?.kind === 'interface') known.parts.push(node);
      else if (known === undefined)
        this.#declarations.set(text, { kind: 'interface', parts: [node] });
    } else if (node.type === 'type_alias_declaration' && value !== null && known === undefined)
      this.#declarations.set(text, { kind: 'alias', value });
  }

  #collectImport(node: SyntaxNode): void {
    const from = childOf(node, 'source');
    const clause = node.children.find((child) => child.type === 'import_clause');
    if (from?.type !== 'string' || clause === undefined) return;
    const { text } = this.#writer;
    const source = keyName(from, text);
    const bind = (local: SyntaxNode | null, name: string): void => {
      const key = local === null ? '' : this.#writer.textOf(local);
      if (local !== null) this.#declarations.set(key, { kind: 'import', local, source, name });
    };
    for (const part of namedChildren(clause)) {
      if (part.type === 'identifier') bind(part, 'default');
      const space = part.type === 'namespace_import' ? namedChildren(part)[0] : undefined;
      if (space !== undefined) this.#spaces.set(this.#writer.textOf(space), space);
      if (part.type !== 'named_imports') continue;
      for (const specifier of namedChildren(part)) {
        const name = childOf(specifier, 'name');
        if (name !== null) bind(childOf(specifier, 'alias') ?? name, keyName(name, text));
      }
    }
  }

  #valueOf(node: SyntaxNode): number {
    const parts = (): readonly SyntaxNode[] => namedChildren(node);
    switch (node.type) {
      case 'type_identifier':
        return this.#ofName(node);
      case 'nested_type_identifier':
        return this.#ofMember(node);
      case 'union_type':
      case 'intersection_type':
        return this.#either(parts().map((part) => this.value(part)));
      case 'type_annotation':
      case 'parenthesized_type':
      case 'readonly_type':
      case 'optional_type':
      case 'constraint':
        return this.value(parts()[0] ?? null);
      case 'array_type':
        return this.#once(node, () => this.#collection([[null, parts()[0] ?? null]]));
      case 'tuple_type':
        return this.#once(node, () =>
          this.#collection(parts().map((part, index) => [elementName(index), part])),
        );
      case 'generic_type':
        return this.#ofGeneric(node);
      case 'object_type':
        return this.#once(node, () => this.#ofMembers(parts(), -1));
      default:
        return -1;
    }
  }

  #once(node: SyntaxNode, make: () => number): number {
    const text = this.#writer.textOf(node);
    const known = this.#made.get(text);
    if (known !== undefined) return known;
    this.#made.set(text, -1);
    const vertex = make();
    this.#made.set(text, vertex);
    return vertex;
  }

  #either(values: readonly number[]): number {
    const known = [...new Set(values.filter((value) => value >= 0))];
    if (known.length < 2) return known[0] ?? -1;
    const vertex = this.#writer.vertex();
    for (const value of known) this.#writer.copy(vertex, value);
    return vertex;
  }

  #collection(elements: readonly (readonly [string | null, SyntaxNode | null])[]): number {
    const writer = this.#writer;
    let whole = -1;
    for (const [name, type] of elements) {
      const value = this.value(type);
      if (value < 0) continue;
      if (whole === -1) whole = writer.holding(writer.objectToken(OBJECT_KIND.array));
      writer.store(whole, name, value, null);
    }
    return whole;
  }

  /** Keys, values, and pairs of both. */
  #map([key = null, value = null]: readonly (SyntaxNode | null)[]): number {
    const writer = this.#writer;
    const pair = this.#collection([
      ['0', key],
      ['1', value],
    ]);
    if (pair < 0) return -1;
    const whole = writer.holding(writer.objectToken(OBJECT_KIND.array));
    const [keys, values] = [this.value(key), this.value(value)];
    writer.store(whole, null, pair, null);
    if (keys >= 0) writer.store(whole, MAP_KEYS, keys, null);
    if (values >= 0) writer.store(whole, null, values, null);
    return whole;
  }

  /** @param whole  the object that has the members; -1: one is made where a member says something */
  #ofMembers(members: readonly SyntaxNode[], whole: number): number {
    const writer = this.#writer;
    let object = whole;
    for (const member of members) {
      if (member.type !== 'property_signature') continue;
      const name = childOf(member, 'name');
      const value = this.value(childOf(member, 'type'));
      if (name === null || value < 0) continue;
      if (object === -1) object = writer.holding(writer.objectToken(OBJECT_KIND.object));
      writer.store(object, keyName(name, writer.text), value, null);
    }
    return object;
  }

  #ofGeneric(node: SyntaxNode): number {
    const named = childOf(node, 'name');
    if (named === null) return -1;
    const name = this.#writer.textOf(named);
    const list = node.children.find((child) => child.type === 'type_arguments');
    const all = list === undefined ? [] : namedChildren(list);
    if (this.#declarations.has(name)) return this.value(named);
    if (TRANSPARENT.test(name)) return this.value(all[0] ?? null);
    if (MAPS.test(name)) return this.#once(node, () => this.#map(all));
    if (!COLLECTIONS.test(name)) return this.value(named);
    const held = (YIELDING.test(name) ? all[0] : all.at(-1)) ?? null;
    return this.#once(node, () => this.#collection([[null, held]]));
  }

  #ofName(node: SyntaxNode): number {
    const name = this.#writer.textOf(node);
    if (this.#declarations.has(name)) return this.#named(name);
    return this.value(constraintOf(node, name, this.#writer.text));
  }

  /** `ns.C`: a class or a type of a module, or of a namespace of the file. */
  #ofMember(node: SyntaxNode): number {
    const writer = this.#writer;
    const member = childOf(node, 'name');
    const space = childOf(node, 'module');
    const binding = this.#space(space);
    if (member === null || binding === null) return -1;
    return this.#once(node, () => {
      const name = writer.textOf(member);
      const [own, typed] = [writer.vertex(), writer.vertex()];
      writer.row(OP.load, own, writer.variable(binding), writer.name(name), -1);
      writer.row(OP.load, typed, writer.variable(binding), writer.name(typeName(name)), -1);
      const vertex = this.#withSubtypes(typed);
      writer.row(OP.instance, vertex, own);
      return vertex;
    });
  }

  /** The module or namespace that a name before a dot stands for. */
  #space(node: SyntaxNode | null): Binding | null {
    const declared = node === null ? undefined : this.#spaces.get(this.#writer.textOf(node));
    return declared === undefined ? null : this.#writer.scopes.resolve(declared);
  }

  #withSubtypes(declared: number): number {
    const writer = this.#writer;
    const [vertex, below] = [writer.vertex(), writer.vertex()];
    writer.copy(vertex, declared);
    writer.row(OP.load, below, declared, writer.name(SUBTYPE), -1);
    writer.copy(vertex, below);
    return vertex;
  }

  /** The vertex of values of a type that the file declares or imports. */
  #named(name: string): number {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const found = this.#declarations.get(name);
    if (found === undefined) return -1;
    const writer = this.#writer;
    if (found.kind === 'interface') {
      const vertex = this.#withSubtypes(this.#declaration(name));
      this.#values.set(name, vertex);
      return vertex;
    }
    // Said before what it holds, which may name it.
    const vertex = writer.vertex();
    this.#values.set(name, vertex);
    if (found.kind === 'alias') writer.copy(vertex, this.value(found.value));
    else {
      const binding = writer.scopes.resolve(found.kind === 'class' ? found.name : found.local);
      if (binding !== null) writer.row(OP.instance, vertex, writer.variable(binding));
      if (found.kind === 'import') writer.copy(vertex, this.#withSubtypes(this.#declaration(name)));
    }
    return vertex;
  }

  /** The vertex of what stands for an interface itself: its members, and who implements it. */
  #declaration(name: string): number {
    const known = this.#declared.get(name);
    if (known !== undefined) return known;
    const found = this.#declarations.get(name);
    const writer = this.#writer;
    if (found?.kind === 'import') {
      const vertex = writer.imported(found.source, typeName(found.name));
      this.#declared.set(name, vertex);
      return vertex;
    }
    if (found?.kind !== 'interface') return -1;
    const vertex = writer.holding(writer.objectToken(OBJECT_KIND.object));
    this.#declared.set(name, vertex);
    for (const part of found.parts) {
      const body = childOf(part, 'body');
      if (body !== null) this.#ofMembers(namedChildren(body), vertex);
      const clause = part.children.find((child) => child.type === 'extends_type_clause');
      for (const type of clause === undefined ? [] : namedChildren(clause)) {
        const above = this.#heritage(type);
        if (above < 0) continue;
        writer.row(OP.mix, vertex, above);
        writer.store(above, SUBTYPE, this.#named(name), null);
      }
    }
    return vertex;
  }

  /** What stands for a type that is extended or implemented. */
  #heritage(type: SyntaxNode): number {
    const named = type.type === 'generic_type' ? childOf(type, 'name') : type;
    if (named?.type === 'type_identifier') {
      const name = this.#writer.textOf(named);
      return this.#declarations.get(name)?.kind === 'alias'
        ? this.#named(name)
        : this.#declaration(name);
    }
    const member = named === null ? null : childOf(named, 'name');
    const space = named === null ? null : childOf(named, 'module');
    const binding = this.#space(space);
    if (member === null || binding === null) return -1;
    const writer = this.#writer;
    const vertex = writer.vertex();
    const name = writer.name(typeName(writer.textOf(member)));
    writer.row(OP.load, vertex, writer.variable(binding), name, -1);
    return vertex;
  }
}

/** What can have type parameters. */
const GENERIC = /function|class|interface|alias|signature|method|constructor/u;

/** What a type parameter of that name extends, by the function, class or type around that declares it. */
function constraintOf(node: SyntaxNode, name: string, text: string): SyntaxNode | null {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (!GENERIC.test(at.type)) continue;
    const list = at.children.find((child) => child.type === 'type_parameters');
    for (const parameter of list === undefined ? [] : namedChildren(list)) {
      const own = childOf(parameter, 'name');
      if (own !== null && text.slice(own.start, own.end) === name)
        return childOf(parameter, 'constraint');
    }
  }
  return null;
}
