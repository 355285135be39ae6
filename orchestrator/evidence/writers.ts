/** Who writes x: every place that wrote it in this run, the latest first, each with how often and the last value. */
import type { Hop, Suspect } from '../../protocol/answer.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { SubjectEvent } from '../../query/target/subject/focus.ts';
import { hopOf } from './chain.ts';

const MOST_WRITERS = 12;

/** @returns one hop for each place that wrote the subject */
export function writersOf(context: Context, events: readonly SubjectEvent[]): readonly Hop[] {
  const places = new Map<number, { readonly last: SubjectEvent; readonly count: number }>();
  for (const one of events) {
    if (!one.isWrite || one.event.type === 'call-start') continue;
    const known = places.get(one.site.id);
    places.set(one.site.id, { last: one, count: (known?.count ?? 0) + 1 });
  }
  const latest = [...places.values()].sort((a, b) => b.last.event.seq - a.last.event.seq);
  return latest.slice(0, MOST_WRITERS).flatMap(({ last, count }) => {
    const source = context.sources.file(last.site.file);
    const node = context.sources.nodeOf(last.site);
    if (source === null || node === null) return [];
    const { frame, value, event } = last;
    const why = count === 1 ? 'wrote it once' : `wrote it ${count} times, last here`;
    return [hopOf(context, { source, node, frame, value, seq: event.seq }, 'change', why, null)];
  });
}

/** Where the question is who writes, the writers are what to look at. */
export function suspectsOf(writers: readonly Hop[]): readonly Suspect[] {
  return writers.map(({ file, line, endLine, function: fn, why }, index) => ({
    rank: index + 1,
    file,
    line,
    endLine,
    function: fn,
    score: 1,
    why,
  }));
}
