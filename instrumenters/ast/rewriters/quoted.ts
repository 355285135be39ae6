/**
 * Where a call has no function to call, or a value cannot be iterated or taken apart, V8's message quotes the source:
 * `a.b.c is not a function`. A probe around `a.b` would be quoted as well, so plain chains are reported ahead of the whole:
 * `(l(…,a,"b"),a.b.c())`.
 */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { SiteId } from '../../../protocol/ids.ts';
import type { Probe } from '../../../protocol/plan.ts';
import { RANK } from '../insertion.ts';
import { outerWrapper, spineBelow, stripWrappers, targetsOf } from '../place/position.ts';
import type { Rewriting } from '../rewriting.ts';
import { insertBefore } from '../statement.ts';
import { chainOf, isKnownName, LINKS, lookAhead } from './chain.ts';
import type { Chain, Use } from './chain.ts';
import { isReadByTools, needsEvent, staticKeyOf } from './link.ts';

interface Owner {
  readonly fn: FunctionInfo;
  readonly probe: Probe;
}

const PATTERNS: ReadonlySet<string> = new Set(['object_pattern', 'array_pattern']);
const PLAIN: ReadonlySet<string> = new Set([
  'identifier',
  'this',
  'string',
  'number',
  'true',
  'false',
  'null',
]);

function wordOf(rewriting: Rewriting, node: SyntaxNode): string {
  return rewriting.tree.text.slice(node.start, node.end);
}

/** @returns the whole of the expression that begins with this part: what a call ahead of it may be put before */
function wholeSpine(node: SyntaxNode): SyntaxNode {
  for (let at = node; ;) {
    const outer = outerWrapper(at);
    const { parent } = outer;
    if (parent === null) return at;
    const goesOn = spineBelow(parent) === outer && parent.type !== 'non_null_expression';
    if (!goesOn && !(parent.type === 'new_expression' && outer.field === 'constructor')) return at;
    at = parent;
  }
}

/** @returns true where `(code, E)` may stand for the expression */
function canStandAhead(
  rewriting: Rewriting,
  whole: SyntaxNode,
  base: SyntaxNode,
  fn: FunctionInfo,
): boolean {
  if (rewriting.dialect === 'typed' || !rewriting.canWrap(whole)) return false;
  if (rewriting.tree.text.slice(whole.start, base.start).includes('\n')) return false;
  // A statement that begins with a parenthesis may go on with the line before it.
  const isStatement = outerWrapper(whole).parent?.type === 'expression_statement';
  return !isStatement || rewriting.wanted.ofNode(whole, fn, 'value') !== null;
}

function putAhead(rewriting: Rewriting, whole: SyntaxNode, code: string): void {
  if (code !== '')
    rewriting.wrap(whole.start, whole.end, { open: `(${code},`, close: ')', rank: RANK.inner });
}

/**
 * Reports the receiver of a call, and the links that lead to it, ahead of the call. `site` is that of the call, 0 where it has
 * none. @returns false where the callee is nothing that can be looked up
 */
export function reportCallee(
  rewriting: Rewriting,
  call: SyntaxNode,
  owner: Owner & { readonly site: SiteId | 0 },
): boolean {
  const { fn, site } = owner;
  const callee = stripWrappers(childOf(call, 'function') ?? childOf(call, 'constructor') ?? call);
  const object = LINKS.has(callee.type) ? childOf(callee, 'object') : null;
  if (object === null || !rewriting.isWhole(callee)) return false;
  const index = childOf(callee, 'index');
  const isComputed = index !== null && staticKeyOf(rewriting, callee) === undefined;
  const key = isComputed && site !== 0 ? index : null;
  const chain = chainOf(rewriting, object, { fn }) ?? nameAlone(rewriting, object, { fn, key });
  const whole = wholeSpine(call);
  if (chain === null || !canStandAhead(rewriting, whole, chain.base, fn)) return false;
  if (key !== null && !isKnownName(rewriting, key, fn)) return false;
  const receiver =
    site === 0 || !needsEvent(rewriting, object, 'call')
      ? 0
      : rewriting.site('receiver', { node: object }, owner, { target: site });
  const more = key !== null && site !== 0 ? reportKey(rewriting, key, { ...owner, site }) : '';
  putAhead(rewriting, whole, lookAhead(rewriting, chain, { fn, use: { receiver, more } }));
  rewriting.settled.add(callee);
  return true;
}

/** `o[k]()` has no links before its callee, but a key that V8 would quote. */
function nameAlone(
  rewriting: Rewriting,
  object: SyntaxNode,
  at: { readonly fn: FunctionInfo; readonly key: SyntaxNode | null },
): Chain | null {
  const base = stripWrappers(object);
  if (at.key === null || isReadByTools(rewriting, object) || !rewriting.isWhole(base)) return null;
  return base.type === 'this' || isKnownName(rewriting, base, at.fn) ? { base, links: [] } : null;
}

/** @returns code that reports a key that is a name */
function reportKey(
  rewriting: Rewriting,
  index: SyntaxNode,
  owner: Owner & { readonly site: SiteId },
): string {
  const site = rewriting.site('key', { node: index }, owner, { target: owner.site });
  const frame = rewriting.frameAt(owner.fn, index.start);
  return `${rewriting.name('v')}(${site},${frame},${wordOf(rewriting, index)})`;
}

/** @returns true for the `o.f` of `(0, o.f)()`, which compilers write */
function isIndirect(sequence: SyntaxNode, last: SyntaxNode): boolean {
  const [zero, called, ...more] = namedChildren(sequence);
  if (sequence.type !== 'sequence_expression' || zero?.type !== 'number') return false;
  return called === last && more.length === 0;
}

/** @returns the call whose callee the link is part of, or null */
function callOf(link: SyntaxNode): SyntaxNode | null {
  for (let at = outerWrapper(link); ;) {
    const { parent } = at;
    if (parent === null) return null;
    if (parent.type === 'call_expression' && at.field === 'function') return parent;
    if (parent.type === 'new_expression' && at.field === 'constructor') return parent;
    if (isIndirect(parent, at)) at = outerWrapper(parent);
    else if (!LINKS.has(parent.type) || at.field !== 'object') return null;
    else at = outerWrapper(parent);
  }
}

/** The statement before which a source of destructuring or of a loop can be looked at, or null. */
function statementOf(
  rewriting: Rewriting,
  source: SyntaxNode,
  base: SyntaxNode,
): SyntaxNode | null {
  const outer = outerWrapper(source);
  const { parent } = outer;
  if (parent === null) return null;
  let statement: SyntaxNode | null = null;
  let pattern: SyntaxNode | null = null;
  if (parent.type === 'for_in_statement' && outer.field === 'right') {
    if (childOf(parent, 'operator')?.type !== 'of') return null;
    pattern = childOf(parent, 'left');
    statement = parent;
    while (statement.parent?.type === 'labeled_statement') statement = statement.parent;
  } else if (parent.type === 'variable_declarator' && outer.field === 'value') {
    const declaration = parent.parent;
    pattern = childOf(parent, 'name');
    if (pattern === null || !PATTERNS.has(pattern.type) || declaration === null) return null;
    if (namedChildren(declaration)[0] !== parent || declaration.field === 'initializer')
      return null;
    statement = declaration.parent?.type === 'export_statement' ? declaration.parent : declaration;
  } else if (parent.type === 'assignment_expression' && outer.field === 'right') {
    pattern = childOf(parent, 'left');
    const holder = outerWrapper(parent).parent;
    if (pattern === null || !PATTERNS.has(pattern.type) || holder?.field === 'initializer')
      return null;
    statement = holder?.type === 'expression_statement' ? holder : null;
  }
  if (statement === null || pattern === null) return null;
  if (rewriting.tree.text.slice(statement.start, base.start).includes('\n')) return null;
  const names = targetsOf(pattern).map((target) => wordOf(rewriting, target));
  return names.includes(wordOf(rewriting, base)) ? null : statement;
}

/** The array or call that a spread expression is the first to do anything in, or null. */
function spreadHolder(source: SyntaxNode): SyntaxNode | null {
  const spread = outerWrapper(source).parent;
  const list = spread?.type === 'spread_element' ? spread.parent : null;
  if (spread === null || spread === undefined || list === null) return null;
  const before = namedChildren(list).filter((child) => child.start < spread.start);
  if (before.some((child) => !PLAIN.has(child.type) && child.type !== 'comment')) return null;
  if (list.type === 'array') return list;
  if (list.type !== 'arguments' || list.parent === null) return null;
  const callee = childOf(list.parent, 'function') ?? childOf(list.parent, 'constructor');
  return callee?.type === 'identifier' ? list.parent : null;
}

/** A link whose text V8 may quote is reported ahead of where it stands. @returns false where it has to be wrapped */
export function reportQuoted(rewriting: Rewriting, link: SyntaxNode, owner: Owner): boolean {
  if (rewriting.dialect === 'typed') return false;
  const { fn } = owner;
  const call = callOf(link);
  const isIndirectly =
    call !== null && isIndirect(outerWrapper(link).parent ?? link, outerWrapper(link));
  if (call !== null && !isIndirectly)
    return reportCallee(rewriting, call, { ...owner, site: 0 }) && rewriting.settled.has(link);
  const use: Use = { receiver: 0, more: '' };
  const holder = call ?? spreadHolder(link);
  if (holder !== null) {
    const chain = chainOf(rewriting, link, { fn, optional: call === null });
    const whole = wholeSpine(holder);
    if (chain === null || !canStandAhead(rewriting, whole, chain.base, fn)) return false;
    putAhead(rewriting, whole, lookAhead(rewriting, chain, { fn, use }));
    return rewriting.settled.has(link);
  }
  const { parent } = outerWrapper(link);
  if (
    parent === null ||
    !/^(?:for_in_statement|variable_declarator|assignment_expression)$/u.test(parent.type)
  )
    return false;
  const chain = chainOf(rewriting, link, { fn, optional: true });
  const statement = chain === null ? null : statementOf(rewriting, link, chain.base);
  if (chain === null || statement === null) return false;
  const code = lookAhead(rewriting, chain, { fn, use });
  if (code !== '') insertBefore(rewriting, statement, `${code};`);
  return rewriting.settled.has(link);
}
