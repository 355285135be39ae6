/**
 * Which statements each test of a case ran. The case's command runs once, in one process (so that tests see what earlier tests
 * left behind), under `collect.mjs`; counts of text that a loader transformed are read through its source map.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LEAST_UPPER_BOUND, TraceMap, generatedPositionFor } from '@jridgewell/trace-mapping';
import { runCommand } from '../command.ts';
import { shapeOf } from '../source-shape.ts';
import type { SourceShape } from '../source-shape.ts';

export interface StatementRef {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly functionKey: string;
}

export interface TestRun {
  readonly name: string;
  readonly hasFailed: boolean;
  /** Indexes into `statements`. */
  readonly executed: ReadonlySet<number>;
}

export interface CoverageOfTests {
  readonly statements: readonly StatementRef[];
  readonly tests: readonly TestRun[];
}

interface Span {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Collected {
  readonly runs: readonly {
    readonly name: string;
    readonly coverage: readonly {
      readonly scriptId: string;
      readonly functions: readonly { readonly ranges: readonly Span[] }[];
    }[];
  }[];
  readonly scripts: readonly {
    readonly id: string;
    readonly url: string;
    readonly map?: string;
    readonly source?: string;
  }[];
}

interface Script {
  readonly shape: SourceShape;
  /** Index of the script's first statement among all. */
  readonly first: number;
  /** Where each statement starts in the text that ran; null where it has no counterpart. */
  readonly offsets: readonly (number | null)[];
}

const TEST_FILE = /\.test\.[cm]?[jt]s$/u;

function decodeMap(url: string): TraceMap {
  const text = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64').toString('utf8');
  return new TraceMap(text);
}

function offsetsInGenerated(shape: SourceShape, map: TraceMap, source: string): (number | null)[] {
  const lineStarts = source.split('\n').map((line) => line.length + 1);
  let sum = 0;
  const starts = lineStarts.map((length) => (sum += length) - length);
  const lines = shape.text.split('\n').map((line) => line.length + 1);
  let begin = 0;
  const begins = lines.map((length) => (begin += length) - length);
  return shape.statements.map(({ offset, from }) => {
    const column = offset - (begins[from - 1] ?? 0);
    const position = generatedPositionFor(map, {
      source: map.sources[0] ?? '',
      line: from,
      column,
      bias: LEAST_UPPER_BOUND,
    });
    return position.line === null ? null : (starts[position.line - 1] ?? 0) + position.column;
  });
}

/** The innermost range decides; V8 nests block ranges inside function ranges. */
function countAt(
  functions: readonly { readonly ranges: readonly Span[] }[],
  offset: number,
): number {
  let best: Span | null = null;
  for (const { ranges } of functions) {
    for (const span of ranges) {
      if (offset < span.startOffset || offset >= span.endOffset) continue;
      if (best === null || span.endOffset - span.startOffset <= best.endOffset - best.startOffset)
        best = span;
    }
  }
  return best?.count ?? 0;
}

/** Names of the tests that failed, as the TAP report of node:test gives them. */
export function failedTests(tap: string): ReadonlySet<string> {
  const failed = [...tap.matchAll(/^not ok \d+ - (.*)$/gmu)].map((match) => match[1] ?? '');
  return new Set(failed.map((name) => name.replaceAll('\\#', '#').replaceAll('\\\\', '\\')));
}

function readScripts(
  cwd: string,
  collected: Collected,
  statements: StatementRef[],
): Map<string, Script> {
  const scripts = new Map<string, Script>();
  for (const { id, url, map, source } of collected.scripts) {
    const path = fileURLToPath(url.replace(/\?.*$/u, ''));
    const file = relative(cwd, path);
    if (file.startsWith('..') || TEST_FILE.test(file) || !existsSync(path)) continue;
    const shape = shapeOf(file, readFileSync(path, 'utf8'));
    const offsets =
      map === undefined || source === undefined
        ? shape.statements.map(({ offset }) => offset)
        : offsetsInGenerated(shape, decodeMap(map), source);
    scripts.set(id, { shape, first: statements.length, offsets });
    for (const { from, to } of shape.statements)
      statements.push({ file, from, to, functionKey: shape.functionKeyAt(from) });
  }
  return scripts;
}

/** @throws where the program wrote no coverage */
export async function collectCoverage(
  cwd: string,
  command: readonly string[],
  timeoutMs: number,
): Promise<CoverageOfTests> {
  const argv = command.filter((word) => word !== '--test');
  const hasTests = argv.some((word) => TEST_FILE.test(word));
  const out = join(cwd, '.coverage.json');
  const collector = new URL('./collect.mjs', import.meta.url).href;
  const run = await runCommand(argv, {
    cwd,
    timeoutMs,
    env: {
      NODE_OPTIONS: `--import ${collector}`,
      EVAL_COVERAGE: out,
      EVAL_HAS_TESTS: hasTests ? '1' : '0',
    },
  });
  if (!existsSync(out)) throw new Error(`no coverage: ${run.stderr.trim().slice(-300)}`);
  const collected = JSON.parse(readFileSync(out, 'utf8')) as Collected;
  rmSync(out);
  const statements: StatementRef[] = [];
  const scripts = readScripts(cwd, collected, statements);
  const failed = failedTests(run.stdout);
  const tests = collected.runs.map(({ name, coverage }) => {
    const executed = new Set<number>();
    for (const { scriptId, functions } of coverage) {
      const script = scripts.get(scriptId);
      script?.offsets.forEach((offset, index) => {
        if (offset !== null && countAt(functions, offset) > 0) executed.add(script.first + index);
      });
    }
    return { name, hasFailed: hasTests ? failed.has(name) : true, executed };
  });
  return { statements, tests };
}
