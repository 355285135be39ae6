/** The projects that graphs are built of: TypeScript that installed packages ship, or folders that were named on the command line. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { SuiteOptions } from '../row.ts';

const PACKAGES = ['openai/src', 'zod/src'];
const LINES = 50_000;

export interface BenchProject {
  readonly name: string;
  readonly folder: string;
}

/** Copies whole folders in the order of their names, the same share of lines from each package. */
function layProject(project: string, lines: number): void {
  const modules = join(import.meta.dirname, '../../node_modules');
  for (const folder of PACKAGES) {
    let left = lines / PACKAGES.length;
    const sources = readdirSync(join(modules, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .sort();
    for (const path of sources) {
      if (left <= 0) break;
      const from = join(modules, folder, path);
      left -= readFileSync(from, 'utf8').split('\n').length - 1;
      const to = join(project, folder, path);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(from, to);
    }
    if (left > 0) throw new Error(`${folder} has too few lines of TypeScript`);
  }
}

/** `path`, or `path=name@commit` where the folder does not know its commit itself. */
function named(word: string): BenchProject {
  const [path = word, name] = word.split('=');
  const folder = resolve(path);
  if (name !== undefined) return { name, folder };
  try {
    const args = ['-C', folder, 'rev-parse', '--short', 'HEAD'];
    const commit = execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim();
    return { name: `${basename(folder)}@${commit}`, folder };
  } catch {
    return { name: basename(folder), folder };
  }
}

/** Gives each project to `measure`; the one of installed packages is laid and removed again. */
export async function withProjects<T>(
  { folders, quick }: SuiteOptions,
  measure: (project: BenchProject) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const rows: T[] = [];
  const own = mkdtempSync(join(tmpdir(), 'scope-bench-'));
  try {
    layProject(own, quick ? LINES / 10 : LINES);
    rows.push(...(await measure({ name: 'openai and zod', folder: own })));
    for (const word of folders ?? []) {
      const project = named(word);
      console.error(`${project.name}: measured now; what was measured before is kept if it fails`);
      try {
        rows.push(...(await measure(project)));
      } catch (error) {
        console.error(`${project.name}: no rows: ${(error as Error).message.slice(0, 400)}`);
        process.exitCode = 1;
      }
    }
    return rows;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/**
 * @param timeout  milliseconds after which it is stopped; 0 is never
 * @returns what a script prints as JSON, run by a process of its own
 */
export function runScript<T>(script: string, timeout = 0): T {
  const args = ['--max-old-space-size=8192', '--input-type=module', '--eval', script];
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, timeout } as const;
  const out = execFileSync(process.execPath, args, options);
  return JSON.parse(out) as T;
}
