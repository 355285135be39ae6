/**
 * Starts the command with a preload that has nothing to serve: it only notes which Node processes there are and which source files
 * their loaders read. What a dry look cannot know is seen here; the folder of the run is removed again.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { launch } from '../../../../capture/launch/launch.ts';
import type { FileIndex, HostNote } from '../../../../protocol/session.ts';
import { findPreload, openScopeFolder } from '../../../session.ts';

export interface Started {
  readonly exitCode: number | null;
  readonly processes: readonly {
    readonly pid: number;
    readonly thread: number;
    readonly node: string;
    readonly argv: readonly string[];
  }[];
  /** Source files of the project that were loaded, relative to its root. */
  readonly loaded: readonly string[];
}

/** @throws ScopeError `command-not-started`, `disk-failed` */
export async function startOnce(options: {
  readonly argv: readonly string[];
  readonly root: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdio: 'inherit' | 'to-stderr';
  readonly timeoutMs: number;
}): Promise<Started> {
  const { root } = options;
  const runDir = join(openScopeFolder(root), `doctor-${randomBytes(4).toString('hex')}`);
  mkdirSync(runDir, { mode: 0o700 });
  try {
    const index: FileIndex = { version: 1, files: [] };
    writeFileSync(join(runDir, 'files.json'), JSON.stringify(index), { mode: 0o600 });
    const { exitCode } = await launch({ ...options, runDir, preloadPath: findPreload() });
    const notes = readNotes(join(runDir, 'host.jsonl'));
    const loaded = notes
      .flatMap((note) => (note.type === 'loaded' ? [relative(root, note.path)] : []))
      .filter((path) => !path.startsWith('..') && !/(?:^|[\\/])node_modules[\\/]/u.test(path));
    return {
      exitCode,
      processes: notes.flatMap((note) => (note.type === 'process' ? [note] : [])),
      loaded: [...new Set(loaded)].sort(),
    };
  } finally {
    rmSync(runDir, { recursive: true, force: true });
  }
}

function readNotes(file: string): readonly HostNote[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as HostNote);
  } catch {
    return [];
  }
}
