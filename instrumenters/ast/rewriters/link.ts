/** Receivers and keys of reads, writes and calls: reported on sites of their own that name the site they belong to. */
import { childOf } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { SiteId } from '../../../protocol/ids.ts';
import type { Probe } from '../../../protocol/plan.ts';
import { RANK } from '../insertion.ts';
import { canBeRepeated, canWrapObject, stripWrappers } from '../place/position.ts';
import type { Rewriting } from '../rewriting.ts';

/** Objects that other tools look for in the text: lexers of CommonJS exports, bundlers, hoisting test runners. */
const READ_BY_TOOLS: ReadonlySet<string> = new Set(['exports', 'module', 'process', 'jest', 'vi']);

/** Never a value of its own, or a constant. */
const BARE: ReadonlySet<string> = new Set([
  'super',
  'import',
  'meta_property',
  'string',
  'number',
  'function_expression',
  'arrow_function',
  'class',
]);

export interface LinkOwner {
  readonly fn: FunctionInfo;
  readonly probe: Probe;
  readonly target: SiteId;
  /** `this` is reported for writes only; a tracked variable for all but reads. */
  readonly use: 'read' | 'write' | 'call';
}

/** @returns the key where the text says it: `.x`, `.#x`, `["x"]`, `[0]`; undefined where it is computed */
export function staticKeyOf(rewriting: Rewriting, link: SyntaxNode): string | undefined {
  const { text } = rewriting.tree;
  const property = childOf(link, 'property');
  if (property !== null) return text.slice(property.start, property.end);
  const index = childOf(link, 'index');
  if (index === null) return undefined;
  if (index.type === 'string') {
    const inner = text.slice(index.start + 1, index.end - 1);
    return inner.includes('\\') ? undefined : inner;
  }
  return index.type === 'number' ? String(Number(text.slice(index.start, index.end))) : undefined;
}

/** @returns true for `exports`, `module.exports`, `process.env`, `jest`, `import.meta`: text that other tools read */
export function isReadByTools(rewriting: Rewriting, object: SyntaxNode): boolean {
  const inner = stripWrappers(object);
  if (inner.type === 'meta_property') return true;
  if (inner.type === 'member_expression') {
    const base = childOf(inner, 'object');
    return base !== null && isReadByTools(rewriting, base);
  }
  return (
    inner.type === 'identifier' &&
    READ_BY_TOOLS.has(rewriting.tree.text.slice(inner.start, inner.end))
  );
}

/**
 * In TypeScript an imported name, or a member of one, may be a `const enum` or a namespace that compiling leaves out: it can
 * stand before a dot, and nowhere else.
 */
export function mayBeErased(rewriting: Rewriting, object: SyntaxNode): boolean {
  if (!/\.[cm]?tsx?$/u.test(rewriting.tree.path)) return false;
  let root = stripWrappers(object);
  while (root.type === 'member_expression') {
    const inner = childOf(root, 'object');
    if (inner === null) return false;
    root = stripWrappers(inner);
  }
  if (root.type !== 'identifier') return false;
  const kind = rewriting.scopes.resolve(root)?.kind;
  return kind === 'import' || kind === 'enum' || kind === 'namespace';
}

/** @returns true where what the object holds must be reported for the recording to know it */
export function needsEvent(
  rewriting: Rewriting,
  object: SyntaxNode,
  use: LinkOwner['use'],
): boolean {
  const inner = stripWrappers(object);
  if (BARE.has(inner.type) || isReadByTools(rewriting, object)) return false;
  if (inner.type === 'this') return use === 'write';
  if (use !== 'call' && mayBeErased(rewriting, object)) return false;
  if (inner.type !== 'identifier') return true;
  const binding = rewriting.scopes.resolve(inner);
  if (binding?.kind === 'enum' || binding?.kind === 'namespace') return false;
  return use !== 'read' || !rewriting.isTracked(binding);
}

/** Reports the object of a member or subscript, unless the recording knows it anyway. */
export function rewriteReceiver(rewriting: Rewriting, link: SyntaxNode, owner: LinkOwner): void {
  const object = childOf(link, 'object');
  if (object === null || rewriting.dialect === 'typed' || !canWrapObject(object)) return;
  if (!rewriting.isWhole(object) || rewriting.losesItsLine(object)) return;
  if (!needsEvent(rewriting, object, owner.use)) return;
  const site = rewriting.site('receiver', { node: object }, owner, { target: owner.target });
  rewriting.wrapValue(object, 'v', { site, fn: owner.fn, rank: RANK.consumer });
}

/**
 * Reports the receiver of a method call. V8 quotes the callee's text when it is no function, so a name is reported ahead of
 * the call, `(v(site,frame,o),o.m())`, and one that the file does not declare, whose getter could be called twice, not at all.
 */
export function rewriteCallReceiver(
  rewriting: Rewriting,
  call: SyntaxNode,
  at: { readonly link: SyntaxNode; readonly owner: LinkOwner },
): void {
  const { link, owner } = at;
  const object = childOf(link, 'object');
  const name = object === null ? null : stripWrappers(object);
  if (object === null || name?.type !== 'identifier') {
    rewriteReceiver(rewriting, link, owner);
    return;
  }
  if (rewriting.dialect === 'typed' || !canWrapObject(object)) return;
  if (rewriting.scopes.resolve(name) === null || !needsEvent(rewriting, object, owner.use)) return;
  const word = rewriting.tree.text.slice(name.start, name.end);
  if (!canBeRepeated(word)) return;
  const site = rewriting.site('receiver', { node: object }, owner, { target: owner.target });
  const frame = rewriting.frameAt(owner.fn, object.start);
  const ahead = `${rewriting.name('v')}(${site},${frame},${word})`;
  rewriting.wrap(call.start, call.end, { open: `(${ahead},`, close: ')', rank: RANK.inner });
}

/** Reports a computed key. */
export function rewriteKey(rewriting: Rewriting, link: SyntaxNode, owner: LinkOwner): void {
  const index = childOf(link, 'index');
  if (index === null || staticKeyOf(rewriting, link) !== undefined) return;
  if (rewriting.losesItsLine(index)) return;
  const site = rewriting.site('key', { node: index }, owner, { target: owner.target });
  rewriting.wrapValue(index, 'v', { site, fn: owner.fn, rank: RANK.consumer });
}
