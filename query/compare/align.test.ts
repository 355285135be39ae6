import fc from 'fast-check';
import { alignMade, flatten, madeRun, recordMade } from './generated-run.contract.ts';
import type { MadeStep } from './generated-run.contract.ts';

/** The run with its nth step changed by `change`; null takes it out. */
function edited(
  run: readonly MadeStep[],
  nth: number,
  change: (step: MadeStep) => MadeStep | null,
): readonly MadeStep[] {
  let at = -1;
  const walk = (steps: readonly MadeStep[]): readonly MadeStep[] =>
    steps.flatMap((step): readonly MadeStep[] => {
      at += 1;
      const isIt = at === nth;
      const inner = { ...step, steps: walk(step.steps) };
      const next = isIt ? change(inner) : inner;
      return next === null ? [] : [next];
    });
  return walk(run);
}

const runAndStep = madeRun.chain((run) =>
  fc.tuple(fc.constant(run), fc.integer({ min: 0, max: flatten(run).length - 1 })),
);

describe('alignRuns', () => {
  it('a run does not part from itself, and all of it is aligned', () => {
    fc.assert(
      fc.property(madeRun, (run) => {
        const { partings, aligned } = alignMade(run, run);
        expect(partings).toEqual([]);
        expect(aligned).toBe(recordMade(run).timeline.events.length);
      }),
    );
  });

  it('runs part first where one value is another', () => {
    fc.assert(
      fc.property(runAndStep, ([run, nth]) => {
        const there = edited(run, nth, (step) => ({ ...step, value: 1 - step.value }));
        const { partings } = alignMade(run, there);
        const [first] = partings;
        const step = flatten(run)[nth] as MadeStep;
        expect(first?.kind).toBe(step.type === 'branch' ? 'branch' : 'value');
        // Steps and events differ by the ends of activations.
        const { events } = recordMade(run).timeline;
        const starts = events.filter(({ type }) => type !== 'call-end');
        expect(first?.seq).toBe(starts[nth]?.seq);
        expect(first?.here?.seq).toBe(first?.there?.seq);
      }),
    );
  });

  it('runs part where a step is missing, and not before', () => {
    fc.assert(
      fc.property(runAndStep, ([run, nth]) => {
        const removed = flatten(run)[nth] as MadeStep;
        const there = edited(run, nth, () => null);
        const { partings, alignedBefore } = alignMade(run, there);
        const starts = recordMade(run).timeline.events.filter(({ type }) => type !== 'call-end');
        const gone = starts[nth]?.seq ?? 0;
        const [first] = partings;
        expect(first).toBeDefined();
        // Which of several equal steps is missing can not be known: the first one may be taken for it.
        const isUnique = !flatten(run).some(
          (other) =>
            other !== removed && other.type === removed.type && other.site === removed.site,
        );
        if (isUnique) {
          expect(first?.seq).toBe(gone);
          expect(first?.kind).toBe(removed.type === 'call' ? 'call' : 'path');
          expect(alignedBefore(gone)).toBe(gone - 1);
        }
      }),
    );
  });

  it('parts the other way round at the same place', () => {
    fc.assert(
      fc.property(runAndStep, ([run, nth]) => {
        const there = edited(run, nth, (step) => ({ ...step, value: 1 - step.value }));
        const [one, other] = [alignMade(run, there), alignMade(there, run)];
        expect(one.partings[0]?.here?.seq).toBe(other.partings[0]?.there?.seq);
      }),
    );
  });
});
