/**
 * An element or entry that is not there: the calls that fill the collection (`push`, `add`, `set`), each with the conditions that
 * turned away from it, in whichever round of a loop; and the entry that was filled in under another key.
 */
import { buildBody, controlConditionsOf } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { argumentsOf, calleeName, callInside, receiverOf } from '../provenance/call.ts';
import { COST } from '../provenance/cost.ts';
import { expressionOf, placeOfSite } from '../provenance/place.ts';
import { expressionAt } from '../provenance/point.ts';
import type { Context } from '../provenance/point.ts';
import { framesOf } from '../provenance/potential/missing.ts';
import type { Target } from '../provenance/slice.ts';
import { valueOf } from '../provenance/value.ts';
import type { SourceFile } from '../source-index.ts';
import type { Frame, Timeline } from '../timeline.ts';
import { formatValue, isTruthy, primitiveText, refOf } from '../value-text.ts';

export interface Collection {
  readonly process: number;
  readonly ref: number;
  readonly before: number;
}

interface Fill {
  readonly source: SourceFile;
  readonly call: SyntaxNode;
  readonly receiver: SyntaxNode;
  readonly fn: string;
}

const FILLS = /^(?:push|unshift|splice|add|set|append|concat)$/u;
const MOST_FRAMES = 8;
const MOST_TURNS = 6;
const SHOWN = 30;

const known = new WeakMap<Timeline, readonly Fill[]>();

function fillsIn(context: Context): readonly Fill[] {
  const { timeline } = context;
  let found = known.get(timeline);
  if (found === undefined) {
    found = timeline.sites.flatMap((site): readonly Fill[] => {
      const place = site?.kind === 'call' ? placeOfSite(context, site) : null;
      const call = place === null ? null : callInside(place.node);
      const receiver = call === null ? null : receiverOf(call);
      if (site === undefined || place === null || call === null || receiver === null) return [];
      const { source } = place;
      return FILLS.test(calleeName(source, call)) ? [{ source, call, receiver, fn: site.fn }] : [];
    });
    known.set(timeline, found);
  }
  return found;
}

/** @returns the conditions that kept the collection from being filled further, the last ones first */
export function unfilled(context: Context, into: Collection): readonly Target[] {
  const found: Target[] = [];
  for (const fill of fillsIn(context)) {
    const frames = framesOf(context, fill.fn).filter(
      (frame) => frame.process === into.process && frame.start.seq < into.before,
    );
    for (const frame of frames.slice(-MOST_FRAMES)) {
      const until = Math.min(into.before, frame.endSeq ?? into.before);
      const held = valueOf(context, fill.source, fill.receiver, frame, until);
      if (refOf(held) === into.ref) found.push(...turns(context, fill, frame, until));
      if (found.length >= MOST_TURNS) return found.slice(0, MOST_TURNS);
    }
  }
  return found;
}

function turns(
  context: Context,
  { source, call }: Fill,
  frame: Frame,
  until: number,
): readonly Target[] {
  const fn = source.scopes.functionOf(call);
  if (fn.id !== frame.site.node) return [];
  return controlConditionsOf(buildBody(source.scopes, fn), call).flatMap(
    ({ condition, outcome }) => {
      const site = source.siteAt('branch', condition);
      if (site === undefined) return [];
      return context.timeline
        .hits(frame, site)
        .flatMap((event): readonly Target[] => {
          if (event.type !== 'branch-taken' || event.seq >= until) return [];
          const truth = isTruthy(event.value);
          if (truth === null || String(truth) === outcome) return [];
          const shown = formatValue(event.value, SHOWN);
          return [
            {
              point: expressionAt(source, condition, frame, event.seq + 1),
              cost: COST.otherKey,
              why: `was ${shown}, which kept an element from being added`,
            },
          ];
        })
        .slice(-2);
    },
  );
}

/** @returns the last call that filled in this key of a Map, or this element of a Set: its value, or null */
export function filledAt(context: Context, into: Collection, key: string): Target | null {
  const { calls } = context.timeline.object(into.process, into.ref);
  for (const event of [...calls].reverse()) {
    const at = event.seq < into.before ? expressionOf(context, event) : null;
    const call = at === null ? null : callInside(at.node);
    if (at === null || call === null || !/^(?:set|add)$/u.test(calleeName(at.source, call)))
      continue;
    const [first, second] = argumentsOf(call);
    const value =
      first === undefined ? null : valueOf(context, at.source, first, at.frame, event.seq);
    if (first === undefined || value === null || primitiveText(value) !== key) continue;
    return {
      point: expressionAt(at.source, second ?? first, at.frame, event.seq),
      cost: 0,
      why: `was put in under ${formatValue(value, SHOWN)}`,
    };
  }
  return null;
}
