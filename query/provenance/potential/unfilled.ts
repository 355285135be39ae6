/**
 * An element or entry that is not there: the calls that fill the collection (`push`, `add`, `set`) and those that would have handed
 * it on, each with the conditions that turned away from it, in whichever round of a loop; and the entry that was filled in under
 * another key.
 */
import { buildBody, controlConditionsOf, walkSyntax } from '../../../code-graph/index.ts';
import type { FunctionInfo, SyntaxNode } from '../../../code-graph/index.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame, Timeline } from '../../timeline.ts';
import { formatValue, isTruthy, primitiveText, refOf } from '../../value-text.ts';
import { argumentsOf, calleeName, callInside, receiverOf } from '../call.ts';
import { COST } from '../cost.ts';
import { expressionOf, placeOfSite } from '../place.ts';
import { expressionAt } from '../point.ts';
import type { Context, Dependence } from '../point.ts';
import { valueOf } from '../value.ts';
import { framesGiven } from './given.ts';
import type { Held } from './given.ts';
import { framesOf } from './missing.ts';

/** A call that would fill the collection, or give it to somebody who may. */
interface Fill {
  readonly source: SourceFile;
  readonly call: SyntaxNode;
  /** What has to be the collection. */
  readonly holder: SyntaxNode;
}

const FILLS = /^(?:push|unshift|splice|add|set|append|concat)$/u;
const MOST_FRAMES = 8;
const MOST_TURNS = 8;
const SHOWN = 30;

/** @returns the conditions that kept the collection from being filled further, each where it turned away last */
export function unfilled(context: Context, into: Held): readonly Dependence[] {
  const found = new Map<SyntaxNode, Dependence>();
  for (const [fill, frame] of [...fillsOf(context, into), ...handedOn(context, into)]) {
    if (found.size >= MOST_TURNS) break;
    const until = Math.min(into.before, frame.endSeq ?? into.before);
    const held = valueOf(context, fill.source, fill.holder, frame, until);
    if (refOf(held) !== into.ref) continue;
    for (const [condition, turn] of turns(context, fill, frame, until))
      if (!found.has(condition)) found.set(condition, turn);
  }
  return [...found.values()].slice(0, MOST_TURNS);
}

const known = new WeakMap<Timeline, readonly (Fill & { readonly fn: string })[]>();

/** Calls in the text that fill something, each with the latest activations of its function. */
function* fillsOf(context: Context, { process, before }: Held): Generator<readonly [Fill, Frame]> {
  const { timeline } = context;
  let fills = known.get(timeline);
  if (fills === undefined) {
    fills = timeline.sites.flatMap((site) => {
      const place = site?.kind === 'call' ? placeOfSite(context, site) : null;
      const call = place === null ? null : callInside(place.node);
      const holder = call === null ? null : receiverOf(call);
      if (site === undefined || place === null || call === null || holder === null) return [];
      const { source } = place;
      return FILLS.test(calleeName(source, call)) ? [{ source, call, holder, fn: site.fn }] : [];
    });
    known.set(timeline, fills);
  }
  for (const fill of fills) {
    const frames = framesOf(context, fill.fn).filter(
      (frame) => frame.process === process && frame.start.seq < before,
    );
    for (const frame of frames.slice(-MOST_FRAMES).toReversed()) yield [fill, frame];
  }
}

/** Calls with the collection as an argument, in activations that were given it: whoever did not get it could not fill it. */
function* handedOn(context: Context, into: Held): Generator<readonly [Fill, Frame]> {
  for (const frame of framesGiven(context, into)) {
    const source = context.sources.file(frame.site.file);
    const fn = source?.scopes.functions.find(({ id }) => id === frame.site.node);
    if (source === null || fn === undefined) continue;
    for (const fill of callsWithNames(source, fn)) yield [fill, frame];
  }
}

const calls = new WeakMap<SyntaxNode, readonly Fill[]>();

function callsWithNames(source: SourceFile, fn: FunctionInfo): readonly Fill[] {
  let found = calls.get(fn.node);
  if (found === undefined) {
    const own: Fill[] = [];
    walkSyntax(fn.node, (node) => {
      if (node !== fn.node && source.scopes.functionOf(node) !== fn) return false;
      if (node.type === 'call_expression')
        for (const holder of argumentsOf(node))
          if (holder.type === 'identifier') own.push({ source, call: node, holder });
      return true;
    });
    calls.set(fn.node, (found = own));
  }
  return found;
}

function turns(
  context: Context,
  { source, call }: Fill,
  frame: Frame,
  until: number,
): readonly (readonly [SyntaxNode, Dependence])[] {
  const fn = source.scopes.functionOf(call);
  if (fn.id !== frame.site.node) return [];
  return controlConditionsOf(buildBody(source.scopes, fn), call).flatMap(
    ({ condition, outcome }) => {
      const site = source.siteAt('branch', condition);
      const hits = site === undefined ? [] : context.timeline.hits(frame, site);
      const event = hits.findLast((one) => {
        if (one.type !== 'branch-taken' || one.seq >= until) return false;
        const truth = isTruthy(one.value);
        return truth !== null && String(truth) !== outcome;
      });
      if (event?.type !== 'branch-taken') return [];
      const shown = formatValue(event.value, SHOWN);
      const turn: Dependence = {
        to: expressionAt(source, condition, frame, event.seq + 1),
        role: 'control',
        cost: COST.turned,
        why: `was ${shown}, which kept an element from being added`,
        hint: 'turned',
      };
      return [[condition, turn] as const];
    },
  );
}

/** @returns the last call that filled in this key of a Map, or this element of a Set: its value, or null */
export function filledAt(context: Context, into: Held, key: string): Dependence | null {
  const { calls: made } = context.timeline.object(into.process, into.ref);
  for (const event of made.toReversed()) {
    const at = event.seq < into.before ? expressionOf(context, event) : null;
    const call = at === null ? null : callInside(at.node);
    if (at === null || call === null || !/^(?:set|add)$/u.test(calleeName(at.source, call)))
      continue;
    const [first, second] = argumentsOf(call);
    const value =
      first === undefined ? null : valueOf(context, at.source, first, at.frame, event.seq);
    if (first === undefined || value === null || primitiveText(value) !== key) continue;
    return {
      to: expressionAt(at.source, second ?? first, at.frame, event.seq),
      role: 'value',
      cost: COST.definition,
      why: `was put in under ${formatValue(value, SHOWN)}`,
    };
  }
  return null;
}
