/**
 * An error was caught and nothing became of it: the frame that caught it returned, threw nothing after, and no later event
 * before that return, in any function, shows the error or reads from it.
 *
 * An approximation. Uses without an event are not seen, above all an identifier passed to code without probes
 * (`console.error(error)`): such a handler is told although it speaks. `catch {` without a binding and primitives that were
 * thrown have no identity and count as unused. A module's frame never ends, so the end of the events stands for it; a
 * function that was still running then is not told.
 */
import type { ScopeEvent, Value } from '../../../protocol/event.ts';
import type { Seq } from '../../../protocol/ids.ts';
import type { Site } from '../../../protocol/site.ts';
import { describeError } from '../describe.ts';
import { createLru } from '../lru.ts';
import { functionOf, valuesOf } from '../observe.ts';
import { keyInProcess, NOTHING, type CreateRule, type Finding } from '../rule.ts';

interface Caught {
  readonly site: Site;
  readonly seq: Seq;
  /** Identity of the error; null where it has none. */
  readonly ref: string | null;
  readonly text: string;
}

/** Catches of one frame that are remembered: a loop may catch for ever. */
const PER_FRAME = 8;

export const createSwallowedExceptionRule: CreateRule = ({ siteOf, capacity }) => {
  /** By frame: what it caught and nobody has used yet. */
  const open = createLru<string, readonly Caught[]>(capacity);
  /** The frame that caught an error last, by identity of the error. */
  const frameOfRef = createLru<string, string>(capacity);

  function forgetUsed(event: ScopeEvent): void {
    for (const ref of refsOf(event)) {
      const frame = frameOfRef.get(ref);
      const caught = frame === undefined ? undefined : open.get(frame);
      if (frame === undefined || caught === undefined) continue;
      const unused = caught.filter((each) => each.ref !== ref || isBinding(event, each));
      if (unused.length === 0) open.delete(frame);
      else open.set(frame, unused);
    }
  }

  function remember(event: ScopeEvent & { readonly type: 'error-caught' }, frame: string): void {
    const site = siteOf(event);
    if (site === undefined) return;
    const ref = refOf(event.process, event.value);
    if (ref !== null) frameOfRef.set(ref, frame);
    const caught: Caught = { site, seq: event.seq, ref, text: describeCaught(event.value) };
    open.set(frame, [...(open.get(frame) ?? []), caught].slice(-PER_FRAME));
  }

  return {
    push(event) {
      if (!('frame' in event) || (open.isEmpty && event.type !== 'error-caught')) return NOTHING;
      const frame = keyInProcess(event.process, event.frame);
      if (!open.isEmpty) forgetUsed(event);
      if (event.type === 'error-caught') remember(event, frame);
      if (event.type === 'error-thrown') open.delete(frame);
      if (event.type !== 'call-end') return NOTHING;
      const caught = open.get(frame);
      if (caught === undefined) return NOTHING;
      open.delete(frame);
      return event.outcome === 'returned' ? caught.map(toFinding) : NOTHING;
    },
    end: () =>
      open
        .values()
        .flat()
        .filter(({ site }) => functionOf(site) === undefined)
        .map(toFinding),
  };
};

/** The clause's own variable takes the error: that is no use of it. */
function isBinding(event: ScopeEvent, { seq }: Caught): boolean {
  return event.type === 'variable-written' && event.seq === seq + 1;
}

function toFinding({ site, seq, text }: Caught): Finding {
  return {
    place: `s${site.id}`,
    site,
    subject: undefined,
    seq,
    message: `${text} was caught in ${functionOf(site) ?? site.file} and not passed on`,
  };
}

/** `catch {` reports undefined: what was thrown is not known. */
function describeCaught(value: Value): string {
  return value.kind === 'undefined' ? 'an error' : describeError(value);
}

function refOf(process: number, value: Value): string | null {
  return value.kind === 'object' || value.kind === 'seen' ? keyInProcess(process, value.ref) : null;
}

/** Objects that an event shows, and those in their fields. */
function refsOf(event: ScopeEvent): ReadonlySet<string> {
  const shown = valuesOf(event).flatMap((value) =>
    value.kind === 'object' ? [value, ...value.fields.map((field) => field.value)] : [value],
  );
  return new Set(shown.map((value) => refOf(event.process, value)).filter((ref) => ref !== null));
}
