/** Values that expressions come to: reads, calls, arguments that are operations, literals, await and yield. */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { Probe } from '../../../protocol/plan.ts';
import type { SiteKind } from '../../../protocol/site.ts';
import { RANK } from '../insertion.ts';
import { holdersOfNameless } from '../naming/inferred.ts';
import { outerWrapper, stripWrappers } from '../place/position.ts';
import { breaksTypes, isUniqueSymbol } from '../place/narrowing.ts';
import type { Rewriting } from '../rewriting.ts';
import {
  isReadByTools,
  mayBeErased,
  rewriteCallReceiver,
  rewriteKey,
  rewriteReceiver,
  staticKeyOf,
} from './link.ts';
import { reportCallee, reportQuoted } from './quoted.ts';

interface Owner {
  readonly fn: FunctionInfo;
  readonly probe: Probe;
}

const OPERATIONS: ReadonlySet<string> = new Set([
  'binary_expression',
  'unary_expression',
  'ternary_expression',
  'sequence_expression',
]);

const LINKS: ReadonlySet<string> = new Set(['member_expression', 'subscript_expression']);

function wordOf(rewriting: Rewriting, node: SyntaxNode): string {
  return rewriting.tree.text.slice(node.start, node.end);
}

function rewriteLink(rewriting: Rewriting, node: SyntaxNode, owner: Owner): void {
  const object = childOf(node, 'object');
  if (object === null || rewriting.settled.has(node)) return;
  if (reportQuoted(rewriting, node, owner) || !rewriting.canWrap(node)) return;
  if (stripWrappers(object).type === 'meta_property') return;
  if (wordOf(rewriting, node) === 'module.exports') return;
  // `ns.Kind.A`: only the whole is sure to be a value.
  if (node.field === 'object' && LINKS.has(node.parent?.type ?? '') && mayBeErased(rewriting, node))
    return;
  // `process.env.X` stays in one piece for whoever replaces it.
  if (node.field === 'object' && isReadByTools(rewriting, node)) return;
  const key = staticKeyOf(rewriting, node);
  const site = rewriting.site('read', { node }, owner, key === undefined ? {} : { key });
  const linked = { ...owner, target: site, use: 'read' } as const;
  rewriteReceiver(rewriting, node, linked);
  rewriteKey(rewriting, node, linked);
  rewriting.wrapValue(node, 'v', { site, fn: owner.fn });
}

function rewriteArguments(rewriting: Rewriting, call: SyntaxNode, owner: Owner): void {
  const list = childOf(call, 'arguments');
  if (list?.type !== 'arguments') return;
  for (const argument of namedChildren(list)) {
    if (!OPERATIONS.has(stripWrappers(argument).type)) continue;
    if (breaksTypes(rewriting.dialect, argument)) continue;
    const site = rewriting.site('argument', { node: argument }, owner);
    rewriting.wrapValue(argument, 'v', { site, fn: owner.fn, rank: RANK.consumer });
  }
}

/** `import()`, `super()` and `require()` are left: bundlers and lexers read them. */
function isLeftAlone(rewriting: Rewriting, callee: SyntaxNode): boolean {
  if (callee.type === 'import' || callee.type === 'super') return true;
  const inner = stripWrappers(callee);
  if (inner.type === 'identifier') return wordOf(rewriting, inner) === 'require';
  return LINKS.has(inner.type) && childOf(inner, 'object')?.type === 'meta_property';
}

function rewriteCall(rewriting: Rewriting, node: SyntaxNode, owner: Owner): void {
  const callee = childOf(node, 'function') ?? childOf(node, 'constructor');
  if (callee === null) return;
  if (rewriting.dialect === 'typed' && isUniqueSymbol(rewriting.tree.text, node)) return;
  if (isLeftAlone(rewriting, callee)) {
    if (callee.type === 'super') rewriteArguments(rewriting, node, owner);
    return;
  }
  if (!breaksTypes(rewriting.dialect, node)) rewriteArguments(rewriting, node, owner);
  if (!rewriting.canWrap(node) || breaksTypes(rewriting.dialect, node)) return;
  const link = stripWrappers(callee);
  const isMethod = node.type === 'call_expression' && LINKS.has(link.type);
  const key = isMethod ? staticKeyOf(rewriting, link) : undefined;
  const isOnThis =
    isMethod &&
    rewriting.dialect === 'full' &&
    stripWrappers(childOf(link, 'object') ?? link).type === 'this';
  const site = rewriting.site('call', { node }, owner, {
    ...(key === undefined ? {} : { key }),
    ...(isOnThis ? { isOnThis } : {}),
  });
  if (isMethod) {
    if (!reportCallee(rewriting, node, { ...owner, site })) {
      const linked = { ...owner, target: site, use: 'call' } as const;
      rewriteCallReceiver(rewriting, node, { link, owner: linked });
      rewriteKey(rewriting, link, linked);
    }
  }
  rewriting.wrapValue(node, 'v', { site, fn: owner.fn });
}

/** The object of `module.exports = {…}` is read by the lexer that finds the names of CommonJS exports. */
function isExportsLiteral(rewriting: Rewriting, node: SyntaxNode): boolean {
  const { parent } = outerWrapper(node);
  if (parent?.type === 'pair' && parent.parent !== null)
    return isExportsLiteral(rewriting, parent.parent);
  if (parent?.type !== 'assignment_expression') return false;
  const left = childOf(parent, 'left');
  return (
    (left !== null && isReadByTools(rewriting, left)) ||
    (node.type === 'object' && isExportsLiteral(rewriting, parent))
  );
}

function rewriteOwn(
  rewriting: Rewriting,
  node: SyntaxNode,
  owner: Owner & { readonly kind: SiteKind },
): void {
  if (!rewriting.canWrap(node)) return;
  const site = rewriting.site(owner.kind, { node }, owner);
  rewriting.wrapValue(node, 'v', { site, fn: owner.fn });
}

function rewriteLiteral(rewriting: Rewriting, node: SyntaxNode, owner: Owner): void {
  if (node.type === 'template_string') {
    if (!node.children.some((child) => child.type === 'template_substitution')) return;
  } else if (rewriting.dialect === 'typed') return;
  if (node.type === 'object' && isExportsLiteral(rewriting, node)) return;
  // V8 gives functions in a list the name of what the list is for, unless a call is around it.
  if (
    node.type === 'array' &&
    holdersOfNameless(rewriting.tree).has(node) &&
    outerWrapper(node).parent?.type !== 'arguments'
  )
    return;
  rewriteOwn(rewriting, node, { ...owner, kind: 'literal' });
}

/** The operand before the activation is suspended, the value after it resumed. */
function rewriteSuspension(rewriting: Rewriting, node: SyntaxNode, owner: Owner): void {
  rewriteOwn(rewriting, node, {
    ...owner,
    kind: node.type === 'await_expression' ? 'await' : 'yield',
  });
  const operand = namedChildren(node)[0];
  if (operand !== undefined && !rewriting.isWhole(operand)) return;
  const { fn } = owner;
  // In sloppy code `yield` and `await` may be names.
  if (node.type === 'yield_expression' ? !fn.isGenerator : !fn.isAsync && fn.kind !== 'module')
    return;
  const site = rewriting.site('suspend', { node: operand ?? node }, owner);
  if (operand !== undefined) rewriting.wrapValue(operand, 'z', { site, fn, rank: RANK.consumer });
  else {
    const head = `${rewriting.name('z')}(${site},${rewriting.frameAt(fn, node.start)},void 0)`;
    rewriting.wrap(node.start, node.end, { close: ` ${head}`, rank: RANK.inner });
  }
}

/** Expressions that have no event of their own unless a probe names them. */
function rewriteNamed(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.exactly(node, 'value');
  const isPlain = OPERATIONS.has(node.type) || node.type === 'this' || node.type === 'identifier';
  if (probe === null || !isPlain || !isExpression(node)) return;
  rewriteOwn(rewriting, node, { fn, probe, kind: 'value' });
}

function isExpression(node: SyntaxNode): boolean {
  if (node.type !== 'identifier') return true;
  const { parent, field } = node;
  return (
    parent !== null &&
    field !== 'name' &&
    field !== 'parameter' &&
    !/pattern|specifier|clause|parameters$/u.test(parent.type)
  );
}

/** One node of a function that may have a value probe on it. */
export function rewriteValue(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'value');
  if (probe === null) return;
  const owner = { fn, probe };
  const { parent } = node;
  if (
    parent?.type === 'pair' &&
    parent.parent !== null &&
    isExportsLiteral(rewriting, parent.parent)
  )
    return;
  switch (node.type) {
    case 'member_expression':
    case 'subscript_expression':
      if (!breaksTypes(rewriting.dialect, node)) rewriteLink(rewriting, node, owner);
      return;
    case 'call_expression':
    case 'new_expression':
      rewriteCall(rewriting, node, owner);
      return;
    case 'object':
    case 'array':
    case 'regex':
    case 'template_string':
      rewriteLiteral(rewriting, node, owner);
      return;
    case 'await_expression':
    case 'yield_expression':
      rewriteSuspension(rewriting, node, owner);
      return;
    default:
      rewriteNamed(rewriting, node, fn);
  }
}
