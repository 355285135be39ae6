/** State that one call of a function leaves to the next, where the two were not meant to share it. */
import { countBefore } from '../../lists.ts';
import { lastPropertyWrite } from '../../written.ts';
import type { Context } from '../point.ts';
import { refOf } from '../../value-text.ts';
import type { Held } from './given.ts';

/** The next activation that is given the object is not far. */
const MOST_SEEN = 4096;

/**
 * An object that one activation changed and that another one of the same function was given as it was: that they share it is what
 * needs an explanation.
 * @returns the function's name; null where no two activations share the change
 */
export function changedEarlier(
  context: Context,
  { process, ref, before }: Held,
  key: string,
): string | null {
  const { timeline } = context;
  const history = timeline.object(process, ref);
  const write = lastPropertyWrite(history, key, before)?.write;
  const writer = write === undefined ? null : timeline.frame(process, write.frame);
  // That a method keeps state from one call to the next is what its object is there for.
  const own = writer?.site.names?.indexOf('this') ?? -1;
  if (write === undefined || writer === null || refOf(writer.start.values[own]) === ref)
    return null;
  const since = countBefore(history.seen, write.seq + 1);
  const isShared = history.seen
    .slice(since, Math.min(since + MOST_SEEN, countBefore(history.seen, before + 1)))
    .some((event) => {
      const frame = 'frame' in event ? timeline.frame(process, event.frame) : null;
      return (
        frame !== null &&
        frame !== writer &&
        frame.site === writer.site &&
        frame.start.seq > write.seq
      );
    });
  return isShared ? (context.sources.functionOf(writer.site)?.name ?? null) : null;
}
