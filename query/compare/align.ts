/**
 * Two runs side by side: activations are paired by call path and iteration, and inside a pair the steps are matched in order.
 * Every place where the runs part is reported, in the order of time of the first run; whatever follows from one of them is
 * among the later ones. A pure function of two timelines.
 * @see Johnson et al., Differential Slicing, IEEE S&P 2011; Weeratunge et al., Analyzing Concurrency Bugs Using Dual Slicing, ISSTA 2010
 */
import type { SiteEvent, Value } from '../../protocol/event.ts';
import type { Frame } from '../timeline.ts';
import { countBefore } from '../lists.ts';
import { isTruthy } from '../value-text.ts';
import { pairRoots } from './pair-roots.ts';
import type { Sameness, ValueComparison } from './same-value.ts';
import { matchSequences } from './sequence.ts';
import { stepsOf } from './step.ts';
import type { Side, Step } from './step.ts';

/**
 * `branch`: a condition went another way. `call`: another function was called, or none. `path`: other code ran. `value`: a
 * place had another value. `outcome`: one returned and the other threw. `order`: things came to their end in another order.
 * `object`: the same contents in another object.
 */
export type PartingKind = 'branch' | 'call' | 'path' | 'value' | 'outcome' | 'order' | 'object';

export interface Parting {
  readonly kind: PartingKind;
  /** What happened in the first run, and in the second; null where nothing did. */
  readonly here: SiteEvent | null;
  readonly there: SiteEvent | null;
  /** Position in the first run: of `here`, or of the next thing that happened. */
  readonly seq: number;
  /** `call-start`: which of the values. */
  readonly index: number | null;
  /** The activations in which it happened. */
  readonly frames: readonly [here: Frame | null, there: Frame | null];
  /** The place itself was rewritten between the versions. */
  readonly isRewritten: boolean;
}

export interface Alignment {
  /** In the order of the first run. */
  readonly partings: readonly Parting[];
  /** Events of the first run that have a partner. */
  readonly aligned: number;
  /** The activation of the second run that belongs to one of the first. */
  readonly pairs: ReadonlyMap<Frame, Frame>;
  /** @returns how many events of the first run before `seq` have a partner */
  alignedBefore(seq: number): number;
  /** @returns the event of the second run that belongs to one of the first, or null */
  partnerOf(seq: number): SiteEvent | null;
}

export interface AlignOptions {
  readonly values: ValueComparison;
  /** Compare what ran below these two activations; absent: the whole runs. */
  readonly below?: readonly [Frame, Frame];
  /** Which differences of values count; all by default. */
  readonly isDifferent?: (here: Value, there: Value) => boolean;
}

const MOST_PARTINGS = 200_000;

export function alignRuns(here: Side, there: Side, options: AlignOptions): Alignment {
  const partings: Parting[] = [];
  const partners = new Map<number, SiteEvent>();
  const pairs = new Map<Frame, Frame>();
  const run: Run = { here, there, options, partings, partners, pairs, open: [] };
  if (options.below === undefined) {
    const roots = pairRoots(here, there);
    for (const [a, b] of roots.pairs.toReversed()) openPair(run, a, b);
    for (const { here: frame, there: other } of roots.alone)
      partings.push(aloneParting(frame, other));
  } else openPair(run, ...options.below);
  for (let next = run.open.pop(); next !== undefined; next = run.open.pop()) {
    if (partings.length >= MOST_PARTINGS) break;
    alignPair(run, ...next);
  }
  partings.push(...orderPartings(run));
  partings.sort((a, b) => a.seq - b.seq);
  const seqs = [...partners.keys()].sort((a, b) => a - b).map((seq) => ({ seq }));
  return {
    partings,
    aligned: seqs.length,
    pairs,
    alignedBefore: (seq) => countBefore(seqs, seq),
    partnerOf: (seq) => partners.get(seq) ?? null,
  };
}

interface Run {
  readonly here: Side;
  readonly there: Side;
  readonly options: AlignOptions;
  readonly partings: Parting[];
  readonly partners: Map<number, SiteEvent>;
  readonly pairs: Map<Frame, Frame>;
  readonly open: (readonly [Frame, Frame])[];
}

function openPair(run: Run, a: Frame, b: Frame): void {
  run.pairs.set(a, b);
  run.open.push([a, b]);
}

/** An activation that nothing recorded called, and that only one of the runs has. */
function aloneParting(here: Frame | null, there: Frame | null): Parting {
  return {
    kind: 'call',
    here: here?.start ?? null,
    there: there?.start ?? null,
    seq: here?.start.seq ?? Infinity,
    index: null,
    frames: [here, there],
    isRewritten: false,
  };
}

function alignPair(run: Run, a: Frame, b: Frame): void {
  const [mine, its] = [stepsOf(run.here, a), stepsOf(run.there, b)];
  const at: Pair = { run, a, b, mine, its, branched: false };
  if (run.here.keys.keyOf(a.site.id) > 0) compareStep(at, a.start, b.start);
  const matches = matchSequences(
    mine.map(({ key }) => key),
    its.map(({ key }) => key),
  );
  let [fromA, fromB] = [0, 0];
  const called: (readonly [Frame, Frame])[] = [];
  for (const [x, y] of [...matches, [mine.length, its.length] as const]) {
    if (x > fromA || y > fromB) noteGap(at, [fromA, x], [fromB, y]);
    const [one, other] = [mine[x], its[y]];
    if (one !== undefined && other !== undefined) {
      at.branched = false;
      if (one.frame !== null && other.frame !== null) called.push([one.frame, other.frame]);
      else compareStep(at, one.event, other.event);
    }
    [fromA, fromB] = [x + 1, y + 1];
  }
  for (const [one, other] of called.reverse()) openPair(run, one, other);
}

interface Pair {
  readonly run: Run;
  readonly a: Frame;
  readonly b: Frame;
  readonly mine: readonly Step[];
  readonly its: readonly Step[];
  /** The last matched step was a condition that went another way: what is unmatched after it follows from that. */
  branched: boolean;
}

type Stretch = readonly [from: number, to: number];

function noteGap(at: Pair, here: Stretch, there: Stretch): void {
  if (at.branched) return;
  const mine = here[1] > here[0] ? (at.mine[here[0]] ?? null) : null;
  const its = there[1] > there[0] ? (at.its[there[0]] ?? null) : null;
  // Initialisers of fields belong to the activation of their module, long after that has ended.
  const end = Math.max(at.mine.at(-1)?.seq ?? 0, at.a.endSeq ?? at.a.start.seq);
  const next = mine?.seq ?? at.mine[here[0]]?.seq ?? end;
  at.run.partings.push({
    ...{ index: null, frames: [at.a, at.b], isRewritten: false },
    kind: isEnd(mine, its) ? 'outcome' : isCall(mine) || isCall(its) ? 'call' : 'path',
    here: mine?.event ?? null,
    there: its?.event ?? null,
    seq: next,
  });
}

function isCall(step: Step | null): boolean {
  return step !== null && step.frame !== null;
}

function isEnd(mine: Step | null, its: Step | null): boolean {
  const ends = [mine, its].map((step) => step?.event.type === 'call-end');
  return ends[0] !== ends[1] && (mine === null || its === null);
}

/** Two events at the same place: their values, which way they went, how they ended. */
function compareStep(at: Pair, here: SiteEvent, there: SiteEvent): void {
  const { run } = at;
  run.partners.set(here.seq, there);
  at.branched = false;
  const found = differenceOf(run, here, there);
  if (found === null) return;
  at.branched = found.kind === 'branch';
  run.partings.push({
    frames: [at.a, at.b],
    ...found,
    here,
    there,
    seq: here.seq,
    isRewritten: run.here.keys.isRewritten(here.site),
  });
}

interface Difference {
  readonly kind: PartingKind;
  readonly index: number | null;
}

function differenceOf(run: Run, here: SiteEvent, there: SiteEvent): Difference | null {
  if (here.type === 'call-end' && there.type === 'call-end' && here.outcome !== there.outcome)
    return { kind: 'outcome', index: null };
  if (here.type === 'branch-taken' && there.type === 'branch-taken') {
    const [one, other] = [isTruthy(here.value), isTruthy(there.value)];
    if (one !== null && other !== null && one !== other) return { kind: 'branch', index: null };
  }
  if ('key' in here && 'key' in there && here.key !== there.key)
    return { kind: 'value', index: null };
  const [mine, its] = [valuesOf(here), valuesOf(there)];
  let weak: Difference | null = null;
  for (let index = 0; index < Math.min(mine.length, its.length); index += 1) {
    const [a, b] = [mine[index] as Value, its[index] as Value];
    const sameness = samenessOf(run, [here, a], [there, b]);
    const where = 'values' in here ? index : null;
    if (sameness === 'different') return { kind: 'value', index: where };
    if (sameness === 'other-object') weak ??= { kind: 'object', index: where };
  }
  return weak;
}

function samenessOf(
  { options }: Run,
  [here, a]: readonly [SiteEvent, Value],
  [there, b]: readonly [SiteEvent, Value],
): Sameness {
  const sameness = options.values.compare(
    { process: here.process, value: a },
    { process: there.process, value: b },
  );
  if (options.isDifferent === undefined) return sameness;
  return sameness === 'different' && options.isDifferent(a, b) ? 'different' : 'same';
}

function valuesOf(event: SiteEvent): readonly Value[] {
  if ('values' in event) return event.values;
  return 'value' in event ? [event.value] : [];
}

/**
 * Where activations that nothing called began, or suspended ones went on, in another order than in the second run: the first
 * place in each process, since what several processes do at once has no order.
 */
function orderPartings({ pairs }: Run): readonly Parting[] {
  const numbers = new Map([...pairs.keys()].map((frame, at) => [frame, at]));
  const processes = new Set([...pairs.keys()].map(({ process }) => process));
  return [...processes].flatMap((process): Parting[] => {
    const own = [...pairs].filter(([frame]) => frame.process === process);
    const numberOf = new Map(own.map(([frame, other]) => [other, numbers.get(frame) ?? 0]));
    const mine = wakesOf(
      own.map(([frame]) => frame),
      numbers,
    );
    const its = wakesOf(
      own.map(([, other]) => other),
      numberOf,
    );
    const [known, there] = [keysOf(its), keysOf(mine)];
    const a = mine.filter(({ key }) => known.has(key));
    const b = its.filter(({ key }) => there.has(key));
    const first = a.findIndex(({ key }, at) => key !== b[at]?.key);
    const [one, other] = [a[first], b[first]];
    if (one === undefined || other === undefined) return [];
    return [
      {
        ...{ kind: 'order', here: one.event, there: other.event, seq: one.event.seq, index: null },
        frames: [one.frame, other.frame],
        isRewritten: false,
      },
    ];
  });
}

function keysOf(wakes: readonly Wake[]): ReadonlySet<string> {
  return new Set(wakes.map(({ key }) => key));
}

interface Wake {
  readonly key: string;
  readonly event: SiteEvent;
  readonly frame: Frame;
}

function wakesOf(frames: readonly Frame[], numbers: ReadonlyMap<Frame, number>): readonly Wake[] {
  const found = frames.flatMap((frame): Wake[] => {
    const number = numbers.get(frame) ?? 0;
    const resumed = frame.events.filter(({ type }) => type === 'resumed');
    return [
      ...(frame.parent === null ? [{ key: `${number}`, event: frame.start, frame }] : []),
      ...resumed.map((event, at) => ({ key: `${number}.${at}`, event, frame })),
    ];
  });
  return found.sort((a, b) => a.event.seq - b.event.seq);
}
