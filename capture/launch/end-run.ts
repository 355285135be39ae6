/**
 * The end of a run: what still lives with its environment is told to leave files alone, and what the user's tools put into their
 * caches of rewritten text is taken away again. Only caches are touched; any other file that holds rewritten text is named.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OVER_FILE } from '../../protocol/session.ts';
import type { CommandEnd, HostNote } from '../../protocol/session.ts';
import type { Environment } from './environment.ts';
import type { KeptTransforms } from './kept-transforms.ts';
import { holdsTrace, isCache } from './tool-cache.ts';

type Written = Extract<HostNote, { readonly type: 'written' }>;

export interface EndRun {
  readonly cwd: string;
  readonly env: Environment;
  readonly ended: CommandEnd;
  /** Keeps what another run can use again. */
  readonly transforms: Pick<KeptTransforms, 'take' | 'close'>;
}

/** @returns files that hold rewritten text and are no caches */
export function endRun(runDir: string, { cwd, env, ended, transforms }: EndRun): readonly string[] {
  try {
    writeFileSync(join(runDir, OVER_FILE), JSON.stringify(ended), { mode: 0o600 });
  } catch {
    // The folder is gone, and with it what could be served from it.
  }
  const scratch = env['TMPDIR'] ?? tmpdir();
  const left = new Set<string>();
  for (const { path, writer } of writtenNotes(runDir)) {
    const isOfTool = writer !== null && isCache(path, cwd, scratch);
    if (isOfTool && isEmpty(path)) remove(path);
    if (!holdsTrace(path)) continue;
    const isTaken = isOfTool && (transforms.take(path, writer) || remove(path));
    if (isTaken) left.delete(path);
    else left.add(path);
  }
  transforms.close();
  return [...left];
}

function writtenNotes(runDir: string): readonly Written[] {
  try {
    return readFileSync(join(runDir, 'host.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"type":"written"'))
      .map((line) => JSON.parse(line) as Written);
  } catch {
    return [];
  }
}

/** A process that ends while a thread of it writes leaves a file that was opened and no more. */
function isEmpty(path: string): boolean {
  try {
    return statSync(path).size === 0;
  } catch {
    return false;
  }
}

function remove(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}
