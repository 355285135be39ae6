import type { InstrumentationPlan } from '../../protocol/plan.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Slice } from '../../query/provenance/slice.ts';
import type { Frame } from '../../query/timeline.ts';
import { collectFacts } from './refine.ts';

const frame = (node: string, children: readonly Frame[] = []): Frame =>
  ({ site: { node }, outcome: 'returned', parent: null, children }) as unknown as Frame;

it('goes through a call with more calls inside than an argument list can hold', () => {
  const children = Array.from({ length: 200_000 }, () => frame('a.ts#leaf'));
  const top = frame('a.ts#top', children);
  const context = {
    timeline: { frames: [top, ...children] },
    sources: { file: () => null },
  } as unknown as Context;
  const slice = { points: [], frontiers: [] } as unknown as Slice;
  const plan = { probes: [] } as unknown as InstrumentationPlan;
  const { executed } = collectFacts(context, slice, { roots: [top] }, plan, []);
  expect(executed.map(({ functionId, calls }) => [functionId, calls])).toEqual([
    ['a.ts#top', 1],
    ['a.ts#leaf', 200_000],
  ]);
});

it('keeps to a few failing tests where many are of one kind', () => {
  const tests = ['a', 'b', 'c'].map((name) => frame(`t.test.ts#${name}`, [frame('a.ts#fn')]));
  const context = {
    timeline: { frames: tests },
    sources: { file: () => null },
  } as unknown as Context;
  const slice = { points: [], frontiers: [] } as unknown as Slice;
  const plan = { probes: [] } as unknown as InstrumentationPlan;
  const spare = new Set(['t.test.ts#b', 't.test.ts#c']);
  const { executed } = collectFacts(context, slice, { roots: tests, spare }, plan, []);
  expect(executed.map(({ functionId, calls }) => [functionId, calls])).toEqual([
    ['t.test.ts#a', 1],
    ['a.ts#fn', 3],
  ]);
});
