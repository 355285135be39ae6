/**
 * The spectrum baseline: statements that failing tests ran and passing tests did not. A program without tests is one failing run,
 * in which everything that ran ties.
 * @see Abreu, Zoeteweij, van Gemund, PRDC 2006
 */
import type { CoverageOfTests } from './coverage.ts';
import type { Scored } from './ranking.ts';

/** @returns statements that a failing test ran, with their Ochiai score in (0, 1] */
export function scoreByOchiai({ statements, tests }: CoverageOfTests): readonly Scored[] {
  const failing = tests.filter((test) => test.hasFailed);
  const scored: Scored[] = [];
  statements.forEach((statement, index) => {
    const failed = failing.filter((test) => test.executed.has(index)).length;
    if (failed === 0) return;
    const ran = tests.filter((test) => test.executed.has(index)).length;
    scored.push({ statement, score: failed / Math.sqrt(failing.length * ran) });
  });
  return scored;
}
