/**
 * Plain chains of names, `a.b[k].c`: what their links hold can be looked up ahead, by a probe that runs nothing of the program,
 * so that the chain itself stays as it is.
 */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { SiteId } from '../../../protocol/ids.ts';
import type { Probe } from '../../../protocol/plan.ts';
import { canBeRepeated, stripWrappers } from '../place/position.ts';
import type { Rewriting } from '../rewriting.ts';
import { isReadByTools, mayBeErased, needsEvent, staticKeyOf } from './link.ts';

/** `base.a[k].b`: the innermost link first. The base is a variable, `this`, or a private field of it. */
export interface Chain {
  readonly base: SyntaxNode;
  readonly links: readonly SyntaxNode[];
}

/** What comes of the chain's last link. */
export interface Use {
  /** Site on which what the chain holds is a receiver, 0 where it is none. */
  readonly receiver: SiteId | 0;
  /** Code that reports what else is known ahead, or nothing. */
  readonly more: string;
}

export const LINKS: ReadonlySet<string> = new Set(['member_expression', 'subscript_expression']);

const FIELDS: ReadonlySet<string> = new Set(['field_definition', 'public_field_definition']);

function wordOf(rewriting: Rewriting, node: SyntaxNode): string {
  return rewriting.tree.text.slice(node.start, node.end);
}

/** @returns true for a variable that the file declares: reading it once more runs nothing */
export function isKnownName(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): boolean {
  if (node.type !== 'identifier' || !canBeRepeated(wordOf(rewriting, node))) return false;
  return rewriting.resolve(node, fn) !== null;
}

/** @returns the key as code, null where asking for it could run something of the program, or twice */
function keyCode(rewriting: Rewriting, link: SyntaxNode, fn: FunctionInfo): string | null {
  const key = staticKeyOf(rewriting, link);
  if (key !== undefined) return /[\\#]/u.test(key) ? null : JSON.stringify(key);
  const index = childOf(link, 'index');
  return index !== null && isKnownName(rewriting, index, fn) ? wordOf(rewriting, index) : null;
}

/** @returns true for `this.#x` where a class around it declares `#x` as a field: reading it runs nothing */
function isPrivateField(rewriting: Rewriting, link: SyntaxNode): boolean {
  const property = childOf(link, 'property');
  if (property?.type !== 'private_property_identifier') return false;
  if (stripWrappers(childOf(link, 'object') ?? link).type !== 'this') return false;
  for (let up = link.parent; up !== null; up = up.parent) {
    if (up.type !== 'class_body') continue;
    const declared = namedChildren(up).filter(
      (member) => wordOf(rewriting, nameOf(member)) === wordOf(rewriting, property),
    );
    if (declared.length > 0) return declared.every(({ type }) => FIELDS.has(type));
  }
  return false;
}

function nameOf(member: SyntaxNode): SyntaxNode {
  return childOf(member, 'property') ?? childOf(member, 'name') ?? member;
}

function isOptional(link: SyntaxNode): boolean {
  return link.children.some((child) => child.type === 'optional_chain' || child.type === '?.');
}

/**
 * @returns the expression as a chain that may be looked up ahead, or null. With `?.` links where they may be `optional`: where
 *   the whole fails for nullish values
 */
export function chainOf(
  rewriting: Rewriting,
  end: SyntaxNode,
  at: { readonly fn: FunctionInfo; readonly optional?: boolean },
): Chain | null {
  const { fn, optional = false } = at;
  if (isReadByTools(rewriting, end) || mayBeErased(rewriting, end)) return null;
  const links: SyntaxNode[] = [];
  let link = stripWrappers(end);
  for (; LINKS.has(link.type); link = stripWrappers(childOf(link, 'object') ?? link)) {
    if (childOf(link, 'object') === null || !rewriting.isWhole(link)) return null;
    if (!optional && isOptional(link)) return null;
    if (isPrivateField(rewriting, link)) return { base: link, links };
    if (keyCode(rewriting, link, fn) === null) return null;
    links.unshift(link);
  }
  if (links.length === 0 || !rewriting.isWhole(link)) return null;
  const isBase = link.type === 'this' || isKnownName(rewriting, link, fn);
  return isBase ? { base: link, links } : null;
}

/** @returns code that looks at the chain and reports its links; empty where nobody asks for any */
export function lookAhead(
  rewriting: Rewriting,
  chain: Chain,
  at: { fn: FunctionInfo; use: Use },
): string {
  const { base, links } = chain;
  const { fn, use } = at;
  const frame = rewriting.frameAt(fn, base.start);
  const reads = links.map((link) => {
    const probe = rewriting.wanted.ofNode(link, fn, 'value');
    if (probe === null) return null;
    const key = staticKeyOf(rewriting, link);
    const owner = { fn, probe };
    const target = rewriting.site('read', { node: link }, owner, key === undefined ? {} : { key });
    return { ...owner, target };
  });
  const v = (site: SiteId | 0, code: string): string =>
    site === 0 ? code : `${rewriting.name('v')}(${site},${frame},${code})`;
  const receiver = (node: SyntaxNode, of: (typeof reads)[number] | undefined): SiteId | 0 =>
    of === null || of === undefined || !needsEvent(rewriting, node, 'read')
      ? 0
      : rewriting.site('receiver', { node }, of, { target: of.target });
  const asked = new Map<Probe, SiteId>();
  const own = LINKS.has(base.type) ? rewriting.wanted.ofNode(base, fn, 'value') : null;
  const key = staticKeyOf(rewriting, base) ?? '';
  const read = own && rewriting.site('read', { node: base }, { fn, probe: own }, { key });
  if (own !== null && read !== null) asked.set(own, read);
  const first = links.length === 0 ? use.receiver : receiver(base, reads[0]);
  let code = v(first, v(read ?? 0, wordOf(rewriting, base)));
  links.forEach((link, index) => {
    const read = reads[index];
    const next = links[index + 1];
    const last = next === undefined ? use.receiver : receiver(link, reads[index + 1]);
    const keyNode = childOf(link, 'index');
    const isComputed = keyNode !== null && staticKeyOf(rewriting, link) === undefined;
    const key = keyCode(rewriting, link, fn) ?? '""';
    const keySite =
      isComputed && read !== null && read !== undefined
        ? rewriting.site('key', { node: keyNode }, read, { target: read.target })
        : 0;
    if (read !== null && read !== undefined) asked.set(read.probe, read.target);
    code = `${rewriting.name('l')}(${read?.target ?? 0},${last},${frame},${code},${v(keySite, key)})`;
  });
  const sites = [...new Set([...asked.values(), ...(use.receiver === 0 ? [] : [use.receiver])])];
  // One function's sites of one probe are armed and put to rest together.
  const gates = asked.size > 1 || asked.size === 0 ? sites : sites.slice(-1);
  if (gates.length === 0) return use.more;
  for (const link of [base, ...links]) rewriting.settled.add(link);
  const guard = gates.map((site) => `${rewriting.name('g')}[${site}]`).join('|');
  const all = use.more === '' ? code : `(${code},${use.more})`;
  return `${gates.length > 1 ? `(${guard})` : guard}&&${all}`;
}
