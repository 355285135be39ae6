/**
 * The Redis commands behind the stream, one function each, on the two keys of one stream. Knows the server's shapes and
 * refusals; knows nothing of outages beyond letting `ServerAway` through.
 */
import type { RawEntry, Rejected } from '../entry.ts';
import {
  CLAIM_COUNT,
  type DeadLetter,
  type DeadReason,
  type Pending,
  type ReadOptions,
} from '../stream.ts';
import type { Connection } from './connection.ts';

const DEAD_LETTERS_KEPT = 1_000;
/** The one field of an entry. */
const VALUE = 'v';

export interface Commands {
  add(text: string): Promise<string>;
  ack(group: string, ids: readonly string[]): Promise<number>;
  read(group: string, consumer: string, options: ReadOptions): Promise<readonly RawEntry[]>;
  /** @returns what was taken over, and how many pending entries had been trimmed away */
  claim(
    group: string,
    consumer: string,
    minIdleMs: number,
  ): Promise<{ readonly raws: readonly RawEntry[]; readonly dropped: number }>;
  /** Moves entries to the dead letters and acknowledges them, both or neither. */
  setAside(group: string, rejected: readonly Rejected[], epochMs: number): Promise<void>;
  trim(maxLength: number): Promise<number>;
  length(): Promise<number>;
  pending(group: string): Promise<Pending>;
  deadLetters(count: number): Promise<readonly DeadLetter[]>;
}

interface Message {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

/** Keys carry a hash tag, so that all of one stream lies in one slot of a cluster. */
export function createCommands(connection: Connection, name: string, maxLength: number): Commands {
  const key = `scope:{${name}}:entries`;
  const deadKey = `scope:{${name}}:dead`;
  const atMost = (threshold: number) =>
    ({ TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold } }) as const;
  const entryOptions = atMost(maxLength);
  const deadOptions = atMost(DEAD_LETTERS_KEPT);

  /** A group that does not exist (yet, or since the server lost its data) is made, at the oldest entry. */
  async function withGroup<R>(group: string, command: () => Promise<R>): Promise<R> {
    try {
      return await command();
    } catch (error) {
      if (!isRefusal(error, 'NOGROUP')) throw error;
    }
    try {
      await connection.run((client) => client.xGroupCreate(key, group, '0', { MKSTREAM: true }));
    } catch (error) {
      if (!isRefusal(error, 'BUSYGROUP')) throw error;
    }
    return await command();
  }

  async function claimMessages(group: string, consumer: string, minIdleMs: number) {
    const messages: Message[] = [];
    let dropped = 0;
    let cursor = '0-0';
    do {
      const start = cursor;
      const COUNT = CLAIM_COUNT - messages.length;
      const reply = await connection.run((client) =>
        client.xAutoClaim(key, group, consumer, minIdleMs, start, { COUNT }),
      );
      for (const message of reply.messages) if (message !== null) messages.push(message);
      dropped += reply.deletedMessages.length;
      cursor = reply.nextId;
    } while (cursor !== '0-0' && messages.length < CLAIM_COUNT);
    return { messages, dropped };
  }

  /** XAUTOCLAIM does not say how often an entry was handed out; XPENDING does. */
  async function countDeliveries(
    group: string,
    consumer: string,
    messages: readonly Message[],
  ): Promise<readonly RawEntry[]> {
    const details = await connection.run(async (client) => {
      const asked = messages.map(({ id }) =>
        client.xPendingRange(key, group, id, id, 1, { consumer }),
      );
      return (await Promise.all(asked)).flat();
    });
    const deliveries = new Map(details.map((each) => [each.id, each.deliveriesCounter]));
    return messages.map((message) => rawOf(message, deliveries.get(message.id) ?? 2));
  }

  return {
    add: (text) =>
      connection.run((client) => client.xAdd(key, '*', { [VALUE]: text }, entryOptions)),

    ack: (group, ids) => connection.run((client) => client.xAck(key, group, [...ids])),

    async read(group, consumer, { count, blockMs }) {
      const source = { key, id: '>' };
      const reply = await withGroup(group, async () =>
        blockMs > 0
          ? await connection.runBlocking(`${group}/${consumer}`, blockMs, (client) =>
              client.xReadGroup(group, consumer, source, { COUNT: count, BLOCK: blockMs }),
            )
          : await connection.run((client) =>
              client.xReadGroup(group, consumer, source, { COUNT: count }),
            ),
      );
      const streams = (reply ?? []) as unknown as readonly { messages: readonly Message[] }[];
      return streams.flatMap(({ messages }) => messages).map((message) => rawOf(message, 1));
    },

    async claim(group, consumer, minIdleMs) {
      const { messages, dropped } = await withGroup(group, () =>
        claimMessages(group, consumer, minIdleMs),
      );
      return { raws: await countDeliveries(group, consumer, messages), dropped };
    },

    async setAside(group, rejected, epochMs) {
      if (rejected.length === 0) return;
      await connection.run(async (client) => {
        const transaction = client.multi();
        for (const { raw, reason, detail } of rejected)
          transaction.xAdd(
            deadKey,
            '*',
            { id: raw.id, group, reason, detail, text: raw.text, epochMs: String(epochMs) },
            deadOptions,
          );
        transaction.xAck(
          key,
          group,
          rejected.map(({ raw }) => raw.id),
        );
        return await transaction.exec();
      });
    },

    trim: (length) =>
      connection.run((client) => client.xTrim(key, 'MAXLEN', length, { strategyModifier: '~' })),

    length: () => connection.run((client) => client.xLen(key)),

    async pending(group) {
      const summary = await withGroup(group, () =>
        connection.run((client) => client.xPending(key, group)),
      );
      const consumers = (summary.consumers ?? []).map(
        (each) => [String(each.name), Number(each.deliveriesCounter)] as const,
      );
      return { total: summary.pending, consumers: Object.fromEntries(consumers) };
    },

    async deadLetters(count) {
      const newest = await connection.run((client) =>
        client.xRevRange(deadKey, '+', '-', { COUNT: count }),
      );
      return newest.map(({ message }) => letterOf(message)).reverse();
    },
  };
}

/** An entry of another program, without our field, is shown whole. */
function rawOf({ id, message }: Message, deliveries: number): RawEntry {
  return { id, text: message[VALUE] ?? JSON.stringify(message), deliveries };
}

function letterOf(message: Readonly<Record<string, string>>): DeadLetter {
  return {
    id: message['id'] ?? '',
    group: message['group'] ?? '',
    reason: (message['reason'] ?? 'invalid') as DeadReason,
    detail: message['detail'] ?? '',
    text: message['text'] ?? '',
    epochMs: Number(message['epochMs'] ?? 0),
  };
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
}

/** Refusals that pass by themselves: full memory, loading, a disk that is full, a replica that waits for its turn. */
export function isPassing(error: unknown): boolean {
  return ['OOM', 'LOADING', 'READONLY', 'MISCONF', 'BUSY ', 'TRYAGAIN', 'MASTERDOWN'].some((code) =>
    isRefusal(error, code),
  );
}
