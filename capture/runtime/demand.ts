/**
 * Generated files (bundles, what a compiler emitted) may be made by the very command that runs them, so their rewritten text
 * is asked for when a loader reads them. The tool answers through files in the run folder; a read waits for its answer no
 * longer than it was told to, and after one that did not come nobody asks again.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { OVER_FILE } from '../../protocol/session.ts';
import type { Demand, DemandReply, DemandRequest, ServedFile } from '../../protocol/session.ts';
import { openFolders } from './disk/folder.ts';
import type { Folders } from './disk/folder.ts';
import { sha1Of } from './host/served-files.ts';
import { Atomics, JSON, Math } from './realm/builtin.ts';
import { stringSlice } from './value/intrinsic.ts';

export type RewrittenOnDemand = Extract<DemandReply, { readonly file: object }>;

export interface OnDemand {
  /** Whether a file of that real path may be one that is rewritten on demand. */
  mayAsk(real: string): boolean;
  /** Whether the text says, or its neighbour does, that it was made from another. Never throws. */
  looksGenerated(real: string, text: Buffer | string): boolean;
  /** Blocks until the tool has answered. @returns null where the original text runs */
  ask(real: string, bytes: Buffer): ServedFile | null;
  /** Learns of what other processes asked for: one reads and transforms, another one runs the text. Never throws. */
  catchUp(): void;
}

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 20;
/** Waiting for somebody who is gone is noticed after so long. */
const LOOK_AFTER_MS = 200;
const REPLY = '.reply';
const MARKER = 'sourceMappingURL=';
const OF_PACKAGE = /[\\/]node_modules[\\/]/u;

/** @param learn  told of each file that was rewritten, before the read that asked for it goes on */
export function openDemand(
  runDir: string,
  demand: Demand | undefined,
  learn: (rewritten: RewrittenOnDemand) => void,
  folders: Folders = openFolders(),
): OnDemand {
  // As they are before the file readers are replaced.
  const files = {
    ...{ existsSync, mkdirSync, readdirSync },
    ...{ readFileSync, renameSync, writeFileSync },
  };
  const folder = join(runDir, 'demand');
  const asked = new Map<string, ServedFile | null>();
  const learnt = new Set<string>();
  let isOpen = demand !== undefined;

  function request(name: string, wanted: DemandRequest): void {
    const part = `${name}.${process.pid}-${threadId}.part`;
    files.mkdirSync(folder, { recursive: true, mode: 0o700 });
    files.writeFileSync(part, JSON.stringify(wanted), { mode: 0o600 });
    files.renameSync(part, `${name}.ask`);
  }
  function wait(name: string, { toolPid, waitMs }: Demand): DemandReply | null {
    const sleeper = new Int32Array(new SharedArrayBuffer(4));
    const reply = name + REPLY;
    let pause = FIRST_PAUSE_MS;
    for (let waited = 0; !files.existsSync(reply); waited += pause) {
      if (waited > waitMs || (waited > LOOK_AFTER_MS && !isAlive(toolPid))) return null;
      Atomics.wait(sleeper, 0, 0, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    return read(reply);
  }
  function read(reply: string): DemandReply {
    return JSON.parse(files.readFileSync(reply, 'utf8')) as DemandReply;
  }
  /** Sites are given to the runtime once. */
  function learnOnce(key: string, reply: DemandReply): void {
    if (learnt.has(key)) return;
    learnt.add(key);
    if (reply.file !== null) learn(reply);
  }
  function askOnce(path: string, sha1: string, key: string): ServedFile | null {
    const name = join(folder, key);
    if (!files.existsSync(name + REPLY)) request(name, { path, sha1 });
    const reply = wait(name, demand as Demand);
    if (reply === null) isOpen = false;
    if (reply === null || reply.file === null) return null;
    learnOnce(key, reply);
    return reply.file;
  }
  const looksGenerated = (real: string, text: Buffer | string): boolean => {
    try {
      return text.includes(MARKER) || folders.hasMap(real);
    } catch {
      return false;
    }
  };
  return {
    mayAsk: (real) => isOpen && !(real.includes('node_modules') && OF_PACKAGE.test(real)),
    looksGenerated,
    ask(real, bytes) {
      try {
        if (!looksGenerated(real, bytes)) return null;
        if (files.existsSync(join(runDir, OVER_FILE))) return null;
        const sha1 = sha1Of(bytes);
        const key = sha1Of(`${real}\n${sha1}`).slice(0, 20);
        const known = asked.get(key);
        if (known !== undefined) return known;
        const file = askOnce(real, sha1, key);
        asked.set(key, file);
        return file;
      } catch {
        return null;
      }
    },
    catchUp() {
      if (demand === undefined) return;
      try {
        const names = files.readdirSync(folder);
        for (let at = 0; at < names.length; at += 1) {
          const name = names[at] as string;
          const key = stringSlice(name, 0, -REPLY.length);
          if (key + REPLY === name && !learnt.has(key)) learnOnce(key, read(join(folder, name)));
        }
      } catch {
        // The folder is gone, and with it what others asked for.
      }
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
