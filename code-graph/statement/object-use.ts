/**
 * What the statements of a function do to objects as a whole, by access path: which ones use the object at a path (hand it
 * on, call a method of it), and which ones change what it holds (`list.push(a)`, `Object.assign(o, p)`, a write below it). A
 * constant that is made from a path (`const { items } = order`) stands for that path. Paths, not aliases: two variables that
 * hold one object by other ways are two.
 */
import { childOf, walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { MAX_KEYS, isLink, isName, literalKey, mayBeSameKey, pathOf } from '../body/access/path.ts';
import type { AccessPath, Key } from '../body/access/path.ts';
import { writtenLink } from '../body/access/property-write.ts';
import { unwrap, unwrapOnce } from '../body/flow/condition.ts';
import type { Binding, ScopeTable } from '../syntax/scope-table.ts';
import type { StatementFlow } from './flow.ts';

/** A statement in which the object at a path takes part. */
export interface ObjectUse {
  readonly path: AccessPath;
  /** The expression that stands for the object. */
  readonly node: SyntaxNode;
  /** In a closure: reads there have no place in this function's control flow. */
  readonly isInClosure: boolean;
}

/**
 * A statement that changes something at the path (`write`), anything below it (`below`), or gives it to a function of the
 * project that writes properties (`given`): reads of a property learn from that function which ones.
 */
export interface ObjectChange {
  readonly unit: number;
  readonly path: AccessPath;
  readonly what: 'write' | 'below' | 'given';
}

export interface ObjectUses {
  /** By unit. */
  readonly uses: ReadonlyMap<number, readonly ObjectUse[]>;
  readonly changes: readonly ObjectChange[];
}

/** Whether the project's own functions that a call reaches change objects, that which stands there in the call among them. */
export type MayChange = (call: SyntaxNode, handed: SyntaxNode) => boolean;

/** Built-in methods that change what they are called on. */
export const CHANGING =
  /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear|append|setTime|set[A-Z]\w*)$/u;
/** Built-in functions that change their first argument. */
export const CHANGING_FIRST =
  /^(?:Object\.(?:assign|definePropert(?:y|ies)|setPrototypeOf|freeze)|Reflect\.(?:set|deleteProperty|defineProperty))$/u;
const CALLS = /^(?:call|new)_expression$/u;

/** `a.b.c` of any part of it: the longest chain of links around a name. */
function chainAround(node: SyntaxNode): SyntaxNode {
  let at = node;
  for (;;) {
    const { parent } = at;
    if (parent === null) return at;
    if (unwrapOnce(parent) === at) at = parent;
    else if (isLink(parent) && at.field === 'object') at = parent;
    else return unwrap(at);
  }
}

/** The outermost parentheses and type assertions around an expression. */
function wrapped(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent !== null && unwrapOnce(at.parent) === at) at = at.parent;
  return at;
}

export class Paths {
  private readonly scopes: ScopeTable;
  private readonly known = new Map<Binding, AccessPath>();

  constructor(scopes: ScopeTable) {
    this.scopes = scopes;
  }

  /** The path of a link, name or `this`, through constants that stand for one. */
  of(node: SyntaxNode): AccessPath {
    const { base, keys } = pathOf(this.scopes, node);
    return base === null || base === 'this' ? { base, keys } : join(this.ofBinding(base), keys);
  }

  private ofBinding(binding: Binding): AccessPath {
    const known = this.known.get(binding);
    if (known !== undefined) return known;
    const own: AccessPath = { base: binding, keys: [] };
    this.known.set(binding, own);
    const made = binding.kind === 'const' ? this.madeFrom(binding.node) : null;
    if (made === null || made.base === null) return own;
    this.known.set(binding, made);
    return made;
  }

  /** What `const x = a.b`, `const { x } = a` and `const { x: y } = a` stand for. */
  private madeFrom(name: SyntaxNode): AccessPath | null {
    const { text } = this.scopes.tree;
    let keys: readonly Key[] = [];
    let at = name;
    if (at.type === 'shorthand_property_identifier_pattern') keys = [text.slice(at.start, at.end)];
    if (at.parent?.type === 'pair_pattern' && at.field === 'value') {
      const key = childOf(at.parent, 'key');
      if (key === null || key.type === 'computed_property_name') return null;
      keys = [literalKey(key, text) ?? text.slice(key.start, key.end)];
      at = at.parent;
    }
    if (keys.length > 0) at = at.parent?.type === 'object_pattern' ? at.parent : name;
    const declarator = at.parent;
    if (declarator?.type !== 'variable_declarator' || at.field !== 'name') return null;
    const value = childOf(declarator, 'value');
    const from = value === null ? null : unwrap(value);
    if (from === null || !(isLink(from) || /^(?:identifier|this)$/u.test(from.type))) return null;
    return join(this.of(from), keys);
  }
}

function join({ base, keys }: AccessPath, more: readonly Key[]): AccessPath {
  const all = [...keys, ...more];
  return all.length > MAX_KEYS ? { base: null, keys: all.slice(-MAX_KEYS) } : { base, keys: all };
}

/** @returns whether the one path may lead to, or through, where the other leads */
export function isAbove(above: AccessPath, path: AccessPath): boolean {
  return (
    above.base !== null &&
    above.base === path.base &&
    above.keys.length <= path.keys.length &&
    above.keys.every((key, at) => mayBeSameKey(key, path.keys[at] ?? null))
  );
}

class Collector implements ObjectUses {
  readonly uses = new Map<number, ObjectUse[]>();
  readonly changes: ObjectChange[] = [];
  private readonly paths: Paths;
  private readonly text: string;
  private readonly mayChange: MayChange;

  constructor(scopes: ScopeTable, mayChange: MayChange) {
    this.paths = new Paths(scopes);
    this.text = scopes.tree.text;
    this.mayChange = mayChange;
  }

  /** A name or `this` with all links that hang on it. */
  take(root: SyntaxNode, unit: number, isInClosure: boolean): void {
    const chain = chainAround(root);
    const outer = wrapped(chain);
    const { parent } = outer;
    const isCallee = parent?.type === 'call_expression' && outer.field === 'function';
    const object = isCallee && isLink(chain) ? childOf(chain, 'object') : null;
    const path = this.paths.of(object ?? chain);
    if (path.base === null) return;
    const isTarget = parent !== null && writtenLink(parent) === chain;
    if (isTarget || writtenLink(chain) === chain) this.changes.push({ unit, path, what: 'write' });
    if (!isTarget || parent.type !== 'assignment_expression') {
      const use = { path, node: object ?? chain, isInClosure };
      const uses = this.uses.get(unit);
      if (uses === undefined) this.uses.set(unit, [use]);
      else uses.push(use);
    }
    const call = isCallee ? parent : parent?.type === 'arguments' ? parent.parent : null;
    if (call === null || !CALLS.test(call.type)) return;
    if (this.mayChange(call, object ?? outer)) this.changes.push({ unit, path, what: 'given' });
    else if (this.isChangedBy(call, chain, object !== null))
      this.changes.push({ unit, path, what: 'below' });
  }

  /** By a built-in. */
  private isChangedBy(call: SyntaxNode, chain: SyntaxNode, isReceiver: boolean): boolean {
    const callee = childOf(call, 'function');
    const name = callee === null ? '' : this.text.slice(callee.start, callee.end);
    if (isReceiver) return CHANGING.test(name.slice(name.lastIndexOf('.') + 1));
    const first = childOf(call, 'arguments')?.children.find(({ named }) => named);
    return first !== undefined && unwrap(first) === chain && CHANGING_FIRST.test(name);
  }
}

/** @returns in source order of the statements */
export function objectUsesOf({ body, units }: StatementFlow, mayChange: MayChange): ObjectUses {
  const { scopes, fn } = body;
  const collector = new Collector(scopes, mayChange);
  const owners = new Map(units.map((unit) => [unit.syntax, unit.index]));
  for (const { kind, syntax, index } of units) {
    if (kind !== 'statement' && kind !== 'condition') continue;
    walkSyntax(syntax, (node) => {
      const owner = owners.get(node);
      if (owner !== undefined && owner !== index && node !== fn.node) return false;
      if (node.type === 'this' || (isName(node) && scopes.resolve(node) !== null))
        collector.take(node, index, scopes.functionOf(node) !== fn);
      return true;
    });
  }
  return collector;
}
