/**
 * A question to a recording that is there: of an earlier run, or of a program that was built with probes and ran where Scope did
 * not start it. Nothing is run. Where the evidence ends there is no refinement either, only the plan with which to record again.
 */
import { basename } from 'node:path';
import type { LaunchResult } from '../capture/launch/launch.ts';
import { loadRecording } from '../capture/recording.ts';
import type { Recording } from '../capture/recording.ts';
import type { Answer } from '../protocol/answer.ts';
import type { InstrumentationPlan } from '../protocol/plan.ts';
import { ScopeError } from '../protocol/problem.ts';
import type { Problem } from '../protocol/problem.ts';
import type { Context } from '../query/provenance/point.ts';
import { composeAnswer } from './answer.ts';
import { withChanges } from './ask.ts';
import { contextOf } from './investigation/context.ts';
import { viewOf } from './investigation/refining.ts';
import { openChanges } from './evidence/changes.ts';
import { explainRecording } from './evidence/explain.ts';
import type { Evidence } from './evidence/explain.ts';
import { buildSpectrum } from './evidence/spectrum.ts';
import { unwatchedCallees } from './evidence/unwatched.ts';
import { draftPlan, openJob } from './plan/draft.ts';
import type { DraftRequest, Job } from './plan/draft.ts';
import { outlineOfFacts } from './plan/prior/outlined.ts';
import { collectFacts } from './plan/refine.ts';
import { createImportFinder, createTextReader, filesInCommand, projectPath } from './project.ts';
import { resolveQuestion } from './question/resolve.ts';
import type { Resolved } from './question/resolve.ts';
import { missedIn } from './run.ts';
import type { RunResult } from './run.ts';

export interface RecordedRequest extends Omit<DraftRequest, 'argv' | 'plan'> {
  /** Empty: the question of the recording's own plan. */
  readonly question: string;
  /** The folder of a run, or one that a build with probes has laid out. */
  readonly runDir: string;
  /** Keeps a plan. @returns what to call it by */
  readonly savePlan: (plan: InstrumentationPlan) => string;
}

const MOST_SUSPECTS = 10;

/** What a recording says about a question, and what it was read with. */
export interface Reading {
  readonly recording: Recording;
  readonly plan: InstrumentationPlan;
  readonly argv: readonly string[];
  readonly exitCode: number | null;
  readonly job: Job;
  readonly resolved: Resolved;
  readonly context: Context;
  readonly evidence: Evidence;
}

/** @throws ScopeError `recording-unreadable`, `question-unresolved` */
export async function readEvidence(request: Omit<RecordedRequest, 'savePlan'>): Promise<Reading> {
  const { root, cwd, runDir } = request;
  const recording = loadRecording(runDir);
  const plan = planOf(recording, runDir);
  const { argv, exitCode } = commandOf(recording);
  const job = await openJob({ ...request, argv, plan });
  const { graph, question } = job;
  const resolved =
    question.text.trim() === '' ? job.resolved : resolveQuestion(question, job.graph);
  const context = contextOf(
    exitCode === null ? { recording } : { recording, launch: endedWith(exitCode) },
    createImportFinder(graph.paths()),
    createTextReader(root),
  );
  const found = explainRecording(context, resolved.goal, {
    names: resolved.names,
    question: question.text,
    calls: resolved.calls ?? new Set(),
    spectrum: buildSpectrum(context),
    dropped: missedIn(recording),
    mostSuspects: MOST_SUSPECTS,
    drivers: new Set(filesInCommand(root, cwd, argv)),
  });
  const evidence = await withChanges(openChanges(root), context, resolved.goal, found);
  return { recording, plan, argv, exitCode, job, resolved, context, evidence };
}

/** @throws ScopeError `recording-unreadable`, `question-unresolved`, `provider-failed` */
export async function askRecording(request: RecordedRequest): Promise<Answer> {
  const { root, runDir } = request;
  const started = performance.now();
  const reading = await readEvidence(request);
  const { recording, plan, argv, exitCode, job, resolved, context, evidence } = reading;
  const paths = loadedPaths(root, recording, job);
  const seen = collectFacts(context, evidence.slice, viewOf(evidence), plan, paths);
  const called = unwatchedCallees(job.graph, evidence.slice, plan);
  const facts = { ...seen, frontiers: [...called, ...seen.frontiers] };
  const next = await nextPlan({ request, job, resolved, plan, evidence, facts, argv });
  const run: RunResult = {
    n: Number(/^run-(\d+)$/u.exec(basename(runDir))?.[1] ?? 1),
    argv,
    runDir,
    launch: endedWith(exitCode),
    recording,
    problems: [...next, ...changedSince(recording, job)],
    loaded: paths,
  };
  const asked = job.question.text.trim() === '' ? plan.question : request.question;
  return composeAnswer({
    request: { question: asked, settings: { root, argv } },
    resolved,
    plan,
    runs: [run],
    evidence,
    planner: job.planner,
    wallMs: performance.now() - started,
  });
}

function planOf({ plan, processes, problems }: Recording, runDir: string): InstrumentationPlan {
  if (plan === null)
    throw new ScopeError('recording-unreadable', `${runDir} holds no recording`, { problems });
  if (processes.length === 0)
    throw new ScopeError(
      'recording-unreadable',
      `nothing was recorded in ${runDir}; a program that was built with probes records with NODE_OPTIONS="--require scope-why/record" SCOPE_RUN_DIR=${runDir}`,
    );
  return plan;
}

/** The program that was started first, of those that no other one of the recording started; its end is known where it is alone, or where Scope started it. */
function commandOf({ processes, ended }: Recording): {
  readonly argv: readonly string[];
  readonly exitCode: number | null;
} {
  const pids = new Set(processes.map(({ header }) => header.pid));
  const roots = processes
    .filter(({ header }) => header.thread === 0 && !pids.has(header.parentPid))
    .toSorted((a, b) => a.header.startedMs - b.header.startedMs);
  const [first] = roots;
  const ownEnd = roots.length === 1 ? (first?.exitCode ?? null) : null;
  return {
    argv: first?.header.argv ?? [],
    exitCode: ended === null ? ownEnd : ended.timedOut ? null : ended.exitCode,
  };
}

function endedWith(exitCode: number | null): LaunchResult {
  return {
    ...{ exitCode, signal: null, timedOut: false, interrupted: false },
    ...{ wallMs: 0, cpuMs: null, leftBehind: [] },
  };
}

/** Project paths of what was loaded and no plan names; their files can be read from now on. Built code loads only itself. */
function loadedPaths(root: string, { hostNotes }: Recording, { paths }: Job): readonly string[] {
  if (!hostNotes.some(({ type }) => type === 'served')) return [];
  for (const note of hostNotes)
    if (note.type === 'loaded') paths.set(projectPath(root, note.path), note.path);
  return [...paths.keys()];
}

/** Answers show the text that ran. */
function changedSince({ sources, sites }: Recording, { readTree }: Job): readonly Problem[] {
  const files = new Set(sites.flatMap((site) => (site === undefined ? [] : [site.file])));
  return [...files].flatMap((where): readonly Problem[] => {
    const now = readTree(where);
    const isSame = !('text' in now) || now.text === sources.get(where);
    const message = 'changed since it was recorded; the lines are those of the text that ran';
    return isSame ? [] : [{ where, message, severity: 'warning' }];
  });
}

interface NextStep {
  readonly request: RecordedRequest;
  readonly job: Job;
  readonly resolved: Resolved;
  readonly plan: InstrumentationPlan;
  readonly evidence: Evidence;
  readonly facts: ReturnType<typeof collectFacts>;
  readonly argv: readonly string[];
}

/** What to record next, kept as a plan; nothing where the question is settled or another recording would show nothing new. */
async function nextPlan(step: NextStep): Promise<readonly Problem[]> {
  const { evidence, request, plan, facts } = step;
  if (evidence.verdict === 'settled') return [];
  const nothing = evidence.found.targets.length === 0;
  const made = await (nothing ? draftedFor(step) : refinedBy(step)).catch((error: unknown) => {
    request.announce(`no next plan was made: ${String((error as Error).message)}`);
    return null;
  });
  if (made === null) return [];
  const why = nothing
    ? `nothing that the question is about was watched by ${plan.id}`
    : `the evidence ends at ${facts.frontiers[0]?.reason ?? 'functions that ran near the question but were not watched closely'}`;
  const message = `${why}; to see more, record again with ${request.savePlan(made)}`;
  return [{ message, severity: 'warning' }];
}

/** A plan of its own for the question. */
async function draftedFor({ request, argv }: NextStep): Promise<InstrumentationPlan | null> {
  if (request.question.trim() === '') return null;
  return (await draftPlan({ ...request, argv })).plan;
}

async function refinedBy(step: NextStep): Promise<InstrumentationPlan | null> {
  const { job, resolved, plan, facts } = step;
  if (facts.frontiers.length === 0 && !facts.executed.some(({ distance }) => distance <= 2))
    return null;
  const { graph, planner, question, readTree } = job;
  const outline = (): string => outlineOfFacts(graph, facts, plan.limits);
  const { goal } = resolved;
  return planner.refine({ question: question.text, goal, plan, facts, outline, readTree });
}
