/**
 * One connection to a Redis server that heals itself: when it breaks, or when the server stops answering, it is thrown away
 * and made anew with a bounded, growing wait. Commands are never queued while it is down: they fail with `ServerAway`, and
 * the caller decides what to keep.
 */
import { ScopeError, type Problem } from '../../../protocol/problem.ts';

type RedisModule = typeof import('redis');
export type Client = Awaited<ReturnType<typeof connectClient>>;

/** A server that accepted a command and does not answer for so long is taken as gone. */
const ANSWER_MS = 5_000;
const CONNECT_MS = 5_000;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

/** The command may or may not have been carried out; it is worth sending again later. */
export class ServerAway extends Error {}

export interface Connection {
  readonly isUp: boolean;
  /** @throws ServerAway where there is no answer, the server's own error where it refuses */
  run<R>(command: (client: Client) => Promise<R>): Promise<R>;
  /** For commands that block: a connection of their own, given up after `withinMs` and a grace time. */
  runBlocking<R>(
    lane: string,
    withinMs: number,
    command: (client: Client) => Promise<R>,
  ): Promise<R>;
  /** @returns whether it is up, at the latest after `withinMs` */
  waitUp(withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly report: ((problem: Problem) => void) | undefined;
  /** Called after each reconnect. */
  readonly onUp: () => void;
}

/** @throws ScopeError `stream-unavailable` where the server cannot be reached now, `usage` where the URL is none */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const redis = await import('redis');
  const where = hideSecret(options.url);
  const first = await connectClient(redis, options.url).catch((error: unknown) => {
    throw unreachable(where, error);
  });
  return heal(redis, first, options, where);
}

function heal(
  redis: RedisModule,
  first: Client,
  { url, report, onUp }: ConnectionOptions,
  where: string,
): Connection {
  let client: Client | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let running = 0;
  let answeredMs = 0;
  const lanes = new Map<string, Client>();
  const waiting = new Set<() => void>();

  const watchdog = setInterval(() => {
    if (running > 0 && performance.now() - answeredMs > ANSWER_MS)
      goDown(new Error(`no answer for ${ANSWER_MS / 1000} s`));
  }, ANSWER_MS / 5).unref();

  function goUp(next: Client): void {
    client = next;
    const lost = (error?: unknown): void => {
      if (client === next) goDown(error);
    };
    next.on('error', lost);
    next.on('end', lost);
    for (const wake of [...waiting]) wake();
  }

  function goDown(error: unknown): void {
    const gone = client;
    client = null;
    if (gone !== null) destroy(gone);
    if (closed) return;
    report?.({
      message: `Redis went away (${messageOf(error)}); entries are kept on this machine and sent when it is back`,
      where,
      severity: 'warning',
    });
    reconnect(FIRST_WAIT_MS);
  }

  function reconnect(waitMs: number): void {
    retry = setTimeout(async () => {
      try {
        const next = await connectClient(redis, url);
        if (closed) return destroy(next);
        goUp(next);
        onUp();
      } catch {
        if (!closed) reconnect(Math.min(waitMs * 2, LONGEST_WAIT_MS));
      }
    }, waitMs).unref();
  }

  async function laneOf(name: string): Promise<Client> {
    const known = lanes.get(name);
    if (known !== undefined) return known;
    const lane = await connectClient(redis, url);
    if (closed) {
      destroy(lane);
      throw new ServerAway('closed');
    }
    lanes.set(name, lane);
    const drop = (): void => {
      if (lanes.get(name) === lane) lanes.delete(name);
    };
    lane.on('error', drop);
    lane.on('end', drop);
    return lane;
  }

  async function translate<R>(answer: Promise<R>, lost: (error: unknown) => void): Promise<R> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof redis.ErrorReply) throw error;
      lost(error);
      throw new ServerAway(messageOf(error), { cause: error });
    }
  }

  goUp(first);
  return {
    get isUp() {
      return client !== null;
    },

    async run(command) {
      const used = client;
      if (used === null) throw new ServerAway('not connected');
      if (running === 0) answeredMs = performance.now();
      running += 1;
      try {
        return await translate(command(used), (error) => {
          if (client === used) goDown(error);
        });
      } finally {
        running -= 1;
        answeredMs = performance.now();
      }
    },

    async runBlocking(name, withinMs, command) {
      let lane: Client | undefined;
      const timer = setTimeout(() => lane && destroy(lane), withinMs + ANSWER_MS).unref();
      try {
        lane = await laneOf(name).catch((error: unknown) => {
          throw new ServerAway(messageOf(error), { cause: error });
        });
        return await translate(command(lane), () => lanes.delete(name));
      } finally {
        clearTimeout(timer);
      }
    },

    async waitUp(withinMs) {
      if (client !== null || closed || withinMs <= 0) return client !== null;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, withinMs);
        waiting.add(wake);
      });
      return client !== null;
    },

    async close() {
      if (closed) return;
      closed = true;
      clearInterval(watchdog);
      clearTimeout(retry);
      for (const lane of lanes.values()) destroy(lane);
      for (const wake of [...waiting]) wake();
      const last = client;
      client = null;
      if (last !== null) await withDeadline(last.close(), ANSWER_MS).catch(() => destroy(last));
    },
  };
}

async function connectClient(redis: RedisModule, url: string) {
  const client = redis.createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
  });
  // Without a listener an error would end the process; whoever uses the client adds one that acts.
  client.on('error', () => undefined);
  try {
    await withDeadline(client.connect(), CONNECT_MS);
  } catch (error) {
    destroy(client);
    throw error;
  }
  return client;
}

async function withDeadline<R>(work: Promise<R>, ms: number): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function destroy(client: { destroy(): void }): void {
  try {
    client.destroy();
  } catch {
    // Already closed.
  }
}

function unreachable(where: string, cause: unknown): ScopeError {
  if (cause instanceof TypeError)
    return new ScopeError(
      'usage',
      `${where} is not a Redis URL (redis://host:port or rediss://…): ${cause.message}`,
      { cause },
    );
  return new ScopeError(
    'stream-unavailable',
    `cannot reach Redis at ${where} (${messageOf(cause)}): start it, correct SCOPE_REDIS_URL, or unset it to use the embedded stream`,
    { cause },
  );
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error ?? 'connection closed');
}

/** The URL as it may be shown. */
export function hideSecret(url: string): string {
  return url.replace(/\/\/[^@/]*@/u, '//***@');
}
