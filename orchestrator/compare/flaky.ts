/**
 * A command that passes and fails by turns: it is run until both have been recorded, and a failing run is held against a passing
 * one. The failing run is followed as any question is; where its evidence ends the plan is refined and both are sought again.
 */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Answer } from '../../protocol/answer.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import type { Context } from '../../query/provenance/point.ts';
import { composeAnswer } from '../answer.ts';
import type { AskResult } from '../ask.ts';
import { contextOf } from '../investigation/context.ts';
import { createExplainer } from '../investigation/course.ts';
import type { AskRequest } from '../investigation/course.ts';
import { refineAfter } from '../investigation/refining.ts';
import type { Evidence } from '../evidence/explain.ts';
import { draftPlan } from '../plan/draft.ts';
import type { Draft } from '../plan/draft.ts';
import { createImportFinder, isTestFile } from '../project.ts';
import { missedIn, runPlan } from '../run.ts';
import type { RunResult } from '../run.ts';
import { compareRuns, outcomeOf } from './compare.ts';
import type { RunSide } from './compare.ts';
import { leadOf } from './lead.ts';
import { weighEvidence } from './weigh.ts';

export interface FlakyRequest extends AskRequest {
  /** Runs in all, at most. */
  readonly times: number;
}

type Outcome = RunSide['outcome'];

interface Kept {
  readonly run: RunResult;
  readonly context: Context;
  readonly outcome: Outcome;
  readonly revision: number;
  readonly evidence: Evidence | null;
}

/** What has been seen so far; of each outcome the latest run is kept. */
interface Seen {
  readonly counts: Record<Outcome, number>;
  readonly kept: Partial<Record<Outcome, Kept>>;
  plan: InstrumentationPlan;
  runs: number;
  isInterrupted: boolean;
}

/** @throws ScopeError as `ask` */
export async function askFlaky(request: FlakyRequest): Promise<AskResult> {
  const { settings } = request;
  const started = performance.now();
  const draft = await draftPlan({
    ...request,
    ...{ root: settings.root, cwd: settings.cwd, argv: settings.argv },
  });
  const seen: Seen = {
    counts: { passed: 0, failed: 0 },
    kept: {},
    ...{ plan: draft.plan, runs: 0, isInterrupted: false },
  };
  while (seen.runs < request.times && !seen.isInterrupted && !isDone(seen)) {
    await runOnce(request, draft, seen);
  }
  return answerFrom(request, draft, { seen, wallMs: performance.now() - started });
}

/** Both outcomes were recorded with the plan that is the last one. */
function isDone({ kept, plan }: Seen): boolean {
  return kept.failed?.revision === plan.revision && kept.passed?.revision === plan.revision;
}

async function runOnce(request: FlakyRequest, draft: Draft, seen: Seen): Promise<void> {
  const { settings, announce, times } = request;
  const n = (seen.runs += 1);
  const { plan } = seen;
  const { passed, failed } = seen.counts;
  announce(
    `run ${n} of at most ${times}: ${plan.probes.length} probes, revision ${plan.revision}; ${passed} passed and ${failed} failed so far`,
  );
  const run = await runPlan(settings, plan, n, draft.readTree, draft.paths);
  seen.isInterrupted = run.launch.interrupted;
  if (run.launch.interrupted) return drop(run);
  const context = contextOf(run, createImportFinder(draft.graph.paths()));
  const outcome = outcomeOf(run, context);
  seen.counts[outcome] += 1;
  const before = seen.kept[outcome];
  // A failing run that a refined plan has not met yet is worth more than another passing one.
  if (before !== undefined) drop(before.run);
  const explain = createExplainer(request, draft);
  const evidence = outcome === 'failed' ? explain(context, missedIn(run.recording)) : null;
  seen.kept[outcome] = { run, context, outcome, revision: plan.revision, evidence };
  if (evidence === null || plan.revision >= plan.limits.runs) return;
  const next = await refineAfter({ request, draft, plan, evidence, context, run });
  if (next !== null) seen.plan = next;
}

/** What is not compared is not kept: a hundred recordings are many. */
function drop({ runDir }: RunResult): void {
  rmSync(runDir, { recursive: true, force: true });
}

interface Outcomes {
  readonly seen: Seen;
  readonly wallMs: number;
}

async function answerFrom(
  request: FlakyRequest,
  draft: Draft,
  { seen, wallMs }: Outcomes,
): Promise<AskResult> {
  const { resolved, planner } = draft;
  const { failed, passed } = seen.kept;
  const last = failed ?? passed;
  const runs = [passed, failed].flatMap((one) => (one === undefined ? [] : [one.run]));
  const base = { request, resolved, plan: seen.plan, runs, planner, wallMs };
  if (failed === undefined || passed === undefined || failed.evidence === null) {
    const evidence = last?.evidence ?? null;
    const answer = await composeAnswer({ ...base, evidence });
    return { answer: counted(undecided(answer, seen), seen), plan: seen.plan, runs };
  }
  const [here, there] = [sideOf(request, failed), sideOf(request, passed)];
  const {
    comparison,
    chosen,
    here: run,
  } = compareRuns({
    ...{ kind: 'flaky', here, there, evidence: failed.evidence },
  });
  const isWhole = missedIn(failed.run.recording) + missedIn(passed.run.recording) === 0;
  const weighed = weighEvidence({
    ...{
      evidence: failed.evidence,
      comparison,
      chosen,
      run,
      lines: [],
      isTest: isTestFile,
      isWhole,
    },
  });
  const lead = `${timesOf(seen)} ${leadOf(comparison)}`;
  const compared = { comparison, lead, notes: revisionNotes(failed, passed) };
  const answer = await composeAnswer({ ...base, evidence: weighed, compared });
  return { answer: counted(answer, seen), plan: seen.plan, runs };
}

function sideOf({ settings }: FlakyRequest, { run, context, outcome }: Kept): RunSide {
  return {
    ...{ context, outcome, recording: run.recording, root: settings.root },
    label: outcome === 'failed' ? 'the failing run' : 'the passing run',
    recordingPath: relative(settings.root, join(run.runDir, 'recordings')),
  };
}

function timesOf({ counts, runs }: Seen): string {
  return `Of ${runs} runs ${counts.failed} failed and ${counts.passed} passed.`;
}

/** All runs count as cost, also those whose recordings were not kept. */
function counted(answer: Answer, { runs }: Seen): Answer {
  return { ...answer, cost: { ...answer.cost, runs } };
}

/** The outcomes never differed: nothing was compared, and what there is to say is how often and what to try. */
function undecided(answer: Answer, { counts, runs, isInterrupted }: Seen): Answer {
  const until = isInterrupted ? ', until it was interrupted,' : '';
  const every = counts.failed > 0 ? 'failed' : 'passed';
  const advice =
    counts.failed > 0
      ? 'It fails every time here: ask without --flaky.'
      : 'Try more runs (--flaky 100), only the test that is flaky, the machine under load, another time zone or seed, or less observing (--limit overhead=0.1), since being watched slows a program down.';
  const text =
    runs === 0 || counts.failed + counts.passed === 0
      ? 'No run came to an end, so there is nothing to compare.'
      : `The command ${every} in all ${counts.failed + counts.passed} runs${until} so there is no other outcome to compare with. ${advice}`;
  return {
    ...answer,
    verdict: counts.failed > 0 ? answer.verdict : 'open',
    answer: counts.failed > 0 ? `${text} ${answer.answer}` : text,
    notes: [text, ...answer.notes].slice(counts.failed > 0 ? 1 : 0),
  };
}

function revisionNotes(failed: Kept, passed: Kept): readonly string[] {
  return failed.revision === passed.revision
    ? []
    : [
        `the passing run was recorded with revision ${passed.revision} of the plan and the failing one with revision ${failed.revision}: only what both watched is compared`,
      ];
}
