/** The Redis stream on a real server: the contract, and what happens when the server is down, dies, freezes or refuses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { z } from 'zod';
import type { Problem } from '../../../protocol/problem.ts';
import { freePort, redisSuite, startRedis, type RedisServer } from '../../../test/redis-server.ts';
import { streamContract } from '../stream.contract.ts';
import { openStream } from '../open.ts';
import type { Stream } from '../stream.ts';
import { hideSecret } from './connection.ts';
import { openRedisStream, type RedisOptions } from './redis.ts';

const dir = mkdtempSync(join(tmpdir(), 'scope-redis-test-'));
const item = z.object({ n: z.number() });
type Item = z.infer<typeof item>;
const numbers = (entries: readonly { readonly value: Item }[]): number[] =>
  entries.map(({ value }) => value.n).sort((a, b) => a - b);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

it('never shows a password', () => {
  expect(hideSecret('rediss://me:secret@host:6379/2')).toBe('rediss://***@host:6379/2');
  expect(hideSecret('redis://host')).toBe('redis://host');
});

redisSuite('with a server', () => {
  let server: RedisServer;
  const opened: Stream<never>[] = [];
  const problems: Problem[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(async (stream) => await stream.close()));
    problems.length = 0;
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  async function open<T>(
    name: string,
    schema: z.ZodType<T>,
    more: Partial<RedisOptions<T>> = {},
  ): Promise<Stream<T>> {
    const report = (problem: Problem): void => void problems.push(problem);
    const stream = await openRedisStream({ name, schema, dir, url: server.url, report, ...more });
    opened.push(stream as Stream<never>);
    return stream;
  }

  /** Everything that was kept has been sent and acknowledged. */
  async function replayed(stream: Stream<Item>): Promise<void> {
    while (stream.health().kept > 0) await new Promise(setImmediate);
  }

  streamContract('redis', open);

  describe('redis stream when the server', () => {
    it('is there: openStream picks it by the url', async () => {
      const stream = await openStream({ name: 'picked', dir, schema: item, url: server.url });
      expect(stream.kind).toBe('redis');
      await stream.close();
    });

    it('is down at start: one message with what to do, and no password in it', async () => {
      const url = `redis://me:secret@127.0.0.1:${await freePort()}`;
      const opening = openStream({ name: 'down', dir, schema: item, url });
      await expect(opening).rejects.toMatchObject({ code: 'stream-unavailable' });
      const message = await opening.catch((error: Error) => error.message);
      expect(message).toMatch(
        /^cannot reach Redis at .*ECONNREFUSED.*unset it to use the embedded/u,
      );
      expect(message).not.toContain('secret');
    });

    it('is named by something that is no Redis URL', async () => {
      const opening = openStream({ name: 'down', dir, schema: item, url: 'http://localhost' });
      await expect(opening).rejects.toMatchObject({ code: 'usage' });
    });

    it('dies in the middle: appends are kept, and sent when it is back', async () => {
      const stream = await open('dies', item);
      await stream.append({ n: 0 });
      await server.kill();
      const ids = await Promise.all(upTo(50).map(async (n) => await stream.append({ n })));
      expect(ids.every((id) => id.startsWith('kept-'))).toBe(true);
      expect(stream.health()).toMatchObject({ connected: false, kept: 50, lost: 0 });
      const away = problems.filter(({ message }) => message.includes('went away'));
      expect(away).toHaveLength(1);
      const waiting = stream.readGroup('g', 'a', { count: 1, blockMs: 20_000 });
      await server.restart();
      const got = [...(await waiting)];
      while (got.length < 50)
        got.push(...(await stream.readGroup('g', 'a', { count: 100, blockMs: 20_000 })));
      // The server saved nothing, so entry 0 is gone with it.
      expect(numbers(got)).toEqual(upTo(50));
      await replayed(stream);
      await stream.append({ n: 51 });
      expect(numbers(await stream.readGroup('g', 'a', { count: 100, blockMs: 20_000 }))).toEqual([
        51,
      ]);
      expect(stream.health()).toMatchObject({ connected: true, kept: 0, replayed: 50, lost: 0 });
    });

    it('dies and the program ends: the next program sends what was kept', async () => {
      const first = await open('inherited', item);
      await server.kill();
      await Promise.all(upTo(20).map(async (n) => await first.append({ n })));
      await first.close();
      await server.restart();
      const second = await open('inherited', item);
      expect(second.health()).toMatchObject({ replayed: 20, kept: 0 });
      expect(numbers(await second.readGroup('g', 'a', { count: 100, blockMs: 0 }))).toEqual(
        upTo(20),
      );
    });

    it('dies while appends are on their way: none is lost, though one may come twice', async () => {
      const stream = await open('in-flight', item);
      const appends = upTo(2_000).map(async (n) => await stream.append({ n }));
      const killed = server.kill();
      const ids = await Promise.all(appends);
      await killed;
      const kept = ids.filter((id) => id.startsWith('kept-')).length;
      expect(kept).toBeGreaterThan(0);
      expect(stream.health()).toMatchObject({ kept, lost: 0 });
      await server.restart();
      const seen = new Set<number>();
      while (seen.size < kept)
        for (const { value } of await stream.readGroup('g', 'a', { count: 5_000, blockMs: 20_000 }))
          seen.add(value.n);
      const expected = upTo(2_000).filter((_, index) => ids[index]?.startsWith('kept-'));
      expect([...seen].sort((a, b) => a - b)).toEqual(expected);
    });

    it('is away and the disk refuses: memory takes what fits, the rest is counted', async () => {
      const broken = join(dir, 'a-file');
      writeFileSync(broken, '');
      const stream = await open('no-disk', item, { dir: broken, outbox: { memory: 3 } });
      await server.kill();
      for (const n of upTo(5)) await stream.append({ n });
      expect(stream.health()).toMatchObject({ kept: 3, lost: 2 });
      expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'error']);
      await server.restart();
      const got = await stream.readGroup('g', 'a', { count: 1, blockMs: 20_000 });
      expect(numbers(got)).toEqual([1]);
      await replayed(stream);
      expect(stream.health()).toMatchObject({ kept: 0, replayed: 3, lost: 2 });
    });

    it('is away: a consumer has nothing to do, and what it acknowledges is sent later', async () => {
      const stream = await open('acks', item);
      await stream.append({ n: 1 });
      const entries = await stream.readGroup('g', 'a', { count: 1, blockMs: 0 });
      await server.kill();
      expect(await stream.ack('g', [entries[0]?.id ?? ''])).toBe(0);
      expect(await stream.readGroup('g', 'a', { count: 1, blockMs: 0 })).toEqual([]);
      expect(await stream.readGroup('g', 'a', { count: 1, blockMs: 20 })).toEqual([]);
      expect(await stream.claimStale('g', 'a', 0)).toEqual([]);
      await expect(stream.pending('g')).rejects.toMatchObject({ code: 'stream-unavailable' });
      await expect(stream.length()).rejects.toThrow('is away');
      await server.restart();
    });

    it('drops one connection only: acknowledgements given meanwhile arrive', async () => {
      const stream = await open('dropped', item);
      await stream.append({ n: 1 });
      const [entry] = await stream.readGroup('g', 'a', { count: 1, blockMs: 0 });
      const other = await createClient({ url: server.url }).connect();
      await other.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
      while (stream.health().connected) await new Promise(setImmediate);
      expect(await stream.ack('g', [entry?.id ?? ''])).toBe(0);
      expect(await stream.append({ n: 2 })).toBe('kept-1');
      const [next] = await stream.readGroup('g', 'a', { count: 1, blockMs: 20_000 });
      expect(next?.value.n).toBe(2);
      expect(await stream.pending('g')).toEqual({ total: 1, consumers: { a: 1 } });
      await other.close();
    });

    it('freezes: it is given up after a while, and nothing is lost', async () => {
      const stream = await open('frozen', item);
      server.freeze();
      expect(await stream.append({ n: 1 })).toBe('kept-1');
      expect(stream.health()).toMatchObject({ connected: false, kept: 1 });
      server.thaw();
      const entries = await stream.readGroup('g', 'a', { count: 10, blockMs: 20_000 });
      expect(new Set(numbers(entries))).toEqual(new Set([1]));
    }, 40_000);

    it('is full: the entry is kept, and sent when there is room', async () => {
      const stream = await open('full', item);
      const admin = await createClient({ url: server.url }).connect();
      await admin.sendCommand(['CONFIG', 'SET', 'maxmemory', '1']);
      expect(await stream.append({ n: 1 })).toBe('kept-1');
      await admin.sendCommand(['CONFIG', 'SET', 'maxmemory', '0']);
      const entries = await stream.readGroup('g', 'a', { count: 10, blockMs: 20_000 });
      expect(numbers(entries)).toEqual([1]);
      await admin.close();
    });

    it('holds something else under the key: refused with what it said', async () => {
      const stream = await open('taken', item);
      const admin = await createClient({ url: server.url }).connect();
      await admin.set('scope:{taken}:entries', 'text');
      await expect(stream.append({ n: 1 })).rejects.toMatchObject({ code: 'stream-unavailable' });
      await expect(stream.append({ n: 1 })).rejects.toThrow('WRONGTYPE');
      await admin.close();
    });

    it('holds an entry of another program: a dead letter', async () => {
      const stream = await open('foreign', item);
      const admin = await createClient({ url: server.url }).connect();
      await admin.xAdd('scope:{foreign}:entries', '*', { other: 'field' });
      expect(await stream.readGroup('g', 'a', { count: 1, blockMs: 0 })).toEqual([]);
      expect((await stream.deadLetters())[0]?.text).toBe('{"other":"field"}');
      await admin.close();
    });
  });
});
