/**
 * Why a place was reached: the conditions that decided it inside its function, nearest first, each with the value that it had,
 * and the call that brought the program into the function at all.
 */
import {
  buildBody,
  childOf,
  controlConditionsOf,
  namedChildren,
} from '../../../code-graph/index.ts';
import type { FunctionInfo, SyntaxNode } from '../../../code-graph/index.ts';
import type { ScopeEvent } from '../../../protocol/event.ts';
import { countBefore, lastBefore } from '../../lists.ts';
import type { Frame } from '../../timeline.ts';
import { isPromise, isTruthy } from '../../value-text.ts';
import { calleeName, callSiteOf, isBuiltInCaller } from '../call.ts';
import type { CallSite } from '../call.ts';
import { registeredBy } from '../callback/emitter.ts';
import { handedOver, isScheduler } from '../callback/schedule.ts';
import { vainStops } from '../callback/stop.ts';
import { accessBehind } from '../implicit/accessor.ts';
import { expressionAt, isConstant, reachedAt } from '../point.ts';
import type { Context, Dependence, Point } from '../point.ts';
import { COST } from '../cost.ts';
import { ANY_LOOP } from '../potential/untaken.ts';
import { throwersOf } from './variable.ts';

const MOST_CONDITIONS = 6;

/** Outcomes of `for (… of …)`: no branch is recorded there, the iterated value is. */
const LOOPED: ReadonlySet<string> = new Set(['item', 'done']);

/** Registered with an emitter: it may be one of the program's own. */
const LISTENS = /^(?:on|once)$/u;

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

/** What brought the program into the function. Where nothing waits for it to end, the place of the call is part of the explanation. */
function callStep(
  call: CallSite,
  frame: Frame,
  { name, isAsync }: FunctionInfo,
  isSole: boolean,
): Dependence {
  const { source, node } = call;
  const isLater = frame.parent === null && isScheduler(calleeName(source, node));
  const isPromised = isAsync || isPromise(frame.value);
  const isFloating = isPromised && (isDropped(call) || calleeName(source, node) === 'forEach');
  const isPlace = isLater || isFloating || isForEffect(call);
  const before = (call.seq ?? frame.start.seq) + (isPlace ? 1 : 0);
  const at = reachedAt(source, node, call.frame, before);
  const why = isLater
    ? `had ${name} called later`
    : isFloating
      ? `called ${name} and did not wait for it`
      : `called ${name}`;
  return {
    to: isPlace ? { ...at, isPlace } : at,
    role: 'call',
    cost: isSole ? COST.soleCall : COST.call,
    why,
    ...(isFloating ? { hint: 'unawaited' } : {}),
  };
}

/** A callback ran because the function around it handed it over, by however many hands it went since. */
function handedStep(
  context: Context,
  frame: Frame,
  call: CallSite | null,
  { name }: FunctionInfo,
): readonly Dependence[] {
  const handed = call === null || call.frame === frame.outer ? null : handedOver(context, frame);
  if (handed === null || handed.node === call?.node) return [];
  const { source, node, frame: by, seq } = handed;
  return [
    {
      to: { ...reachedAt(source, node, by, seq + 1), isPlace: true },
      role: 'call',
      cost: COST.call,
      why: `handed ${name} over`,
    },
  ];
}

/** `f();`, `await f();`: what the call does is all that it is there for. */
function isForEffect({ relation, node }: CallSite): boolean {
  const { parent } = node;
  const outer = parent?.type === 'await_expression' ? parent.parent : parent;
  return relation === 'direct' && outer?.type === 'expression_statement';
}

/** `f();`: whatever it promises, nobody waits for it. */
function isDropped({ relation, node }: CallSite): boolean {
  return relation === 'direct' && node.parent?.type === 'expression_statement';
}

/**
 * An `if` before the place, whose other side would have left: everything behind it depends on it, and seldom on it alone; least of all
 * where it would have thrown, since then there were no symptom but the error.
 * @returns what that adds to the cost of the condition
 */
function guardCost(guard: SyntaxNode | null, node: SyntaxNode): number {
  if (guard === null || guard.end > node.start) return 0;
  const wouldThrow =
    lastTaken(guard)?.type === 'throw_statement' && childOf(guard, 'alternative') === null;
  return wouldThrow ? COST.throwingGuard : COST.guard;
}

/** @returns the `if` whose head the condition stands in, or null */
function ifOf(condition: SyntaxNode): SyntaxNode | null {
  let whole: SyntaxNode | null = condition;
  while (whole !== null && whole.type !== 'if_statement') {
    if (/statement_block|function|arrow/u.test(whole.type)) return null;
    whole = whole.parent;
  }
  return whole;
}

/** The last statement of what an `if` runs where its condition holds. */
function lastTaken(guard: SyntaxNode): SyntaxNode | null {
  const taken = childOf(guard, 'consequence');
  return taken?.type === 'statement_block' ? (namedChildren(taken).at(-1) ?? null) : taken;
}

/** `for (const rule of rules) if (rule(text)) break;`: each rule before the one that took it could have ended the loop. */
function leavesLoop(guard: SyntaxNode): boolean {
  if (!/^(?:break|return)_statement$/u.test(lastTaken(guard)?.type ?? '')) return false;
  for (let up = guard.parent; up !== null; up = up.parent) {
    if (ANY_LOOP.test(up.type)) return true;
    if (/function|arrow|method|switch/u.test(up.type)) return false;
  }
  return false;
}

/** What `switch (true)` and the like asked until it came to this clause: every case for the default, none that is a constant. */
function testsBefore(clause: SyntaxNode): readonly SyntaxNode[] {
  if (!/^switch_(?:case|default)$/u.test(clause.type)) return [];
  const clauses = clause.parent === null ? [] : namedChildren(clause.parent);
  const asked =
    clause.type === 'switch_default' ? clauses : clauses.slice(0, clauses.indexOf(clause) + 1);
  return asked
    .flatMap((one) => childOf(one, 'value') ?? [])
    .filter((test) => !isConstant(test))
    .slice(-MOST_CONDITIONS);
}

const MOST_ROUNDS = 8;

interface Decided {
  readonly source: Reached['source'];
  readonly condition: SyntaxNode;
  readonly frame: Reached['frame'];
  readonly hits: readonly ScopeEvent[];
  readonly event: ScopeEvent;
}

function roundsBefore(
  { source, condition, frame, hits, event }: Decided,
  outer: number,
): readonly Dependence[] {
  const until = countBefore(hits, event.seq);
  return hits
    .slice(Math.max(0, until - MOST_ROUNDS), until)
    .toReversed()
    .map((hit, at) => ({
      to: expressionAt(source, condition, frame, hit.seq + 1),
      role: 'control',
      cost: COST.control + COST.outerControl * outer + COST.guard + COST.roundBefore * (at + 1),
      why: 'let the next round have it',
    }));
}

/** @returns the recorded conditions and the call that this place depends on */
export function controlsOf(context: Context, point: Reached): readonly Dependence[] {
  const { source, node, frame, before, isDecisive } = point;
  const found: Dependence[] = [];
  const fn = source.scopes.functionOf(node);
  /** Conditions nearer to the place. */
  let outer = 0;
  if (fn.id === frame.site.node) {
    const body = buildBody(source.scopes, fn);
    for (const { condition, outcome, statement } of controlConditionsOf(body, node).slice(
      0,
      MOST_CONDITIONS,
    )) {
      const site = source.siteAt('branch', condition);
      const hits = site === undefined ? [] : context.timeline.hits(frame, site);
      const event = lastBefore(hits, before);
      if (site === undefined && LOOPED.has(outcome)) {
        found.push({
          to: expressionAt(source, condition, frame, before),
          role: 'control',
          cost: COST.control + COST.outerControl * outer,
          why: 'was looped over',
        });
        outer += 1;
        continue;
      }
      if (condition.type === 'catch_clause') {
        found.push(...handled(context, source, condition, frame, before));
        continue;
      }
      if (event === null || event.type !== 'branch-taken') continue;
      const truth = isTruthy(event.value);
      const guard = ifOf(condition);
      const asGuard = guardCost(guard, node);
      found.push({
        to: expressionAt(source, condition, frame, event.seq + 1),
        role: 'control',
        cost: (isDecisive ? COST.decisive : COST.control) + COST.outerControl * outer + asGuard,
        why:
          truth === null ? 'decided that this ran' : `was ${truth ? 'true' : 'false'}, so this ran`,
      });
      for (const test of testsBefore(statement))
        found.push({
          to: expressionAt(source, test, frame, before),
          role: 'control',
          cost: (isDecisive ? COST.decisive : COST.control) + COST.outerControl * outer,
          why: 'a case that was compared on the way here',
        });
      if (guard !== null && leavesLoop(guard))
        found.push(...roundsBefore({ source, condition, frame, hits, event }, outer));
      if (asGuard !== COST.throwingGuard) outer += 1;
    }
  }
  const call = callSiteOf(context, frame);
  if (call !== null) {
    found.push(callStep(call, frame, fn, found.length === 0));
    if (call.relation === 'callback')
      found.push(...vainStops(context, call, frame), ...registeredBy(context, call, frame));
  }
  found.push(...handedStep(context, frame, call, fn));
  const access = call === null ? accessBehind(context, frame) : null;
  if (access !== null)
    found.push({
      to: reachedAt(access.source, access.node, access.frame, access.seq + 1),
      role: 'call',
      cost: found.length === 0 ? COST.soleCall : COST.call,
      why: `ran ${fn.name}`,
    });
  const isStarted =
    frame.parent !== null || LISTENS.test(call === null ? '' : calleeName(call.source, call.node));
  if (
    call?.relation === 'callback' &&
    isStarted &&
    !isBuiltInCaller(calleeName(call.source, call.node))
  ) {
    found.push({
      to: expressionAt(call.source, call.node, call.frame, (call.seq ?? frame.start.seq) + 1),
      role: 'call',
      cost: COST.call,
      why: `${calleeName(call.source, call.node)} called ${fn.name} back`,
    });
  }
  return found;
}
