/** Batches of events: nothing is changed on the way, and a damaged batch is a problem, not a crash. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScopeEvent } from '../../protocol/event.ts';
import { batchSchema, packEvents, shipEvents, unpackEvents, type EventBatch } from './batch.ts';
import { openEmbeddedStream } from './embedded/embedded.ts';
import type { Stream } from './stream.ts';

const source = { session: 's', run: 1 };
const branch = (seq: number, value: number): ScopeEvent =>
  ({
    type: 'branch-taken',
    seq,
    process: 0,
    site: 1,
    frame: 1,
    value: { kind: 'number', value },
  }) as unknown as ScopeEvent;

async function* from(events: readonly ScopeEvent[]): AsyncGenerator<ScopeEvent> {
  for (const event of events) yield event;
}

function eventsOf(batch: EventBatch): readonly ScopeEvent[] {
  const result = unpackEvents(batch);
  return 'events' in result ? result.events : [];
}

describe('batches', () => {
  it('keep every number', () => {
    const events = [0, -0, NaN, Infinity, -Infinity, 0.1, 2 ** 53, 5e-324].map((value, index) =>
      branch(index + 1, value),
    );
    const batch = packEvents(events, source);
    expect(batchSchema.parse(JSON.parse(JSON.stringify(batch)))).toEqual(batch);
    expect(batch).toMatchObject({ firstSeq: 1, lastSeq: 8, count: 8, session: 's', run: 1 });
    expect(eventsOf(batch)).toEqual(events);
  });

  it('keep text that looks like a number', () => {
    const event = {
      type: 'value-read',
      seq: 1,
      process: 0,
      site: 1,
      frame: 1,
      value: {
        kind: 'object',
        ref: 1,
        shape: 'object',
        name: 'Object',
        size: 2,
        fields: [
          { key: 'value', value: { kind: 'string', text: 'NaN', length: 3 } },
          { key: 'value', value: { kind: 'boolean', value: false } },
        ],
      },
    } as unknown as ScopeEvent;
    expect(eventsOf(packEvents([event], source))).toEqual([event]);
  });

  const good = packEvents([branch(1, 1)], source);
  it.each<[string, Partial<EventBatch>]>([
    ['not deflated', { data: 'AAAA' }],
    ['cut off', { data: good.data.slice(0, 12) }],
    ['of another count', { count: 2 }],
    ['empty', { data: '' }],
    ['not of events', { data: packEvents([1 as unknown as ScopeEvent], source).data }],
  ])('that are %s are a problem', (_, change) => {
    const result = unpackEvents({ ...good, ...change });
    expect(result).toMatchObject({ problem: { severity: 'error' } });
  });

  describe('shipped', () => {
    const dir = mkdtempSync(join(tmpdir(), 'scope-batch-'));
    let stream: Stream<EventBatch>;
    beforeAll(async () => {
      stream = await openEmbeddedStream({ name: 'events', dir, schema: batchSchema });
    });
    afterAll(async () => {
      await stream.close();
      rmSync(dir, { recursive: true, force: true });
    });

    it('hold at most size events, and the last one the rest', async () => {
      const events = Array.from({ length: 1_050 }, (_, i) => branch(i + 1, i));
      const shipped = await shipEvents(from(events), stream, { ...source, size: 500 });
      expect(shipped).toEqual({ events: 1_050, batches: 3 });
      const entries = await stream.readGroup('g', 'a', { count: 10, blockMs: 0 });
      expect(entries.map(({ value }) => value.count)).toEqual([500, 500, 50]);
      expect(entries.flatMap(({ value }) => eventsOf(value))).toEqual(events);
    });

    it('leave before they are full when nothing more comes for a while', async () => {
      let end = (): void => undefined;
      const silence = new Promise<void>((resolve) => (end = resolve));
      async function* slow(): AsyncGenerator<ScopeEvent> {
        yield branch(1, 1);
        await silence;
        yield branch(2, 2);
      }
      const shipping = shipEvents(slow(), stream, { ...source, flushMs: 5 });
      const [first] = await stream.readGroup('g', 'a', { count: 10, blockMs: 10_000 });
      expect(first?.value).toMatchObject({ firstSeq: 1, lastSeq: 1 });
      end();
      expect(await shipping).toEqual({ events: 2, batches: 2 });
    });

    it('hold what came before the events failed', async () => {
      async function* failing(): AsyncGenerator<ScopeEvent> {
        yield branch(1, 7);
        throw new Error('cut off');
      }
      await expect(shipEvents(failing(), stream, source)).rejects.toThrow('cut off');
      const [entry] = await stream.readGroup('g', 'a', { count: 10, blockMs: 0 });
      expect(entry?.value.count).toBe(1);
      expect(await stream.readGroup('g', 'a', { count: 10, blockMs: 0 })).toEqual([]);
    });

    it('need no entry where there are no events', async () => {
      expect(await shipEvents(from([]), stream, source)).toEqual({ events: 0, batches: 0 });
    });
  });
});
