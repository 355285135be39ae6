/**
 * What happened more often than expected (a callback that was called twice, a counter that went too far): where the last time that was
 * hoped for and the first one too many part, which is the activation that went on to do it again.
 */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { callSiteOf } from '../../provenance/call.ts';
import { COST } from '../../provenance/cost.ts';
import { placeOf } from '../../provenance/place.ts';
import { reachedAt, unwrap } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import type { Target } from '../../provenance/slice.ts';
import { definitionOf } from '../../provenance/value.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import { actualSide, expectedSide } from '../assertion/broken.ts';
import type { Asserting } from '../assertion/broken.ts';
import { callsSeen } from '../assertion/spied.ts';

/** One time, and the place of it. */
export interface Time {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number;
}

/** @returns the two places where the activation that did it again did it; none where nothing happened too often, or nobody did both */
export function repeatedTargets(context: Context, at: Asserting): readonly Target[] {
  const hoped = expectedSide(context, at)?.primitive;
  if (hoped?.kind !== 'number' || at.assertion.isNegated) return [];
  const { from, times } = timesOf(context, at);
  const [last, extra] = [times[hoped.value - from - 1], times[hoped.value - from]];
  return last === undefined || extra === undefined ? [] : partedTargets(context, last, extra);
}

/** @returns the places from which one activation did it once, and then again; none where that was the same place, or two activations */
export function partedTargets(context: Context, last: Time, extra: Time): readonly Target[] {
  const parted = partedAt(context, last, extra);
  return parted === null
    ? []
    : [
        placed(parted.first, 'went on from here to do it once more'),
        placed(parted.second, 'did it once more'),
      ];
}

function placed({ source, node, frame, seq }: Time, why: string): Target {
  const point = { ...reachedAt(source, node, frame, seq), isPlace: true };
  return { point, cost: COST.definition, why, isMention: true };
}

/** What happened, and how often it had been counted before the first of these. */
export interface Times {
  readonly from: number;
  readonly times: readonly Time[];
}

/** @returns each time that the assertion counts */
export function timesOf(context: Context, at: Asserting): Times {
  const counted = countedTimes(context, at);
  if (counted !== null) return counted;
  const calls = isOfTimes(at) ? callsSeen(context, at) : null;
  return { from: 0, times: (calls ?? []).map(({ call }) => call) };
}

/** The assertion is about how often, and not about what was given. */
function isOfTimes({ source, assertion: { relation, actual } }: Asserting): boolean {
  if (relation === 'called' || relation === 'length') return true;
  const property = actual === null ? null : childOf(unwrap(actual), 'property');
  const name = property === null ? '' : source.text.slice(property.start, property.end);
  return /^(?:same|deep)$/u.test(relation) && /^(?:length|callCount)$/u.test(name);
}

/**
 * `count += 1` and `count++`, where the assertion looks at the variable: one time for each since it was last given another value.
 * @returns null where the variable was not counted up to what the assertion found
 */
function countedTimes(context: Context, at: Asserting): Times | null {
  const { source, frame, before, assertion } = at;
  const actual = assertion.actual === null ? null : unwrap(assertion.actual);
  const found = actualSide(context, at).primitive;
  if (actual?.type !== 'identifier' || found?.kind !== 'number') return null;
  const definition = definitionOf(context, source, actual, frame, before);
  if (definition?.kind !== 'write' || definition.owner === null) return null;
  const { binding, owner } = definition;
  const { timeline } = context;
  let times: Time[] = [];
  for (const event of timeline.variableWrites(
    frame.process,
    owner.id,
    source.path,
    binding.declaredAt,
  )) {
    const place = event.seq < before ? placeOf(context, event.site) : null;
    const writer = timeline.frame(event.process, event.frame);
    if (place === null || writer === null) continue;
    if (!isCounting(place.source, place.node)) times = [];
    else times.push({ source: place.source, node: place.node, frame: writer, seq: event.seq });
  }
  return times.length === 0 ? null : { from: found.value - times.length, times };
}

function isCounting(source: SourceFile, at: SyntaxNode): boolean {
  const node = /_expression$/u.test(at.type) ? at : at.parent;
  const text = (part: SyntaxNode | null): string =>
    part === null ? '' : source.text.slice(part.start, part.end);
  if (node?.type === 'update_expression') return text(childOf(node, 'operator')) === '++';
  if (node?.type !== 'augmented_assignment_expression') return false;
  return text(childOf(node, 'operator')) === '+=' && text(childOf(node, 'right')) === '1';
}

/** The innermost activation that led to both, and from which of its places it did. */
function partedAt(
  context: Context,
  first: Time,
  second: Time,
): { readonly first: Time; readonly second: Time } | null {
  const above = new Map<Frame, Frame | null>();
  let below: Frame | null = null;
  for (let up: Frame | null = first.frame; up !== null; up = up.parent) {
    above.set(up, below);
    below = up;
  }
  below = null;
  for (let up: Frame | null = second.frame; up !== null; up = up.parent) {
    const other = above.get(up);
    if (other !== undefined) {
      const places = [placeIn(context, first, other), placeIn(context, second, below)];
      const [one, two] = places;
      return one == null || two == null || one.node === two.node
        ? null
        : { first: one, second: two };
    }
    below = up;
  }
  return null;
}

/** Where the activation above did it: in a call of what is below, or itself. */
function placeIn(context: Context, own: Time, below: Frame | null): Time | null {
  if (below === null) return own;
  const call = callSiteOf(context, below);
  if (call === null || call.frame !== below.parent) return null;
  const { source, node, frame } = call;
  return { source, node, frame, seq: call.seq ?? below.start.seq };
}
