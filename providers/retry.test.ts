import { fakeClock } from './provider.contract.ts';
import { callWithRetries, describeFailure, systemClock } from './retry.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const error = (message: string, fields: object): Error => Object.assign(new Error(message), fields);

describe('describeFailure', () => {
  const check = (thrown: unknown, expected: object): void =>
    expect(describeFailure(thrown, NOW)).toEqual(expected);
  it('reads seconds', () =>
    check(error('slow down', { status: 429, headers: new Headers({ 'retry-after': '1.5' }) }), {
      status: 429,
      retryAfterMs: 1500,
      message: 'slow down',
    }));
  it('reads a date', () =>
    check(
      error('m', { status: 503, headers: { 'retry-after': 'Fri, 20 Nov 2026 12:00:09 GMT' } }),
      {
        status: 503,
        retryAfterMs: 9000,
        message: 'm',
      },
    ));
  it('takes a date in the past for now', () =>
    check(error('m', { headers: { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' } }), {
      retryAfterMs: 0,
      message: 'm',
    }));
  it('passes a header by that says nothing', () =>
    check(error('m', { headers: { 'retry-after': 'soon' } }), { message: 'm' }));
  it("reads Google's RetryInfo", () =>
    check(error('got status: 429 Too Many. {"retryDelay": "17s"}', {}), {
      status: 429,
      retryAfterMs: 17_000,
      message: 'got status: 429 Too Many. {"retryDelay": "17s"}',
    }));
  it('reads the code of a nested error, and takes no code of the network for a status', () => {
    check(error('m', { stackTrace: { code: 403 } }), { status: 403, message: 'm' });
    check(error('m', { code: 'ECONNREFUSED' }), { message: 'm' });
    check(error('m', { code: 20 }), { message: 'm' });
  });
  it('adds the cause', () =>
    check(error('fetch failed', { cause: new Error('connect ECONNREFUSED') }), {
      message: 'fetch failed: connect ECONNREFUSED',
    }));
  it('takes anything', () => check('no', { message: 'no' }));
});

describe('callWithRetries', () => {
  const limits = { maxOutputTokens: 1, timeoutMs: 1000, attempts: 2 };
  it('hands an abort on at once, also between tries', async () => {
    const controller = new AbortController();
    const clock = {
      ...fakeClock(),
      sleep: async () => controller.abort(new Error('enough')),
    };
    const work = callWithRetries('x', () => Promise.reject(error('m', { status: 500 })), {
      limits: { ...limits, attempts: 9 },
      clock,
      signal: controller.signal,
    });
    await expect(work).rejects.toThrow('enough');
  });
  it('tells the call to stop', async () => {
    const controller = new AbortController();
    let told: AbortSignal | undefined;
    const work = callWithRetries(
      'x',
      (signal) => {
        told = signal;
        controller.abort(new Error('enough'));
        return new Promise<never>(() => {});
      },
      { limits, clock: fakeClock(), signal: controller.signal },
    );
    await expect(work).rejects.toThrow('enough');
    expect(told?.aborted).toBe(true);
  });
});

describe('systemClock', () => {
  it('wakes when it is aborted', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(1_000_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
  });
});
