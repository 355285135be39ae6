/**
 * A failing test beside the passing one of the same run that is most like it: where the program first does something else for
 * it. The tests themselves are different programs, so their own lines and plain values are not compared: only which way the
 * code of the project went, and values that were there in one and missing in the other.
 */
import { join, relative } from 'node:path';
import { childOf, namedChildren } from '../../code-graph/index.ts';
import { shortened } from '../../protocol/answer.ts';
import type { SiteKeys } from '../../query/compare/counterpart.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Frame } from '../../query/timeline.ts';
import { isNothing } from '../../query/value-text.ts';
import type { Evidence } from '../evidence/explain.ts';
import { failedTests, testFrames } from '../evidence/spectrum.ts';
import { isTestFile } from '../project.ts';
import type { RunResult } from '../run.ts';
import { compareRuns } from './compare.ts';
import type { Compared, RunSide } from './compare.ts';

export interface TestsInput {
  readonly context: Context;
  readonly evidence: Evidence;
  readonly run: RunResult;
  readonly root: string;
}

/** Of the functions that either of two tests ran, how many both must have run for them to be alike. */
const LEAST_ALIKE = 0.2;

/** @returns the comparison, or null where no test failed or none that passed is like the failing one */
export function compareTests({ context, evidence, run, root }: TestsInput): Compared | null {
  const failing = evidence.found.failure?.root ?? null;
  if (failing === null) return null;
  const passing = mostAlike(context, failing);
  if (passing === null) return null;
  const keys: SiteKeys = {
    keyOf: (site) => (isTestFile(context.timeline.sites[site]?.file ?? '') ? 0 : site),
    isRewritten: () => false,
  };
  const sideOf = (frame: Frame, outcome: RunSide['outcome']): RunSide => ({
    label: titleOf(context, frame) ?? `the ${outcome === 'failed' ? 'failing' : 'passing'} test`,
    ...{ outcome, context, root, recording: run.recording },
    recordingPath: relative(root, join(run.runDir, 'recordings')),
  });
  const compared = compareRuns({
    ...{ kind: 'tests', evidence, below: [failing, passing] },
    here: sideOf(failing, 'failed'),
    there: sideOf(passing, 'passed'),
    isDifferent: (a, b) => isNothing(a) !== isNothing(b),
    counterparts: { here: keys, there: keys, changed: [] },
  });
  // Tests that part before they did anything alike have nothing to say of each other.
  return compared.comparison.aligned === 0 ? null : compared;
}

function mostAlike(context: Context, failing: Frame): Frame | null {
  const mine = functionsBelow(failing);
  let best: { readonly frame: Frame; readonly share: number } | null = null;
  const failed = failedTests(context);
  for (const frame of testFrames(context, failed)) {
    if (frame === failing || failed.has(frame) || frame.outcome !== 'returned') continue;
    const its = functionsBelow(frame);
    const both = [...mine].filter((fn) => its.has(fn)).length;
    const share = both === 0 ? 0 : both / (mine.size + its.size - both);
    if (share >= LEAST_ALIKE && share > (best?.share ?? 0)) best = { frame, share };
  }
  return best?.frame ?? null;
}

/** Of the project, tests left out. */
function functionsBelow(test: Frame): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...test.children];
  for (let frame = open.pop(); frame !== undefined; frame = open.pop()) {
    if (!isTestFile(frame.site.file)) found.add(frame.site.node);
    open.push(...frame.children);
  }
  return found;
}

const LONGEST_TITLE = 60;

/** `test "adds up"`, as the call says that the function was given to. */
function titleOf(context: Context, { site }: Frame): string | null {
  const source = context.sources.file(site.file);
  const call = source?.scopes.nodeById(site.node)?.parent?.parent ?? null;
  const given = call === null ? null : childOf(call, 'arguments');
  const [title] = given === null ? [] : namedChildren(given);
  if (source === null || title === undefined || !/string/u.test(title.type)) return null;
  const text = source.text.slice(title.start + 1, title.end - 1);
  return `test "${shortened(text, LONGEST_TITLE)}"`;
}
