/**
 * The stream on Redis Streams (6.2 or later): consumer groups, takeover by XAUTOCLAIM, dead letters in a stream beside.
 * Appends of one turn go out in one pipeline. While the server is away appends go to the outbox, and acknowledgements are
 * remembered; both are sent when it is back. An append whose answer was lost is sent again: it may be there twice.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ScopeError } from '../../../protocol/problem.ts';
import { checkName, encodeValue, sift } from '../entry.ts';
import {
  DEFAULT_MAX_DELIVERIES,
  DEFAULT_MAX_LENGTH,
  type Stream,
  type StreamEntry,
  type StreamOptions,
} from '../stream.ts';
import { createCommands, isPassing, type Commands } from './commands.ts';
import { connect, hideSecret, ServerAway } from './connection.ts';
import { createOutbox, type Outbox, type OutboxLimits } from './outbox.ts';
import { createPendingAcks, type PendingAcks } from './pending-acks.ts';

const RETRY_MS = 1_000;

export interface RedisOptions<T> extends StreamOptions<T> {
  /** `redis://[user:password@]host:port[/db]` or `rediss://`. */
  readonly url: string;
  readonly outbox?: OutboxLimits;
}

/** @throws ScopeError `stream-unavailable` where the server is down now; later outages are survived */
export async function openRedisStream<T>(options: RedisOptions<T>): Promise<Stream<T>> {
  const { name, dir, report } = options;
  checkName('stream', name);
  const now = options.now ?? Date.now;
  const rules = {
    schema: options.schema,
    maxDeliveries: options.maxDeliveries ?? DEFAULT_MAX_DELIVERIES,
  };
  const where = hideSecret(options.url);
  const connection = await connect({ url: options.url, report, onUp: () => void replay.run() });
  const commands = createCommands(connection, name, options.maxLength ?? DEFAULT_MAX_LENGTH);
  const outbox = await createOutbox({ name, dir, limits: options.outbox ?? {}, report });
  const acks = createPendingAcks();
  const replay = createReplay({ commands, outbox, acks, isUp: () => connection.isUp });
  let closed = false;
  let storing = 0;
  if (!outbox.isEmpty) await replay.run();

  const orRefused = async <R>(work: Promise<R>): Promise<R> =>
    await work.catch((error: unknown) => {
      throw refused(where, error);
    });
  /** For a consumer an outage is no error: it only has nothing to do. */
  const orNothing = async <R>(work: Promise<readonly R[]>): Promise<readonly R[]> =>
    await work.catch((error: unknown) => {
      if (error instanceof ServerAway) return [];
      throw refused(where, error);
    });

  async function store(text: string): Promise<string> {
    if (!connection.isUp || !outbox.isEmpty) return await outbox.keep(text);
    try {
      return await commands.add(text);
    } catch (error) {
      if (!(error instanceof ServerAway) && !isPassing(error)) throw refused(where, error);
      const id = await outbox.keep(text);
      if (connection.isUp) replay.later();
      return id;
    }
  }

  /** Reads until something fits: what does not is set aside and does not end the reading. */
  async function readFitting(
    group: string,
    consumer: string,
    { count, blockMs }: { readonly count: number; readonly blockMs: number },
  ): Promise<readonly StreamEntry<T>[]> {
    for (;;) {
      const raws = await commands.read(group, consumer, { count, blockMs });
      const { entries, rejected } = sift(raws, rules);
      await commands.setAside(group, rejected, now());
      if (entries.length > 0 || raws.length === 0) return entries;
    }
  }

  return {
    name,
    kind: 'redis',

    async append(value) {
      const text = encodeValue(value);
      if (closed) throw new ScopeError('stream-unavailable', `stream ${name} is closed`);
      storing += 1;
      try {
        return await store(text);
      } finally {
        storing -= 1;
      }
    },

    async readGroup(group, consumer, { count, blockMs }) {
      checkName('group', group);
      checkName('consumer', consumer);
      const deadline = performance.now() + blockMs;
      const leftMs = (): number => Math.max(0, Math.ceil(deadline - performance.now()));
      while (!closed && (connection.isUp || (await connection.waitUp(leftMs())))) {
        const entries = await orNothing(readFitting(group, consumer, { count, blockMs: leftMs() }));
        if (entries.length > 0 || leftMs() === 0) return entries;
      }
      return [];
    },

    async ack(group, ids) {
      checkName('group', group);
      if (ids.length === 0) return 0;
      return await commands.ack(group, ids).catch((error: unknown) => {
        if (!(error instanceof ServerAway)) throw refused(where, error);
        acks.add(group, ids);
        return 0;
      });
    },

    async claimStale(group, consumer, minIdleMs) {
      checkName('group', group);
      checkName('consumer', consumer);
      const claim = async (): Promise<readonly StreamEntry<T>[]> => {
        const { raws, dropped } = await commands.claim(group, consumer, minIdleMs);
        const { entries, rejected } = sift(raws, rules);
        await commands.setAside(group, rejected, now());
        const message = `${dropped} entries were dropped before group ${group} handled them`;
        if (dropped > 0) report?.({ message, where, severity: 'warning' });
        return entries;
      };
      return await orNothing(claim());
    },

    trim: async (length) => await orRefused(commands.trim(length)),
    length: async () => await orRefused(commands.length()),
    async pending(group) {
      checkName('group', group);
      return await orRefused(commands.pending(group));
    },
    deadLetters: async (count = 100) => await orRefused(commands.deadLetters(count)),
    health: () => ({ connected: connection.isUp, torn: 0, ...outbox.counts() }),

    async close() {
      if (closed) return;
      closed = true;
      await connection.close();
      while (storing > 0) await nextTurn();
      await replay.close();
      await outbox.close();
    },
  };
}

interface Replay {
  /** Sends what was kept; one pass at a time. */
  run(): Promise<void>;
  /** Runs again after a second. */
  later(): void;
  close(): Promise<void>;
}

interface ReplayParts {
  readonly commands: Commands;
  readonly outbox: Outbox;
  readonly acks: PendingAcks;
  readonly isUp: () => boolean;
}

function createReplay({ commands, outbox, acks, isUp }: ReplayParts): Replay {
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function pass(): Promise<void> {
    try {
      await acks.replay(commands.ack);
      await outbox.replay(
        async (texts) => void (await Promise.all(texts.map((text) => commands.add(text)))),
      );
    } catch {
      // The server went away again (then the next reconnect runs this), or refuses for now.
    }
    running = null;
    if (isUp() && !outbox.isEmpty) later();
  }

  function later(): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void run(), RETRY_MS).unref();
  }

  function run(): Promise<void> {
    running ??= pass();
    return running;
  }

  return {
    run,
    later,
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function refused(where: string, error: unknown): ScopeError {
  if (error instanceof ScopeError) return error;
  const message = (error as Error).message;
  return new ScopeError(
    'stream-unavailable',
    error instanceof ServerAway
      ? `Redis at ${where} is away (${message}); it is tried again by itself`
      : `Redis at ${where} refused (${message}); it must be 6.2 or later and allow streams on scope:*`,
    { cause: error },
  );
}
