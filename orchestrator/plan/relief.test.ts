/** Which recursions may have run out of stack because they were watched. */
import type { Frame } from '../../query/timeline.ts';
import { overflowedIn } from './relief.ts';

/** Activations inside each other, all thrown, below one that ended otherwise. */
function nested(depth: number): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at <= depth; at += 1)
    frames.push({
      parent: frames.at(-1) ?? null,
      outcome: at === 0 ? 'returned' : 'threw',
      site: { node: at === 0 ? 't.js#/arrow[0]' : 'lib.js#walk' },
    } as unknown as Frame);
  return frames;
}

it('is a function whose activations all threw, a thousand deep', () => {
  expect([...overflowedIn({ frames: nested(1000) })]).toEqual(['lib.js#walk']);
  expect([...overflowedIn({ frames: nested(999) })]).toEqual([]);
});

it('is none where what it ran in ended well', () => {
  const frames = nested(1000);
  expect([...overflowedIn({ frames }, () => true)]).toEqual([]);
  const other = nested(1200);
  const isHarmless = (frame: Frame): boolean => other.includes(frame);
  expect([...overflowedIn({ frames: [...frames, ...other] }, isHarmless)]).toEqual(['lib.js#walk']);
});
