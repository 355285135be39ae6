/**
 * What this process tells the tool about its host: one JSON line a note, appended to `host.jsonl`. Never says a thing twice.
 * `loaded` notes are many, so they are buffered and bounded; there are no timers here, a later note or the exit flushes
 * them, and in other threads the end of the burst. When the run folder is gone, everything is dropped in silence.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { HostNote } from '../../../protocol/session.ts';
import { JSON, epochNow } from '../realm/builtin.ts';

const LOADED_PER_FLUSH = 500;
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
  // As they are before the writers of files are replaced, which would search what is written.
  const files = { closeSync, openSync, writeSync };
  const said = new Set<string>();
  const seen = new Set<string>();
  let pending: string[] = [];
  let flushedMs = epochNow();
  let open = true;

  function write(text: string): void {
    if (!open) return;
    try {
      const fd = files.openSync(file, 'a', 0o600);
      files.writeSync(fd, text);
      files.closeSync(fd);
    } catch {
      open = false;
    }
  }
  function flush(): void {
    flushedMs = epochNow();
    if (pending.length === 0) return;
    let text = '';
    for (let at = 0; at < pending.length; at += 1) {
      text += `{"type":"loaded","pid":${pid},"path":${JSON.stringify(pending[at])}}\n`;
    }
    pending = [];
    write(text);
  }
  return {
    add(note) {
      const line = `${JSON.stringify(note)}\n`;
      if (said.has(line)) return;
      said.add(line);
      write(line);
    },
    wantsLoaded: (path) =>
      seen.size < LOADED_LIMIT && !seen.has(path) && !(path.includes('npm') && NPM.test(path)),
    loaded(path, real) {
      const known = seen.has(real);
      seen.add(path).add(real);
      if (known) return;
      pending.push(real);
      if (pending.length >= LOADED_PER_FLUSH || epochNow() - flushedMs > LOADED_AGE_MS) flush();
      // The thread of Node's module hooks ends without an exit event; so may any other thread.
      else if (!isMainThread && pending.length === 1) queueMicrotask(flush);
    },
    flush,
  };
}
