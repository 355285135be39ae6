/**
 * What instrumentation changed: the tests of two bare runs and one instrumented run, side by side. A test whose two bare runs
 * differ is flaky and proves nothing; every other difference is a divergence.
 */
import type { Report, Status } from './runner.ts';

export interface Divergence {
  readonly test: string;
  readonly bare: Status | 'absent';
  readonly instrumented: Status | 'absent';
  /** What the failing side said. */
  readonly message: string;
}

export interface Comparison {
  readonly divergences: readonly Divergence[];
  readonly flaky: readonly string[];
}

/** @returns what differs in both instrumented runs, and what differs in the first only */
export function confirm(
  first: readonly Divergence[],
  second: readonly Divergence[],
): { readonly divergences: readonly Divergence[]; readonly unsteady: readonly Divergence[] } {
  const again = new Set(second.map(({ test }) => test));
  return {
    divergences: first.filter(({ test }) => again.has(test)),
    unsteady: first.filter(({ test }) => !again.has(test)),
  };
}

const statusIn = (report: Report, test: string): Status | 'absent' =>
  report.get(test)?.status ?? 'absent';

export function compareReports(bare: Report, again: Report, instrumented: Report): Comparison {
  const divergences: Divergence[] = [];
  const flaky: string[] = [];
  for (const test of new Set([...bare.keys(), ...again.keys(), ...instrumented.keys()])) {
    const before = statusIn(bare, test);
    const after = statusIn(instrumented, test);
    if (before !== statusIn(again, test)) flaky.push(test);
    else if (before !== after) {
      const message = instrumented.get(test)?.message || bare.get(test)?.message || '';
      divergences.push({
        test,
        bare: before,
        instrumented: after,
        message: message.slice(0, 4000),
      });
    }
  }
  return { divergences, flaky };
}

export interface Counts {
  readonly pass: number;
  readonly fail: number;
  readonly skip: number;
}

export function countOf(report: Report): Counts {
  const counts = { pass: 0, fail: 0, skip: 0 };
  for (const { status, tests = 1 } of report.values()) counts[status] += tests;
  return counts;
}
