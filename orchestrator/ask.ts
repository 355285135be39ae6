/**
 * The loop of the main job: read the code, let the planner draft, run, follow the evidence, refine where it ends, run again, and
 * answer with what is proved. Announces every step; stops at the limits of the plan.
 */
import type { Answer } from '../protocol/answer.ts';
import type { InstrumentationPlan, Limits } from '../protocol/plan.ts';
import type { Provider } from '../providers/provider.ts';
import { indexSources } from '../query/source-index.ts';
import { buildTimeline } from '../query/timeline.ts';
import type { Context } from '../query/provenance/point.ts';
import { composeAnswer } from './answer.ts';
import { draftPlan } from './plan/draft.ts';
import { explainRecording } from './evidence/explain.ts';
import type { Evidence } from './evidence/explain.ts';
import type { Planner } from './plan/planner.ts';
import { relieve } from './plan/relief.ts';
import type { Relief } from './plan/relief.ts';
import { createImportFinder, filesInCommand } from './project.ts';
import { collectFacts } from './plan/refine.ts';
import type { Resolved } from './question/resolve.ts';
import { missedIn, runPlan } from './run.ts';
import type { createTreeReader, RunResult, RunSettings } from './run.ts';
import { buildSpectrum } from './evidence/spectrum.ts';

export interface AskRequest {
  readonly question: string;
  readonly settings: RunSettings;
  readonly limits: Limits;
  readonly provider: Provider;
  /** One line for the user about what happens next. */
  readonly announce: (line: string) => void;
  /** A plan to start from instead of a draft. */
  readonly plan?: InstrumentationPlan;
}

export interface AskResult {
  readonly answer: Answer;
  readonly plan: InstrumentationPlan;
  readonly runs: readonly RunResult[];
}

const MOST_SUSPECTS = 10;

/**
 * @returns the answer, whatever was found
 * @throws ScopeError `question-unresolved`, `command-not-started`, `provider-failed`
 */
export async function ask(request: AskRequest): Promise<AskResult> {
  const { settings, announce } = request;
  const started = performance.now();
  const draft = await draftPlan({
    ...request,
    root: settings.root,
    cwd: settings.cwd,
    argv: settings.argv,
  });
  const { question, graph, resolved, planner, paths, readTree } = draft;
  let { plan } = draft;
  const runs: RunResult[] = [];
  let evidence: Evidence | null = null;
  let left: readonly string[] | null = null;
  const findImport = createImportFinder(graph.paths());
  const drivers = new Set(filesInCommand(settings.root, settings.cwd, settings.argv));
  for (let n = 1; n <= plan.limits.runs; n = runs.length + 1) {
    announce(
      `run ${n} of at most ${plan.limits.runs}: ${plan.probes.length} probes, revision ${plan.revision}`,
    );
    let run = await runPlan(settings, plan, n, readTree, paths);
    runs.push(run);
    let context = contextOf(run, findImport);
    const relief: Relief | null =
      left === null && n < plan.limits.runs ? relieve(plan, context.timeline, readTree) : null;
    if (relief !== null) {
      announce('the stack was full, perhaps because of what is watched; running without that');
      const other = await runPlan(settings, relief.plan, n + 1, readTree, paths);
      const isOurs = other.launch.exitCode !== run.launch.exitCode;
      // Whatever the answer is made from is the last run.
      runs.splice(isOurs ? runs.length : runs.length - 1, 0, other);
      left = isOurs ? relief.left : [];
      if (isOurs)
        ({ run, context, plan } = {
          run: other,
          context: contextOf(other, findImport),
          plan: relief.plan,
        });
    }
    evidence = explainRecording(context, resolved.goal, {
      names: resolved.names,
      calls: resolved.calls ?? new Set(),
      spectrum: buildSpectrum(context),
      dropped: missedIn(run.recording),
      mostSuspects: MOST_SUSPECTS,
      drivers,
    });
    if (run.launch.interrupted || runs.length >= plan.limits.runs) break;
    const next = await refine({
      planner,
      plan,
      evidence,
      context,
      run,
      resolved,
      readTree,
      graphQuestion: question.text,
    }).catch((error: unknown) => {
      // What is recorded still answers, better than no answer.
      announce(
        `the plan was not refined: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    });
    if (next === null) break;
    announce(`the evidence ends at ${next.because}; refining the plan`);
    plan = next.plan;
  }
  const answer = await composeAnswer({
    request,
    resolved,
    plan,
    runs,
    evidence,
    planner,
    left: left ?? [],
    wallMs: performance.now() - started,
  });
  return { answer, plan, runs };
}

/** @returns what the questions about a run are answered from */
export function contextOf(
  { recording }: Pick<RunResult, 'recording'>,
  resolveImport: Context['resolveImport'],
): Context {
  return {
    timeline: buildTimeline(recording),
    sources: indexSources(recording.sources, recording.sites, recording.maps),
    resolveImport,
  };
}

interface RefineStep {
  readonly planner: Planner;
  readonly plan: InstrumentationPlan;
  readonly evidence: Evidence;
  readonly context: Context;
  readonly run: RunResult;
  readonly resolved: Resolved;
  readonly readTree: ReturnType<typeof createTreeReader>;
  readonly graphQuestion: string;
}

/** @returns the next revision and what made it necessary, or null where another run would show nothing new */
async function refine(
  step: RefineStep,
): Promise<{ readonly plan: InstrumentationPlan; readonly because: string } | null> {
  const { evidence, plan, run } = step;
  const facts = collectFacts(step.context, evidence.slice, evidence.found.roots, plan, run.loaded);
  const wanted = facts.frontiers.length + facts.executed.filter((one) => one.distance <= 2).length;
  if (wanted === 0) return null;
  const next = await step.planner.refine({
    question: step.graphQuestion,
    goal: step.resolved.goal,
    plan,
    facts,
    readTree: step.readTree,
  });
  if (next === null) return null;
  const first = facts.frontiers[0];
  return {
    plan: next,
    because: first?.reason ?? 'functions that ran near the question but were not watched closely',
  };
}
