/**
 * Access paths: `order.total`, `this.items[0].price`, `a['k']`, `a[i]`. A path is a base (a variable, `this`, or any other
 * expression) and up to three keys; an element whose key the text does not say has the key null, and a longer path keeps its
 * last keys and loses its base. Two paths are *surely* the same place where base and keys are the same and known, and nothing
 * in between can have changed what stands left of the last key; they *may* be the same place where their last keys may be.
 */
import { childOf } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { Binding, ScopeTable } from '../../syntax/scope-table.ts';
import { unwrap } from '../flow/condition.ts';

/** Longer paths are cut on the left. */
export const MAX_KEYS = 3;

/** Null: an element that only running the program can name. */
export type Key = string | null;

export interface AccessPath {
  /** Null: neither a variable nor `this`, or cut. */
  readonly base: Binding | 'this' | null;
  readonly keys: readonly Key[];
}

const LINKS = /^(?:member|subscript)_expression$/u;
/** In `{ o }` a name is both the key and the variable. */
const NAME = /^(?:identifier|shorthand_property_identifier)$/u;

/** @returns whether the node is a name that may stand for a variable's value */
export function isName(node: SyntaxNode): boolean {
  return NAME.test(node.type);
}

/** @returns whether the node is `o.x` or `o[k]` */
export function isLink(node: SyntaxNode): boolean {
  return LINKS.test(node.type);
}

/** @returns the key where the text says it, else null */
export function keyOfLink(link: SyntaxNode, text: string): Key {
  const property = childOf(link, 'property');
  if (property !== null) return text.slice(property.start, property.end);
  const index = childOf(link, 'index');
  return index === null ? null : literalKey(unwrap(index), text);
}

/** @returns the key that a literal names: `'k'`, `0`, a template without holes; else null */
export function literalKey(node: SyntaxNode, text: string): Key {
  const written = text.slice(node.start, node.end);
  if (node.type === 'number') return /^\d+$/u.test(written) ? String(Number(written)) : null;
  const isText =
    node.type === 'string' ||
    (node.type === 'template_string' &&
      !node.children.some(({ type }) => type === 'template_substitution'));
  return isText && !written.includes('\\') ? written.slice(1, -1) : null;
}

/** @returns the path of a link, a name or `this`; any other expression is a path without base and keys */
export function pathOf(scopes: ScopeTable, node: SyntaxNode): AccessPath {
  const keys: Key[] = [];
  let at = unwrap(node);
  while (isLink(at)) {
    keys.unshift(keyOfLink(at, scopes.tree.text));
    const object = childOf(at, 'object');
    if (object === null) break;
    at = unwrap(object);
  }
  if (keys.length > MAX_KEYS) return { base: null, keys: keys.slice(-MAX_KEYS) };
  if (at.type === 'this') return { base: 'this', keys };
  return { base: isName(at) ? scopes.resolve(at) : null, keys };
}

/** @returns whether two keys can name one property; private names are apart from all others */
export function mayBeSameKey(left: Key, right: Key): boolean {
  if (left !== null && right !== null) return left === right;
  return !(left ?? right ?? '').startsWith('#');
}

/** @returns whether both paths are written the same, with a known base and known keys */
export function isSamePath(left: AccessPath, right: AccessPath): boolean {
  return (
    left.base !== null &&
    left.base === right.base &&
    left.keys.length === right.keys.length &&
    left.keys.every((key, at) => key !== null && key === right.keys[at])
  );
}

/** Where a literal says what a path below it holds. */
export type InLiteral =
  | { readonly kind: 'pair'; readonly pair: SyntaxNode }
  /** The object is made here and lacks the property. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

const UNKNOWN: InLiteral = { kind: 'unknown' };

/** Members of an object literal from the last on; the last of a name counts. */
function memberOf(object: SyntaxNode, key: string, text: string): InLiteral {
  for (const member of object.children.toReversed()) {
    if (!member.named || member.type === 'comment') continue;
    if (member.type === 'spread_element') return UNKNOWN;
    const name = childOf(member, 'key') ?? childOf(member, 'name') ?? member;
    if (name.type === 'computed_property_name') return UNKNOWN;
    const own = literalKey(name, text) ?? text.slice(name.start, name.end);
    if (own === key) return { kind: 'pair', pair: member };
  }
  return key === '__proto__' ? UNKNOWN : { kind: 'absent' };
}

function elementOf(array: SyntaxNode, key: string): InLiteral {
  const elements = array.children.filter(({ named, type }) => named && type !== 'comment');
  const commas = array.children.filter(({ type }) => type === ',').length;
  const isPlain =
    commas <= elements.length && !elements.some(({ type }) => type === 'spread_element');
  const element = isPlain ? elements[Number(key)] : undefined;
  return element === undefined ? UNKNOWN : { kind: 'pair', pair: element };
}

/** @returns what an object or array literal says about the property that these keys lead to */
export function findInLiteral(value: SyntaxNode, keys: readonly Key[], text: string): InLiteral {
  let at = unwrap(value);
  let found: InLiteral = UNKNOWN;
  for (const [index, key] of keys.entries()) {
    if (key === null) return UNKNOWN;
    if (at.type === 'object') found = memberOf(at, key, text);
    else if (at.type === 'array') found = elementOf(at, key);
    else return UNKNOWN;
    if (found.kind !== 'pair')
      return found.kind === 'absent' && index < keys.length - 1 ? UNKNOWN : found;
    at = unwrap(childOf(found.pair, 'value') ?? found.pair);
  }
  return found;
}
