/**
 * Worker processes that run cases in chunks. One that says nothing for too long is ended and another one takes over behind
 * the case that it was busy with; the same where a process comes down.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WORKER_FAILED } from './case.ts';
import type { ConformanceCase, Coverage, Outcome, Report } from './case.ts';

export interface Limits {
  readonly processes: number;
  /** Milliseconds that one plain run may take. */
  readonly plainMs: number;
  /** Milliseconds that one instrumented run may take. */
  readonly instrumentedMs: number;
  /** Reading of `performance.now()` after which no further chunk is begun. */
  readonly until: number;
}

export const LIMITS: Limits = {
  processes: 2,
  plainMs: 60_000,
  instrumentedMs: 300_000,
  until: Infinity,
};

export interface CaseResult {
  readonly one: ConformanceCase;
  /** Null where the plain run hung or came down. */
  readonly plain: Outcome | null;
  /** Null where it hung or came down, and where there was no such run because the plain one did not pass. */
  readonly instrumented: Outcome | null;
  readonly coverage: Coverage | null;
  readonly recorded: number;
  /** How the process ended during the case, or null. */
  readonly death: string | null;
}

const CHUNK = 40;
/** Realms leave something behind, and each case costs more than the one before: after so many chunks a process gives way to a new one. */
const CHUNKS_PER_PROCESS = 4;
const WORKER = fileURLToPath(new URL('target/worker.ts', import.meta.url));
const FLAGS = [
  '--import',
  'tsx',
  '--experimental-vm-modules',
  '--no-warnings',
  '--no-flush-bytecode',
  '--max-old-space-size=3072',
];

interface Job {
  readonly chunk: readonly ConformanceCase[];
  at: number;
  plain: Outcome | null;
  timer: NodeJS.Timeout | null;
}

/** @returns what became of every case, in no particular order; `onResult` hears of each at once */
export async function runCases(
  cases: readonly ConformanceCase[],
  limits: Limits,
  onResult: (result: CaseResult) => void = () => undefined,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  let next = 0;
  const take = (): readonly ConformanceCase[] => {
    const chunk = performance.now() > limits.until ? [] : cases.slice(next, next + CHUNK);
    next += chunk.length;
    return chunk;
  };

  async function serve(): Promise<void> {
    for (let chunk = take(); chunk.length > 0;) {
      const done = await runUntilDeath(chunk, take, limits, (result) => {
        results.push(result);
        onResult(result);
      });
      chunk = done.length > 0 ? done : take();
    }
  }
  await Promise.all(Array.from({ length: limits.processes }, serve));
  return results;
}

/** One process, chunk after chunk. @returns what is left of the chunk during which it came down; nothing at the end */
function runUntilDeath(
  first: readonly ConformanceCase[],
  take: () => readonly ConformanceCase[],
  limits: Limits,
  onResult: (result: CaseResult) => void,
): Promise<readonly ConformanceCase[]> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = fork(WORKER, { execArgv: FLAGS, stdio: 'inherit' });
    let hung = false;
    let job: Job = { chunk: first, at: 0, plain: null, timer: null };
    let chunks = 1;
    const watch = (ms: number): void => {
      if (job.timer !== null) clearTimeout(job.timer);
      job.timer = setTimeout(() => {
        hung = true;
        child.kill('SIGKILL');
      }, ms);
    };
    const begin = (chunk: readonly ConformanceCase[]): void => {
      if (job.timer !== null) clearTimeout(job.timer);
      job = { chunk, at: 0, plain: null, timer: null };
      if (chunk.length === 0) {
        child.disconnect();
        return;
      }
      // The first plain run waits for the process to be there.
      watch(limits.plainMs + 20_000);
      child.send({ cases: chunk });
    };
    const finish = (result: Omit<CaseResult, 'one'>): void => {
      onResult({ one: job.chunk[job.at] as ConformanceCase, ...result });
      job.at += 1;
      job.plain = null;
      chunks += job.at === job.chunk.length ? 1 : 0;
      if (job.at === job.chunk.length) begin(chunks > CHUNKS_PER_PROCESS ? [] : take());
      else watch(limits.plainMs);
    };
    child.on('message', (report: Report) => {
      if (report.type === 'instrumented') {
        const { outcome: instrumented, coverage, recorded } = report;
        finish({ plain: job.plain, instrumented, coverage, recorded, death: null });
      } else if (report.outcome.passed) {
        job.plain = report.outcome;
        watch(limits.instrumentedMs);
      } else {
        const nothing = { instrumented: null, coverage: null, recorded: 0, death: null };
        finish({ plain: report.outcome, ...nothing });
      }
    });
    child.on('exit', (code, signal) => {
      if (job.timer !== null) clearTimeout(job.timer);
      if (job.at === job.chunk.length) {
        resolve([]);
        return;
      }
      if (code === WORKER_FAILED) {
        reject(new Error(`${job.chunk[job.at]?.id ?? '?'}: the runner itself failed`));
        return;
      }
      const death = hung ? 'it hung' : `the process ended with ${signal ?? code}`;
      const one = job.chunk[job.at] as ConformanceCase;
      const { plain } = job;
      onResult({ one, plain, instrumented: null, coverage: null, recorded: 0, death });
      resolve(job.chunk.slice(job.at + 1));
    });
    begin(first);
  });
}
