/**
 * The tool's side of rewriting on demand: answers what the processes of a run ask for (`protocol/session.ts`), one at a time,
 * each question once. A process that asks waits meanwhile, so every question is answered, if only with nothing.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { DemandReply, DemandRequest, LaidGenerated } from '../../protocol/session.ts';

/** What the answer to one question is made of; null where the original text shall run. */
export interface Rewritten {
  readonly reply: DemandReply;
  readonly laid: readonly LaidGenerated[];
}

export interface DemandServer {
  stop(): void;
}

/** Where the system does not tell of changes, or forgets to. */
const LOOK_EVERY_MS = 100;

/**
 * @param answer  may throw: the original text runs then
 * @throws where the folder cannot be made
 */
export function answerDemand(
  runDir: string,
  answer: (request: DemandRequest) => Rewritten | null,
): DemandServer {
  const folder = join(runDir, 'demand');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const answered = new Set<string>();
  const look = (): void => {
    for (const name of asksIn(folder)) {
      if (answered.has(name)) continue;
      answered.add(name);
      reply(join(folder, name.slice(0, -'.ask'.length)), answer);
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const watcher = watchFolder(folder, look);
  return {
    stop() {
      clearInterval(timer);
      watcher?.close();
    },
  };
}

function watchFolder(folder: string, look: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, look);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}

function asksIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.ask'));
  } catch {
    return [];
  }
}

function reply(name: string, answer: (request: DemandRequest) => Rewritten | null): void {
  let made: Rewritten | null = null;
  try {
    made = answer(JSON.parse(readFileSync(`${name}.ask`, 'utf8')) as DemandRequest);
    // The reader of the recording must know every site that a recording can name.
    if (made !== null) writeWhole(`${name}.laid`, made.laid);
  } catch {
    made = null;
  }
  const nothing: DemandReply = { file: null };
  try {
    writeWhole(`${name}.reply`, made?.reply ?? nothing);
  } catch {
    // The one who asked waits until its time is over, and runs the original text.
  }
}

function writeWhole(file: string, value: unknown): void {
  writeFileSync(`${file}.part`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${file}.part`, file);
}
