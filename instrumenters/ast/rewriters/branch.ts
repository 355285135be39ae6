/** Which way control went: conditions, left sides of short circuits, discriminants, cases. */
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import { RANK } from '../insertion.ts';
import { statementEnd } from '../place/extent.ts';
import { takesName } from '../place/position.ts';
import type { Rewriting } from '../rewriting.ts';
import { insertInBody } from '../statement.ts';

const SHORT_CIRCUITS: ReadonlySet<string> = new Set(['&&', '||', '??']);

/** @returns the expression that decides, without the parentheses that belong to the statement; null where there is none */
export function deciderOf(node: SyntaxNode): SyntaxNode | null {
  switch (node.type) {
    case 'if_statement':
    case 'while_statement':
    case 'do_statement':
    case 'switch_statement': {
      const held = childOf(node, node.type === 'switch_statement' ? 'value' : 'condition');
      return held === null ? null : (namedChildren(held)[0] ?? null);
    }
    case 'for_statement': {
      const condition = childOf(node, 'condition');
      if (condition === null || condition.type === 'empty_statement' || !condition.named)
        return null;
      return condition.type === 'expression_statement'
        ? (namedChildren(condition)[0] ?? null)
        : condition;
    }
    case 'ternary_expression':
      return childOf(node, 'condition');
    case 'binary_expression':
      return SHORT_CIRCUITS.has(childOf(node, 'operator')?.type ?? '')
        ? childOf(node, 'left')
        : null;
    default:
      return null;
  }
}

/** Conditions stay as they are for a type checker, whose narrowing reads them: the ways that were taken report instead. */
function reportWays(
  rewriting: Rewriting,
  node: SyntaxNode,
  report: (taken: boolean) => string,
): void {
  const taken = childOf(node, 'consequence') ?? childOf(node, 'body');
  const other = childOf(node, 'alternative');
  if (node.type === 'ternary_expression') {
    for (const way of [taken, other])
      if (way !== null)
        rewriting.wrap(way.start, way.end, {
          open: `(${report(way === taken)},`,
          close: ')',
          rank: RANK.consumer,
        });
    return;
  }
  if (taken === null) return;
  insertInBody(rewriting, taken, `${report(true)};`);
  if (node.type !== 'if_statement') return;
  const otherBody = other === null ? undefined : namedChildren(other)[0];
  if (otherBody !== undefined) insertInBody(rewriting, otherBody, `${report(false)};`);
  else {
    const end = statementEnd(rewriting.tree, node);
    rewriting.wrap(node.start, end, { close: `else{${report(false)};}`, rank: RANK.statement });
  }
}

export function rewriteBranch(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const decider = deciderOf(node);
  if (decider === null || !rewriting.isWhole(decider)) return;
  // It decides the same way each time, and a call around it would take the name from it that V8 gives it.
  if (takesName(decider)) return;
  const { wanted } = rewriting;
  const probe = wanted.ofNode(node, fn, 'branch') ?? wanted.exactly(decider, 'branch');
  if (probe === null) return;
  const typed = rewriting.dialect === 'typed';
  if (typed && (node.type === 'binary_expression' || node.type === 'switch_statement')) return;
  const site = rewriting.site('branch', { node: decider }, { fn, probe });
  if (!typed) {
    rewriting.wrapValue(decider, 'b', { site, fn, rank: RANK.consumer });
    return;
  }
  const head = `${rewriting.name('b')}(${site},${rewriting.frameAt(fn, node.start)},`;
  reportWays(rewriting, node, (taken) => `${head}${String(taken)})`);
}

/** `case X:` and `default:` report that they were entered, also by falling through. */
export function rewriteCase(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const { wanted } = rewriting;
  const probe = wanted.ofNode(node, fn, 'branch');
  const colon = node.children.find((child) => child.type === ':');
  if (probe === null || colon === undefined) return;
  const site = rewriting.site('case', { node }, { fn, probe });
  const report = `${rewriting.name('b')}(${site},${rewriting.frameAt(fn, node.start)},void 0);`;
  rewriting.wrap(colon.end, Math.max(colon.end, node.end), { open: report, rank: RANK.block });
}
