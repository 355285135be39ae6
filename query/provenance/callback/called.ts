/** All recorded calls of a name, and those of one function that a name or a property held: found once for each recording. */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { ScopeEvent } from '../../../protocol/event.ts';
import type { SourceFile } from '../../source-index.ts';
import { countBefore } from '../../lists.ts';
import type { Frame, Timeline } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { calleeName, callInside } from '../call.ts';
import type { Context } from '../point.ts';
import { unwrap } from '../point.ts';
import { valueOf } from '../value.ts';

export type CallResult = Extract<ScopeEvent, { type: 'call-result' }>;

/** One call that ended, and who called. */
export interface Called {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number;
  readonly event: CallResult;
}

const indexed = new WeakMap<Timeline, ReadonlyMap<string, readonly Called[]>>();
const NONE: readonly Called[] = [];

/** @returns the recorded calls of `o.name(…)` and `name(…)`, in order, any process */
export function callsNamed(context: Context, name: string): readonly Called[] {
  let known = indexed.get(context.timeline);
  if (known === undefined) indexed.set(context.timeline, (known = collect(context)));
  return known.get(name) ?? NONE;
}

function collect(context: Context): ReadonlyMap<string, readonly Called[]> {
  const { events, sites, frame: frameOf } = context.timeline;
  const places = new Map<number, (Pick<Called, 'source' | 'node'> & { list: Called[] }) | null>();
  const found = new Map<string, Called[]>();
  const placeAt = (id: number): ReturnType<typeof places.get> => {
    const site = sites[id];
    const source = site === undefined ? null : context.sources.file(site.file);
    const node = site === undefined ? null : callInside(context.sources.nodeOf(site));
    if (source === null || node === null) return null;
    const name = calleeName(source, node);
    const list = found.get(name) ?? [];
    found.set(name, list);
    return { source, node, list };
  };
  for (const event of events) {
    if (event.type !== 'call-result') continue;
    let at = places.get(event.site);
    if (at === undefined) places.set(event.site, (at = placeAt(event.site) ?? null));
    const frame = at === null ? null : frameOf(event.process, event.frame);
    if (at === null || frame === null) continue;
    const { source, node, list } = at;
    list.push({ source, node, frame, seq: event.seq, event });
  }
  return found;
}

/** @returns those of an ordered list that ended after one moment and before another */
export function calledBetween(
  list: readonly Called[],
  after: number,
  before: number,
): readonly Called[] {
  return list.slice(countBefore(list, after), countBefore(list, before));
}

/** @returns the names under which an object was kept: variables, parameters, properties that were written */
export function namesOf(context: Context, process: number, ref: number): ReadonlySet<string> {
  const names = new Set<string>();
  for (const event of context.timeline.object(process, ref).seen) {
    const site = 'site' in event ? context.timeline.sites[event.site] : undefined;
    if (event.type === 'variable-written' && site?.binding !== undefined)
      names.add(site.binding.name);
    if (event.type === 'property-written' && event.key !== null) names.add(event.key);
    if (event.type === 'call-start')
      event.values.forEach((value, at) => {
        if (refOf(value) === ref) names.add(site?.names?.[at] ?? '');
      });
  }
  names.delete('');
  return names;
}

/** @returns the calls of the function with this reference, in order */
export function callsOf(context: Context, process: number, ref: number): readonly Called[] {
  const isOf = ({ source, node, frame, seq }: Called): boolean => {
    const callee = childOf(node, 'function');
    if (frame.process !== process || callee === null) return false;
    return refOf(valueOf(context, source, unwrap(callee), frame, seq)) === ref;
  };
  return [...namesOf(context, process, ref)]
    .flatMap((name) => callsNamed(context, name).filter(isOf))
    .sort((a, b) => a.seq - b.seq);
}
