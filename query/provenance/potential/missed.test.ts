/** What a recording may have missed keeps claims of what did not happen back. */
import type { ScopeEvent } from '../../../protocol/event.ts';
import { buildTimeline } from '../../timeline.ts';
import type { Context } from '../point.ts';
import { recordProgram, sliceFrom } from '../record-program.contract.ts';

const PROGRAM = `
let out = '';
function add(isLong) {
  out += 'a';
  if (isLong) out += 'b';
}
add(false);
const result = out;`;

/** The same recording, in which the sites of a kind rested from the beginning. */
function resting(context: Context, kind: string): Context {
  const { events, sites } = context.timeline;
  const [first] = events;
  const rests = sites.flatMap((site): readonly ScopeEvent[] =>
    site?.kind === kind && first !== undefined
      ? [
          {
            ...{ seq: first.seq, process: first.process, site: site.id },
            ...{ type: 'probe-throttled', state: 'off' },
          } as ScopeEvent,
        ]
      : [],
  );
  return { ...context, timeline: buildTimeline({ events: [...rests, ...events], sites }) };
}

const whys = (context: Context): readonly string[] =>
  sliceFrom(context, 'result').points.map(({ why }) => why);
const KEPT = 'was false, which kept more from being added to out';

it('a condition that was recorded all the time kept it', async () => {
  const context = await recordProgram(PROGRAM);
  expect(whys(context)).toContain(KEPT);
  expect(whys(resting(context, 'return'))).toContain(KEPT);
});

it('of one that rested nobody knows how it went last', async () => {
  const context = await recordProgram(PROGRAM);
  expect(whys(resting(context, 'branch'))).not.toContain(KEPT);
});
