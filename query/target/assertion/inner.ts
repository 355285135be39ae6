/**
 * Where an assertion's error belongs: not to the insides of the library that made it, and, where a failed assertion of a test was
 * taken by the code under test and only what that made of it was asserted last, to the one that failed first.
 */
import { callSiteOf } from '../../provenance/call.ts';
import type { Context } from '../../provenance/point.ts';
import type { Frame } from '../../timeline.ts';
import type { Failure } from '../failure.ts';
import { readAssertion, readAssertions } from './read.ts';

const INSTALLED = /(?:^|\/)node_modules\//u;

/** @returns true for an activation of a library that an assertion of the program called: what it looked at is not in there */
export function isInLibrary(context: Context, frame: Frame): boolean {
  if (!INSTALLED.test(frame.site.file)) return false;
  const call = callSiteOf(context, frame);
  return (
    call !== null &&
    !INSTALLED.test(call.source.path) &&
    readAssertion(call.source, call.node) !== null
  );
}

/** @returns true where the statement of the failure asserts */
export function isAsserting({ source, statement }: Failure): boolean {
  return statement !== null && readAssertions(source, statement).length > 0;
}

/**
 * Activations written inside of the failed test's function that threw before it did, and whose error went to code of another file: a
 * handler that the test gave to what it tests.
 * @returns the one that threw first, first
 */
export function thrownWithin(context: Context, { root, seq }: Failure): readonly Frame[] {
  const { site, process } = root;
  return context.timeline.frames
    .filter(
      (frame) =>
        frame !== root &&
        frame.outcome === 'threw' &&
        frame.process === process &&
        frame.start.seq > root.start.seq &&
        (frame.endSeq ?? Infinity) < seq &&
        frame.site.file === site.file &&
        frame.site.start >= site.start &&
        frame.site.end <= site.end &&
        frame.parent !== null &&
        frame.parent.site.file !== site.file,
    )
    .toSorted((a, b) => (a.endSeq ?? 0) - (b.endSeq ?? 0));
}
