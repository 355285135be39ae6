/** What every implementation of `Stream` must do, run by each of them. Also says by example how a consumer works. */
import { z } from 'zod';
import type { Stream, StreamOptions } from './stream.ts';

const itemSchema = z.object({ n: z.number(), pad: z.string().optional() });
const anySchema = z.unknown();
type Item = z.infer<typeof itemSchema>;

export type Overrides = Partial<
  Pick<StreamOptions<unknown>, 'maxLength' | 'maxDeliveries' | 'now'>
>;

/** Opens a stream of that name; a second call with the same name opens the same stream once more. */
export type Open = <T>(
  name: string,
  schema: z.ZodType<T>,
  overrides?: Overrides,
) => Promise<Stream<T>>;

const NO_WAIT = { count: 100, blockMs: 0 };
const values = (entries: readonly { readonly value: Item }[]): number[] =>
  entries.map(({ value }) => value.n);

/** @param open  opens streams that the suite of the implementation cleans up */
export function streamContract(kind: Stream<unknown>['kind'], open: Open): void {
  let count = 0;
  const fresh = async (overrides?: Overrides): Promise<{ name: string; stream: Stream<Item> }> => {
    count += 1;
    const name = `contract-${count}`;
    return { name, stream: await open(name, itemSchema, overrides) };
  };
  const fill = async (stream: Stream<Item>, n: number, pad = ''): Promise<readonly string[]> =>
    await Promise.all(Array.from({ length: n }, (_, i) => stream.append({ n: i + 1, pad })));

  describe(`${kind} stream`, () => {
    it('says what it is', async () => {
      const { name, stream } = await fresh();
      expect([stream.kind, stream.name, stream.health().connected]).toEqual([kind, name, true]);
    });

    it('gives each entry an id and hands entries out in order', async () => {
      const { stream } = await fresh();
      const ids = await fill(stream, 5);
      expect(new Set(ids).size).toBe(5);
      const entries = await stream.readGroup('g', 'a', NO_WAIT);
      expect(values(entries)).toEqual([1, 2, 3, 4, 5]);
      expect(entries.map(({ id }) => id)).toEqual(ids);
      expect(entries.map(({ deliveries }) => deliveries)).toEqual([1, 1, 1, 1, 1]);
      expect(await stream.length()).toBe(5);
    });

    it('keeps text of any kind as it is', async () => {
      const { name } = await fresh();
      const stream = await open(name, anySchema);
      const odd = ['', 'line\nbreak', '\u0000\u2028é😀', { a: [null, true, -0.5] }, null, 12345];
      for (const value of odd) await stream.append(value);
      const entries = await stream.readGroup('g', 'a', NO_WAIT);
      expect(entries.map(({ value }) => value)).toEqual(odd);
    });

    it('hands nothing out when there is nothing new', async () => {
      const { stream } = await fresh();
      expect(await stream.readGroup('g', 'a', NO_WAIT)).toEqual([]);
      await fill(stream, 1);
      expect(await stream.readGroup('g', 'a', NO_WAIT)).toHaveLength(1);
      expect(await stream.readGroup('g', 'a', NO_WAIT)).toEqual([]);
    });

    it('hands out at most count', async () => {
      const { stream } = await fresh();
      await fill(stream, 5);
      expect(values(await stream.readGroup('g', 'a', { count: 2, blockMs: 0 }))).toEqual([1, 2]);
      expect(values(await stream.readGroup('g', 'a', { count: 2, blockMs: 0 }))).toEqual([3, 4]);
      expect(values(await stream.readGroup('g', 'a', { count: 2, blockMs: 0 }))).toEqual([5]);
    });

    it('shares entries between two consumers of a group, each entry once', async () => {
      const { name, stream } = await fresh();
      const other = await open(name, itemSchema);
      await fill(stream, 40);
      const seen: number[] = [];
      const consume = async (from: Stream<Item>, consumer: string): Promise<number> => {
        let taken = 0;
        for (;;) {
          const entries = await from.readGroup('g', consumer, { count: 3, blockMs: 0 });
          if (entries.length === 0) return taken;
          seen.push(...values(entries));
          taken += entries.length;
          await from.ack(
            'g',
            entries.map(({ id }) => id),
          );
        }
      };
      const [a, b] = await Promise.all([consume(stream, 'a'), consume(other, 'b')]);
      expect(seen.sort((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
      expect(Math.min(a, b)).toBeGreaterThan(0);
      expect((await stream.pending('g')).total).toBe(0);
    });

    it('gives every group all entries', async () => {
      const { stream } = await fresh();
      await fill(stream, 3);
      expect(values(await stream.readGroup('g1', 'a', NO_WAIT))).toEqual([1, 2, 3]);
      expect(values(await stream.readGroup('g2', 'a', NO_WAIT))).toEqual([1, 2, 3]);
    });

    it('goes on where the group was when it is opened again', async () => {
      const { name, stream } = await fresh();
      await fill(stream, 3);
      await stream.readGroup('g', 'a', { count: 2, blockMs: 0 });
      await stream.close();
      const again = await open(name, itemSchema);
      expect(values(await again.readGroup('g', 'a', NO_WAIT))).toEqual([3]);
      expect(await again.pending('g')).toEqual({ total: 3, consumers: { a: 3 } });
    });

    it('counts what is pending until it is acknowledged', async () => {
      const { stream } = await fresh();
      await fill(stream, 3);
      const [first, second] = await stream.readGroup('g', 'a', { count: 2, blockMs: 0 });
      await stream.readGroup('g', 'b', { count: 1, blockMs: 0 });
      expect(await stream.pending('g')).toEqual({ total: 3, consumers: { a: 2, b: 1 } });
      const ids = [first?.id ?? '', second?.id ?? ''];
      expect(await stream.ack('g', ids)).toBe(2);
      expect(await stream.ack('g', ids)).toBe(0);
      expect(await stream.ack('g', [])).toBe(0);
      expect(await stream.pending('g')).toEqual({ total: 1, consumers: { b: 1 } });
    });

    it('takes over what a consumer left, and not what is fresh', async () => {
      const { name, stream } = await fresh();
      await fill(stream, 2);
      await stream.readGroup('g', 'dead', NO_WAIT);
      const other = await open(name, itemSchema);
      expect(await other.claimStale('g', 'alive', 60_000)).toEqual([]);
      const claimed = await other.claimStale('g', 'alive', 0);
      expect(values(claimed)).toEqual([1, 2]);
      expect(claimed.map(({ deliveries }) => deliveries)).toEqual([2, 2]);
      expect(await other.pending('g')).toEqual({ total: 2, consumers: { alive: 2 } });
      await other.ack(
        'g',
        claimed.map(({ id }) => id),
      );
      expect(await other.claimStale('g', 'alive', 0)).toEqual([]);
    });

    it('has nothing to take over before the group exists', async () => {
      const { stream } = await fresh();
      expect(await stream.claimStale('g', 'a', 0)).toEqual([]);
      expect(await stream.pending('g')).toEqual({ total: 0, consumers: {} });
    });

    it('sets aside what was handed out more than maxDeliveries times', async () => {
      const { stream } = await fresh({ maxDeliveries: 2 });
      const [id] = await fill(stream, 1);
      await stream.readGroup('g', 'a', NO_WAIT);
      expect(await stream.claimStale('g', 'a', 0)).toHaveLength(1);
      expect(await stream.deadLetters()).toEqual([]);
      expect(await stream.claimStale('g', 'a', 0)).toEqual([]);
      const [letter] = await stream.deadLetters();
      expect(letter).toMatchObject({ id, group: 'g', reason: 'too-many-deliveries' });
      expect(letter?.detail).toContain('2 times');
      expect(JSON.parse(letter?.text ?? '')).toEqual({ n: 1, pad: '' });
      expect((await stream.pending('g')).total).toBe(0);
    });

    it('sets aside what does not fit the schema and hands out the rest', async () => {
      const { name, stream } = await fresh();
      const foreign = await open(name, anySchema);
      await foreign.append({ n: 'one' });
      await stream.append({ n: 2 });
      await foreign.append('three');
      expect(values(await stream.readGroup('g', 'a', NO_WAIT))).toEqual([2]);
      const letters = await stream.deadLetters();
      expect(letters.map(({ reason }) => reason)).toEqual(['invalid', 'invalid']);
      expect(letters[0]?.detail).toContain('n: ');
      expect(letters[1]?.text).toBe('"three"');
      expect(letters[0]?.epochMs).toBeGreaterThan(0);
      expect((await stream.pending('g')).total).toBe(1);
    });

    it('reads on past a batch in which nothing fits', async () => {
      const { name, stream } = await fresh();
      const foreign = await open(name, anySchema);
      for (let i = 0; i < 5; i += 1) await foreign.append(`bad ${i}`);
      await stream.append({ n: 6 });
      expect(values(await stream.readGroup('g', 'a', { count: 2, blockMs: 0 }))).toEqual([6]);
      expect(await stream.deadLetters(2)).toHaveLength(2);
      expect((await stream.deadLetters(2)).map(({ text }) => text)).toEqual(['"bad 3"', '"bad 4"']);
    });

    it('waits for an entry that another producer appends', async () => {
      const { name, stream } = await fresh();
      const other = await open(name, itemSchema);
      const waiting = stream.readGroup('g', 'a', { count: 10, blockMs: 20_000 });
      await other.append({ n: 7 });
      expect(values(await waiting)).toEqual([7]);
    });

    it('ends the wait when the time is over, and when it is closed', async () => {
      const { stream } = await fresh();
      expect(await stream.readGroup('g', 'a', { count: 1, blockMs: 30 })).toEqual([]);
      const waiting = stream.readGroup('g', 'a', { count: 1, blockMs: 20_000 });
      await stream.close();
      expect(await waiting).toEqual([]);
      await stream.close();
    });

    it('trims whole blocks and keeps at least the newest', async () => {
      const { stream } = await fresh();
      await fill(stream, 1_000, 'x'.repeat(50));
      const dropped = await stream.trim(150);
      const left = await stream.length();
      expect(dropped).toBeGreaterThan(0);
      expect(left).toBe(1_000 - dropped);
      expect(left).toBeGreaterThanOrEqual(150);
      const entries = await stream.readGroup('g', 'a', { count: 2_000, blockMs: 0 });
      expect(values(entries)).toEqual(Array.from({ length: left }, (_, i) => dropped + i + 1));
      expect(await stream.trim(1_000)).toBe(0);
    });

    it('stays near maxLength by itself', async () => {
      const { stream } = await fresh({ maxLength: 200 });
      await fill(stream, 3_000, 'x'.repeat(50));
      const left = await stream.length();
      expect(left).toBeGreaterThanOrEqual(200);
      expect(left).toBeLessThan(1_000);
    });

    it('forgets a pending entry that was trimmed away', async () => {
      const { stream } = await fresh();
      await fill(stream, 1_000, 'x'.repeat(50));
      await stream.readGroup('g', 'a', { count: 5, blockMs: 0 });
      await stream.trim(100);
      expect(await stream.claimStale('g', 'b', 0)).toEqual([]);
      expect((await stream.pending('g')).total).toBe(0);
    });

    it('keeps what several producers append at once', async () => {
      const { name, stream } = await fresh();
      const other = await open(name, itemSchema);
      await Promise.all([fill(stream, 100), fill(other, 100)]);
      const entries = await stream.readGroup('g', 'a', { count: 500, blockMs: 0 });
      expect(entries).toHaveLength(200);
      expect(new Set(entries.map(({ id }) => id)).size).toBe(200);
    });

    it('takes what was still being stored along when it is closed', async () => {
      const { name, stream } = await fresh();
      const appends = fill(stream, 50);
      await stream.close();
      await appends;
      expect(await (await open(name, itemSchema)).length()).toBe(50);
    });

    it.each(['', '../up', 'a/b', '.hidden', 'x'.repeat(101)])(
      'refuses the name %j',
      async (name) => {
        await expect(open(name, itemSchema)).rejects.toMatchObject({ code: 'usage' });
      },
    );
  });
}
