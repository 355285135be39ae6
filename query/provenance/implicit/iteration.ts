/**
 * What an iterator of the program gave to a loop, a spread or a destructuring: the results of its `next`, or what its generator
 * yielded, in the order in which they were asked for.
 */
import type { Frame } from '../../timeline.ts';
import { simpleName } from '../../../protocol/ids.ts';
import type { Context, Dependence } from '../point.ts';
import { returnOf } from '../step/return.ts';

const MOST_ROUNDS = 3;

interface Span {
  readonly frame: Frame;
  readonly after: number;
  readonly before: number;
}

/** @returns steps to what the program's own iterators gave to this activation in the span, the last rounds first */
export function givenByIterators(context: Context, span: Span): readonly Dependence[] {
  return askedIn(context, span)
    .slice(-MOST_ROUNDS)
    .reverse()
    .flatMap((one) => returnOf(context, one, 'the iterator gave it'));
}

function askedIn(context: Context, { frame, after, before }: Span): readonly Frame[] {
  return frame.children.filter(
    (child) =>
      child.start.seq > after &&
      child.start.seq < before &&
      (simpleName(child.site.node) === 'next' || isGenerator(context, child)),
  );
}

/** @returns true where the activation is one of a generator */
export function isGenerator(context: Context, { site }: Frame): boolean {
  const scopes = context.sources.file(site.file)?.scopes;
  const node = scopes?.nodeById(site.node) ?? null;
  return node !== null && scopes?.functionAt(node)?.isGenerator === true;
}
