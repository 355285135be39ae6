/**
 * Which conditions decide that a piece of code runs, in the words of the source: the control dependence graph, followed
 * outward, each branch named by the condition as it is written. It includes guards that leave early, enclosing loops and
 * cases, short circuits and ternaries. Conditions inside a condition are not listed beside it.
 */
import { childOf, walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { THROW_EXIT, labelName } from './cfg.ts';
import type { Cfg, EdgeLabel } from './cfg.ts';
import type { ControlDependences } from './control-dependence.ts';
import { operatorOf, unwrapOnce } from './flow/condition.ts';

/**
 * How a condition turned out: truth; `nullish` or `present` of what stands left of `??` and `?.`; a switch that took a
 * `case`, the `default`, or passed a case (`no-match`); a loop over items that had an `item` or was `done`; a value that
 * was `undefined` so that its default ran; a try that ended with an `exception` or with `no-exception`.
 */
export type Outcome = EdgeLabel | 'no-exception';

export interface ControlCondition {
  /** The condition without parentheses: of `if`, loops and `?:`; left operand of `&&`, `||`, `??`, `?.`; discriminant; what is iterated; the catch clause. */
  readonly condition: SyntaxNode;
  readonly outcome: Outcome;
  /** What the condition steers: the statement, operator, chain link, the `case`, the pattern with the default, the try. */
  readonly statement: SyntaxNode;
}

/** A branch in the words of the source, and the syntax at which the question goes on outward. */
interface Named {
  readonly found: ControlCondition | null;
  readonly resume: SyntaxNode;
}

const FLIPPED: Readonly<Record<string, Outcome>> = { true: 'false', false: 'true' };
const CONDITIONED =
  /^(?:if_statement|while_statement|do_statement|for_statement|ternary_expression)$/u;
const LINKS = /^(?:member_expression|subscript_expression|call_expression|non_null_expression)$/u;
const STATEMENT = /_statement$|_declaration$|_block$|_clause$|_default$|^program$|^decorator$/u;

/** Climbs from the operand that branched to the condition that this outcome decides. */
function nameCondition(leaf: SyntaxNode, label: EdgeLabel): Named {
  let condition = leaf;
  let outcome: Outcome = label;
  for (let at = leaf; at.parent !== null;) {
    const { parent }: { readonly parent: SyntaxNode } = at as { readonly parent: SyntaxNode };
    if (parent.type === 'parenthesized_expression') {
      at = parent;
      continue;
    }
    const step = decides(at, parent, outcome);
    if (step === 'stop')
      return { found: { condition, outcome, statement: parent }, resume: condition };
    if (step === null) break;
    outcome = step;
    condition = at = parent;
  }
  return { found: null, resume: leaf };
}

/** What `outcome` of `at` makes of its parent: an outcome of the parent, `stop` where `at` is the condition, null where neither. */
function decides(at: SyntaxNode, parent: SyntaxNode, outcome: Outcome): Outcome | 'stop' | null {
  if (unwrapOnce(parent) === at) return outcome;
  if (CONDITIONED.test(parent.type)) {
    if (at.field === 'condition') return 'stop';
    return parent.type === 'ternary_expression' ? outcome : null;
  }
  if (parent.type === 'unary_expression') return FLIPPED[outcome] ?? null;
  if (parent.type === 'sequence_expression') return outcome;
  if (LINKS.test(parent.type)) {
    if (outcome === 'present') return 'stop';
    // The last link of a chain that stopped early: the chain is undefined, so not true.
    return outcome === 'nullish' && !LINKS.test(parent.parent?.type ?? '')
      ? ascendChain(parent)
      : outcome;
  }
  const operator = operatorOf(parent).replace('=', '');
  if (parent.type === 'augmented_assignment_expression') return at.field === 'left' ? 'stop' : null;
  if (parent.type !== 'binary_expression' || !/^(?:&&|\|\||\?\?)$/u.test(operator)) return null;
  if (at.field === 'right') return outcome;
  const settles =
    operator === '&&'
      ? outcome === 'false'
      : operator === '||'
        ? outcome === 'true'
        : outcome === 'true' || outcome === 'false';
  return settles ? outcome : 'stop';
}

function ascendChain(chain: SyntaxNode): Outcome {
  let at = chain;
  while (at.parent !== null && unwrapOnce(at.parent) === at) at = at.parent;
  const isNullTest =
    at.parent?.type === 'binary_expression' &&
    at.field === 'left' &&
    operatorOf(at.parent) === '??';
  return isNullTest ? 'nullish' : 'false';
}

function isInside(inner: SyntaxNode, outer: SyntaxNode): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** A passed case only matters outside its switch; inside, the case that was taken says it all. */
function nameCase(clause: SyntaxNode, label: EdgeLabel, asked: SyntaxNode): Named {
  const body = clause.parent as SyntaxNode;
  const value = childOf(body.parent as SyntaxNode, 'value');
  const condition = value === null ? clause : (unwrapOnce(value) ?? value);
  const isPassed = label === 'no-match' && isInside(asked, body);
  const otherwise = body.children.find((child) => child.type === 'switch_default') ?? clause;
  const statement = label === 'default' ? otherwise : clause;
  return {
    found: isPassed ? null : { condition, outcome: label, statement },
    resume: condition,
  };
}

function nameTry(statement: SyntaxNode, label: EdgeLabel, asked: SyntaxNode): Named {
  const condition = childOf(statement, 'handler');
  const isOutside = !isInside(asked, statement);
  if (condition === null || (label === 'next') !== isOutside)
    return { found: null, resume: statement };
  const outcome = label === 'next' ? 'no-exception' : 'exception';
  return { found: { condition, outcome, statement }, resume: statement };
}

/** Names the branch that a node of the graph takes. */
export function nameBranch(branch: SyntaxNode, label: EdgeLabel, asked: SyntaxNode): Named {
  switch (branch.type) {
    case 'switch_case':
      return nameCase(branch, label, asked);
    case 'try_statement':
      return nameTry(branch, label, asked);
    case 'for_in_statement': {
      const condition = childOf(branch, 'right') ?? branch;
      return { found: { condition, outcome: label, statement: branch }, resume: branch };
    }
    default:
  }
  if (label === 'instance' || label === 'next') return { found: null, resume: branch };
  if (label === 'undefined') {
    const condition = childOf(branch, 'left') ?? childOf(branch, 'pattern') ?? branch;
    return { found: { condition, outcome: label, statement: branch }, resume: branch };
  }
  return nameCondition(branch, label);
}

/** First node that evaluating this syntax lays down, with its copies. */
export function firstNodesIn(cfg: Cfg, syntax: SyntaxNode): readonly number[] {
  let best: readonly number[] = [];
  walkSyntax(syntax, (node) => {
    const nodes = cfg.nodesOf(node);
    if (nodes[0] !== undefined && nodes[0] < (best[0] ?? cfg.size)) best = nodes;
  });
  return best;
}

/**
 * @returns the nodes that stand for a piece of syntax: an expression's own, a statement's first; where the syntax is not
 *   evaluated itself (a name, a type, a part of a nested function) those of what it stands in
 */
export function nodesFor(cfg: Cfg, syntax: SyntaxNode): readonly number[] {
  for (let at: SyntaxNode | null = syntax; at !== null && at !== cfg.fn.node; at = at.parent) {
    const own = STATEMENT.test(at.type) ? [] : cfg.nodesOf(at);
    const nodes = own.length > 0 ? own : firstNodesIn(cfg, at);
    if (nodes.length > 0) return nodes;
  }
  return [];
}

/** Where to ask on: at the branch, or at the first node of its condition; the one laid down last before it is of the same copy. */
function resumeAt(cfg: Cfg, { found, resume }: Named, branch: number): number {
  if (cfg.syntax[branch] === resume && found?.condition !== resume) return branch;
  return firstNodesIn(cfg, resume).findLast((node) => node <= branch) ?? branch;
}

/** Branches of one node, those before it first and the closest of them first. */
function branchesOf(cdg: ControlDependences, node: number): readonly number[] {
  const { offsets, ends } = cdg.edges;
  const rows: number[] = [];
  for (let i = offsets[node] as number; i < (offsets[node + 1] as number); i += 1) rows.push(i);
  const rank = (row: number): number => {
    const branch = ends[row] as number;
    return branch <= node ? node - branch : node + branch;
  };
  return rows.sort((left, right) => rank(left) - rank(right));
}

const OPPOSITE: Readonly<Record<string, Outcome>> = {
  true: 'false',
  false: 'true',
  nullish: 'present',
  present: 'nullish',
  item: 'done',
  done: 'item',
};

/** Copies of a finalizer run after one outcome and after the other: together, whatever the outcome. */
function isSettled(one: ControlCondition, all: readonly ControlCondition[]): boolean {
  return all.some(
    ({ condition, outcome }) => condition === one.condition && outcome === OPPOSITE[one.outcome],
  );
}

/**
 * The conditions that decide whether a piece of code runs, nearest first.
 * @param node  any statement or expression of the function that `cfg` describes
 * @returns each condition with the outcome that leads here, no duplicates; empty for what always runs and for dead code
 */
export function findConditions(
  cfg: Cfg,
  cdg: ControlDependences,
  node: SyntaxNode,
): readonly ControlCondition[] {
  const conditions: ControlCondition[] = [];
  const queue = new Set(nodesFor(cfg, node));
  const isCopied = queue.size > 1;
  const add = (found: ControlCondition): void => {
    const isKnown = conditions.some(
      ({ condition, outcome, statement }) =>
        condition === found.condition && outcome === found.outcome && statement === found.statement,
    );
    if (!isKnown) conditions.push(found);
  };
  for (const at of queue)
    for (const row of branchesOf(cdg, at)) {
      const branch = cdg.edges.ends[row] as number;
      if (branch <= THROW_EXIT) continue;
      const label = labelName(cdg.edges.labels[row] as number);
      const named = nameBranch(cfg.syntax[branch] as SyntaxNode, label, node);
      if (named.found !== null) add(named.found);
      queue.add(resumeAt(cfg, named, branch));
    }
  return isCopied ? conditions.filter((one) => !isSettled(one, conditions)) : conditions;
}
