/** What each kind of point has to show for itself: the place, the event that proves it and the recorded value. */
import type { Context, Evidence, ExpressionPoint, Point } from './point.ts';
import { evaluationOf, proofOf, valueOf } from './value.ts';

/** @returns the evidence of a point; null where a point only connects others */
export function evidenceOf(context: Context, point: Point): Evidence | null {
  switch (point.kind) {
    case 'expression':
      return ofExpression(context, point);
    case 'variable':
    case 'property':
      return { ...at(point), seq: point.event.seq, value: point.event.value };
    case 'return':
      return ofReturn(context, point);
    case 'parameter': {
      const { start } = point.frame;
      return { ...at(point), seq: start.seq, value: start.values[point.index] ?? null };
    }
    case 'frontier':
      return { ...at(point.at), seq: null, value: null };
    case 'reached':
      return point.isPlace === true
        ? { ...at(point), seq: seqOfPlace(context, point), value: null }
        : null;
    case 'member':
      return null;
  }
}

/** The event just before is the place's own where there is one; else that it was in this activation. */
function seqOfPlace(context: Context, point: Extract<Point, { kind: 'reached' }>): number {
  const { source, node, frame, before } = point;
  const own = evaluationOf(context, source, node, frame, before)?.event.seq;
  return own === before - 1 ? own : frame.start.seq;
}

function at<P extends Pick<Evidence, 'source' | 'node' | 'frame'>>(
  point: P,
): Pick<Evidence, 'source' | 'node' | 'frame'> {
  const { source, node, frame } = point;
  return { source, node, frame };
}

function ofExpression(context: Context, point: ExpressionPoint): Evidence {
  const { source, node, frame, before } = point;
  const own = evaluationOf(context, source, node, frame, before);
  return {
    source,
    node,
    frame,
    seq: own?.event.seq ?? proofOf(context, source, node, frame, before),
    value: own?.value ?? valueOf(context, source, node, frame, before),
    before,
  };
}

function ofReturn(context: Context, point: Extract<Point, { kind: 'return' }>): Evidence {
  const { source, frame } = point;
  const end = frame.events.findLast((event) => event.type === 'call-end');
  const site = end === undefined ? undefined : context.timeline.sites[end.site];
  const node = site?.kind === 'return' ? (context.sources.nodeOf(site) ?? point.node) : point.node;
  return { source, node, frame, seq: end?.seq ?? null, value: frame.value };
}
