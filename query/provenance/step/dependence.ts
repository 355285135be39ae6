/** The common shapes of a backward step: to a value, to the reason why a place was reached, and to the end of the recording. */
import { walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { SourceFile } from '../../source-index.ts';
import { COST } from '../cost.ts';
import { reachedAt } from '../point.ts';
import type { Dependence, ExpressionPoint, FrontierReason, Point } from '../point.ts';

export type Of<K extends Point['kind']> = Extract<Point, { kind: K }>;

export function valueStep(to: Point, cost: number, why: string): Dependence {
  return { to, role: 'value', cost, why };
}

/** @returns the step to why the place was reached; where is as `reachedAt` takes it */
export function controlStep(
  where: Parameters<typeof reachedAt>,
  cost: number,
  why: string,
): Dependence {
  return { to: reachedAt(...where), role: 'control', cost, why };
}

/** @returns the step to a place that is part of the explanation itself; where is as `reachedAt` takes it */
export function placeStep(
  where: Parameters<typeof reachedAt>,
  cost: number,
  why: string,
): Dependence {
  return { to: { ...reachedAt(...where), isPlace: true }, role: 'control', cost, why };
}

/** @param functionId what to instrument to get further, where that is known */
export function frontierStep(
  at: ExpressionPoint,
  reason: FrontierReason,
  detail: string,
  functionId: string | null = null,
): Dependence {
  return valueStep({ kind: 'frontier', at, reason, detail, functionId }, COST.operand, detail);
}

/**
 * @returns true where the function around the node has the name elsewhere: what was not given was there to be given. As the key of
 * another literal it is not: that one gives it.
 */
export function isMentioned(source: SourceFile, node: SyntaxNode, name: string): boolean {
  const fn = source.scopes.functionOf(node);
  if (fn.kind === 'module') return false;
  if (!source.text.slice(fn.node.start, fn.node.end).includes(name)) return false;
  let isThere = false;
  walkSyntax(fn.node, (at) => {
    if (isThere || at === node) return false;
    const isKey = at.parent?.type === 'pair' && at.field === 'key';
    const isIndex = at.type === 'string' && at.parent?.type === 'subscript_expression';
    const text = source.text.slice(at.start + (isIndex ? 1 : 0), at.end - (isIndex ? 1 : 0));
    if (text === name && !isKey && (isIndex || NAME.test(at.type))) isThere = true;
    return true;
  });
  return isThere;
}

const NAME =
  /^(?:identifier|(?:private_)?property_identifier|shorthand_property_identifier(?:_pattern)?)$/u;
