/**
 * Potential dependences: what would have given a value, had a condition gone the other way. A write that reaches a read in the
 * text and did not run was turned away by a recorded condition; a write that ran only after the read came too late.
 * @see Gyimóthy, Beszédes, Forgács, An Efficient Relevant Slicing Method for Debugging, ESEC/FSE 1999
 */
import {
  buildBody,
  childOf,
  controlConditionsOf,
  reachingWrites,
} from '../../../code-graph/index.ts';
import type { Binding, SyntaxNode } from '../../../code-graph/index.ts';
import type { ScopeEvent } from '../../../protocol/event.ts';
import type { Site } from '../../../protocol/site.ts';
import type { SourceFile } from '../../source-index.ts';
import { firstFrom, lastBefore } from '../../lists.ts';
import type { Frame, VariableWrite } from '../../timeline.ts';
import { formatValue, isTruthy } from '../../value-text.ts';
import { COST } from '../cost.ts';
import { placeOf } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { evaluationOf } from '../value.ts';
import type { Definition } from '../value.ts';

/** The span of one activation's events in which the place did not run. */
export interface Span {
  readonly frame: Frame;
  readonly after: number;
  readonly before: number;
  /** A place that was let through in an earlier round was not kept from running. */
  readonly inAnyRound?: boolean;
}

const LOOPED: ReadonlySet<string> = new Set(['item', 'done']);
const SHOWN = 30;

/**
 * @param what in words, for the hop: "x from being written"
 * @returns the step to the nearest condition of this place that was evaluated in the span; none where the place was never near
 */
export function turnedAway(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  span: Span,
  what: string,
): readonly Dependence[] {
  const { frame, after, before } = span;
  const fn = source.scopes.functionOf(node);
  if (fn.id !== frame.site.node) return [];
  let loop: readonly Dependence[] = [];
  for (const { condition, outcome } of controlConditionsOf(buildBody(source.scopes, fn), node)) {
    const site = source.siteAt('branch', condition);
    if (site === undefined) {
      if (!LOOPED.has(outcome)) continue;
      if (outcome === 'item' && hadRound(context, source, condition, span)) return [];
      const to = expressionAt(source, condition, frame, before);
      const kept = { to, role: 'control', cost: COST.turned, why: `kept ${what}` } as const;
      const asked = evaluationOf(context, source, condition, frame, before);
      if (asked !== null && asked.event.seq >= after) return [{ ...kept, hint: 'turned' }];
      // What it loops over may never have been asked for: something before it turned away.
      loop = loop.length > 0 ? loop : [{ ...kept, hint: 'turned' }];
      continue;
    }
    const hits = context.timeline.hits(frame, site);
    const event = lastBefore(hits, before);
    if (event === null || event.seq < after || event.type !== 'branch-taken') continue;
    // What it was later, while it was not recorded, is not known.
    if (missed(context, frame, event.seq, before, site)) return [];
    if (span.inAnyRound === true && hits.some((hit) => went(hit) === outcome)) return [];
    const truth = isTruthy(event.value);
    if (truth !== null && String(truth) === outcome) return loop;
    return [
      {
        to: expressionAt(source, condition, frame, event.seq + 1),
        role: 'control',
        cost: COST.turned,
        why: `was ${formatValue(event.value, SHOWN)}, which kept ${what}`,
        hint: 'turned',
      },
    ];
  }
  return loop;
}

/** @returns the step to the condition that ended the loop around a place: in one more round it might have run */
function endOfLoop(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  { frame, after, before }: Span,
  what: string,
): readonly Dependence[] {
  const fn = source.scopes.functionOf(node);
  const loop = controlConditionsOf(buildBody(source.scopes, fn), node).find(
    ({ statement }) => LOOPS.test(statement.type) && holds(statement, node),
  );
  const site = loop === undefined ? undefined : source.siteAt('branch', loop.condition);
  const hits = site === undefined ? [] : context.timeline.hits(frame, site);
  const event = lastBefore(hits, before);
  if (loop === undefined || site === undefined || event === null || event.seq < after) return [];
  if (went(event) !== 'false' || missed(context, frame, event.seq, before, site)) return [];
  return [
    {
      to: expressionAt(source, loop.condition, frame, event.seq + 1),
      role: 'control',
      cost: COST.ended,
      why: `ended the loop, which kept ${what}`,
      hint: 'turned',
    },
  ];
}

/** @returns when the innermost condition of the place let it run, in the span; null where it did not */
export function letThrough(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  { frame, after }: Pick<Span, 'frame' | 'after'>,
): number | null {
  const fn = source.scopes.functionOf(node);
  for (const { condition, outcome } of controlConditionsOf(buildBody(source.scopes, fn), node)) {
    const site = source.siteAt('branch', condition);
    if (site === undefined) continue;
    const event = lastBefore(context.timeline.hits(frame, site), Infinity);
    return event !== null && event.seq > after && went(event) === outcome ? event.seq : null;
  }
  return null;
}

/** Statements whose condition says whether there is one more round. */
export const LOOPS = /^(?:for|while|do)_statement$/u;

export const ANY_LOOP = /^(?:for|for_in|while|do)_statement$/u;

function missed(
  { timeline }: Context,
  { process }: Frame,
  from: number,
  to: number,
  { id }: Site,
): boolean {
  return timeline.mayHaveMissed(process, from, to, (site) => site.id === id);
}

function went(event: ScopeEvent): string | null {
  return event.type === 'branch-taken' ? String(isTruthy(event.value)) : null;
}

/** Something was reported from within the loop over these: its body ran, and what kept the place from running is not known. */
function hadRound(
  context: Context,
  source: SourceFile,
  iterated: SyntaxNode,
  { frame, after, before }: Span,
): boolean {
  let loop: SyntaxNode | null = iterated;
  while (loop !== null && loop.type !== 'for_in_statement') loop = loop.parent;
  const parts = loop === null ? [] : [childOf(loop, 'left'), childOf(loop, 'body')];
  return source
    .sitesOf(frame.site.node)
    .filter(({ start, end }) =>
      parts.some((part) => part !== null && part.start <= start && part.end >= end),
    )
    .some((site) => (lastBefore(context.timeline.hits(frame, site), before)?.seq ?? -1) >= after);
}

const MOST_WRITES = 4;

/** @returns the conditions that kept other writes from giving this name its value, and the write that came after the read */
export function otherWrites(
  context: Context,
  point: ExpressionPoint,
  definition: Definition,
): readonly Dependence[] {
  const { source, node, frame, before } = point;
  const fn = source.scopes.functionOf(node);
  if (fn.id !== frame.site.node) return [];
  const event = definition.kind === 'write' ? definition.event : null;
  const actual = event === null ? null : (placeOf(context, event.site)?.node ?? null);
  const after = event !== null && event.frame === frame.id ? event.seq : frame.start.seq;
  const { name } = definition.binding;
  const span = { frame, after, before };
  const what = `${name} from another value`;
  const found = reachingWrites(buildBody(source.scopes, fn), node)
    .filter((write) => write !== definition.binding.node)
    .slice(0, MOST_WRITES)
    .flatMap((write) => [
      ...(holds(actual, write) ? [] : turnedAway(context, source, write, span, what)),
      ...endOfLoop(context, source, write, span, what),
    ]);
  return [...found, ...lateWrite(context, point, definition)];
}

function holds(outer: SyntaxNode | null, inner: SyntaxNode): boolean {
  return outer !== null && outer.start <= inner.start && outer.end >= inner.end;
}

/**
 * The next write of the name ran after the read, and was not meant to: it stands behind the read, or a callback that nobody waited
 * for did it when the function had ended. The order is part of the explanation.
 */
function lateWrite(
  context: Context,
  { source, node, frame, before }: ExpressionPoint,
  { binding }: Definition,
): readonly Dependence[] {
  const event = firstFrom(
    context.timeline.variableWrites(frame.process, frame.id, source.path, binding.declaredAt),
    before + 1,
    (write) => write.frame === frame.id || outlives(frame, write),
  );
  const writer = event === undefined ? null : context.timeline.frame(frame.process, event.frame);
  const place = event === undefined ? null : placeOf(context, event.site);
  if (event === undefined || place === null || writer === null || !isPlainName(binding)) return [];
  const isOwn = writer === frame;
  if (isOwn && (place.node.start < node.end || isLoopStep(place.node))) return [];
  return [
    {
      to: { kind: 'variable', event, frame: writer, source: place.source, node: place.node },
      role: 'control',
      cost: isOwn ? COST.later : COST.outlived,
      why: `${binding.name} was written only after ${isOwn ? 'it was read' : `${source.scopes.functionOf(node).name} had ended`}`,
      hint: 'late',
    },
  ];
}

function outlives(frame: Frame, write: VariableWrite): boolean {
  return frame.endSeq !== null && write.seq > frame.endSeq;
}

function isPlainName({ kind }: Binding): boolean {
  return kind === 'let' || kind === 'var' || kind === 'param';
}

/** `i++` of a loop's head follows every read in its body. */
function isLoopStep(node: SyntaxNode): boolean {
  return node.type === 'update_expression' || node.field === 'increment';
}
