/**
 * What code that is not recorded gives on, a template, a package, text that was made into code: it may have been made by functions
 * of the program that it called. Among those the ones that returned the same value, or a text that is part of it; no event
 * links the two, so each such step is inferred.
 */
import type { Value } from '../../../protocol/event.ts';
import type { Frame } from '../../timeline.ts';
import { isSameValue, primitiveText, refOf } from '../../value-text.ts';
import { simpleName } from '../../../protocol/ids.ts';
import type { Context, Dependence } from '../point.ts';
import { returnOf } from '../step/return.ts';

const MOST = 4;
/** Shorter texts are everywhere. */
const TELLING = 3;

/**
 * @param activations what the call has caused so far
 * @param value what it gave on
 * @returns the steps to those whose result is the value or part of it, the latest and the longest first
 */
export function madeWithin(
  context: Context,
  activations: readonly Frame[],
  value: Value | null,
): readonly Dependence[] {
  if (value === null || !isTelling(value)) return [];
  const latest = activations.filter((frame) => frame.outcome === 'returned').toReversed();
  const same = latest.filter((frame) => frame.value !== null && isSameValue(frame.value, value));
  const parts = latest
    .filter((frame) => !same.includes(frame) && isPartOf(frame.value, value))
    .toSorted((a, b) => lengthOf(b) - lengthOf(a));
  const step = (frame: Frame, what: string): readonly Dependence[] =>
    returnOf(context, frame, `${nameOf(frame)} returned ${what}`).map((one) => ({
      ...one,
      isInferred: true,
    }));
  return [
    ...same.slice(0, 1).flatMap((frame) => step(frame, 'the same')),
    ...parts.slice(0, MOST - 1).flatMap((frame) => step(frame, 'a part of it')),
  ];
}

function isTelling(value: Value): boolean {
  if (refOf(value) !== null) return true;
  const text = primitiveText(value);
  return (
    text !== null &&
    text.length >= TELLING &&
    (value.kind === 'string' || value.kind === 'number' || value.kind === 'bigint')
  );
}

function isPartOf(part: Value | null, whole: Value): boolean {
  return (
    part?.kind === 'string' &&
    whole.kind === 'string' &&
    part.text.length >= TELLING &&
    whole.text.includes(part.text)
  );
}

function lengthOf({ value }: Frame): number {
  return value?.kind === 'string' ? value.length : 0;
}

function nameOf(frame: Frame): string {
  return simpleName(frame.site.original?.node ?? frame.site.node) || 'a callback';
}
