/**
 * What failing tests did and passing ones did not: lines that ran, ways that conditions went, and kinds of values that lines made.
 * A condition that went another way, or a value of another kind, says more than that the line ran. Scored by Ochiai.
 * A test is a callback that a runner called.
 * @see Abreu, Zoeteweij, van Gemund, PRDC 2006; Liblit et al., Scalable Statistical Bug Isolation, PLDI 2005
 */
import type { SiteEvent, Value } from '../../protocol/event.ts';
import type { Site } from '../../protocol/site.ts';
import type { Context } from '../../query/provenance/point.ts';
import { findFailures } from '../../query/target/failure.ts';
import type { SourceFile } from '../../query/source-index.ts';
import type { Spectrum } from '../../query/suspect/rank.ts';
import type { Frame } from '../../query/timeline.ts';
import { isTruthy } from '../../query/value-text.ts';

interface Counts {
  failed: number;
  passed: number;
}

/** @returns the scores of a line in [0, 1]; null where the run holds no passing and failing tests to compare */
export function buildSpectrum(context: Context): Spectrum {
  const failed = failedTests(context);
  const tests = testFrames(context, failed);
  const failing = tests.filter((test) => failed.has(test)).length;
  if (failing === 0 || failing === tests.length) return () => null;
  const ran = new Map<string, Counts>();
  const did = new Map<string, Map<string, Counts>>();
  const noted = createNotes(context);
  for (const test of tests) {
    const isFailing = failed.has(test);
    const facts = factsOf(context, test, noted);
    for (const [place, predicates] of facts) {
      count(ran, place, isFailing);
      let known = did.get(place);
      if (known === undefined) did.set(place, (known = new Map()));
      for (const predicate of predicates) count(known, predicate, isFailing);
    }
  }
  const ochiai = (counts: Counts | undefined): number =>
    counts === undefined ? 0 : counts.failed / Math.sqrt(failing * (counts.failed + counts.passed));
  return (file, line) => {
    const place = `${file}:${line}`;
    const predicates = [...(did.get(place)?.values() ?? [])].map(ochiai);
    return { ran: ochiai(ran.get(place)), did: Math.max(0, ...predicates) };
  };
}

function count<K>(map: Map<K, Counts>, key: K, isFailing: boolean): void {
  const known = map.get(key) ?? { failed: 0, passed: 0 };
  if (isFailing) known.failed += 1;
  else known.passed += 1;
  map.set(key, known);
}

const MOST_SILENT = 200;

/** @returns the tests that threw; where none did, those whose assertions only noted it, that never ended, or whose promise was rejected. */
export function failedTests(context: Context): ReadonlySet<Frame> {
  const { events, sites, frames } = context.timeline;
  const files = new Set(
    events.flatMap((event) => {
      const site = event.type === 'error-thrown' ? sites[event.site] : undefined;
      return site?.kind === 'function' ? [site.file] : [];
    }),
  );
  const threw = frames.filter(({ site, outcome }) => outcome === 'threw' && files.has(site.file));
  return new Set(
    threw.some((frame) => isTestFunction(context, frame))
      ? threw
      : findFailures(context, MOST_SILENT).map(
          ({ root, frame }) => testAbove(context, frame) ?? root,
        ),
  );
}

/** A runner that is recorded as well stands above the test. */
function testAbove(context: Context, frame: Frame): Frame | null {
  for (let up: Frame | null = frame; up !== null; up = up.parent)
    if (isTestFunction(context, up)) return up;
  return null;
}

/** @returns activations of functions that were handed to a runner as tests, in files in which a test failed */
export function testFrames(context: Context, failing: ReadonlySet<Frame>): readonly Frame[] {
  const { frames } = context.timeline;
  const failed = new Set([...failing].map(({ site }) => site.file));
  const isTest = new Map<string, boolean>();
  return frames.filter((frame) => {
    if (!failed.has(frame.site.file)) return false;
    let known = isTest.get(frame.site.node);
    if (known === undefined) isTest.set(frame.site.node, (known = isTestFunction(context, frame)));
    return known;
  });
}

const TESTS = /^(?:it|test|specify)(?:\.|$)/u;

function isTestFunction(context: Context, frame: Frame): boolean {
  const source = context.sources.file(frame.site.file);
  const call = source?.scopes.nodeById(frame.site.node)?.parent?.parent;
  const callee = call?.type === 'call_expression' ? call.children[0] : undefined;
  return (
    source !== null &&
    callee !== undefined &&
    TESTS.test(source.text.slice(callee.start, callee.end))
  );
}

/** By line, what one test did there. */
function factsOf(
  { sources }: Context,
  test: Frame,
  noted: Notes,
): ReadonlyMap<string, ReadonlySet<string>> {
  const facts = new Map<string, Set<string>>();
  const known = new Set<number>();
  const stack: Frame[] = [test];
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    if (sources.file(frame.site.file) !== null)
      for (const event of frame.events) {
        const key = noted.keyOf(event);
        if (known.has(key)) continue;
        known.add(key);
        noted.add(event, facts);
      }
    stack.push(...frame.children);
  }
  return facts;
}

interface Notes {
  /** A number that two events share where they say the same. */
  keyOf(event: SiteEvent): number;
  add(event: SiteEvent, facts: Map<string, Set<string>>): void;
}

/** More than there are kinds: those that come later say no more than that the line ran. */
const MOST_KINDS = 65_536;

/** A long recording says the same of a place millions of times: texts are made once. */
function createNotes(context: Context): Notes {
  const { sites } = context.timeline;
  const places = new Map<number, string | null>();
  const kinds = new Map<string, number>();
  const kindIn = (event: SiteEvent): string | null =>
    event.type === 'branch-taken'
      ? String(isTruthy(event.value))
      : 'value' in event
        ? kindOf(event.value)
        : null;
  const placeAt = (id: number): string | null => {
    let place = places.get(id);
    if (place === undefined) {
      const site = sites[id];
      const source = site === undefined ? null : context.sources.file(site.file);
      place = site === undefined || source === null ? null : placeOf(context, source, site);
      places.set(id, place);
    }
    return place;
  };
  return {
    keyOf(event) {
      const kind = kindIn(event);
      let number = kind === null ? 0 : kinds.get(kind);
      if (number === undefined) {
        number = kinds.size + 1 < MOST_KINDS ? kinds.size + 1 : 0;
        kinds.set(kind as string, number);
      }
      return event.site * MOST_KINDS + number;
    },
    add(event, facts) {
      const place = placeAt(event.site);
      if (place === null) return;
      let known = facts.get(place);
      if (known === undefined) facts.set(place, (known = new Set()));
      const kind = kindIn(event);
      if (kind !== null) known.add(`${event.site}:${kind}`);
    },
  };
}

/** In generated text: the line that it was made from. */
function placeOf(context: Context, source: SourceFile, site: Site): string {
  const node = context.sources.nodeOf(site);
  const shown = node === null ? null : source.original(node);
  return shown === null || shown.source === source
    ? `${site.file}:${source.lineAt(site.start)}`
    : `${shown.source.path}:${shown.source.lineAt(shown.node.start)}`;
}

/** Kinds that tests can differ in without being different inputs. */
function kindOf(value: Value): string {
  switch (value.kind) {
    case 'number':
      if (Number.isNaN(value.value)) return 'NaN';
      return value.value === 0
        ? 'zero'
        : value.value < 0
          ? 'negative'
          : Number.isInteger(value.value)
            ? 'whole'
            : 'fraction';
    case 'string':
      return value.length === 0 ? 'empty' : 'text';
    case 'boolean':
      return String(value.value);
    case 'object':
      return value.shape === 'array' && value.size === 0
        ? 'empty-array'
        : `${value.shape}:${value.name}`;
    default:
      return value.kind;
  }
}
