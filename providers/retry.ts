/**
 * Waiting and trying again, in one place for every SDK (their own retries are off): the server's own waiting time is
 * honoured, otherwise the wait doubles. Time is injected, so that no test sleeps. What cannot be mended by waiting is thrown
 * at once.
 */
import { ScopeError } from '../protocol/problem.ts';
import type { CallLimits } from './provider.ts';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** @throws the signal's reason when it is aborted */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A server that asks for a longer wait than this is not waited for. */
export const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;
const LONGEST_MESSAGE = 500;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

/** What any SDK's error says about a failed call. */
export interface Failure {
  /** HTTP status; absent where no reply came. */
  readonly status?: number;
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number;
  readonly message: string;
}

type Loose = Readonly<Record<string, unknown>>;

function headerOf(error: Loose, name: string): string | undefined {
  const headers = error['headers'] ?? (error['response'] as Loose | undefined)?.['headers'];
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (typeof (headers as Partial<Headers>).get === 'function')
    return (headers as Headers).get(name) ?? undefined;
  const value = (headers as Loose)[name];
  return typeof value === 'string' ? value : undefined;
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3), or Google's `RetryInfo` in the body. */
function retryAfter(error: Loose, text: string, nowMs: number): number | undefined {
  const header = headerOf(error, 'retry-after');
  if (header !== undefined) {
    const ms = /^\s*\d+(?:\.\d+)?\s*$/u.test(header)
      ? Number(header) * 1000
      : Date.parse(header) - nowMs;
    if (!Number.isNaN(ms)) return Math.max(0, ms);
  }
  const delay = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/u.exec(text)?.[1];
  return delay === undefined ? undefined : Number(delay) * 1000;
}

/** Reads the error of openai, @google/genai, @google/generative-ai, @google-cloud/vertexai, gaxios and fetch alike. */
export function describeFailure(error: unknown, nowMs: number): Failure {
  const loose = (typeof error === 'object' && error !== null ? error : {}) as Loose;
  const text =
    error instanceof Error || 'message' in loose ? String(loose['message']) : String(error);
  const nested = loose['stackTrace'] as Loose | undefined;
  const candidates = [
    loose['status'],
    nested?.['code'],
    (loose['response'] as Loose | undefined)?.['status'],
    loose['code'],
    /got status: (\d{3})/u.exec(text)?.[1],
  ];
  const status = candidates.map(Number).find((code) => code >= 300 && code < 600);
  const retryAfterMs = retryAfter(loose, text, nowMs);
  const cause = loose['cause'];
  const reason =
    cause instanceof Error && !text.includes(cause.message) ? `: ${cause.message}` : '';
  return {
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    message: `${text}${reason}`.replaceAll(/\s+/gu, ' ').slice(0, LONGEST_MESSAGE),
  };
}

const mendable = (status: number | undefined): boolean =>
  status === undefined || status === 408 || status === 409 || status === 429 || status >= 500;

function toScopeError(
  provider: string,
  failure: Failure,
  tries: number,
  cause: unknown,
): ScopeError {
  if (failure.status === 401 || failure.status === 403)
    return new ScopeError(
      'provider-refused',
      `${provider} does not accept the credentials (${failure.status}): ${failure.message}`,
      { cause },
    );
  const what =
    failure.status === 429
      ? 'keeps limiting the rate (429)'
      : `failed${failure.status === undefined ? '' : ` (${failure.status})`}`;
  const often = tries === 1 ? '' : ` after ${tries} tries`;
  return new ScopeError('provider-failed', `${provider} ${what}${often}: ${failure.message}`, {
    cause,
  });
}

/** Runs the call under the time limit; SDKs that take no signal are left behind when it passes. */
async function withinTime<T>(
  call: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
  outer: AbortSignal | undefined,
): Promise<T> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(outer?.reason);
  outer?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () => controller.abort(new Error(`no reply within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await new Promise<T>((resolve, reject) => {
      const { signal } = controller;
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      call(signal).then(resolve, (error: unknown) =>
        reject((signal.aborted ? signal.reason : error) as Error),
      );
    });
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
  }
}

/**
 * Calls until it works or waiting cannot help.
 * @throws ScopeError; or the reason of `signal` when that is aborted
 */
export async function callWithRetries<T>(
  provider: string,
  call: (signal: AbortSignal) => Promise<T>,
  options: {
    readonly limits: CallLimits;
    readonly clock: Clock;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<T> {
  const { limits, clock, signal } = options;
  for (let tries = 1; ; tries += 1) {
    try {
      return await withinTime(call, limits.timeoutMs, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const failure = describeFailure(error, clock.now());
      const waitMs = failure.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (tries - 1);
      if (tries >= limits.attempts || !mendable(failure.status) || waitMs > LONGEST_WAIT_MS)
        throw toScopeError(provider, failure, tries, error);
      await clock.sleep(waitMs, signal);
    }
  }
}
