/**
 * The files of a run beside its recordings: sites, plan, sources, notes of the preloads (layout: `protocol/session.ts`). A
 * recording that its process left as `.part` is renamed once that process is gone.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { InstrumentationPlan } from '../protocol/plan.ts';
import type { Problem } from '../protocol/problem.ts';
import type {
  CommandEnd,
  FileIndex,
  HostNote,
  LaidGenerated,
  RuntimeConfig,
  ServedFile,
} from '../protocol/session.ts';
import type { Site } from '../protocol/site.ts';
import { OVER_FILE } from '../protocol/session.ts';
import { isAlive } from './launch/process-tree.ts';

export interface RunFiles {
  readonly sites: readonly (Site | undefined)[];
  readonly plan: InstrumentationPlan | null;
  readonly sources: ReadonlyMap<string, string>;
  /** Source maps of generated files, by path relative to the project. */
  readonly maps: ReadonlyMap<string, string>;
  readonly hostNotes: readonly HostNote[];
  /** Null where the command still runs, or Scope did not start it. */
  readonly ended: CommandEnd | null;
  /** Sites that keep one event in n. */
  readonly sampled: ReadonlySet<number>;
  /** File names in `recordings/`, in a fixed order. */
  readonly recordings: readonly string[];
  readonly problems: readonly Problem[];
}

/** @throws never: what cannot be read is empty and a problem */
export function readRunFiles(runDir: string): RunFiles {
  const problems: Problem[] = [];
  const sites: (Site | undefined)[] = [];
  for (const site of readJson<readonly Site[]>(runDir, 'sites.json', problems) ?? [])
    sites[site.id] = site;
  const generated = readGenerated(runDir, problems);
  for (const { sites: added } of generated) for (const site of added) sites[site.id] = site;
  const index = readJson<FileIndex>(runDir, 'files.json', problems);
  const files = [...(index?.files ?? []), ...generated.map(({ file }) => file)];
  const config = readJson<RuntimeConfig>(runDir, 'runtime.json', problems);
  return {
    sites,
    plan: readJson<InstrumentationPlan>(runDir, 'plan.json', problems),
    sources: readSources(runDir, files, sites, problems),
    maps: readMaps(runDir, generated, problems),
    hostNotes: readNotes(runDir),
    ended: readEnd(runDir),
    sampled: new Set(Object.keys(config?.sample ?? {}).map(Number)),
    recordings: settleRecordings(join(runDir, 'recordings')),
    problems,
  };
}

function readJson<T>(runDir: string, name: string, problems: Problem[]): T | null {
  const path = join(runDir, name);
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8')) as T;
  } catch (error) {
    const message = `${name} of the run cannot be read: ${(error as Error).message}`;
    problems.push({ where: path, message, severity: 'warning' });
    return null;
  }
}

function readEnd(runDir: string): CommandEnd | null {
  try {
    return JSON.parse(fs.readFileSync(join(runDir, OVER_FILE), 'utf8')) as CommandEnd;
  } catch {
    return null;
  }
}

function readSources(
  runDir: string,
  files: readonly ServedFile[],
  sites: readonly (Site | undefined)[],
  problems: Problem[],
): ReadonlyMap<string, string> {
  const relative = new Set(sites.flatMap((site) => (site === undefined ? [] : [site.file])));
  const sources = new Map<string, string>();
  // Where the file's name is not told, the shortest path is its own: `order.js` is the end of `test/order.js` too.
  const shortest = new Map<string, number>();
  for (const { path, name, overlay } of files) {
    try {
      const text = fs.readFileSync(join(runDir, 'sources', overlay), 'utf8');
      sources.set(path, text);
      if (name !== undefined) {
        shortest.set(name, 0);
        sources.set(name, text);
        continue;
      }
      const slashed = path.replaceAll('\\', '/');
      for (const file of relative) {
        if (slashed !== file && !slashed.endsWith(`/${file}`)) continue;
        if ((shortest.get(file) ?? Number.POSITIVE_INFINITY) <= slashed.length) continue;
        shortest.set(file, slashed.length);
        sources.set(file, text);
      }
    } catch {
      const message = 'the original text of a recorded file is missing';
      problems.push({ where: path, message, severity: 'warning' });
    }
  }
  return sources;
}

/** What was rewritten while the command ran. */
function readGenerated(runDir: string, problems: Problem[]): readonly LaidGenerated[] {
  let names: readonly string[];
  try {
    names = fs.readdirSync(join(runDir, 'demand'));
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.laid'))
    .flatMap(
      (name) => readJson<readonly LaidGenerated[]>(runDir, join('demand', name), problems) ?? [],
    );
}

function readMaps(
  runDir: string,
  generated: readonly LaidGenerated[],
  problems: Problem[],
): ReadonlyMap<string, string> {
  const maps = new Map<string, string>();
  for (const { file } of generated) {
    try {
      const text = fs.readFileSync(join(runDir, 'sources', `${file.overlay}.map`), 'utf8');
      maps.set(file.name ?? file.path, text);
    } catch {
      const message = 'the source map of a recorded file is missing';
      problems.push({ where: file.path, message, severity: 'warning' });
    }
  }
  return maps;
}

function readNotes(runDir: string): readonly HostNote[] {
  let text: string;
  try {
    text = fs.readFileSync(join(runDir, 'host.jsonl'), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as HostNote];
    } catch {
      return [];
    }
  });
}

function settleRecordings(folder: string): readonly string[] {
  let names: readonly string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /\.scope(?:\.part)?$/u.test(name))
    .map((name) => (name.endsWith('.part') ? settle(folder, name) : name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function settle(folder: string, name: string): string {
  if (isAlive(Number.parseInt(name, 10))) return name;
  const settled = name.slice(0, -'.part'.length);
  // What has its final name is whole.
  if (fs.existsSync(join(folder, settled))) return name;
  try {
    fs.renameSync(join(folder, name), join(folder, settled));
    return settled;
  } catch {
    return name;
  }
}
