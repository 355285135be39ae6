/** Functions of the program that run without a call: the setter or the proxy's trap behind a write or a read of a property. */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { SourceFile } from '../../source-index.ts';
import { countBefore, lastBefore } from '../../timeline.ts';
import type { Frame } from '../../timeline.ts';
import { COST } from '../cost.ts';
import { placeOf } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueStep } from '../step/dependence.ts';

export interface Access {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number;
}

/** @returns the write or read of a property that ran this activation; null where a call did, or nothing that was recorded */
export function accessBehind(context: Context, frame: Frame): Access | null {
  const { parent } = frame;
  if (parent === null) return null;
  const next = parent.events[countBefore(parent.events, frame.start.seq)];
  if (next?.type !== 'property-written' && next?.type !== 'property-read') return null;
  if ((lastBefore(parent.events, next.seq)?.seq ?? 0) > frame.start.seq) return null;
  const place = placeOf(context, next.site);
  return place === null
    ? null
    : { source: place.source, node: place.node, frame: parent, seq: next.seq };
}

/** @returns the steps from a parameter of a setter or a trap: to what was assigned, to the object, to the key */
export function accessSteps(
  context: Context,
  frame: Frame,
  position: number,
): readonly Dependence[] {
  const access = accessBehind(context, frame);
  if (access === null) return [];
  const { source, node, seq } = access;
  const link = childOf(node, 'left') ?? node;
  const right = childOf(node, 'right');
  // A trap of `set` takes target, key and value; of `get`, target and key; a setter takes the value alone.
  const isTrap = (frame.site.names?.filter((name) => name !== 'this').length ?? 0) > 1;
  const part =
    !isTrap || position === 2 ? right : childOf(link, position === 0 ? 'object' : 'index');
  return part === null
    ? []
    : [valueStep(expressionAt(source, part, access.frame, seq), COST.crossing, 'was assigned')];
}
