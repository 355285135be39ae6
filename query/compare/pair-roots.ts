/**
 * Activations that nothing recorded called: modules, tests, callbacks of timers, promises and servers. Processes are paired by
 * what they ran; in a pair of processes the activations of one function belong together that began with the same values, and
 * the rest by how often the function had run before.
 */
import { push } from '../lists.ts';
import type { Frame } from '../timeline.ts';
import { formatValue } from '../value-text.ts';
import { keyOfFrame } from './step.ts';
import type { Side } from './step.ts';

export interface RootPairs {
  /** In the order of the first run. */
  readonly pairs: readonly (readonly [Frame, Frame])[];
  /** The first activation of each function that ran more often on one side; the other side of it is null. */
  readonly alone: readonly { readonly here: Frame | null; readonly there: Frame | null }[];
}

export function pairRoots(here: Side, there: Side): RootPairs {
  const theirs = rootsByProcess(there);
  const pairs: (readonly [Frame, Frame])[] = [];
  const alone: { here: Frame | null; there: Frame | null }[] = [];
  const left = new Set(theirs.keys());
  for (const mine of rootsByProcess(here).values()) {
    const partner = mostAlike(mine, theirs, left);
    const its = partner === null ? new Map<number, readonly Frame[]>() : theirs.get(partner);
    if (partner !== null) left.delete(partner);
    pairProcess(mine, its ?? new Map(), { pairs, alone });
  }
  pairs.sort((a, b) => a[0].start.seq - b[0].start.seq);
  return { pairs, alone };
}

type Roots = ReadonlyMap<number, readonly Frame[]>;

/** By process the roots of each function that the other side has. */
function rootsByProcess(side: Side): ReadonlyMap<number, Roots> {
  const found = new Map<number, Map<number, Frame[]>>();
  for (const frame of side.timeline.frames) {
    if (frame.parent !== null || side.leavesOut?.(frame.site.id) === true) continue;
    const key = keyOfFrame(side, frame);
    if (key <= 0) continue;
    let known = found.get(frame.process);
    if (known === undefined) found.set(frame.process, (known = new Map()));
    push(known, key, frame);
  }
  return found;
}

function mostAlike(
  mine: Roots,
  theirs: ReadonlyMap<number, Roots>,
  left: ReadonlySet<number>,
): number | null {
  let best: { readonly process: number; readonly share: number } | null = null;
  for (const process of left) {
    const its = theirs.get(process) as Roots;
    const both = [...mine.keys()].filter((key) => its.has(key)).length;
    const share = both / (mine.size + its.size - both);
    if (both > 0 && (best === null || share > best.share)) best = { process, share };
  }
  return best?.process ?? null;
}

interface Paired {
  readonly pairs: (readonly [Frame, Frame])[];
  readonly alone: { here: Frame | null; there: Frame | null }[];
}

function pairProcess(mine: Roots, its: Roots, { pairs, alone }: Paired): void {
  for (const [key, frames] of mine) {
    const others = [...(its.get(key) ?? [])];
    const rest: Frame[] = [];
    for (const frame of frames) {
      const start = startOf(frame);
      const at = others.findIndex((other) => startOf(other) === start);
      const [partner] = at < 0 ? [] : others.splice(at, 1);
      if (partner === undefined) rest.push(frame);
      else pairs.push([frame, partner]);
    }
    for (const frame of rest) {
      const partner = others.shift();
      if (partner === undefined) {
        alone.push({ here: frame, there: null });
        break;
      }
      pairs.push([frame, partner]);
    }
    if (others[0] !== undefined) alone.push({ here: null, there: others[0] });
  }
  for (const [key, [first]] of its)
    if (!mine.has(key) && first !== undefined) alone.push({ here: null, there: first });
}

const FIRST_VALUES = 6;
const starts = new WeakMap<Frame, string>();

/** What an activation began with, as text: its arguments and the first things that it read. */
function startOf(frame: Frame): string {
  const known = starts.get(frame);
  if (known !== undefined) return known;
  const values = [
    ...frame.start.values,
    ...frame.events
      .slice(1, FIRST_VALUES)
      .flatMap((event) => ('value' in event ? [event.value] : [])),
  ];
  const text = values.map((value) => formatValue(value)).join('|');
  starts.set(frame, text);
  return text;
}
