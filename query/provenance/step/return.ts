/** One backward step from what an activation returned: to the returned expression, and to why that return was reached. */
import { childOf, isFunctionNode, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { SiteEvent } from '../../../protocol/event.ts';
import { countBefore } from '../../lists.ts';
import type { Frame } from '../../timeline.ts';
import { activationsOf, callSiteOf } from '../call.ts';
import { COST } from '../cost.ts';
import { placeOf } from '../place.ts';
import { expressionAt, reachedAt, wholeOf } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { isGenerator } from '../implicit/iteration.ts';
import { evaluationOf } from '../value.ts';
import { controlStep, valueStep } from './dependence.ts';
import type { Of } from './dependence.ts';

export function expandReturn(context: Context, point: Of<'return'>): readonly Dependence[] {
  const { frame } = point;
  const yielded = yieldsOf(context, point);
  // Who runs a generator to its end takes what it returns.
  const isTaken = frame.outcome === 'returned' && frame.value?.kind !== 'undefined';
  if (yielded.length > 0 && !isTaken) return yielded;
  const aside = yielded.map((step) => ({ ...step, cost: COST.base }));
  return [...returnedBy(context, point), ...aside];
}

function returnedBy(context: Context, point: Of<'return'>): readonly Dependence[] {
  const { frame, source } = point;
  const thrown = frame.outcome === 'threw' ? thrownBy(context, frame) : [];
  if (thrown.length > 0) return thrown;
  const end = frame.events.findLast((event) => event.type === 'call-end');
  const site = end === undefined ? undefined : context.timeline.sites[end.site];
  // A body that ends without a return reports on its closing brace.
  const isEnd = site !== undefined && source.text.slice(site.start, site.end) === '}';
  if (end === undefined || site === undefined || site.kind !== 'return' || isEnd)
    return endOf(context, point);
  const node = placeOf(context, site.id)?.node;
  if (node === undefined) return [];
  const value = node.type === 'return_statement' ? (namedChildren(node)[0] ?? null) : node;
  const reached = controlStep([source, node, frame, end.seq, value], COST.operand, 'returned here');
  return value === null
    ? [reached]
    : [valueStep(expressionAt(source, value, frame, end.seq), COST.operand, 'returned'), reached];
}

/**
 * An activation that threw gave its caller, or who waited for its promise, no value: its own throw statement, what it waited for, or
 * the activation below it that threw; whichever came last and was not caught there. A `finally` may have run since.
 */
function thrownBy(context: Context, frame: Frame): readonly Dependence[] {
  const since = frame.events.findLast(({ type }) => type === 'error-caught')?.seq ?? 0;
  const isOpen = ({ seq, type, site }: SiteEvent): boolean =>
    seq > since &&
    (type === 'suspended' ||
      (type === 'error-thrown' && placeOf(context, site)?.node.type === 'throw_statement'));
  const own = frame.events.findLast(isOpen);
  const inner = frame.children.findLast(({ outcome }) => outcome === 'threw');
  const ended = inner?.endSeq ?? 0;
  const isOver = ended <= Math.max(since, own?.seq ?? 0) || wentOn(context, frame, ended);
  if (inner !== undefined && !isOver) return wentThrough(context, inner, ended);
  const place = placeOf(context, own?.site);
  if (own === undefined || place === null) return [];
  const where = [place.source, place.node, frame, own.seq + 1] as const;
  if (own.type === 'suspended')
    return frame.events.some(({ type, seq }) => type === 'resumed' && seq > own.seq)
      ? []
      : [valueStep(expressionAt(...where), COST.operand, 'waited for')];
  return [
    { to: decisive(where), role: 'control', cost: COST.operand, why: 'threw here' },
    valueStep(expressionAt(...where), COST.definition, 'was thrown'),
  ];
}

/** Whoever called below it caught the error: the activation did more, and not in a `finally`. */
function wentOn(context: Context, { events }: Frame, since: number): boolean {
  return events
    .slice(countBefore(events, since + 1))
    .some(({ type, site }) => type !== 'call-end' && !isInFinally(placeOf(context, site)?.node));
}

function isInFinally(node: SyntaxNode | undefined): boolean {
  for (let up = node ?? null; up !== null && !isFunctionNode(up); up = up.parent)
    if (up.type === 'finally_clause') return true;
  return false;
}

/** The call that an error came through, and the activation that it came from: it changes nothing on its way. */
function wentThrough(context: Context, inner: Frame, seq: number): readonly Dependence[] {
  const call = callSiteOf(context, inner);
  const threw = returnOf(context, inner, 'threw').map((step) => ({ ...step, cost: COST.operand }));
  if (call === null || call.frame !== inner.parent) return threw;
  const place = { ...reachedAt(call.source, call.node, call.frame, seq), isPlace: true };
  const why = 'the error came out of this call';
  return [...threw, { to: place, role: 'control', cost: COST.definition, why }];
}

/** What a throw statement throws says what went wrong; that it was reached is what needs a cause. */
function decisive(where: readonly [...Parameters<typeof expressionAt>]): Of<'reached'> {
  return { ...reachedAt(...where), isDecisive: true, isPlace: true };
}

const MOST_YIELDS = 4;

/** What a generator gives is what it yields. */
function yieldsOf(context: Context, { source, node, frame }: Of<'return'>): readonly Dependence[] {
  return source.scopes.functionAt(node)?.isGenerator === true
    ? yieldsBefore(context, frame, Infinity)
    : [];
}

/** @returns steps to what the activation of a generator had yielded by then, the last ones */
export function yieldsBefore(
  context: Context,
  frame: Frame,
  before: number,
  most = MOST_YIELDS,
): readonly Dependence[] {
  const own: Dependence[] = [];
  // A long generator is asked again and again: only its end is looked at.
  for (let at = countBefore(frame.events, before) - 1; at >= 0 && own.length < most; at -= 1) {
    const event = frame.events[at];
    const place = event?.type === 'suspended' ? placeOf(context, event.site) : null;
    // An `await` in between gives nothing to whoever asks.
    if (event === undefined || place === null || !isYielded(place.node)) continue;
    const to = expressionAt(place.source, place.node, frame, event.seq + 1);
    own.unshift(valueStep(to, COST.operand, 'yielded'));
  }
  const inner = delegatedIn(context, frame)
    .filter((child) => child.start.seq < before)
    .slice(-most)
    .flatMap((child) =>
      before === Infinity
        ? returnOf(context, child, 'yielded it')
        : yieldsBefore(context, child, before, most),
    );
  return [...own, ...inner];
}

const delegated = new WeakMap<Frame, readonly Frame[]>();

/** The generators that the activation of one asked in turn. */
function delegatedIn(context: Context, frame: Frame): readonly Frame[] {
  const known = delegated.get(frame);
  if (known !== undefined) return known;
  const found = frame.children.filter((child) => isGenerator(context, child));
  delegated.set(frame, found);
  return found;
}

/** It is what follows a `yield`. */
function isYielded(node: SyntaxNode): boolean {
  return wholeOf(node).parent?.type === 'yield_expression';
}

const MOST_DROPPED = 3;

/** A frame that fell off its end, or has not ended: what it depends on is what it ran last, and what it had and did not give on. */
function endOf(context: Context, point: Of<'return'>): readonly Dependence[] {
  const last = point.frame.endSeq;
  const body = last === null ? null : childOf(point.node, 'body');
  if (last === null || body === null) return [];
  const ended = controlStep(
    [point.source, body, point.frame, last],
    COST.control,
    'ended without a value',
  );
  // What a built-in calls back, an emitter above all, need not give anything.
  const isAsked = callSiteOf(context, point.frame)?.relation === 'direct';
  return isAsked ? [ended, ...droppedIn(context, point, body, last)] : [ended];
}

/** Calls of the program's own functions that stand as statements and gave something: a `return` that may be missing. */
function droppedIn(
  context: Context,
  { source, frame }: Of<'return'>,
  body: SyntaxNode,
  before: number,
): readonly Dependence[] {
  return namedChildren(body)
    .flatMap((statement) =>
      statement.type === 'expression_statement' ? namedChildren(statement) : [],
    )
    .filter((node) => node.type === 'call_expression' || node.type === 'await_expression')
    .filter((node) => {
      const made = evaluationOf(context, source, node, frame, before);
      const isNothing = made === null || /^(?:undefined|omitted)$/u.test(made.value.kind);
      return !isNothing && activationsOf(frame, made.event.seq).length > 0;
    })
    .slice(-MOST_DROPPED)
    .map((node) =>
      valueStep(
        { ...reachedAt(source, node, frame, before), isPlace: true },
        COST.definition,
        'gave a value that was not returned',
      ),
    );
}

/** @returns the dependence on what an activation returned; none where its function was not recorded */
export function returnOf(context: Context, callee: Frame, why: string): readonly Dependence[] {
  const source = context.sources.file(callee.site.file);
  const node = source?.scopes.nodeById(callee.site.node) ?? null;
  if (source === null || node === null) return [];
  return [valueStep({ kind: 'return', frame: callee, source, node }, COST.crossing, why)];
}
