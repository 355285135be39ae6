/**
 * Ochiai over the tests of one run: lines that failing tests ran and passing ones did not. A test is a callback that a runner
 * called; a line ran in it where an event of it was recorded. @see Abreu, Zoeteweij, van Gemund, PRDC 2006
 */
import type { Context } from '../query/provenance/point.ts';
import type { Frame } from '../query/timeline.ts';

/** @returns the score of a line in [0, 1]; null where the run holds no passing and failing tests to compare */
export function buildSpectrum(context: Context): (file: string, line: number) => number | null {
  const tests = testFrames(context);
  const failing = tests.filter((test) => test.outcome === 'threw');
  if (failing.length === 0 || failing.length === tests.length) return () => null;
  const ran = new Map<string, { failed: number; passed: number }>();
  for (const test of tests) {
    const isFailing = test.outcome === 'threw';
    for (const place of placesOf(context, test)) {
      const known = ran.get(place) ?? { failed: 0, passed: 0 };
      if (isFailing) known.failed += 1;
      else known.passed += 1;
      ran.set(place, known);
    }
  }
  return (file, line) => {
    const counts = ran.get(`${file}:${line}`);
    if (counts === undefined) return 0;
    return counts.failed / Math.sqrt(failing.length * (counts.failed + counts.passed));
  };
}

/** Callbacks in which a failing assertion would have been recorded: they hold a site for it. */
function testFrames(context: Context): readonly Frame[] {
  const failed = new Set(
    context.timeline.events.flatMap((event) =>
      event.type === 'error-thrown' && context.timeline.sites[event.site]?.kind === 'function'
        ? [context.timeline.sites[event.site]?.file]
        : [],
    ),
  );
  return context.timeline.frames.filter(
    (frame) =>
      failed.has(frame.site.file) &&
      frame.site.node.endsWith(']') &&
      (frame.parent === null || frame.parent.site.node.endsWith('#')),
  );
}

function placesOf(context: Context, test: Frame): ReadonlySet<string> {
  const places = new Set<string>();
  const stack: Frame[] = [test];
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    for (const event of frame.events) {
      const site = context.timeline.sites[event.site];
      const source = site === undefined ? null : context.sources.file(site.file);
      if (site !== undefined && source !== null)
        places.add(`${site.file}:${source.lineAt(site.start)}`);
    }
    stack.push(...frame.children);
  }
  return places;
}
