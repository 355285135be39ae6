/** The expression on which an activation stopped and did not go on. */
import { namedChildren } from '../../../code-graph/index.ts';
import { placeOf } from '../../provenance/place.ts';
import { expressionAt, unwrap } from '../../provenance/point.ts';
import type { Context, ExpressionPoint } from '../../provenance/point.ts';
import type { Frame } from '../../timeline.ts';

/** @returns what the activation waits for, or null where it does not wait */
export function waitOf(context: Context, frame: Frame): ExpressionPoint | null {
  if (frame.outcome !== 'open') return null;
  const last = frame.events.findLast(
    (event) => event.type === 'suspended' || event.type === 'resumed',
  );
  const place = last?.type === 'suspended' ? placeOf(context, last.site) : null;
  if (place === null || last === undefined) return null;
  const inner = unwrap(place.node);
  const node = inner.type === 'await_expression' ? (namedChildren(inner)[0] ?? inner) : inner;
  return expressionAt(place.source, node, frame, last.seq + 1);
}
