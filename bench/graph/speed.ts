/**
 * How long the code graph of a project takes: cold, from its cache, after one changed file (in the process that keeps it, and
 * in a new one), and the bodies of long functions. Each in a process of its own, as `scope` does it. More projects by
 * `--folder PATH[=NAME]`; those are built where they lie.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { atMost, median, spread } from '../row.ts';
import type { Row, SuiteOptions, Target } from '../row.ts';
import { runScript, withProjects } from './project.ts';
import type { BenchProject } from './project.ts';

const SUITE = 'graph';
const ROUNDS = 5;
/** Files that are changed in each way. */
const CHANGES = 10;

/** Figures to reach by the size of the project, in lines from which they hold. */
const TARGETS = [
  { from: 800_000, coldMs: 90_000, warmMs: null, changeMs: null, mostMb: 2048 },
  { from: 80_000, coldMs: 12_000, warmMs: 1000, changeMs: 100, mostMb: null },
  { from: 0, coldMs: 10_000, warmMs: 1500, changeMs: null, mostMb: 500 },
] as const;
const BODY_MS = 20;

/** One build, as its process saw it. */
interface Build {
  readonly files: number;
  readonly lines: number;
  readonly ms: number;
  readonly cached: number;
  readonly nodes: number;
  readonly edges: number;
  readonly rssMb: number;
  readonly problems: number;
}

/** Milliseconds of each update, by the kind of change. */
type Changes = Readonly<Record<'body' | 'function' | 'renamed' | 'deleted', readonly number[]>>;

interface Kept {
  readonly changes: Changes;
  /** Milliseconds until the calls that came from the cache are linked, which no change waits for then. */
  readonly prepared: number;
  readonly fresh: Build;
  /** Milliseconds for each function of 150 to 250 lines: with its file parsed, and from nothing. */
  readonly bodies: readonly number[];
  readonly opened: readonly number[];
}

/** @returns the rows of this suite; takes about two minutes without folders */
export async function benchGraph(options: SuiteOptions): Promise<readonly Row[]> {
  return withProjects(options, async (project) => {
    const cold: Build[] = [];
    const warm: Build[] = [];
    const again: Build[] = [];
    const first = build(options.dist, project);
    const rounds = options.quick || first.lines > 500_000 ? 1 : ROUNDS;
    for (let round = 0; round < rounds; round += 1) {
      rmSync(join(project.folder, '.scope'), { recursive: true, force: true });
      cold.push(build(options.dist, project));
      warm.push(build(options.dist, project));
      again.push(build(options.dist, project));
    }
    if (cold.some(({ cached }) => cached > 0)) throw new Error('a cold build found a cache');
    if (warm.some(({ cached, files }) => cached < files)) throw new Error('a warm build parsed');
    return rowsOf(project, { cold, warm, again, kept: keep(options.dist, project) });
  });
}

const moduleOf = (dist: string, path: string): string =>
  JSON.stringify(pathToFileURL(join(dist, 'code-graph', path)).href);

function build(dist: string, { folder }: BenchProject): Build {
  return runScript(`
    const { buildCodeGraph } = await import(${moduleOf(dist, 'index.js')});
    const graph = await buildCodeGraph(${JSON.stringify(folder)});
    const rssMb = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ ...graph.stats(), rssMb, problems: graph.problems.length }));`);
}

/**
 * Changes one file after the other in a process that keeps the graph, forty times in four ways (a condition in the first body, a
 * function more, an export renamed, the file deleted), then once before a new process; puts all back.
 */
function keep(dist: string, { folder }: BenchProject): Kept {
  return runScript(`
    const { readFileSync, rmSync, writeFileSync } = await import('node:fs');
    const { buildCodeGraph } = await import(${moduleOf(dist, 'index.js')});
    const { openCurrentGraph } = await import(${moduleOf(dist, 'project/watch/current.js')});
    const { openSources } = await import(${moduleOf(dist, 'select/sources.js')});
    const folder = ${JSON.stringify(folder)};
    const current = await openCurrentGraph(folder);
    const opened = performance.now();
    current.prepare();
    const prepared = performance.now() - opened;
    const paths = current.graph().paths();
    const more = (text) => text + '\\nexport function brandNew(o) { o.brandNew = 1; return o.x; }\\n';
    const edits = {
      body: (text) => text.replace(/(\\)[^;{}()]* \\{\\n)/, '$1if (globalThis.brandNew > 1) { globalThis.brandNew = 2; }\\n'),
      function: more,
      renamed: (text) => text.replace(/^(export (?:async )?(?:const|function|class) \\w+)/m, '$1Renamed'),
      deleted: () => null,
    };
    const changed = async (path, edit, measure) => {
      const file = folder + '/' + path;
      const text = readFileSync(file, 'utf8');
      const next = edit(text);
      if (next === text) return null;
      try {
        if (next === null) rmSync(file);
        else writeFileSync(file, next);
        return await measure();
      } finally {
        writeFileSync(file, text);
      }
    };
    const changes = {};
    for (const [kind, edit] of Object.entries(edits)) {
      const times = [];
      for (let at = 0; at < paths.length && times.length < ${CHANGES}; at += 1) {
        // A number without a factor in common visits every file once, far apart.
        const path = paths[(at * 7919) % paths.length];
        const change = await changed(path, edit, () => current.update([path]));
        if (change === null) continue;
        times.push(change.ms);
        await current.update(kind === 'deleted' ? null : [path]);
      }
      changes[kind] = times;
    }
    const path = paths[Math.floor(paths.length / 2)];
    const fresh = await changed(path, more, async () => (await buildCodeGraph(folder)).stats());
    const graph = await buildCodeGraph(folder);
    const long = graph.functions()
      .filter((fn) => fn.endLine - fn.line >= 150 && fn.endLine - fn.line <= 250)
      .slice(0, 200);
    const bodies = [];
    const opens = [];
    for (const fn of long) {
      const sources = openSources(graph);
      const before = performance.now();
      if (sources.open(fn.file) === null) continue;
      const parsed = performance.now();
      const body = sources.body(fn.id);
      void [body?.cdg, body?.dfg];
      bodies.push(performance.now() - parsed);
      opens.push(performance.now() - before);
    }
    console.log(JSON.stringify({ changes, prepared, fresh, bodies, opened: opens }));`);
}

interface Measured {
  readonly cold: readonly Build[];
  readonly warm: readonly Build[];
  readonly again: readonly Build[];
  readonly kept: Kept;
}

const at = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

function rowsOf({ name: project }: BenchProject, measured: Measured): readonly Row[] {
  const { cold, warm, again, kept } = measured;
  const [{ files, lines, nodes, edges, problems }] = cold as readonly [Build];
  const targets = TARGETS.find(({ from }) => lines >= from) ?? TARGETS[2];
  const ms = (builds: readonly Build[]): number[] => builds.map((one) => one.ms);
  const baseline = median(ms(cold));
  const row = (
    name: string,
    values: readonly number[],
    limit: number | null,
    note: string,
  ): Row => ({
    suite: SUITE,
    name: `${project}: ${name}`,
    value: median(values),
    unit: 'ms',
    ratio: median(values) / baseline,
    note: `${note}${values.length} times, ${spread(values, 0)} ms`,
    ...(limit === null ? {} : { target: atMost(limit, 'ms', median(values)) }),
  });
  const each = (builds: readonly Build[]): string =>
    `${(median(ms(builds)) / (lines / 1000)).toFixed(2)} ms per thousand lines, `;
  const noise = again.map((one, round) => one.ms / (warm[round] as Build).ms);
  const peak = Math.max(...[...cold, ...warm].map(({ rssMb }) => rssMb));
  const warmPeak = Math.max(...warm.map(({ rssMb }) => rssMb));
  const peakTarget: { readonly target?: Target } =
    targets.mostMb === null ? {} : { target: atMost(targets.mostMb, 'MB', peak) };
  const { bodies, opened } = kept;
  const changes = Object.values(kept.changes).flat();
  const kinds = Object.entries(kept.changes).map(
    ([kind, times]) => `${kind} ${median(times).toFixed(0)}`,
  );
  const body: readonly Row[] =
    bodies.length === 0
      ? []
      : [
          {
            suite: SUITE,
            name: `${project}: body of a function of 150 to 250 lines, p99`,
            value: at(bodies, 0.99),
            unit: 'ms',
            note: `${bodies.length} functions, median ${median(bodies).toFixed(2)} ms; with the parse of the file: median ${median(opened).toFixed(1)}, p99 ${at(opened, 0.99).toFixed(1)} ms`,
            target: atMost(BODY_MS, 'ms', at(bodies, 0.99)),
          },
        ];
  return [
    row(`cold, ${lines} lines in ${files} files`, ms(cold), targets.coldMs, each(cold)),
    row('warm, nothing changed', ms(warm), targets.warmMs, each(warm)),
    {
      suite: SUITE,
      name: `${project}: warm again: the noise floor`,
      value: median(ms(again)),
      unit: 'ms',
      ratio: median(noise),
      note: `against warm, ×${spread(noise, 2)}`,
    },
    row(
      'one changed file, in the process that keeps the graph',
      changes,
      targets.changeMs,
      `p90 ${at(changes, 0.9).toFixed(0)} ms; medians: ${kinds.join(', ')}; linked before the first in ${kept.prepared.toFixed(0)} ms; `,
    ),
    row('one changed file, a new process', [kept.fresh.ms], null, ''),
    {
      suite: SUITE,
      name: `${project}: peak memory of the process`,
      value: peak,
      unit: 'MB',
      note: `${(peak / (lines / 1000)).toFixed(2)} MB per thousand lines; warm ${warmPeak.toFixed(0)} MB; ${nodes} nodes, ${edges} edges, ${problems} problems`,
      ...peakTarget,
    },
    ...body,
  ];
}
