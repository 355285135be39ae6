/**
 * Static slices inside one function, expression by expression: all code that what the criterion computes may depend on
 * (backward), or all code that may depend on it (forward), by data, by control, or by both. Variables and properties follow
 * their reaching definitions (definition.ts); what is done to an object as a whole (a method call on the variable that holds
 * it, an object that is handed on) counts as a change of that object wherever the whole object is used. Slices across calls
 * are made of these, statement by statement, in `select/`.
 */
import { walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { THROW_EXIT } from '../cfg.ts';
import { nodesFor } from '../conditions.ts';
import { eachEdge, reachFrom } from '../flow/edge.ts';
import type { FunctionBody } from '../index.ts';
import { dependencesOf } from './dependence.ts';
import type { SliceBy } from './dependence.ts';

export type { SliceBy } from './dependence.ts';

export interface BodySliceOptions {
  /** Default: backward. */
  readonly direction?: 'backward' | 'forward';
  /** Default: both. */
  readonly by?: SliceBy;
}

/**
 * @param criterion  an expression or statement of the function
 * @returns the syntax of all nodes in the slice, the criterion's own included, in the order of evaluation
 * @see Weiser, Program Slicing, 1984; Horwitz, Reps, Binkley 1990 for slices as reachability
 */
export function sliceBody(
  body: FunctionBody,
  criterion: SyntaxNode,
  options: BodySliceOptions = {},
): ReadonlySet<SyntaxNode> {
  const { direction = 'backward', by = 'both' } = options;
  const { cfg } = body;
  const starts = new Set(nodesFor(cfg, criterion));
  walkSyntax(criterion, (part) => cfg.nodesOf(part).forEach((node) => starts.add(node)));
  const isBack = direction === 'backward';
  // What cannot run before the criterion has nothing to do with it, and the other way round.
  const within = reachFrom(isBack ? cfg.pred : cfg.succ, starts);
  const { into, outOf } = dependencesOf(body, by);
  const found = new Set(starts);
  // Sets grow while they are walked: what a node brings in is walked after it.
  for (const node of found)
    eachEdge(isBack ? into : outOf, node, (end) => {
      if (within[end] === 1) found.add(end);
    });
  const nodes = [...found].filter((node) => node > THROW_EXIT).sort((a, b) => a - b);
  return new Set(nodes.map((node) => cfg.syntax[node] as SyntaxNode));
}
