/**
 * What an activation still waits for: from the `await` on which it stopped to the callee that waits in turn, and at the end to the
 * promise that nobody settled, with what kept `resolve` from being called.
 */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Unreached } from '../unreached.ts';
import { activationsOf, argumentsOf, calleeName, callInside } from '../../provenance/call.ts';
import { callTaking } from '../../provenance/callback/schedule.ts';
import { expressionOf, placeOf } from '../../provenance/place.ts';
import { expressionAt, unwrap } from '../../provenance/point.ts';
import type { Context, ExpressionPoint } from '../../provenance/point.ts';
import { framesOf } from '../../provenance/potential/missing.ts';
import type { Target } from '../../provenance/slice.ts';
import { evaluationOf, valueOf } from '../../provenance/value.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { absentCalls } from '../absent.ts';
import { keptAs } from '../taken.ts';
import { handedOver, notEmitted, unreached } from '../unreached.ts';
import { waitOf } from './wait.ts';

const DEEPEST = 12;
/** What each promise further in adds. */
const PER_WAIT = 0.1;

/** @returns what the activation waits for and why that does not come, nearest first; none where it waits for nothing that is known */
export function pendingTargets(context: Context, frame: Frame): readonly Target[] {
  const at = waitOf(context, frame);
  return at === null ? [] : unsettled(context, at, 0, new Set());
}

/** @returns why the promise that the expression gave was never settled, nearest first */
export function unsettled(
  context: Context,
  at: ExpressionPoint,
  depth: number,
  seen: Set<string>,
): readonly Target[] {
  const key = `${at.source.path}:${at.node.start}:${at.frame.id}`;
  if (depth >= DEEPEST || seen.has(key)) return [];
  seen.add(key);
  const here: Target = {
    point: at,
    cost: depth * PER_WAIT,
    why: 'had not settled when the recording ended: what waits for it was still waiting',
  };
  const inner = furtherIn(context, at, depth + 1, seen);
  return inner === null ? [] : [here, ...inner];
}

/** @returns null where the promise was settled after all */
function furtherIn(
  context: Context,
  at: ExpressionPoint,
  depth: number,
  seen: Set<string>,
): readonly Target[] | null {
  const { source, node, frame, before } = at;
  const call = callInside(node);
  if (call === null) {
    const made = madeAt(context, at);
    return made === null ? [] : unsettled(context, made, depth, seen);
  }
  if (call.type === 'new_expression' && calleeName(source, call) === 'Promise')
    return neverResolved(context, { source, call, frame, before });
  const own = evaluationOf(context, source, call, frame, before);
  const until = own?.event.seq ?? before;
  const inside = activationsOf(frame, until).flatMap((callee) => {
    const wait = waitOf(context, callee);
    if (wait !== null) return unsettled(context, wait, depth, seen);
    const returned = callee.outcome === 'returned' ? returnedBy(context, callee) : null;
    return returned === null ? [] : unsettled(context, returned, depth, seen);
  });
  const given = argumentsOf(call).flatMap((argument) =>
    partsOf(argument).flatMap((part) => {
      const isHeld = refOf(valueOf(context, source, part, frame, until)) !== null;
      return isHeld
        ? (furtherIn(context, expressionAt(source, part, frame, until), depth, seen) ?? [])
        : [];
    }),
  );
  const receiver = /^(?:then|catch|finally)$/u.test(calleeName(source, call))
    ? childOf(childOf(call, 'function') ?? call, 'object')
    : null;
  const chained =
    receiver === null
      ? []
      : unsettled(context, expressionAt(source, receiver, frame, until), depth, seen);
  const unsent = notEmitted(context, source, call, frame, until, depth);
  return [...inside, ...unsent, ...given, ...chained];
}

/** `Promise.all([a, b])` waits for each of them. */
function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.type === 'array' ? namedChildren(node) : [node];
}

function returnedBy(context: Context, frame: Frame): ExpressionPoint | null {
  const end = frame.events.findLast((event) => event.type === 'call-end');
  const place = placeOf(context, end?.site);
  if (place?.site.kind !== 'return' || end === undefined) return null;
  const value = place.node.type === 'return_statement' ? namedChildren(place.node)[0] : place.node;
  return value === undefined ? null : expressionAt(place.source, value, frame, end.seq);
}

/** Where the promise that a name or property holds came about. */
function madeAt(context: Context, at: ExpressionPoint): ExpressionPoint | null {
  const ref = refOf(valueOf(context, at.source, at.node, at.frame, at.before));
  if (ref === null) return null;
  const first = context.timeline
    .object(at.frame.process, ref)
    .seen.find((event) => event.type === 'call-result');
  const made = first === undefined ? null : expressionOf(context, first);
  return made === null || callInside(made.node) === null ? null : made;
}

interface Made {
  readonly source: SourceFile;
  readonly call: SyntaxNode;
  readonly frame: Frame;
  readonly before: number;
}

/** `new Promise((resolve, reject) => …)`: each place that would have called one of the two, and what kept it. */
function neverResolved(context: Context, { source, call, frame }: Made): readonly Target[] | null {
  const [executor] = argumentsOf(call);
  const fn = executor === undefined ? null : source.scopes.functionAt(unwrap(executor));
  if (fn == null) return [];
  const ran = framesOf(context, fn.id).findLast(
    (one) => one.process === frame.process && (one.outer === frame || one.outer === null),
  );
  const since = ran?.start.seq ?? 0;
  const place = { source, since, process: frame.process, within: ran ?? null };
  const uses = fn.params.slice(0, 2).flatMap((binding) =>
    source.scopes
      .references(binding)
      .filter((node) => node.start !== binding.node.start)
      .slice(0, MOST_USES)
      .map((use) => ({ use, what: `${binding.name} from being called` })),
  );
  if (uses.some(({ use }) => didRun(context, use, ran ?? null))) return null;
  return uses.flatMap(({ use, what }) => notUsed(context, use, { ...place, what }));
}

/** The function was called there, by an activation of this executor or of what it made. */
function didRun(context: Context, use: SyntaxNode, executor: Frame | null): boolean {
  const call = use.parent;
  const source = executor === null ? null : context.sources.file(executor.site.file);
  if (call?.type !== 'call_expression' || childOf(call, 'function') !== use) return false;
  const site = source?.siteAt('call', call);
  return (
    site !== undefined &&
    context.timeline.siteHits(site).some((hit) => {
      for (let up = context.timeline.frame(hit.process, hit.frame); up !== null; up = up.outer)
        if (up === executor) return true;
      return false;
    })
  );
}

const MOST_USES = 6;

/** A call of the function, a place that hands it over, or one that keeps it under a name. */
function notUsed(
  context: Context,
  use: SyntaxNode,
  place: Omit<Unreached, 'node'>,
): readonly Target[] {
  const up = use.parent;
  if (up?.type === 'call_expression') return unreached(context, { ...place, node: up });
  const taker = callTaking(use);
  if (taker !== null) return handedOver(context, { ...place, node: taker });
  const name = keptAs(place.source, use);
  return name === null ? [] : absentCalls(context, name);
}
