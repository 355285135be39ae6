/**
 * Why a place was reached: the conditions that decided it inside its function, nearest first, each with the value that it had,
 * and the call that brought the program into the function at all.
 */
import { buildBody, controlConditionsOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { lastBefore } from '../../timeline.ts';
import { isTruthy } from '../../value-text.ts';
import { calleeName, callSiteOf, isBuiltInCaller } from '../call.ts';
import { accessBehind } from '../implicit/accessor.ts';
import { expressionAt, reachedAt } from '../point.ts';
import type { Context, Dependence, Point } from '../point.ts';
import { COST } from '../cost.ts';
import { throwersOf } from './variable.ts';

const MOST_CONDITIONS = 6;

/** Outcomes of `for (… of …)`: no branch is recorded there, the iterated value is. */
const LOOPED: ReadonlySet<string> = new Set(['item', 'done']);

type Reached = Extract<Point, { kind: 'reached' }>;

/** A handler runs because something threw. */
function handled(
  context: Context,
  source: Reached['source'],
  clause: SyntaxNode,
  frame: Reached['frame'],
  before: number,
): readonly Dependence[] {
  const site = source.siteAt('catch', clause);
  const event = site === undefined ? null : lastBefore(context.timeline.hits(frame, site), before);
  if (event?.type !== 'error-caught') return [];
  return throwersOf(context, { source, clause, frame, event }).map((step): Dependence => ({
    ...step,
    role: 'control',
    cost: COST.decisive,
  }));
}

/** @returns the recorded conditions and the call that this place depends on */
export function controlsOf(context: Context, point: Reached): readonly Dependence[] {
  const { source, node, frame, before, isDecisive } = point;
  const found: Dependence[] = [];
  const fn = source.scopes.functionOf(node);
  if (fn.id === frame.site.node) {
    const body = buildBody(source.scopes, fn);
    for (const { condition, outcome } of controlConditionsOf(body, node).slice(
      0,
      MOST_CONDITIONS,
    )) {
      const site = source.siteAt('branch', condition);
      const event =
        site === undefined ? null : lastBefore(context.timeline.hits(frame, site), before);
      if (site === undefined && LOOPED.has(outcome)) {
        found.push({
          to: expressionAt(source, condition, frame, before),
          role: 'control',
          cost: COST.control + COST.outerControl * found.length,
          why: 'was looped over',
        });
        continue;
      }
      if (condition.type === 'catch_clause') {
        found.push(...handled(context, source, condition, frame, before));
        continue;
      }
      if (event === null || event.type !== 'branch-taken') continue;
      const truth = isTruthy(event.value);
      found.push({
        to: expressionAt(source, condition, frame, event.seq + 1),
        role: 'control',
        cost: (isDecisive ? COST.decisive : COST.control) + COST.outerControl * found.length,
        why:
          truth === null ? 'decided that this ran' : `was ${truth ? 'true' : 'false'}, so this ran`,
      });
    }
  }
  const call = callSiteOf(context, frame);
  if (call !== null) {
    found.push({
      to: reachedAt(call.source, call.node, call.frame, call.seq ?? frame.start.seq),
      role: 'call',
      cost: found.length === 0 ? COST.soleCall : COST.call,
      why: `called ${fn.name}`,
    });
  }
  const access = call === null ? accessBehind(context, frame) : null;
  if (access !== null)
    found.push({
      to: reachedAt(access.source, access.node, access.frame, access.seq + 1),
      role: 'call',
      cost: found.length === 0 ? COST.soleCall : COST.call,
      why: `ran ${fn.name}`,
    });
  if (call?.relation === 'callback' && !isBuiltInCaller(calleeName(call.source, call.node))) {
    found.push({
      to: expressionAt(call.source, call.node, call.frame, (call.seq ?? frame.start.seq) + 1),
      role: 'call',
      cost: COST.call,
      why: `${calleeName(call.source, call.node)} called ${fn.name} back`,
    });
  }
  return found;
}
