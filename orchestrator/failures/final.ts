/**
 * Which failures are those of tests that failed in the end, as a runner counts them: an attempt after an attempt is the same test,
 * one that passed later did not fail, and neither did one that is meant to.
 */
import { push } from '../../query/lists.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Failure } from '../../query/target/failure.ts';
import type { Frame } from '../../query/timeline.ts';
import { isSameValue } from '../../query/value-text.ts';
import { isMeantToFail } from './name.ts';

/**
 * @param failures in the order in which they came
 * @returns the first failure of each test that failed in the end; of tests that only failed on the way where there is no other
 */
export function finalFailures(context: Context, failures: readonly Failure[]): readonly Failure[] {
  const meant = failures.filter((one) => !isMeantToFail(context, one));
  const bySite = new Map<string, Frame[]>();
  const first = meant.filter(({ root }) => {
    const { node } = root.site;
    const before = bySite.get(node) ?? [];
    if (before.some((other) => other !== root && isSameTest(other, root))) return false;
    push(bySite, node, root);
    return true;
  });
  if (first.length === 0) return first;
  // A note is no error: an activation can end well and have failed.
  const failed = new Set(meant.map(({ root }) => root));
  const passed = passedBySite(context, failed);
  const final = first.filter(
    ({ root }) =>
      !passed
        .get(root.site.node)
        ?.some((frame) => frame.start.seq > root.start.seq && isSameTest(root, frame)),
  );
  return final.length > 0 ? final : first;
}

function passedBySite(
  { timeline }: Context,
  failed: ReadonlySet<Frame>,
): ReadonlyMap<string, readonly Frame[]> {
  const passed = new Map<string, Frame[]>([...failed].map(({ site }) => [site.node, []]));
  for (const frame of timeline.frames)
    if (frame.outcome === 'returned' && !failed.has(frame))
      passed.get(frame.site.node)?.push(frame);
  return passed;
}

/** One function, made in one activation and one round of its loops, called with the same values: rows of a table differ there. */
function isSameTest(a: Frame, b: Frame): boolean {
  return (
    a.process === b.process &&
    a.site.node === b.site.node &&
    a.start.outer === b.start.outer &&
    a.start.outer !== 0 &&
    a.start.values.length === b.start.values.length &&
    a.start.values.every((value, at) => {
      const other = b.start.values[at];
      return other !== undefined && isSameValue(value, other);
    })
  );
}
