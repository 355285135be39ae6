/**
 * An error that says what another one said: somebody caught that one and made his own of its message. Where that happened is not
 * recorded, so that the message alone links the two.
 */
import { childOf } from '../../../code-graph/index.ts';
import type { ScopeEvent, Value } from '../../../protocol/event.ts';
import { expressionOf } from '../../../query/provenance/place.ts';
import { expressionAt, reachedAt } from '../../../query/provenance/point.ts';
import type { Context } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { differenceOf } from '../../../query/target/asserted.ts';
import { blamedBy } from '../../../query/provenance/implicit/blamed.ts';
import { thrownInside } from '../../../query/target/failure.ts';
import type { Failure } from '../../../query/target/failure.ts';
import type { Frame, Timeline } from '../../../query/timeline.ts';
import { messageOf, refOf } from '../../../query/value-text.ts';

/** A shorter message may be anybody's. */
const TELLING = 12;
const MOST_BLAMED = 2;
const WHY = 'inferred: an error with this message came from here';

interface Thrown {
  readonly events: readonly ErrorThrown[];
  /** Activations that an error left, the latest first. */
  readonly frames: readonly Frame[];
}
type ErrorThrown = Extract<ScopeEvent, { type: 'error-thrown' }>;
const thrown = new WeakMap<Timeline, Thrown>();

/** Asked for each failing test: a long recording is searched once. */
function thrownIn(timeline: Timeline): Thrown {
  let known = thrown.get(timeline);
  if (known === undefined) {
    const events = timeline.events.filter((event) => event.type === 'error-thrown');
    const frames = timeline.frames
      .filter(({ outcome }) => outcome === 'threw')
      .sort((a, b) => (b.endSeq ?? 0) - (a.endSeq ?? 0));
    thrown.set(timeline, (known = { events, frames }));
  }
  return known;
}

/** @returns where an earlier error with the same message was thrown; none for an assertion's error, and where there is none */
export function wrappedTargets(
  context: Context,
  { error, frame, errorSeq }: Failure,
  base: number,
): readonly Target[] {
  const message = messageOf(error);
  if (message === null || message.length < TELLING) return [];
  if (differenceOf(error).expected !== null) return [];
  const ref = refOf(error);
  const earlier = thrownIn(context.timeline).events.find(
    (event) =>
      event.seq < errorSeq &&
      event.process === frame.process &&
      refOf(event.value) !== ref &&
      messageOf(event.value) === message,
  );
  const at = earlier === undefined ? null : expressionOf(context, earlier);
  if (at !== null) {
    const point = { ...reachedAt(at.source, at.node, at.frame, at.before), isDecisive: true };
    return [{ point, cost: base, why: WHY, isInferred: true }];
  }
  return blamedInside(context, { error, process: frame.process, errorSeq }, base);
}

interface Wrapped {
  readonly error: Value | null;
  readonly process: number;
  readonly errorSeq: number;
}

/** The engine threw it: the last activation that an error left first, and that holds what the message blames. */
function blamedInside(
  context: Context,
  { error, process, errorSeq }: Wrapped,
  base: number,
): readonly Target[] {
  const left = thrownIn(context.timeline).frames.filter(
    (one) => one.process === process && one.endSeq !== null && one.endSeq < errorSeq,
  );
  for (const one of left) {
    const before = one.endSeq ?? errorSeq;
    const source = context.sources.file(one.site.file);
    const fn = source?.scopes.nodeById(one.site.node) ?? null;
    const body = fn === null ? null : childOf(fn, 'body');
    if (source === null || body === null || thrownInside(context, one, before - 1) !== null)
      continue;
    const blamed = blamedBy(source, body, error).filter(
      (node) => source.scopes.functionOf(node).id === one.site.node,
    );
    if (blamed.length > 0)
      return blamed.slice(-MOST_BLAMED).map((node) => ({
        point: expressionAt(source, node, one, before),
        cost: base,
        why: WHY,
        isInferred: true,
      }));
  }
  return [];
}
