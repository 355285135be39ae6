/**
 * Variables and properties that take a value. Whole assignments are wrapped, never their right sides, and declarations are
 * reported by a statement behind them, so that functions and classes keep the names they take from where they stand.
 */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { Probe } from '../../../protocol/plan.ts';
import type { Site } from '../../../protocol/site.ts';
import { RANK } from '../insertion.ts';
import { outerWrapper, stripWrappers, takesName, targetsOf } from '../place/position.ts';
import type { Rewriting } from '../rewriting.ts';
import { beginRound } from '../round.ts';
import { insertBehind, insertInBody } from '../statement.ts';
import { isUniqueSymbol } from '../place/narrowing.ts';
import { rewriteKey, rewriteReceiver, staticKeyOf } from './link.ts';

/** A variable write: its site and `w(site,frame,token,` up to where the value goes. */
function headOfWrite(
  rewriting: Rewriting,
  target: SyntaxNode,
  at: {
    readonly node: SyntaxNode;
    readonly fn: FunctionInfo;
    readonly probe: Probe;
    readonly update?: NonNullable<Site['update']>;
    readonly offset?: number;
  },
): string {
  const { fn, probe, node, update, offset = target.start } = at;
  const found = rewriting.resolve(target, fn);
  const binding = {
    name: wordOf(rewriting, target),
    declaredIn: found === null ? null : found.declaredIn.id,
    declaredAt: found === null ? -1 : found.declaredAt,
  };
  const site =
    update === undefined
      ? rewriting.site('write', { node }, { fn, probe }, { binding })
      : rewriting.site('update', { node }, { fn, probe }, { binding, update });
  const frame = rewriting.frameAt(fn, target.start);
  return `${rewriting.name('w')}(${site},${frame},${rewriting.tokenOf(found, offset)},`;
}

function wordOf(rewriting: Rewriting, node: SyntaxNode): string {
  return rewriting.tree.text.slice(node.start, node.end);
}

/**
 * Statements that report the targets of a pattern; a plain name is reported on the site of `whole`.
 * @param offset where the statements go, if that is another scope than the pattern's
 */
function reportTargets(
  rewriting: Rewriting,
  pattern: SyntaxNode,
  at: { readonly whole: SyntaxNode | null; readonly fn: FunctionInfo; readonly probe: Probe },
  offset?: number,
): string {
  const { whole, fn, probe } = at;
  const isName = stripWrappers(pattern).type === 'identifier';
  return targetsOf(pattern)
    .map((target) => {
      const node = isName && whole !== null ? whole : target;
      const owner = { node, fn, probe, ...(offset === undefined ? {} : { offset }) };
      return `${headOfWrite(rewriting, target, owner)}${wordOf(rewriting, target)});`;
    })
    .join('');
}

/** A type checker gives `const a = []` a type by its later uses, and reporting it would be a use too early. */
function evolves(rewriting: Rewriting, declarator: SyntaxNode, value: SyntaxNode): boolean {
  if (rewriting.dialect === 'full' || childOf(declarator, 'type') !== null) return false;
  return /^(?:\[\s*\]|null|undefined)$/u.test(wordOf(rewriting, value));
}

function rewriteLoopHead(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  for (const declarator of namedChildren(node)) {
    const probe = rewriting.wanted.ofNode(declarator, fn, 'write');
    const name = childOf(declarator, 'name');
    const value = childOf(declarator, 'value');
    if (probe === null || value === null || name?.type !== 'identifier') continue;
    if (takesName(value) || evolves(rewriting, declarator, value)) continue;
    const head = headOfWrite(rewriting, name, { node: declarator, fn, probe });
    rewriting.wrapIn(value, head, RANK.consumer);
  }
}

/** `const x = E;` is followed by a report of x; `for (let i = E; …)` reports E. */
export function rewriteDeclaration(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  if (node.parent?.type === 'for_statement' && node.field === 'initializer') {
    rewriteLoopHead(rewriting, node, fn);
    return;
  }
  let code = '';
  for (const declarator of namedChildren(node)) {
    const probe = rewriting.wanted.ofNode(declarator, fn, 'write');
    const name = childOf(declarator, 'name');
    const value = childOf(declarator, 'value');
    if (probe === null || name === null || value === null) continue;
    if (evolves(rewriting, declarator, value)) continue;
    code += reportTargets(rewriting, name, { whole: declarator, fn, probe });
  }
  const statement = node.parent?.type === 'export_statement' ? node.parent : node;
  if (code !== '') insertBehind(rewriting, statement, code);
}

function rewriteProperty(
  rewriting: Rewriting,
  link: SyntaxNode,
  at: {
    readonly node: SyntaxNode;
    readonly fn: FunctionInfo;
    readonly probe: Probe;
    readonly update?: NonNullable<Site['update']>;
  },
): void {
  const { node, fn, probe, update } = at;
  const object = childOf(link, 'object');
  if (object === null || object.type === 'super' || !rewriting.canWrap(node)) return;
  const key = staticKeyOf(rewriting, link);
  const detail = {
    ...(key === undefined ? {} : { key }),
    ...(update === undefined ? {} : { update }),
  };
  const kind = update === undefined ? 'property' : 'update';
  const site = rewriting.site(kind, { node }, { fn, probe }, detail);
  const owner = { fn, probe, target: site, use: 'write' } as const;
  const head = `${rewriting.callName('p', node)}(${site},${rewriting.frameAt(fn, node.start)},`;
  // A call as the object would end a type checker's narrowing, so a plain object is reported ahead.
  if (rewriting.dialect === 'typed' && (object.type === 'this' || object.type === 'identifier')) {
    const receiver = rewriting.site('receiver', { node: object }, owner, { target: site });
    const frame = rewriting.frameAt(fn, node.start);
    const ahead = `${rewriting.name('v')}(${receiver},${frame},${wordOf(rewriting, object)})`;
    rewriting.wrap(node.start, node.end, {
      open: `${head}(${ahead},`,
      close: '))',
      rank: RANK.own,
    });
  } else {
    rewriteReceiver(rewriting, link, owner);
    rewriting.wrapIn(node, head, RANK.own);
  }
  rewriteKey(rewriting, link, owner);
}

/** `using x = E` comes out of the grammar as an assignment. */
function isUsing(node: SyntaxNode, left: SyntaxNode): boolean {
  return left.start !== node.start;
}

export function rewriteAssignment(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'write');
  const left = childOf(node, 'left');
  if (probe === null || left === null) return;
  const target = stripWrappers(left);
  const holder = outerWrapper(node).parent;
  const isStatement = holder?.type === 'expression_statement';
  switch (target.type) {
    case 'identifier':
    case 'undefined':
      if (isUsing(node, left)) {
        if (!isStatement) return;
        insertBehind(rewriting, holder, reportTargets(rewriting, left, { whole: node, fn, probe }));
      } else if (rewriting.canWrap(node))
        rewriting.wrapIn(node, headOfWrite(rewriting, target, { node, fn, probe }), RANK.own);
      return;
    case 'member_expression':
    case 'subscript_expression':
      rewriteProperty(rewriting, target, { node, fn, probe });
      return;
    case 'object_pattern':
    case 'array_pattern': {
      const code = isStatement ? reportTargets(rewriting, target, { whole: null, fn, probe }) : '';
      if (isStatement && code !== '') insertBehind(rewriting, holder, code);
      return;
    }
    default:
      return;
  }
}

/** `x++` reports the value of the expression; the reader knows from the site which value the variable took. */
export function rewriteUpdate(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'write');
  const argument = childOf(node, 'argument');
  const operator = childOf(node, 'operator');
  if (probe === null || argument === null || operator === null || !rewriting.canWrap(node)) return;
  const fixity = operator.start < argument.start ? 'prefix' : 'postfix';
  const update = `${fixity}${operator.type === '++' ? '++' : '--'}` as const;
  const target = stripWrappers(argument);
  if (target.type === 'identifier') {
    const head = headOfWrite(rewriting, target, { node, fn, probe, update });
    rewriting.wrapIn(node, head, RANK.own);
  } else if (target.type === 'member_expression' || target.type === 'subscript_expression')
    rewriteProperty(rewriting, target, { node, fn, probe, update });
}

/** `delete o.x` takes the property away; what it comes to says whether it did. */
export function rewriteDelete(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  if (childOf(node, 'operator')?.type !== 'delete') return;
  const probe = rewriting.wanted.ofNode(node, fn, 'write');
  const argument = childOf(node, 'argument');
  if (probe === null || argument === null || !rewriting.canWrap(node)) return;
  const link = stripWrappers(argument);
  if (link.type !== 'member_expression' && link.type !== 'subscript_expression') return;
  if (link !== argument || rewriting.dialect === 'typed') return;
  const object = childOf(link, 'object');
  if (object === null || object.type === 'super') return;
  const key = staticKeyOf(rewriting, link);
  const detail = key === undefined ? {} : { key };
  const site = rewriting.site('delete', { node }, { fn, probe }, detail);
  const owner = { fn, probe, target: site, use: 'write' } as const;
  rewriteReceiver(rewriting, link, owner);
  rewriteKey(rewriting, link, owner);
  rewriting.wrapValue(node, 'p', { site, fn });
}

/** Names that a block declares for itself, and so hides from a report at its start. */
function hides(rewriting: Rewriting, body: SyntaxNode, names: ReadonlySet<string>): boolean {
  if (body.type !== 'statement_block') return false;
  return namedChildren(body).some((statement) => {
    const patterns =
      statement.type === 'lexical_declaration'
        ? namedChildren(statement).map((declarator) => childOf(declarator, 'name'))
        : [childOf(statement, 'name')];
    return patterns.some(
      (pattern) =>
        pattern !== null &&
        [...targetsOf(pattern), pattern].some((node) => names.has(wordOf(rewriting, node))),
    );
  });
}

/** `for (const x of xs)` reports x at the start of each round. */
export function rewriteForIn(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.ofNode(node, fn, 'write');
  const left = childOf(node, 'left');
  const body = childOf(node, 'body');
  if (left === null || body === null) return;
  const reports =
    probe === null
      ? ''
      : reportTargets(rewriting, left, { whole: null, fn, probe }, body.start + 1);
  const code = beginRound(rewriting, node, fn) + reports;
  if (code === '') return;
  const names = new Set(targetsOf(left).map((target) => wordOf(rewriting, target)));
  insertInBody(rewriting, body, code, hides(rewriting, body, names));
}

/** `x = E` in a class body becomes `x = i(site,a(),frame,this,E)`, unless E takes its name from the field. */
export function rewriteField(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const { wanted } = rewriting;
  const probe = wanted.ofNode(node, fn, 'write');
  const value = childOf(node, 'value');
  if (value === null || takesName(value)) return;
  if (rewriting.dialect === 'typed' && isUniqueSymbol(rewriting.tree.text, value)) return;
  const hasProbes = probe !== null || VALUED.some((kind) => wanted.ofNode(node, fn, kind) !== null);
  if (!hasProbes) return;
  const site = probe === null ? 0 : fieldSite(rewriting, { node, fn, probe });
  const [report, running] = [rewriting.name('i'), rewriting.name('a')];
  const frame = rewriting.frameAt(fn, node.start);
  rewriting.wrapIn(value, `${report}(${site},${running}(),${frame},this,`, RANK.consumer);
}

/** Probes that may stand in what a field is initialised with. */
const VALUED = ['value', 'branch'] as const;

/** @returns 0 for a key that only running the program can tell */
function fieldSite(
  rewriting: Rewriting,
  {
    node,
    fn,
    probe,
  }: { readonly node: SyntaxNode; readonly fn: FunctionInfo; readonly probe: Probe },
): number {
  const name = childOf(node, 'property') ?? childOf(node, 'name');
  if (name === null || name.type === 'computed_property_name') return 0;
  const key =
    name.type === 'string'
      ? rewriting.tree.text.slice(name.start + 1, name.end - 1)
      : wordOf(rewriting, name);
  return rewriting.site('field', { node }, { fn, probe }, { key });
}
