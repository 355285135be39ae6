/**
 * The dynamic backward slice: everything that the symptom was computed from or decided by, each with its distance. A shortest
 * path search over points; what costs little is reached first, so the walk can stop at a limit and still hold the
 * nearest causes. @see Agrawal and Horgan, Dynamic Program Slicing, PLDI 1990; Weiser 1981
 */
import { controlsOf } from './step/control.ts';
import { COST } from './cost.ts';
import { expandExpression } from './step/expression.ts';
import type { Context, Dependence, Evidence, Point, Role } from './point.ts';
import { pointKey, reachedAt } from './point.ts';
import { bindingSource } from './pattern.ts';
import {
  expandMemberState,
  expandParameter,
  expandProperty,
  expandReturn,
  expandVariable,
} from './step/state.ts';
import { evaluationOf, proofOf, valueOf } from './value.ts';
import { isNothing, isSameValue } from '../value-text.ts';

export interface SlicePoint {
  readonly point: Point;
  readonly distance: number;
  /** The same without control and call steps; infinite where only control leads here. */
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
}

const MOST_POINTS = 12_000;

/** @returns the points that the targets depend on, nearest first */
export function sliceBackward(
  context: Context,
  targets: readonly Target[],
  limit = MOST_POINTS,
): Slice {
  const queue = createQueue<SlicePoint>();
  const done = new Set<string>();
  const points: SlicePoint[] = [];
  const frontiers: SlicePoint[] = [];
  for (const { point, cost, why, isMention } of targets) {
    queue.push(cost, {
      point,
      distance: cost,
      isData: true,
      role: 'value',
      why,
      via: null,
      evidence: evidenceOf(context, point),
      passes: false,
      carries: isMention !== true,
    });
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const key = pointKey(next.point);
    if (done.has(key)) continue;
    done.add(key);
    points.push(next);
    if (next.point.kind === 'frontier') {
      frontiers.push(next);
      continue;
    }
    if (points.length >= limit) return { points, frontiers, isCut: true };
    const holder = holderOf(next);
    for (const step of expand(context, next.point)) {
      const evidence = evidenceOf(context, step.to);
      const isCopy = step.role === 'value' && holdsSame(holder, evidence);
      if (isCopy && holder !== null) (holder as Passing).passes = true;
      if (done.has(pointKey(step.to))) continue;
      const distance = next.distance + step.cost * (isCopy ? COST.copyFactor : 1);
      const isPlaceless = (evidence?.value ?? null) === null && step.role === 'value';
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
      });
    }
  }
  return { points, frontiers, isCut: false };
}

type Passing = { -readonly [K in 'passes']: SlicePoint[K] };

/** The nearest point on the way to the symptom, itself included, that shows a value. */
function holderOf(point: SlicePoint): SlicePoint | null {
  for (let at: SlicePoint | null = point; at !== null; at = at.via) {
    if ((at.evidence?.value ?? null) !== null) return at;
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
      return expandProperty(context, point);
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

function evidenceOf(context: Context, point: Point): Evidence | null {
  switch (point.kind) {
    case 'expression': {
      const own = evaluationOf(context, point.source, point.node, point.frame, point.before);
      const value =
        own?.value ?? valueOf(context, point.source, point.node, point.frame, point.before);
      return {
        source: point.source,
        node: point.node,
        frame: point.frame,
        seq:
          own?.event.seq ?? proofOf(context, point.source, point.node, point.frame, point.before),
        value,
      };
    }
    case 'variable':
    case 'property':
      return {
        source: point.source,
        node: point.node,
        frame: point.frame,
        seq: point.event.seq,
        value: point.event.value,
      };
    case 'return': {
      const end = point.frame.events.findLast((event) => event.type === 'call-end');
      const site = end === undefined ? undefined : context.timeline.sites[end.site];
      const node =
        site?.kind === 'return' ? (context.sources.nodeOf(site) ?? point.node) : point.node;
      return {
        source: point.source,
        node,
        frame: point.frame,
        seq: end?.seq ?? null,
        value: point.frame.value,
      };
    }
    case 'parameter':
      return {
        source: point.source,
        node: point.node,
        frame: point.frame,
        seq: point.frame.start.seq,
        value: point.frame.start.values[point.index] ?? null,
      };
    case 'frontier':
      return {
        source: point.at.source,
        node: point.at.node,
        frame: point.at.frame,
        seq: null,
        value: null,
      };
    case 'reached':
      return point.isPlace === true
        ? {
            source: point.source,
            node: point.node,
            frame: point.frame,
            seq: point.frame.start.seq,
            value: null,
          }
        : null;
    case 'member':
      return null;
  }
}

interface Queue<T> {
  push(cost: number, item: T): void;
  pop(): T | undefined;
}

/** A binary heap; equal costs leave in the order they came. */
function createQueue<T>(): Queue<T> {
  const heap: { readonly cost: number; readonly order: number; readonly item: T }[] = [];
  let order = 0;
  const isLess = (a: number, b: number): boolean => {
    const [x, y] = [heap[a], heap[b]];
    if (x === undefined || y === undefined) return false;
    return x.cost < y.cost || (x.cost === y.cost && x.order < y.order);
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b] as (typeof heap)[number], heap[a] as (typeof heap)[number]];
  };
  return {
    push(cost, item) {
      heap.push({ cost, order, item });
      order += 1;
      for (let at = heap.length - 1; at > 0;) {
        const up = (at - 1) >> 1;
        if (!isLess(at, up)) break;
        swap(at, up);
        at = up;
      }
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (top === undefined || last === undefined) return undefined;
      if (heap.length > 0) heap[0] = last;
      for (let at = 0; ;) {
        const left = at * 2 + 1;
        let least = at;
        if (isLess(left, least)) least = left;
        if (isLess(left + 1, least)) least = left + 1;
        if (least === at) break;
        swap(at, least);
        at = least;
      }
      return top.item;
    },
  };
}
