import type { Value } from '../protocol/event.ts';
import { lastPropertyWrite, nextPropertyWrites } from './written.ts';
import type { ObjectHistory, PropertyWrite } from './timeline.ts';

const number = (value: number): Value => ({ kind: 'number', value });

function historyOf(...writes: readonly (readonly [key: string, value: number])[]): ObjectHistory {
  const events = writes.map(
    ([key, value], seq) =>
      ({ type: 'property-written', seq, key, value: number(value) }) as unknown as PropertyWrite,
  );
  return { writes: events, calls: [], seen: [] };
}

describe('lastPropertyWrite', () => {
  const history = historyOf(['a', 1], ['b', 5], ['a', 1], ['a', 2], ['b', 6], ['a', 2]);
  it.each([
    ['the last one of the key', 'a', 9, 5, 1],
    ['before a time', 'a', 3, 2, null],
    ['not at that time', 'b', 4, 1, null],
    ['with the value before it', 'b', 9, 4, 5],
  ])('%s', (_what, key, before, seq, was) => {
    const found = lastPropertyWrite(history, key, before);
    expect(found?.write.seq).toBe(seq);
    expect(found?.was ?? null).toEqual(was === null ? null : number(was));
  });
  it('nothing where no write came before, or none of that key', () => {
    expect(lastPropertyWrite(history, 'a', 0)).toBeNull();
    expect(lastPropertyWrite(history, 'c', 9)).toBeNull();
  });
  it('looks at the writes of one key: an array of many elements is read in a moment', () => {
    const many = 60_000;
    const elements = historyOf(
      ...Array.from({ length: many }, (_, at): [string, number] => [`${at}`, at]),
    );
    let looks = 0;
    const counted = new Proxy(elements.writes as PropertyWrite[], {
      get(target, key, receiver) {
        looks += 1;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    for (let at = 0; at < many; at += 1)
      lastPropertyWrite({ ...elements, writes: counted }, `${at}`, many);
    expect(looks).toBeLessThan(many * 4);
  });
});

describe('nextPropertyWrites', () => {
  const history = historyOf(['a', 1], ['b', 5], ['a', 2], ['a', 3], ['a', 4]);
  const sites = [7, 7, 7, 8, 8];
  const placed = {
    ...history,
    writes: history.writes.map((one, at) => ({ ...one, site: sites[at] }) as PropertyWrite),
  };
  it('is the first of each place after a time, at most so many', () => {
    const seqs = (after: number, most: number): readonly number[] =>
      nextPropertyWrites(placed, 'a', after, most).map(({ seq }) => seq);
    expect(seqs(0, 3)).toEqual([2, 3]);
    expect(seqs(0, 1)).toEqual([2]);
    expect(seqs(2, 3)).toEqual([3]);
    expect(seqs(4, 3)).toEqual([]);
  });
});
