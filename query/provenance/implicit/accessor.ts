/** Functions of the program that run without a call: the setter or the proxy's trap behind a write or a read of a property. */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import type { SourceFile } from '../../source-index.ts';
import { countBefore, lastBefore } from '../../lists.ts';
import type { Frame, Timeline } from '../../timeline.ts';
import { primitiveText, refOf } from '../../value-text.ts';
import { simpleName } from '../../../protocol/ids.ts';
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

/** @returns true for an activation of a getter or setter: no call names it */
export function isAccessor({ sources }: Pick<Context, 'sources'>, { site }: Frame): boolean {
  const kind = sources.functionOf(site)?.kind;
  return kind === 'getter' || kind === 'setter';
}

const NAMES = new WeakMap<Timeline, ReadonlySet<string>>();

/** The getters that ran at all, by name: most recordings have none, and most properties are none. */
function getterNames({ timeline, sources }: Context): ReadonlySet<string> {
  const known = NAMES.get(timeline);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const site of timeline.sites)
    if (site?.kind === 'function' && sources.functionOf(site)?.kind === 'getter')
      found.add(simpleName(site.node));
  NAMES.set(timeline, found);
  return found;
}

const LOOK_BACK = 64;

/**
 * A read that left no event of its own, as that of a receiver does.
 * @returns the getter that ran for it: the last one of this name, of this object, before
 */
export function getterBehind(
  context: Context,
  { frame, key, object, before }: GetterRead,
): Frame | null {
  if (frame.children.length === 0 || !getterNames(context).has(key)) return null;
  const end = frame.children.findLastIndex(({ start }) => start.seq < before);
  for (let at = end; at >= Math.max(0, end - LOOK_BACK); at -= 1) {
    const child = frame.children[at];
    if (child === undefined || simpleName(child.site.node) !== key) continue;
    const own = child.start.values[child.site.names?.indexOf('this') ?? -1] ?? null;
    if (mayBeSame(object, own) && context.sources.functionOf(child.site)?.kind === 'getter')
      return child;
  }
  return null;
}

/** Of what is not known anything may be; an object is no primitive. */
function mayBeSame(a: Value | null, b: Value | null): boolean {
  if (a === null || b === null) return true;
  const [one, other] = [refOf(a), refOf(b)];
  if (one !== null && other !== null) return one === other;
  return primitiveText(one === null ? a : b) === null || (one === null && other === null);
}

export interface GetterRead {
  readonly frame: Frame;
  readonly key: string;
  readonly object: Value | null;
  readonly before: number;
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
