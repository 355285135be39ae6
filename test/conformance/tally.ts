/** Sums up what became of the cases: how many ran, how many could be told apart from their plain run, what was left alone. */
import { isSame } from './case.ts';
import type { Outcome } from './case.ts';
import type { CaseResult } from './pool.ts';

export interface Divergence {
  readonly id: string;
  readonly features: readonly string[];
  readonly plain: Outcome;
  /** Null where the process hung or came down; `death` says which. */
  readonly instrumented: Outcome | null;
  readonly death: string | null;
}

export interface Tally {
  /** Cases that pass on plain Node. */
  readonly ran: number;
  /** Cases that did the same when instrumented. */
  readonly same: number;
  readonly diverged: readonly Divergence[];
  readonly divergedByFeature: Readonly<Record<string, number>>;
  /** Functions in the texts of all cases that ran, scripts and modules as a whole included. */
  readonly functions: number;
  readonly uninstrumented: number;
  readonly uninstrumentedBecause: Readonly<Record<string, number>>;
  /** Cases with no probe at all in them, and why. */
  readonly filesUninstrumented: readonly { readonly id: string; readonly reason: string }[];
  /** Cases that do not pass on plain Node, which are not counted. */
  readonly notPassing: number;
  readonly sites: number;
  readonly recordedBytes: number;
}

function count(map: Record<string, number>, key: string): void {
  map[key] = (map[key] ?? 0) + 1;
}

/** @returns the sums; `passed` outcomes that differ in anything are divergences */
export function tally(results: readonly CaseResult[]): Tally {
  const ran = results.filter(({ plain }) => plain?.passed === true);
  const diverged = ran
    .filter(({ plain, instrumented }) => {
      return plain === null || instrumented === null || !isSame(plain, instrumented);
    })
    .map(({ one, plain, instrumented, death }) => {
      return { id: one.id, features: one.features, plain: plain as Outcome, instrumented, death };
    });
  const divergedByFeature: Record<string, number> = {};
  for (const { features } of diverged)
    for (const feature of features.length > 0 ? features : ['(none)'])
      count(divergedByFeature, feature);
  const because: Record<string, number> = {};
  const left: { id: string; reason: string }[] = [];
  let functions = 0;
  let uninstrumented = 0;
  for (const { one, coverage } of ran) {
    // A text with an early error is no program: it has no functions.
    if (coverage === null || one.expected?.phase === 'parse') continue;
    functions += coverage.functions;
    uninstrumented += coverage.uninstrumented.length;
    for (const reason of coverage.uninstrumented) count(because, reason);
    const reason = coverage.uninstrumented[0];
    if (coverage.sites === 0 && reason !== undefined) left.push({ id: one.id, reason });
  }
  return {
    ran: ran.length,
    same: ran.length - diverged.length,
    diverged,
    divergedByFeature,
    functions,
    uninstrumented,
    uninstrumentedBecause: because,
    filesUninstrumented: left,
    notPassing: results.length - ran.length,
    sites: ran.reduce((sum, { coverage }) => sum + (coverage?.sites ?? 0), 0),
    recordedBytes: ran.reduce((sum, { recorded }) => sum + recorded, 0),
  };
}
