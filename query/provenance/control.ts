/**
 * Why a place was reached: the conditions that decided it inside its function, nearest first, each with the value that it had,
 * and the call that brought the program into the function at all.
 */
import { buildBody, controlConditionsOf } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { lastBefore } from '../timeline.ts';
import type { Frame } from '../timeline.ts';
import type { SourceFile } from '../source-index.ts';
import { isTruthy } from '../value-text.ts';
import { callSiteOf } from './call.ts';
import { expressionAt } from './point.ts';
import type { Context, Dependence } from './point.ts';
import { COST } from './cost.ts';

const MOST_CONDITIONS = 6;

/** @returns the recorded conditions and the call that this place depends on */
export function controlsOf(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  frame: Frame,
  before: number,
): readonly Dependence[] {
  const found: Dependence[] = [];
  const fn = source.scopes.functionOf(node);
  if (fn.id === frame.site.node) {
    const body = buildBody(source.scopes, fn);
    for (const { condition } of controlConditionsOf(body, node).slice(0, MOST_CONDITIONS)) {
      const site = source.siteAt('branch', condition);
      const event =
        site === undefined ? null : lastBefore(context.timeline.hits(frame, site), before);
      if (event === null || event.type !== 'branch-taken') continue;
      const truth = isTruthy(event.value);
      found.push({
        to: expressionAt(source, condition, frame, event.seq + 1),
        role: 'control',
        cost: COST.control + COST.outerControl * found.length,
        why:
          truth === null ? 'decided that this ran' : `was ${truth ? 'true' : 'false'}, so this ran`,
      });
    }
  }
  const call = callSiteOf(context, frame);
  if (call !== null) {
    found.push({
      to: {
        kind: 'reached',
        source: call.source,
        node: call.node,
        frame: call.frame,
        before: call.seq ?? frame.start.seq,
      },
      role: 'call',
      cost: COST.call,
      why: `called ${fn.name}`,
    });
  }
  return found;
}
