/**
 * Where rewritten text, transpiled or not, goes to disk: caches of transpilers and test runners, mostly. The write is made as
 * asked; a note names the file, so that the tool can take it away or say so when the command has ended. Looks at nothing
 * before rewritten text was served in this thread.
 */
import fs from 'node:fs';
import { resolve } from 'node:path';
import { SINK_SYMBOL } from '../../../protocol/session.ts';
import { callerFrames, writerOf } from '../host/gate.ts';
import type { Notes } from '../host/notes.ts';
import { replaceMethod } from '../host/replace.ts';
import { plainPath } from '../host/served-files.ts';
import { Reflect } from '../realm/builtin.ts';

const FRAMES = 60;
const LEAST = SINK_SYMBOL.length;

export interface WriteWatch {
  /** Whether rewritten text was served in this thread. */
  hasServed(): boolean;
  readonly notes: Notes;
  readonly pid: number;
}

export function watchWrites(watch: WriteWatch): void {
  const written = new Set<string>();

  function note(path: string, below: unknown): void {
    written.add(path);
    const writer = writerOf(callerFrames(below, FRAMES));
    watch.notes.add({ type: 'written', pid: watch.pid, path, writer });
  }
  function looked(
    owner: object,
    name: string,
    look: (args: IArguments, self: unknown) => void,
  ): void {
    replaceMethod(owner, name, (original) => {
      const patched = function (this: unknown): unknown {
        if (watch.hasServed()) attempt(() => look(arguments, patched));
        return Reflect.apply(original, this, arguments);
      };
      return patched;
    });
  }
  const write = (args: IArguments, self: unknown): void => {
    if (!hasTrace(args[1])) return;
    const path = pathOf(args[0]);
    if (path !== null && !written.has(path)) note(path, self);
  };
  const rename = (args: IArguments, self: unknown): void => {
    if (written.size === 0) return;
    const [from, to] = [pathOf(args[0]), pathOf(args[1])];
    if (from !== null && to !== null && written.has(from)) note(to, self);
  };
  for (const name of ['writeFileSync', 'writeFile', 'writeSync', 'write']) looked(fs, name, write);
  for (const name of ['renameSync', 'rename']) looked(fs, name, rename);
  looked(fs.promises, 'writeFile', write);
  looked(fs.promises, 'rename', rename);
}

function hasTrace(data: unknown): boolean {
  if (typeof data === 'string') return data.length > LEAST && data.includes(SINK_SYMBOL);
  if (!(data instanceof Uint8Array) || data.byteLength <= LEAST) return false;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(SINK_SYMBOL);
}

function pathOf(target: unknown): string | null {
  if (typeof target !== 'number') {
    const path = plainPath(target);
    return path === null ? null : resolve(path);
  }
  // A terminal or a pipe has no path here; other systems than Linux do not tell.
  const path = fs.readlinkSync(`/proc/self/fd/${target}`);
  return path.startsWith('/') && !path.startsWith('/dev/') ? path : null;
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The write is the program's business; that it is not noted is ours.
  }
}
