/** Picks the implementation of a stream: Redis where a URL is given, else the embedded one. The Redis client loads only then. */
import type { Stream, StreamOptions } from './stream.ts';

export interface OpenStreamOptions<T> extends StreamOptions<T> {
  /** `redis://` or `rediss://`; absent or empty for the embedded stream. */
  readonly url?: string | undefined;
}

/**
 * @throws ScopeError `stream-unavailable` where the server does not answer, `disk-failed` where the folder cannot be used,
 *   `usage` for a name or URL that cannot be
 */
export async function openStream<T>({ url, ...options }: OpenStreamOptions<T>): Promise<Stream<T>> {
  if (url === undefined || url === '') {
    const { openEmbeddedStream } = await import('./embedded/embedded.ts');
    return await openEmbeddedStream(options);
  }
  const { openRedisStream } = await import('./redis/redis.ts');
  return await openRedisStream({ ...options, url });
}
