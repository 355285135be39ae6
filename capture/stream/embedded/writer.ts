/**
 * Groups appends: what is appended while the lock is waited for is written with one write. An append settles when its own
 * bytes are in the file (in the page cache: a killed process loses nothing, a power cut may).
 */
import type { Lock } from './lock.ts';
import type { Journal } from './segment.ts';

export interface Writer {
  /** @returns the id */
  append(text: string): Promise<string>;
  /** Settles when everything appended so far is written or failed. */
  drain(): Promise<void>;
}

export interface WriterOptions {
  readonly lock: Lock;
  readonly journal: Journal;
  readonly maxLength: number;
  readonly segmentBytes: number;
}

interface Waiting {
  readonly text: string;
  readonly resolve: (id: string) => void;
  readonly reject: (error: unknown) => void;
}

export function createWriter({ lock, journal, maxLength, segmentBytes }: WriterOptions): Writer {
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let sinceTrim = 0;

  /** Under the lock: writes what waits, a segment's worth at a time, and trims after each full segment. */
  function writeWaiting(): void {
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        const ids = journal.append(batch.map(({ text }) => text));
        batch.forEach(({ resolve }, index) => resolve(ids[index] as string));
        if (sinceTrim >= segmentBytes) {
          sinceTrim = 0;
          journal.trim(maxLength);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  function takeBatch(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < waiting.length && bytes < segmentBytes) {
      bytes += (waiting[count] as Waiting).text.length;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    sinceTrim += bytes;
    return batch;
  }

  async function flush(): Promise<void> {
    await Promise.resolve();
    while (waiting.length > 0) {
      try {
        await lock.run(writeWaiting);
      } catch (error) {
        const failed = waiting;
        waiting = [];
        for (const { reject } of failed) reject(error);
      }
    }
    writing = null;
  }

  return {
    append: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        writing ??= flush();
      }),
    async drain() {
      while (writing !== null) await writing;
    },
  };
}
