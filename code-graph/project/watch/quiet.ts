/**
 * When what was heard is taken in: soon after a file or two, and where many change (another branch, a deleted folder) once it is quiet, as
 * one change. Whatever goes on, something is taken in from time to time.
 */

/** Without news, before a few files are taken in. */
const CALM_MS = 30;
/** Without news, before many are: a checkout pauses between files. */
const LONG_CALM_MS = 300;
const MANY = 8;
/** After the first news, whether it is quiet or not. */
const MOST_MS = 4000;

export interface Clock {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Calls once after so many milliseconds. @returns what keeps it from that */
  after(ms: number, call: () => void): () => void;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

export class Quiet {
  readonly #act: () => void;
  readonly #clock: Clock;
  #since = 0;
  #cancel: (() => void) | null = null;

  /** @param act  takes in what was heard */
  constructor(act: () => void, clock: Clock = CLOCK) {
    this.#act = act;
    this.#clock = clock;
  }

  /** @param count  files that were heard of since they were last taken in */
  hear(count: number): void {
    const now = this.#clock.now();
    if (this.#cancel === null) this.#since = now;
    else this.#cancel();
    const calm = count >= MANY ? LONG_CALM_MS : CALM_MS;
    const left = Math.max(0, this.#since + MOST_MS - now);
    this.#cancel = this.#clock.after(Math.min(calm, left), () => {
      this.#cancel = null;
      this.#act();
    });
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
