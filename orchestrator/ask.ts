/**
 * The main job: the command is run and its evidence followed, and the answer says what is proved. What it takes around the evidence
 * (history, the tests that pass, files that did not load, what the command printed) is gathered here.
 */
import type { Answer } from '../protocol/answer.ts';
import type { Goal, InstrumentationPlan } from '../protocol/plan.ts';
import type { Context } from '../query/provenance/point.ts';
import { composeAnswer } from './answer.ts';
import { compareTests } from './compare/tests.ts';
import type { Changes } from './evidence/changes.ts';
import { rankByChange } from './evidence/explain.ts';
import type { Evidence } from './evidence/explain.ts';
import { hearFailure } from './failures/printed.ts';
import { unloadedTests } from './failures/unloaded.ts';
import { hasFailed } from './investigation/context.ts';
import { MOST_SUSPECTS } from './investigation/course.ts';
import type { AskRequest } from './investigation/course.ts';
import { investigate } from './investigation/investigate.ts';
import { isTestFile } from './project.ts';
import type { RunResult } from './run.ts';

export interface AskResult {
  readonly answer: Answer;
  readonly plan: InstrumentationPlan;
  readonly runs: readonly RunResult[];
}

/**
 * @returns the answer, whatever was found
 * @throws ScopeError `question-unresolved`, `command-not-started`, `provider-failed`
 */
export async function ask(request: AskRequest): Promise<AskResult> {
  const started = performance.now();
  const { draft, plan, runs, context, left, whole, ...found } = await investigate(request);
  const { resolved, planner } = draft;
  const { root } = request.settings;
  const evidence =
    context === null || found.evidence === null
      ? found.evidence
      : await withChanges(found.changes, context, resolved.goal, found.evidence);
  const run = runs.at(-1);
  const tests =
    evidence === null || context === null || run === undefined
      ? null
      : compareTests({ ...(whole ?? { context, evidence, run }), root });
  const of = whole ?? (context === null || run === undefined ? null : { context, run });
  const unloaded =
    of === null || !hasFailed(of.run.launch.exitCode)
      ? []
      : unloadedTests({ ...of, ...of.run.recording, root, isTest: isTestFile });
  const isTold = run === undefined || (evidence?.chain.length ?? 0) > 0;
  const isLast = runs.length >= plan.limits.runs;
  const printed = isTold ? null : await hearFailure({ ...request, run, isLast });
  const wallMs = performance.now() - started;
  const answer = await composeAnswer({
    ...{ request, resolved, plan, runs, evidence, planner, left, printed, unloaded, wallMs },
    unread: draft.graph.problems,
    ...(tests === null ? {} : { compared: { ...tests, lead: '', notes: [] } }),
  });
  return { answer, plan, runs };
}

/** @returns the evidence, ranked by what git knows of its lines as well */
export async function withChanges(
  changes: Changes,
  context: Context,
  goal: Goal,
  evidence: Evidence,
): Promise<Evidence> {
  const files = evidence.candidates.map(({ file }) => file);
  const changedAt = await changes.read(files);
  const { dropped } = evidence;
  return changedAt === null
    ? evidence
    : rankByChange(context, goal, evidence, { changedAt, dropped, mostSuspects: MOST_SUSPECTS });
}
