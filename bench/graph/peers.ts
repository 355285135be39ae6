/**
 * The graph beside what else reads TypeScript, on the same files in one run, each in a process of its own: a bare tree-sitter
 * parse is the floor, TypeScript's checker and ts-morph resolve names, Jelly (`--jelly FOLDER`) builds a call graph. What is
 * not there is left out and said. Joern is not run: `published.ts` has what others wrote of it. CodeQL has no row.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { atMost, median } from '../row.ts';
import type { Row, SuiteOptions } from '../row.ts';
import { runScript, withProjects } from './project.ts';
import type { BenchProject } from './project.ts';
import { publishedRows } from './published.ts';

const SUITE = 'peers';
/** Whoever takes longer has no row of its own speed. */
const MOST_MS = 240_000;
const SLICE_MS = 100;
const NOT_THERE = 'not there';

interface Result {
  readonly ms: number;
  readonly rssMb: number;
  readonly what: string;
}

interface Listing {
  readonly files: readonly string[];
  readonly lines: number;
}

const href = (path: string): string => JSON.stringify(pathToFileURL(path).href);
const END = `
    console.log(JSON.stringify({ ms: performance.now() - started, rssMb: process.resourceUsage().maxRSS / 1024, what }));`;

/** The files that the graph reads: everyone gets the same. */
function list(dist: string, folder: string): Listing {
  return runScript(`
    const { buildCodeGraph } = await import(${href(join(dist, 'code-graph/index.js'))});
    const root = ${JSON.stringify(folder)};
    const graph = await buildCodeGraph(root, { cacheFile: null });
    console.log(JSON.stringify({ files: graph.paths().map((path) => root + '/' + path), lines: graph.stats().lines }));`);
}

function scope(dist: string, folder: string, threads: number | null): Result {
  return runScript(`
    const { buildCodeGraph } = await import(${href(join(dist, 'code-graph/index.js'))});
    const started = performance.now();
    const graph = await buildCodeGraph(${JSON.stringify(folder)}, { cacheFile: null${threads === null ? '' : `, threads: ${threads}`} });
    const { nodes, edges } = graph.stats();
    const what = nodes + ' nodes, ' + edges + ' edges';${END}`);
}

function treeSitter(dist: string, files: readonly string[]): Result {
  return runScript(`
    const { openCursor, grammarOf } = await import(${href(join(dist, 'code-graph/syntax/grammar/grammar.js'))});
    const { readFileSync } = await import('node:fs');
    const files = ${JSON.stringify(files)};
    const started = performance.now();
    for (const file of files) openCursor(grammarOf(file), readFileSync(file, 'utf8'));
    const what = 'trees only, nothing read of them';${END}`);
}

function checker(files: readonly string[]): Result | string {
  const typescript = createRequire(import.meta.url).resolve('typescript');
  return runPeer(`
    const { default: ts } = await import(${href(typescript)});
    const files = ${JSON.stringify(files)};
    const started = performance.now();
    const options = { allowJs: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
    const program = ts.createProgram(files, options);
    const checker = program.getTypeChecker();
    const wanted = new Set(files);
    let identifiers = 0;
    for (const file of program.getSourceFiles()) {
      if (!wanted.has(file.fileName)) continue;
      const visit = (node) => {
        if (ts.isIdentifier(node) && checker.getSymbolAtLocation(node) !== undefined) identifiers += 1;
        ts.forEachChild(node, visit);
      };
      visit(file);
    }
    const what = identifiers + ' identifiers resolved, TypeScript ' + ts.version;${END}`);
}

function morph(files: readonly string[]): Result | string {
  const entry = join(import.meta.dirname, '../node_modules/ts-morph/dist/ts-morph.js');
  if (!existsSync(entry)) return NOT_THERE;
  return runPeer(`
    const { default: { Project, SyntaxKind } } = await import(${href(entry)});
    const files = ${JSON.stringify(files)};
    const started = performance.now();
    const project = new Project({ compilerOptions: { allowJs: true, skipLibCheck: true, target: 9, module: 199 } });
    for (const file of files) project.addSourceFileAtPath(file);
    let identifiers = 0;
    for (const file of project.getSourceFiles())
      for (const node of file.getDescendantsOfKind(SyntaxKind.Identifier))
        if (node.getSymbol() !== undefined) identifiers += 1;
    const what = identifiers + ' identifiers resolved';${END}`);
}

/** Jelly as it comes: approximate interpretation off, the whole folder. */
function jelly(
  { path, node }: { readonly path: string | undefined; readonly node: string },
  folder: string,
): Result | string {
  const main = path === undefined ? '' : join(path, 'lib/main.js');
  if (!existsSync(main)) return NOT_THERE;
  const started = performance.now();
  const args = [main, '--basedir', folder, '--ignore-dependencies', folder];
  const options = { stdio: 'pipe', timeout: MOST_MS, maxBuffer: 1 << 28 } as const;
  return orWhy(() => {
    execFileSync(node, args, options);
    return { ms: performance.now() - started, rssMb: Number.NaN, what: 'call graph' };
  });
}

function runPeer(script: string): Result | string {
  return orWhy(() => runScript<Result>(script, MOST_MS));
}

/** A peer that does not come to an end has no row: the others do. */
function orWhy(run: () => Result): Result | string {
  try {
    return run();
  } catch (error) {
    const isLate = (error as { readonly code?: string }).code === 'ETIMEDOUT';
    return isLate ? `not done in ${MOST_MS / 1000} s` : 'ended with an error';
  }
}

interface Slices {
  readonly ms: number;
  readonly slices: number;
  readonly median: number;
}

/** Backward slices from the last statement of each of up to 2,000 functions, bodies built on the way. */
function slices(dist: string, folder: string): Slices {
  return runScript(`
    const { buildCodeGraph, backwardSlice, walkSyntax } = await import(${href(join(dist, 'code-graph/index.js'))});
    const { openSources } = await import(${href(join(dist, 'code-graph/select/sources.js'))});
    const graph = await buildCodeGraph(${JSON.stringify(folder)}, { cacheFile: null });
    const sources = openSources(graph);
    const all = graph.functions();
    const step = Math.max(1, Math.floor(all.length / 2000));
    const starts = [];
    for (let at = 0; at < all.length; at += step) {
      const scopes = sources.open(all[at].file)?.scopes;
      const fn = scopes?.functions.find(({ id }) => id === all[at].id);
      if (fn === undefined) continue;
      let last = null;
      walkSyntax(fn.node, (node) => {
        if (node !== fn.node && scopes.functionAt(node) !== null) return false;
        if (node.type === 'return_statement') last = node;
      });
      if (last !== null) starts.push([scopes, fn, last]);
    }
    const sizes = [];
    const started = performance.now();
    for (const [scopes, fn, node] of starts) sizes.push(backwardSlice(scopes, fn, node).size);
    const ms = performance.now() - started;
    sizes.sort((a, b) => a - b);
    console.log(JSON.stringify({ ms, slices: sizes.length, median: sizes[Math.floor(sizes.length / 2)] ?? 0 }));`);
}

interface SlicesAcross {
  /** Milliseconds of each slice the second time, its files and functions open. */
  readonly ms: readonly number[];
  readonly statements: number;
}

/** Backward slices across calls, two deep, from a statement in the middle of each of up to 200 functions of over eight lines. */
function slicesAcross(dist: string, folder: string): SlicesAcross {
  return runScript(`
    const { buildCodeGraph, askGraph, openSources } = await import(${href(join(dist, 'code-graph/index.js'))});
    const graph = await buildCodeGraph(${JSON.stringify(folder)}, { cacheFile: null });
    const sources = openSources(graph, { memoryMb: 2000 });
    const ask = askGraph(graph, sources);
    const all = graph.functions().filter((fn) => fn.endLine - fn.line > 8);
    const step = Math.max(1, Math.floor(all.length / 200));
    const ms = [];
    let statements = 0;
    for (let at = 0; at < all.length; at += step) {
      const flow = sources.flow(all[at].id);
      const own = flow?.units.filter(({ kind }) => kind === 'statement') ?? [];
      const unit = own[Math.floor(own.length / 2)];
      if (unit === undefined) continue;
      const place = flow.body.scopes.nodeId(unit.syntax);
      const options = { direction: 'back', depth: 2 };
      ask.slice(place, options);
      const started = performance.now();
      statements += ask.slice(place, options).hits.length;
      ms.push(performance.now() - started);
    }
    console.log(JSON.stringify({ ms, statements }));`);
}

/** @returns the rows of this suite; takes about three minutes without folders */
export async function benchPeers(options: SuiteOptions): Promise<readonly Row[]> {
  const rows = await withProjects(options, async (project) => measure(options, project));
  return [...rows, ...publishedRows(SUITE)];
}

async function measure(
  { dist, jelly: jellyPath, jellyNode = process.execPath }: SuiteOptions,
  { name: project, folder }: BenchProject,
): Promise<readonly Row[]> {
  const { files, lines } = list(dist, folder);
  const floor = treeSitter(dist, files);
  const rate = ({ ms }: Result): number => lines / ms;
  const missing: string[] = [];
  const row = (name: string, result: Result | string): readonly Row[] => {
    if (typeof result === 'string') {
      missing.push(`${name} (${result})`);
      console.error(`${project}: ${name}: ${result}, left out`);
      return [];
    }
    console.error(`${project}: ${name}: ${(result.ms / 1000).toFixed(1)} s`);
    const memory = Number.isNaN(result.rssMb)
      ? ''
      : `; ${result.rssMb.toFixed(0)} MB, ${((result.rssMb / lines) * 1000).toFixed(2)} MB per thousand lines`;
    return [
      {
        suite: SUITE,
        name: `${project}: ${name}`,
        value: rate(result),
        unit: 'thousand lines a second',
        ratio: rate(result) / rate(floor),
        note: `${(result.ms / 1000).toFixed(1)} s; ${result.what}${memory}`,
      },
    ];
  };
  const sliced = slices(dist, folder);
  const across = slicesAcross(dist, folder);
  const whole = across.ms.reduce((sum, one) => sum + one, 0);
  return [
    ...row(`tree-sitter, parse alone (${lines} lines in ${files.length} files)`, floor),
    ...row('Scope, graph without a cache', scope(dist, folder, null)),
    ...row('Scope, in one thread', scope(dist, folder, 0)),
    ...row('TypeScript, program and checker, every identifier', checker(files)),
    ...row('ts-morph, every identifier', morph(files)),
    ...row('Jelly, call graph', jelly({ path: jellyPath, node: jellyNode }, folder)),
    {
      suite: SUITE,
      name: `${project}: backward slices in a function`,
      value: (sliced.slices / sliced.ms) * 1000,
      unit: 'slices a second',
      note: `${sliced.slices} slices, bodies built on the way; median of ${sliced.median} nodes${missing.length === 0 ? '' : `; left out: ${missing.join(', ')}`}`,
    },
    {
      suite: SUITE,
      name: `${project}: backward slices across calls, two deep, warm`,
      value: (across.ms.length / whole) * 1000,
      unit: 'slices a second',
      note: `${across.ms.length} slices, median ${median(across.ms).toFixed(1)} ms, most ${Math.max(...across.ms).toFixed(0)} ms; ${Math.round(across.statements / across.ms.length)} statements each`,
      target: atMost(SLICE_MS, 'ms', median(across.ms)),
    },
  ];
}
