/**
 * Which nodes of a function write properties, by key. A write is the assignment, update or `delete` whose target is a link
 * (`o.x = 1`, `o.x++`, `delete o.x`), or the link itself in a pattern or loop head.
 */
import { childOf } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { ScopeTable } from '../../syntax/scope-table.ts';
import { FLAGS, THROW_EXIT } from '../cfg.ts';
import type { Cfg } from '../cfg.ts';
import { operatorOf, unwrap, unwrapOnce } from '../flow/condition.ts';
import { isInstanceField } from '../flow/declaration.ts';
import { isLink, mayBeSameKey, pathOf } from './path.ts';
import type { AccessPath, Key } from './path.ts';

export interface PropertyWrite {
  readonly node: number;
  readonly syntax: SyntaxNode;
  readonly path: AccessPath;
  /** What is written there, where that is one expression. */
  readonly value: SyntaxNode | null;
  /** In the initialiser of an instance field: it runs with a constructor. */
  readonly isDeferred: boolean;
}

export interface PropertyWrites {
  /** By node; most nodes have none. */
  readonly at: ReadonlyMap<number, PropertyWrite>;
  /** Writes of a property that may have this name. */
  named(key: Key): readonly PropertyWrite[];
}

const ASSIGNING = /^(?:augmented_)?assignment_expression$/u;

/** @returns the link that a node writes, or null where it writes none */
export function writtenLink(node: SyntaxNode): SyntaxNode | null {
  if (isLink(node)) return isPatternTarget(node) ? node : null;
  const isDelete = node.type === 'unary_expression' && operatorOf(node) === 'delete';
  const target = ASSIGNING.test(node.type)
    ? childOf(node, 'left')
    : node.type === 'update_expression' || isDelete
      ? childOf(node, 'argument')
      : null;
  const link = target === null ? null : unwrap(target);
  return link !== null && isLink(link) ? link : null;
}

function isPatternTarget(link: SyntaxNode): boolean {
  let at = link;
  while (at.parent !== null && unwrapOnce(at.parent) === at) at = at.parent;
  const { parent } = at;
  if (parent === null) return false;
  if (/^(?:array|rest)_pattern$/u.test(parent.type)) return true;
  if (parent.type === 'pair_pattern') return at.field === 'value';
  return /assignment_pattern$|^for_in_statement$/u.test(parent.type) && at.field === 'left';
}

function valueOf(write: SyntaxNode): SyntaxNode | null {
  return write.type === 'assignment_expression' ? childOf(write, 'right') : null;
}

/** @returns all writes of properties that the function's own code makes */
export function collectPropertyWrites(scopes: ScopeTable, cfg: Cfg): PropertyWrites {
  const at = new Map<number, PropertyWrite>();
  const byKey = new Map<Key, PropertyWrite[]>();
  for (let node = THROW_EXIT + 1; node < cfg.size; node += 1) {
    // A target in a pattern is a node of its own; what writes a variable writes no property.
    if ((cfg.flags[node] as number) & (FLAGS.writes | FLAGS.reads)) continue;
    const syntax = cfg.syntax[node] as SyntaxNode;
    const link = writtenLink(syntax);
    if (link === null) continue;
    const path = pathOf(scopes, link);
    const write = {
      node,
      syntax,
      path,
      value: valueOf(syntax),
      isDeferred: isInstanceField(syntax),
    };
    at.set(node, write);
    const key = path.keys.at(-1) ?? null;
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [write]);
    else list.push(write);
  }
  return {
    at,
    named(key) {
      const open = mayBeSameKey(null, key) ? [...(byKey.get(null) ?? [])] : [];
      if (key !== null) return [...(byKey.get(key) ?? []), ...open];
      return [...byKey].flatMap(([own, writes]) => (mayBeSameKey(own, null) ? writes : []));
    },
  };
}
