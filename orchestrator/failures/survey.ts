/**
 * Which tests fail, looked at before anything else: where a project has more files than a plan takes, or reports more than a
 * recording holds, the tests are watched alone first, and what they test only for the one that the answer is about.
 */
import { fileOf, wholeFile } from '../../protocol/ids.ts';
import type { Goal, InstrumentationPlan, Probe } from '../../protocol/plan.ts';
import type { Context } from '../../query/provenance/point.ts';
import { isGivenToRunner } from '../../query/target/assertion/runner.ts';
import type { Frame } from '../../query/timeline.ts';
import type { Evidence } from '../evidence/explain.ts';
import { isTestFile } from '../project.ts';

const WHY = 'a test of it may be the one that fails';

/**
 * @param paths source files of the project
 * @returns the plan that watches functions of files of tests alone; null where the question is about something else, or there are none
 */
export function surveyOf(
  plan: InstrumentationPlan,
  goal: Goal,
  paths: readonly string[],
): InstrumentationPlan | null {
  if (goal.kind !== 'failing-test' || goal.subject !== undefined) return null;
  const probes = paths.filter(isTestFile).slice(0, plan.limits.probes).map(probeOf);
  return probes.length === 0 ? null : { ...plan, probes };
}

/**
 * A first look reads less: the failing test runs alone afterwards, and where it was not reached it is looked for. Reading all that a
 * recording may hold takes longer than most suites do.
 */
const FIRST_LOOK_BYTES = 64 * 1024 * 1024;

/** @returns the plan with no more room for a recording than a first look takes */
export function briefly(plan: InstrumentationPlan): InstrumentationPlan {
  const bytesPerRecording = Math.min(plan.limits.bytesPerRecording, FIRST_LOOK_BYTES);
  return { ...plan, limits: { ...plan.limits, bytesPerRecording } };
}

/** @returns true where the plan leaves out files of tests, so that it may not see which test fails */
export function lacksTests(plan: InstrumentationPlan, survey: InstrumentationPlan): boolean {
  const watched = new Set(plan.probes.map(({ node }) => fileOf(node)));
  return survey.probes.some(({ node }) => !watched.has(fileOf(node)));
}

/** @returns the files that the failing test is in, and where it failed; none where no failure was seen */
export function filesOfFailure({ found }: Pick<Evidence, 'found'>): readonly string[] {
  const { failure } = found;
  return failure === null ? [] : [...new Set([failure.root.site.file, failure.source.path])];
}

/** @returns whether an activation ran in a test that ended well: what overflowed there was caught, and meant to be */
export function passedTests(context: Context): (frame: Frame) => boolean {
  const known = new Map<Frame, boolean>();
  const isPassed = (frame: Frame): boolean => {
    const { sources } = context;
    const source = frame.outcome === 'returned' ? sources.file(frame.site.file) : null;
    const fn = source?.scopes.nodeById(frame.site.node) ?? null;
    return source !== null && fn !== null && isGivenToRunner(source, fn);
  };
  return (frame) => {
    const way: Frame[] = [];
    let found = false;
    for (let up: Frame | null = frame; up !== null && !found; up = up.parent) {
      const before = known.get(up);
      found = before ?? isPassed(up);
      if (before !== undefined) break;
      way.push(up);
    }
    for (const one of way) known.set(one, found);
    return found;
  };
}

function probeOf(file: string): Probe {
  const node = wholeFile(file);
  return { id: `function:${node}`, kind: 'function', node, why: WHY };
}
