/**
 * The dynamic backward slice: everything that the symptom was computed from or decided by, each with its distance. A shortest
 * path search over points; what costs little is reached first, so the walk can stop at a limit and still hold the
 * nearest causes. @see Agrawal and Horgan, Dynamic Program Slicing, PLDI 1990; Weiser 1981
 */
import { controlsOf } from './step/control.ts';
import { COST } from './cost.ts';
import { doubtOf } from './implicit/doubtful.ts';
import type { Doubt } from './implicit/doubtful.ts';
import { expandExpression } from './step/expression.ts';
import type { Context, Dependence, Evidence, Hint, Point, Role } from './point.ts';
import { pointKey, reachedAt } from './point.ts';
import { bindingSource } from './pattern.ts';
import { createQueue } from './queue.ts';
import { expandMemberState } from './step/member.ts';
import { expandParameter } from './step/parameter.ts';
import { expandProperty } from './step/property.ts';
import { expandReturn } from './step/return.ts';
import { expandVariable } from './step/variable.ts';
import { evaluationOf } from './value.ts';
import { evidenceOf } from './evidence.ts';
import type { Value } from '../../protocol/event.ts';
import { writeBefore } from '../replaced.ts';
import { isCut, isNothing, isPromise, isSameValue, primitiveText } from '../value-text.ts';

export interface SlicePoint {
  readonly point: Point;
  readonly distance: number;
  /** Only value steps lead from a target to here. */
  readonly isData: boolean;
  readonly role: Role;
  readonly why: string;
  /** The point that depends on this one; null for a target. */
  readonly via: SlicePoint | null;
  readonly evidence: Evidence | null;
  /** What it was computed from holds the same value: it only passes the value on. */
  readonly passes: boolean;
  /** It shows the value of the symptom itself, moved here through copies. */
  readonly carries: boolean;
  readonly hint: Hint | null;
  /** Its text holds the piece of the symptom that is wrong. */
  readonly shows: boolean;
  /** So does what it was computed from. */
  readonly passesPiece: boolean;
  /** Its value lacks what the expected one has, and something that it was computed from holds that. */
  readonly loses: boolean;
  /** It is a call whose callee was recorded: what came of it was made there. */
  readonly enters: boolean;
  /** Its operator met values with which it seldom does what is meant. */
  readonly doubt: Doubt | null;
  /** The step to here is inferred: no event proves it. */
  readonly isInferred: boolean;
}

export interface Slice {
  readonly points: readonly SlicePoint[];
  readonly frontiers: readonly SlicePoint[];
  /** The walk stopped at its limit. */
  readonly isCut: boolean;
}

export interface Target {
  readonly point: Point;
  readonly cost: number;
  readonly why: string;
  /** A place that is looked at as well; its value is not the symptom. */
  readonly isMention?: boolean;
  /** It is no symptom: it kept something from happening. */
  readonly hint?: Hint;
  /** No event links it to the symptom. */
  readonly isInferred?: boolean;
}

const MOST_POINTS = 6_000;

export interface SliceOptions {
  readonly limit?: number;
  /** Where actual and expected text differ, with what stands around it in the actual one. */
  readonly wrongPiece?: string | null;
  /** What the expected text has in that place. */
  readonly missingPiece?: string | null;
}

/** @returns the points that the targets depend on, nearest first */
export function sliceBackward(
  given: Context,
  targets: readonly Target[],
  { limit = MOST_POINTS, wrongPiece = null, missingPiece = null }: SliceOptions = {},
): Slice {
  const context = wrongPiece === null ? given : { ...given, wrongPiece };
  const queue = createQueue<SlicePoint>();
  const done = new Set<string>();
  const points: SlicePoint[] = [];
  const frontiers: SlicePoint[] = [];
  for (const { point, cost, why, isMention, hint = null, isInferred = false } of targets) {
    queue.push(cost, {
      point,
      distance: cost,
      isData: true,
      role: 'value',
      why,
      via: null,
      evidence: evidenceOf(context, point),
      passes: false,
      carries: isMention !== true && hint === null,
      hint,
      shows: holdsPiece(evidenceOf(context, point), wrongPiece),
      passesPiece: false,
      loses: false,
      enters: false,
      doubt: null,
      isInferred,
    });
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const key = pointKey(next.point);
    if (done.has(key)) continue;
    done.add(key);
    (next as Passing).doubt = doubtOf(context, next.point);
    points.push(next);
    if (next.point.kind === 'frontier') {
      frontiers.push(next);
      continue;
    }
    if (points.length >= limit) return { points, frontiers, isCut: true };
    if (isReplaced(context, next, missingPiece)) (next as Passing).loses = true;
    const holder = holderOf(next);
    for (const step of expand(context, next.point)) {
      const evidence = evidenceOf(context, step.to);
      const isCopy = step.role === 'value' && holdsSame(holder, evidence);
      if (isCopy && holder !== null) (holder as Passing).passes = true;
      const shows = holdsPiece(evidence, wrongPiece);
      const isPiece = shows && step.role === 'value' && holder?.shows === true;
      if (isPiece) (holder as Passing).passesPiece = true;
      if (step.role === 'value' && holder !== null && isLost(holder, evidence, missingPiece))
        (holder as Passing).loses = true;
      if (step.to.kind === 'return' && step.role === 'value') (next as Passing).enters = true;
      if (done.has(pointKey(step.to))) continue;
      const factor = isCopy ? COST.copyFactor : isPiece ? COST.pieceFactor : 1;
      const distance = next.distance + step.cost * factor;
      const value = evidence?.value ?? null;
      const isWrapped = isPromise(value) && !isPromise(holder?.evidence?.value ?? null);
      const isPlaceless = (value === null || isWrapped) && step.role === 'value';
      queue.push(distance, {
        point: step.to,
        distance,
        isData: next.isData && step.role === 'value',
        role: step.role,
        why: step.why,
        via: next,
        evidence,
        passes: false,
        carries: next.carries && (isCopy || isPlaceless),
        hint: step.hint ?? null,
        shows,
        passesPiece: false,
        loses: false,
        enters: false,
        doubt: null,
        isInferred: step.isInferred === true,
      });
    }
  }
  return { points, frontiers, isCut: false };
}

/** @returns true where a step on the way from the symptom to the point is inferred */
export function restsOnInference(point: SlicePoint): boolean {
  for (let at: SlicePoint | null = point; at !== null; at = at.via) if (at.isInferred) return true;
  return false;
}

type Passing = {
  -readonly [K in 'passes' | 'passesPiece' | 'loses' | 'enters' | 'doubt']: SlicePoint[K];
};

/** The expected piece goes in and does not come out: of what is known of what came out, going on towards the symptom. */
function isLost(holder: SlicePoint, given: Evidence | null, piece: string | null): boolean {
  if (piece === null || holdsText(given?.value ?? null, piece) !== true) return false;
  for (let at: SlicePoint | null = holder; at !== null; at = at.via) {
    const holds = holdsText(at.evidence?.value ?? null, piece);
    if (holds !== null) return !holds;
  }
  return false;
}

/** The expected piece was there, and what was seen took its place. */
function isReplaced(
  { timeline }: Context,
  { point, carries }: SlicePoint,
  piece: string | null,
): boolean {
  if (piece === null || !carries || (point.kind !== 'variable' && point.kind !== 'property'))
    return false;
  const was = writeBefore(timeline, point.event)?.value ?? null;
  return holdsText(was, piece) === true && holdsText(point.event.value, piece) === false;
}

/** @returns whether the value, or a part of it, has the text; null where not all of it was recorded */
function holdsText(value: Value | null, piece: string): boolean | null {
  if (value === null || value.kind === 'seen' || isCut(value)) return null;
  if (value.kind !== 'object') return primitiveText(value)?.includes(piece) ?? null;
  const parts = value.fields.map((field) => holdsText(field.value, piece));
  if (parts.includes(true)) return true;
  const isWhole = value.omitted === undefined && parts.length >= value.size && value.size >= 0;
  return parts.includes(null) || !isWhole ? null : false;
}

function holdsPiece(evidence: Evidence | null, piece: string | null): boolean {
  const value = evidence?.value ?? null;
  return piece !== null && value?.kind === 'string' && value.text.includes(piece);
}

/**
 * The nearest point on the way to the symptom, itself included, that shows a value. A promise on the way to what it came to only wraps
 * that: `await f()` holds what `f` returned.
 */
function holderOf(point: SlicePoint): SlicePoint | null {
  for (let at: SlicePoint | null = point; at !== null; at = at.via) {
    const value = at.evidence?.value ?? null;
    if (value === null) continue;
    const outer = isPromise(value) && at.role === 'value' && at.via !== null ? at.via : null;
    const around = outer === null ? null : holderOf(outer);
    return around !== null && !isPromise(around.evidence?.value ?? null) ? around : at;
  }
  return null;
}

function holdsSame(holder: SlicePoint | null, evidence: Evidence | null): boolean {
  const before = holder?.evidence?.value ?? null;
  const value = evidence?.value ?? null;
  if (before === null || value === null) return false;
  return isSameValue(before, value) || (isNothing(before) && isNothing(value));
}

function expand(context: Context, point: Point): readonly Dependence[] {
  switch (point.kind) {
    case 'expression': {
      const { source, node, frame, before } = point;
      const own = evaluationOf(context, source, node, frame, before);
      const at: Dependence = {
        to: reachedAt(source, node, frame, own?.event.seq ?? before),
        role: 'control',
        cost: COST.operand,
        why: 'ran',
      };
      const isWhole =
        node.parent === null || /statement|declarator|arguments/u.test(node.parent.type);
      return [...expandExpression(context, point), ...(isWhole ? [at] : [])];
    }
    case 'variable': {
      const { source, node, frame, event } = point;
      const at: Dependence = {
        to: reachedAt(source, node, frame, event.seq, bindingSource(source, node)?.value ?? null),
        role: 'control',
        cost: COST.operand,
        why: 'ran',
      };
      return [...expandVariable(context, point), at];
    }
    case 'property':
      return expandProperty(point);
    case 'member':
      return expandMemberState(context, point);
    case 'return':
      return expandReturn(context, point);
    case 'parameter':
      return expandParameter(context, point);
    case 'reached':
      return controlsOf(context, point);
    case 'frontier':
      return [];
  }
}
