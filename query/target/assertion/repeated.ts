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
import { actualSide, expectedSide } from './broken.ts';
import type { Asserting } from './broken.ts';
import { callsSeen } from './spied.ts';

/** One time, and the place of it. */
interface Time {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly seq: number;
}

/** @returns the two places where the activation that did it again did it; none where nothing happened too often, or nobody did both */
export function repeatedTargets(context: Context, at: Asserting): readonly Target[] {
  const hoped = expectedSide(context, at)?.primitive;
  if (hoped?.kind !== 'number' || hoped.value < 1 || at.assertion.isNegated) return [];
  const times = timesOf(context, at);
  const [last, extra] = [times[hoped.value - 1], times[hoped.value]];
  if (last === undefined || extra === undefined) return [];
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

function timesOf(context: Context, at: Asserting): readonly Time[] {
  const counted = countedTimes(context, at);
  if (counted.length > 0) return counted;
  const { relation } = at.assertion;
  if (!/^(?:called|same|deep|length)$/u.test(relation)) return [];
  return (callsSeen(context, at) ?? []).map(({ call }) => call);
}

/** `count += 1` and `count++`, where the assertion looks at the variable: one time for each. */
function countedTimes(context: Context, at: Asserting): readonly Time[] {
  const { source, frame, before, assertion } = at;
  const actual = assertion.actual === null ? null : unwrap(assertion.actual);
  if (actual?.type !== 'identifier' || actualSide(context, at).primitive?.kind !== 'number')
    return [];
  const definition = definitionOf(context, source, actual, frame, before);
  if (definition?.kind !== 'write' || definition.owner === null) return [];
  const { binding, owner } = definition;
  const { timeline } = context;
  return timeline
    .variableWrites(frame.process, owner.id, source.path, binding.declaredAt)
    .flatMap((event): readonly Time[] => {
      const place = event.seq < before ? placeOf(context, event.site) : null;
      const writer = timeline.frame(event.process, event.frame);
      return place === null || writer === null || !isCounting(place.source, place.node)
        ? []
        : [{ source: place.source, node: place.node, frame: writer, seq: event.seq }];
    });
}

function isCounting(source: SourceFile, at: SyntaxNode): boolean {
  const node = /_expression$/u.test(at.type) ? at : at.parent;
  if (node?.type === 'update_expression') return true;
  const right = node?.type === 'augmented_assignment_expression' ? childOf(node, 'right') : null;
  return right !== null && source.text.slice(right.start, right.end) === '1';
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
