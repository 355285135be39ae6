/**
 * A row's project in a folder of its own: its files, its own `node_modules`, and a home and a folder for temporary files beside
 * it, so that whatever a run leaves behind, inside the project or out of it, can be listed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { ROOT } from '../trial.ts';
import { copyModules, installKit, nodeOf } from './kit.ts';
import type { HostRow } from './row.ts';

export type Files = Readonly<Record<string, string>>;

export interface Laid {
  /** Holds `project`, `home` and `tmp`. */
  readonly folder: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly node: string;
  /** Where commands are run. */
  readonly cwd: string;
}

export interface Outcome {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** Long ago, so that no tool takes a file for one that was changed a moment before. */
const WRITTEN = new Date('2020-01-01T00:00:00Z');
const KILL_MS = 180_000;

/** @param folder  an empty or missing one, for a project that is to lie where another one lay */
export function layRow(
  row: HostRow,
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-row-'))),
): Laid {
  const root = join(folder, 'project');
  for (const name of ['project', 'home', 'tmp']) mkdirSync(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(row.files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, WRITTEN, WRITTEN);
  }
  const modules = join(root, 'node_modules');
  if (row.kit === null) linkModules(modules);
  else if (row.isKitOnPath !== true) copyModules(row.kit, modules);
  const node = nodeOf(row.node);
  const env = {
    PATH: [...toolsOf(row), dirname(node), process.env['PATH'] ?? ''].join(delimiter),
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
    ...row.env,
  };
  for (const [name, target] of Object.entries(row.links ?? {})) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    symlinkSync(target, join(root, name));
  }
  const [file, ...args] = row.prepare ?? [];
  if (file !== undefined) execFileSync(file, args, { cwd: root, env, stdio: 'pipe' });
  return { folder, root, env, node, cwd: join(root, row.cwd ?? '.') };
}

function toolsOf({ kit, isKitOnPath }: HostRow): readonly string[] {
  return kit === null || isKitOnPath !== true ? [] : [join(installKit(kit), '.bin')];
}

export function removeRow({ folder }: Laid): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A real folder of links to what this project has installed. */
function linkModules(to: string): void {
  const from = join(ROOT, 'node_modules');
  mkdirSync(to);
  for (const name of readdirSync(from))
    if (!/^\.(?!bin$)/u.test(name)) symlinkSync(join(from, name), join(to, name));
}

/** Runs a command as leader of a process group of its own, with nothing on stdin. */
export function runIn(laid: Laid, argv: readonly string[], endsAfter?: RegExp): Promise<Outcome> {
  const [file, ...args] = argv.map((word) => (word === 'node' ? laid.node : word));
  const started = performance.now();
  const child = spawn(file as string, args, {
    cwd: laid.cwd,
    env: laid.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let out = '';
  let err = '';
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-(child.pid as number), name);
    } catch {
      // It has ended already.
    }
  };
  let told = false;
  const look = (): void => {
    if (told || endsAfter?.test(out) !== true) return;
    told = true;
    signal('SIGINT');
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const timer = setTimeout(() => signal('SIGKILL'), KILL_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err, ms: performance.now() - started });
    });
  });
}

/** Packages as they were installed are known by their times; what tools keep beside them has a dot in front. */
const INSTALLED = /[\\/]node_modules[\\/][^.]/u;

/** What lies below the row's folder, every `.scope` left out: path and a hash of the content. */
export function inventory({ folder }: Laid): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== '.scope') walk(path);
      } else if (entry.isSymbolicLink())
        found.set(relative(folder, path), `-> ${readlinkSync(path)}`);
      else if (INSTALLED.test(path)) {
        const { size, mtimeMs } = lstatSync(path);
        found.set(relative(folder, path), `${size} ${mtimeMs}`);
      } else if (entry.isFile())
        found.set(
          relative(folder, path),
          createHash('sha1').update(readFileSync(path)).digest('hex'),
        );
    }
  };
  walk(folder);
  return found;
}
