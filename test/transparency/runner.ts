/**
 * The test runners that are understood: how each is asked for a report that machines read, and how that report is read. The
 * command stays the project's own; words are added to it, and the report goes to a file outside of the project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { readTap } from './tap.ts';

export const RUNNERS = ['vitest', 'jest', 'mocha', 'ava', 'tap', 'node', 'other'] as const;
export type RunnerName = (typeof RUNNERS)[number];

export type Status = 'pass' | 'fail' | 'skip';
/** Status of every test by its full name; the second test of a name is called `name (2)`. */
export type Report = ReadonlyMap<string, TestResult>;
export interface TestResult {
  readonly status: Status;
  /** Why it failed. */
  readonly message: string;
  /** Where one line stands for many tests. */
  readonly tests?: number;
}

/** @returns the shell command that also writes `file`, or prints what {@link readReport} reads */
export function reportingCommand(command: string, runner: RunnerName, file: string): string {
  switch (runner) {
    case 'vitest':
      return `${command} --reporter=json --outputFile=${file}`;
    case 'jest':
      return `${command} --json --outputFile=${file}`;
    case 'mocha':
      return `${command} --reporter json --reporter-option output=${file}`;
    case 'node': {
      const plain = command.replace(/ --test-reporter=\S+/gu, '');
      const words = ` --test --test-reporter=tap --test-reporter-destination=${file}`;
      return plain.replace(/ --test(?=\s|$)/u, words);
    }
    case 'ava':
      return `${command} --tap`;
    case 'tap':
    case 'other':
      return command;
    default:
      return command;
  }
}

/** @param printed  what the command wrote to stdout */
export function readReport(runner: RunnerName, file: string, printed: string): Report {
  const written = existsSync(file) ? readFileSync(file, 'utf8') : null;
  switch (runner) {
    case 'vitest':
    case 'jest':
      return named(readJestJson(written ?? printed));
    case 'mocha':
      return named(readMochaJson(written ?? printed));
    case 'node':
    case 'ava':
    case 'tap':
      return named(readTap(written ?? printed));
    default:
      return named(readSummary(printed));
  }
}

export type NamedResult = TestResult & { readonly name: string };

function named(results: readonly NamedResult[]): Report {
  const report = new Map<string, TestResult>();
  const seen = new Map<string, number>();
  for (const { name, ...result } of results) {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    report.set(count === 1 ? name : `${name} (${count})`, result);
  }
  return report;
}

/** Runners may print before their report. */
function jsonIn(text: string): unknown {
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('\n{', at + 1)) {
    try {
      return JSON.parse(text.slice(at)) as unknown;
    } catch {
      // Not from here.
    }
  }
  return null;
}

const jestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const JEST_STATUS: Readonly<Record<string, Status>> = { passed: 'pass', failed: 'fail' };

function readJestJson(text: string): readonly NamedResult[] {
  const parsed = jestSchema.safeParse(jsonIn(text));
  if (!parsed.success) return [];
  return parsed.data.testResults.flatMap((file) => {
    const tests = file.assertionResults.map((test) => ({
      name: `${file.name}: ${test.fullName}`,
      status: JEST_STATUS[test.status] ?? 'skip',
      message: test.failureMessages?.join('\n') ?? '',
    }));
    const whole: NamedResult = {
      name: file.name,
      status: JEST_STATUS[file.status] ?? 'skip',
      message: file.message ?? '',
    };
    // A file that failed to load has no tests of its own.
    return tests.length === 0 ? [whole] : tests;
  });
}

const mochaTestSchema = z.object({
  fullTitle: z.string(),
  file: z.string().nullish(),
  err: z.object({ message: z.string().optional(), stack: z.string().optional() }).optional(),
});
const mochaSchema = z.object({
  tests: z.array(mochaTestSchema),
  pending: z.array(mochaTestSchema),
  failures: z.array(mochaTestSchema),
});

function readMochaJson(text: string): readonly NamedResult[] {
  const parsed = mochaSchema.safeParse(jsonIn(text));
  if (!parsed.success) return [];
  const nameOf = (test: z.infer<typeof mochaTestSchema>): string =>
    `${test.file ?? ''}: ${test.fullTitle}`;
  const { tests, pending, failures } = parsed.data;
  const skipped = new Set(pending.map(nameOf));
  const known = new Set(tests.map(nameOf));
  // Hooks that failed are among the failures only.
  const all = [...tests, ...failures.filter((test) => !known.has(nameOf(test)))];
  const failed = new Set(failures.map(nameOf));
  return all.map((test) => {
    const name = nameOf(test);
    const status = failed.has(name) ? 'fail' : skipped.has(name) ? 'skip' : 'pass';
    return { name, status, message: test.err?.stack ?? test.err?.message ?? '' };
  });
}

const COUNTED =
  /(?<count>\d+) (?:tests?|assertions?|passing|passed|failing|failed|failures?|pending|skipped|errors?)\b|\bPASS: (?<pass>\d+)/iu;

/** What a suite prints about its tests, times taken out. Every such line counts as a result, and the last one says how many tests. */
function readSummary(text: string): readonly NamedResult[] {
  const lines = text.split('\n').filter((line) => COUNTED.test(line));
  return lines.map((line, at) => {
    const counts = COUNTED.exec(line)?.groups;
    const tests = at === lines.length - 1 ? Number(counts?.['count'] ?? counts?.['pass']) : 0;
    const name = line
      .replace(/\d+(?:\.\d+)?\s*(?:ms|s|seconds?|milliseconds?)\b/gu, '<time>')
      .trim();
    return { name, status: 'pass', message: '', tests };
  });
}
