/** For tests: runs of made-up programs, as trees of activations, and the timeline that recording them would give. */
import fc from 'fast-check';
import type { ScopeEvent } from '../../protocol/event.ts';
import type { FrameId, NodeId, Seq, SiteId } from '../../protocol/ids.ts';
import type { Site } from '../../protocol/site.ts';
import { buildTimeline } from '../timeline.ts';
import { alignRuns } from './align.ts';
import type { Alignment } from './align.ts';
import { createValueComparison } from './same-value.ts';
import type { Side } from './step.ts';

export interface MadeStep {
  readonly type: 'value' | 'branch' | 'call';
  readonly site: number;
  readonly value: number;
  readonly steps: readonly MadeStep[];
}

const SITES = 6;
const TYPES = ['value-read', 'branch-taken', 'call-start'] as const;

const leaf = fc.record({
  type: fc.constantFrom('value' as const, 'branch' as const),
  site: fc.integer({ min: 0, max: SITES - 1 }),
  value: fc.integer({ min: 0, max: 1 }),
  steps: fc.constant([] as readonly MadeStep[]),
});

const { call } = fc.letrec<{ step: MadeStep; call: MadeStep }>((tie) => ({
  step: fc.oneof({ depthSize: 'small' }, leaf, tie('call')),
  call: fc.record({
    type: fc.constant('call' as const),
    site: fc.integer({ min: 0, max: SITES - 1 }),
    value: fc.integer({ min: 0, max: 1 }),
    steps: fc.array(tie('step'), { maxLength: 6 }),
  }),
}));

/** Activations that nothing called, one after the other; no two of the same function, so that each has one partner. */
export const madeRun: fc.Arbitrary<readonly MadeStep[]> = fc.uniqueArray(call, {
  minLength: 1,
  maxLength: 4,
  selector: ({ site }) => site,
});

/** @returns all steps of a run that begin or are an event, in the order of time */
export function flatten(run: readonly MadeStep[]): readonly MadeStep[] {
  return run.flatMap((step) => [step, ...flatten(step.steps)]);
}

function siteIdOf({ type, site }: MadeStep): number {
  return 1 + site + SITES * (type === 'value' ? 0 : type === 'branch' ? 1 : 2);
}

function sites(): readonly (Site | undefined)[] {
  return Array.from({ length: SITES * TYPES.length + 1 }, (_, id): Site | undefined =>
    id === 0
      ? undefined
      : {
          id: id as SiteId,
          kind: id > SITES * 2 ? 'function' : id > SITES ? 'branch' : 'value',
          node: `made.js#f${id}` as NodeId,
          fn: `made.js#f${id}` as NodeId,
          ...{ file: 'made.js', start: id, end: id + 1, probe: 'made' },
        },
  );
}

/** @returns the side of an alignment that a recording of the run would be */
export function recordMade(run: readonly MadeStep[]): Side {
  const events: ScopeEvent[] = [];
  let frames = 0;
  const write = (step: MadeStep, own: number): void => {
    const site = siteIdOf(step) as SiteId;
    const base = { seq: (events.length + 1) as Seq, process: 0, site };
    const value = { kind: 'number', value: step.value } as const;
    if (step.type !== 'call') {
      const type = step.type === 'value' ? 'value-read' : 'branch-taken';
      events.push({ ...base, frame: own as FrameId, type, value });
      return;
    }
    const frame = (frames += 1) as FrameId;
    const outer = 0 as FrameId;
    const start = { ...base, frame, parent: own as FrameId, outer, values: [value] };
    events.push({ ...start, type: 'call-start' });
    for (const inner of step.steps) write(inner, frame);
    const seq = (events.length + 1) as Seq;
    events.push({ ...base, seq, frame, type: 'call-end', outcome: 'returned', value });
  };
  for (const step of run) write(step, 0);
  const keyOf = (site: number): number => site;
  return {
    timeline: buildTimeline({ events, sites: sites() }),
    keys: { keyOf, isRewritten: () => false },
  };
}

export function alignMade(here: readonly MadeStep[], there: readonly MadeStep[]): Alignment {
  return alignRuns(recordMade(here), recordMade(there), { values: createValueComparison() });
}
