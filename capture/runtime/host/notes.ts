/**
 * What this process tells the tool about its host: one JSON line a note, appended to `host.jsonl`. Never says a thing twice.
 * `loaded` notes are many, so they are buffered and bounded; there are no timers here, a later note or the exit flushes
 * them, and in other threads the end of the burst. When the run folder is gone, everything is dropped in silence.
 */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { HostNote } from '../../../protocol/session.ts';
import { JSON, epochNow } from '../realm/builtin.ts';

const LOADED_PER_FLUSH = 100;
const LOADED_LIMIT = 20_000;
const LOADED_AGE_MS = 250;
const NPM = /[\\/]node_modules[\\/]npm[\\/]/u;

export interface Notes {
  add(note: HostNote): void;
  /** Whether a load of this path would be news; npm's own files never are. */
  wantsLoaded(path: string): boolean;
  /** A source file that no plan names was loaded, under `path`, which is `real`. */
  loaded(path: string, real: string): void;
  flush(): void;
}

/** @param file  path of `host.jsonl`; its folder must exist */
export function openNotes(file: string, pid: number): Notes {
  const append = appendFileSync;
  const said = new Set<string>();
  const seen = new Set<string>();
  let pending = '';
  let pendingCount = 0;
  let flushedMs = epochNow();
  let open = true;

  function write(text: string): void {
    if (!open) return;
    try {
      append(file, text, { mode: 0o600 });
    } catch {
      open = false;
    }
  }
  function flush(): void {
    if (pending !== '') write(pending);
    pending = '';
    pendingCount = 0;
    flushedMs = epochNow();
  }
  return {
    add(note) {
      const line = `${JSON.stringify(note)}\n`;
      if (said.has(line)) return;
      said.add(line);
      write(line);
    },
    wantsLoaded: (path) => seen.size < LOADED_LIMIT && !seen.has(path) && !NPM.test(path),
    loaded(path, real) {
      const known = seen.has(real);
      seen.add(path).add(real);
      if (known) return;
      const note: HostNote = { type: 'loaded', pid, path: real };
      pending += `${JSON.stringify(note)}\n`;
      pendingCount += 1;
      if (pendingCount >= LOADED_PER_FLUSH || epochNow() - flushedMs > LOADED_AGE_MS) flush();
      // The thread of Node's module hooks ends without an exit event; so may any other thread.
      else if (!isMainThread && pendingCount === 1) queueMicrotask(flush);
    },
    flush,
  };
}
