/**
 * Where an assertion's error belongs: not to the insides of the library that made it, and, where a failed assertion of a test was
 * taken by the code under test and only what that made of it was asserted last, to the one that failed first.
 */
import { callSiteOf } from '../../provenance/call.ts';
import type { Context } from '../../provenance/point.ts';
import type { Frame } from '../../timeline.ts';
import type { Failure } from '../failure.ts';
import { readAssertion, readAssertions } from './read.ts';
import { isInstalled } from '../../source-index.ts';
import { isGivenToRunner } from './runner.ts';

/** @returns true for an activation of a library that an assertion of the program called: what it looked at is not in there */
export function isInLibrary(context: Context, frame: Frame): boolean {
  if (!isInstalled(frame.site.file)) return false;
  const call = callSiteOf(context, frame);
  return (
    call !== null &&
    !isInstalled(call.source.path) &&
    readAssertion(call.source, call.node) !== null
  );
}

/** @returns true where the statement of the failure asserts */
export function isAsserting({ source, statement }: Failure): boolean {
  return statement !== null && readAssertions(source, statement).length > 0;
}

/**
 * Activations written inside of the failed test's function that threw before it did, and whose error went to code of another file: a
 * handler that the test gave to what it tests. Files of tests ask functions whether they throw, or wait until one no longer does:
 * what went to these, and what held when it was asked again, is no failure.
 * @returns the one that threw first, first
 */
export function thrownWithin(context: Context, { root, seq }: Failure): readonly Frame[] {
  const { site, process } = root;
  const inside = context.timeline.frames.filter(
    (frame) =>
      frame !== root &&
      frame.process === process &&
      frame.start.seq > root.start.seq &&
      (frame.endSeq ?? Infinity) < seq &&
      frame.site.file === site.file &&
      frame.site.start >= site.start &&
      frame.site.end <= site.end,
  );
  const held = new Map<string, number>();
  for (const { site: at, outcome, start } of inside)
    if (outcome === 'returned') held.set(at.node, start.seq);
  return inside
    .filter(
      (frame) =>
        frame.outcome === 'threw' &&
        frame.parent !== null &&
        frame.parent.site.file !== site.file &&
        context.isTest?.(frame.parent.site.file) !== true &&
        (held.get(frame.site.node) ?? 0) < frame.start.seq,
    )
    .toSorted((a, b) => (a.endSeq ?? 0) - (b.endSeq ?? 0));
}

/**
 * A test that gives a promise (`return Promise.all(…)`) ends well, and what it handed to `then` throws later, with nobody above it.
 * @returns such activations of test callbacks' own functions with the test each is written in, in the order in which they threw
 */
export function thrownLater(
  context: Context,
  processes: ReadonlySet<number>,
): readonly { readonly frame: Frame; readonly test: Frame }[] {
  return context.timeline.frames
    .flatMap((frame) => {
      if (frame.outcome !== 'threw' || frame.parent !== null) return [];
      if (!processes.has(frame.process)) return [];
      const test = testAround(context, frame);
      return test === null || test === frame ? [] : [{ frame, test }];
    })
    .toSorted((a, b) => (a.frame.endSeq ?? 0) - (b.frame.endSeq ?? 0));
}

/** The activation of the test that the function is written in. */
function testAround({ sources }: Context, frame: Frame): Frame | null {
  for (let up: Frame | null = frame; up !== null; up = up.outer) {
    const source = sources.file(up.site.file);
    const fn = source?.scopes.nodeById(up.site.node) ?? null;
    if (source !== null && fn !== null && isGivenToRunner(source, fn)) return up;
  }
  return null;
}
