/**
 * The loop of the main job: read the code, let the planner draft, run, follow the evidence, refine where it ends, run again, and
 * answer with what is proved. Announces every step; stops at the limits of the plan.
 */
import type { Answer } from '../protocol/answer.ts';
import type { Goal, InstrumentationPlan, Limits } from '../protocol/plan.ts';
import type { Provider } from '../providers/provider.ts';
import { indexSources } from '../query/source-index.ts';
import { buildTimeline } from '../query/timeline.ts';
import type { Context } from '../query/provenance/point.ts';
import { composeAnswer } from './answer.ts';
import { compareTests } from './compare/tests.ts';
import { draftAround, draftPlan } from './plan/draft.ts';
import type { Draft } from './plan/draft.ts';
import { openChanges } from './evidence/changes.ts';
import type { Changes } from './evidence/changes.ts';
import { explainRecording, rankByChange, withFailures } from './evidence/explain.ts';
import type { Evidence } from './evidence/explain.ts';
import { relieve } from './plan/relief.ts';
import type { Relief } from './plan/relief.ts';
import { createImportFinder, createTextReader, filesInCommand, isTestFile } from './project.ts';
import { knownGoal } from './question/resolve.ts';
import { outlineOfFacts } from './plan/prior/outlined.ts';
import { collectFacts } from './plan/refine.ts';
import type { RefineView } from './plan/refine.ts';
import { isFullRecording, missedIn, runPlan } from './run.ts';
import type { RunResult, RunSettings } from './run.ts';
import { buildSpectrum } from './evidence/spectrum.ts';
import { hearFailure } from './failures/printed.ts';
import { failsAlike, repeatAlone } from './failures/repeat.ts';
import { briefly, filesOfFailure, lacksTests, passedTests, surveyOf } from './failures/survey.ts';
import { unloadedTests } from './failures/unloaded.ts';
import type { Spectrum } from '../query/suspect/rank.ts';

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

/** What a question came to before it was put into words. */
export interface Investigation {
  readonly draft: Draft;
  readonly plan: InstrumentationPlan;
  readonly runs: readonly RunResult[];
  /** Of the last run; null where none was made. */
  readonly context: Context | null;
  readonly evidence: Evidence | null;
  /** What was left unwatched because the stack was full. */
  readonly left: readonly string[];
  readonly changes: Changes;
  /** Evidence of another recording of the same program, for the same question. */
  readonly explain: Explain;
  /** The last run of the whole command, where the answer is made from one of the failing test alone. */
  readonly whole: Before | null;
}

/** @param spectrum of a run that holds more tests; by default that of the recording itself */
type Explain = (context: Context, dropped: number, seen?: number, spectrum?: Spectrum) => Evidence;

const MOST_SUSPECTS = 10;

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

/**
 * Runs the command and follows the evidence, up to the limits.
 * @param widen what else a first plan has to watch
 * @param mayBeAlone false where another run is held against the last one: both have to be of the whole command
 * @throws ScopeError as `ask`
 */
export async function investigate(
  request: AskRequest,
  widen: (draft: Draft) => InstrumentationPlan = ({ plan }) => plan,
  mayBeAlone = true,
): Promise<Investigation> {
  const { settings, announce } = request;
  const draft = await draftPlan({
    ...request,
    root: settings.root,
    cwd: settings.cwd,
    argv: settings.argv,
  });
  const { graph, paths, readTree } = draft;
  let plan = widen(draft);
  const runs: RunResult[] = [];
  let evidence: Evidence | null = null;
  /** Failing tests; a later plan may watch fewer of them. */
  let seen = 0;
  let context: Context | null = null;
  let left: readonly string[] | null = null;
  let before: Before | null = null;
  let whole: Before | null = null;
  /** The words of a command that runs the failing test alone; null while the whole command runs. */
  let alone: readonly string[] | null = null;
  let isTried = !mayBeAlone;
  /** What finds the failing test where the plan does not; and the plan that it stands before, while it runs. */
  let survey =
    mayBeAlone && request.plan === undefined
      ? surveyOf(plan, draft.resolved.goal, graph.paths())
      : null;
  let postponed: InstrumentationPlan | null = null;
  /** The whole command reports more than a recording holds. */
  let isFull = false;
  const lookForTests = (wanted: InstrumentationPlan): void => {
    announce('which test fails is looked for first: only files of tests are watched');
    const { revision } = plan;
    const next =
      runs.length === 0 ? wanted : { ...wanted, revision: revision + 1, parent: revision };
    [postponed, plan, survey] = [plan, next, null];
  };
  const named = filesInCommand(settings.root, settings.cwd, settings.argv).filter(isTestFile);
  const isKnown = named.length > 0 || plan.limits.runs < 2;
  if (survey !== null && !isKnown && lacksTests(plan, survey)) lookForTests(survey);
  const changes = openChanges(settings.root);
  const findImport = createImportFinder(graph.paths());
  const readText = createTextReader(settings.root);
  const explain = createExplainer(request, draft);
  for (let n = 1; n <= plan.limits.runs; n = runs.length + 1) {
    announce(
      `run ${n} of at most ${plan.limits.runs}: ${plan.probes.length} probes, revision ${plan.revision}`,
    );
    const started: RunSettings = alone === null ? settings : { ...settings, argv: alone };
    const isFirstLook: boolean = n === 1 && survey !== null && plan.limits.runs > 2;
    let run = await runPlan(started, isFirstLook ? briefly(plan) : plan, n, readTree, paths);
    runs.push(run);
    context = contextOf(run, findImport, readText);
    const relief: Relief | null =
      left === null && n < plan.limits.runs
        ? relieve(plan, context.timeline, readTree, passedTests(context))
        : null;
    if (relief !== null) {
      announce('the stack was full, perhaps because of what is watched; running without that');
      const other = await runPlan(started, relief.plan, n + 1, readTree, paths);
      const isOurs = other.launch.exitCode !== run.launch.exitCode;
      // Whatever the answer is made from is the last run.
      runs.splice(isOurs ? runs.length : runs.length - 1, 0, other);
      left = isOurs ? relief.left : [];
      if (isOurs)
        ({ run, context, plan } = {
          run: other,
          context: contextOf(other, findImport, readText),
          plan: relief.plan,
        });
    }
    const spectrum: Spectrum | undefined =
      alone === null ? undefined : whole?.evidence.ranking.spectrum;
    const explained = explain(context, missedIn(run.recording), seen, spectrum);
    const isOther: boolean =
      alone !== null && before !== null && !failsAlike(before.evidence, explained);
    if (isOther) {
      announce('alone the test does not fail like that; the whole command counts');
      [alone, isTried] = [null, true];
      if (runs.length < plan.limits.runs && !run.launch.interrupted) continue;
    }
    if (before !== null && (isOther || isCutOff(before.evidence, explained, run))) {
      if (!isOther)
        announce(
          `run ${run.n} was recorded only in part, and not to the failure; answering from run ${before.run.n}`,
        );
      // Whatever the answer is made from is the last run.
      runs.splice(runs.indexOf(before.run), 1);
      runs.push(before.run);
      ({ plan, context, evidence } = before);
      break;
    }
    evidence = alone === null ? explained : toldWith(explained, whole);
    before = { run, plan, context, evidence };
    if (alone === null) whole = before;
    seen = Math.max(seen, evidence.failures?.total ?? 0);
    if (run.launch.interrupted || runs.length >= plan.limits.runs) break;
    if (survey !== null && isUnseen(before)) {
      isFull = true;
      lookForTests(survey);
      continue;
    }
    const isSurvey: boolean = postponed !== null;
    const goal = knownGoal(draft.resolved);
    const words: readonly string[] | null =
      isTried || alone !== null
        ? null
        : repeatAlone({ settings, run, context, evidence, goal, isSurvey });
    if (postponed !== null && (words !== null || !isFull)) {
      const files = filesOfFailure(evidence);
      plan = files.length === 0 ? postponed : await draftAround(draft, plan.limits, plan, files);
    } else {
      const next = await refineAfter({ request, draft, plan, evidence, context, run });
      if (next === null) break;
      // Git is asked while the command runs again.
      changes.expect(evidence.slice.points.flatMap((one) => one.evidence?.frame.site.file ?? []));
      plan = next;
    }
    postponed = null;
    if (words !== null) {
      announce(`the failing test runs alone: ${words.join(' ')}`);
      alone = words;
    }
  }
  const answered = { draft, plan, runs, context, evidence, explain, changes, left: left ?? [] };
  return { ...answered, whole: whole?.run === runs.at(-1) ? null : whole };
}

/** What failed beside the test that ran alone is known from the whole command. */
function toldWith(evidence: Evidence, whole: Before | null): Evidence {
  return whole === null || evidence.failures !== null
    ? evidence
    : withFailures(evidence, whole.evidence.failures);
}

/** The run before, and what it showed. */
interface Before {
  readonly run: RunResult;
  readonly plan: InstrumentationPlan;
  readonly context: Context;
  readonly evidence: Evidence;
}

/** @returns true where the command failed, and the recording was full before that */
export function isUnseen({ run, evidence }: UnseenIn): boolean {
  const { recording, launch } = run;
  return (
    evidence.found.failure === null && isFullRecording(recording) && hasFailed(launch.exitCode)
  );
}

interface UnseenIn {
  readonly evidence: Pick<Evidence, 'found'>;
  readonly run: {
    readonly recording: Pick<RunResult['recording'], 'dropped'>;
    readonly launch: Pick<RunResult['launch'], 'exitCode'>;
  };
}

/** @returns true where more was watched than there was room for, and the failure, which comes last, is in the recording no more */
export function isCutOff(
  before: Pick<Evidence, 'found'>,
  now: Pick<Evidence, 'found'>,
  { recording }: { readonly recording: Pick<RunResult['recording'], 'dropped'> },
): boolean {
  const rootOf = ({ found }: Pick<Evidence, 'found'>): string | undefined =>
    found.failure?.root.site.node;
  return (
    isFullRecording(recording) && rootOf(before) !== undefined && rootOf(before) !== rootOf(now)
  );
}

/** @returns what the questions about a run are answered from */
export function contextOf(
  { recording, launch }: Pick<RunResult, 'recording'> & Partial<Pick<RunResult, 'launch'>>,
  resolveImport: Context['resolveImport'],
  readText?: (path: string) => string | null,
): Context {
  return {
    timeline: buildTimeline(recording),
    sources: indexSources(recording.sources, recording.sites, recording.maps),
    resolveImport,
    ...(readText === undefined ? {} : { readText }),
    isTest: isTestFile,
    ...(launch === undefined || launch.timedOut ? {} : { hasFailed: hasFailed(launch.exitCode) }),
  };
}

/** A command that a signal stopped did not say how it went. */
function hasFailed(exitCode: number | null): boolean {
  return exitCode !== null && exitCode !== 0;
}

/** @returns what a recording says about the question of the request */
export function createExplainer(
  { settings }: Pick<AskRequest, 'settings'>,
  { question, resolved }: Draft,
): Investigation['explain'] {
  const drivers = new Set(filesInCommand(settings.root, settings.cwd, settings.argv));
  return (context, dropped, seen, spectrum) =>
    explainRecording(context, resolved.goal, {
      names: resolved.names,
      question: question.text,
      calls: resolved.calls ?? new Set(),
      spectrum: spectrum ?? buildSpectrum(context),
      ...{ dropped, drivers, mostSuspects: MOST_SUSPECTS },
      ...(seen === undefined ? {} : { seen }),
    });
}

export interface RefineStep {
  readonly request: Pick<AskRequest, 'announce'>;
  readonly draft: Draft;
  readonly plan: InstrumentationPlan;
  readonly evidence: Evidence;
  readonly context: Context;
  readonly run: RunResult;
}

/** @returns the next revision, or null where another run would show nothing new; says what made it necessary */
export async function refineAfter(step: RefineStep): Promise<InstrumentationPlan | null> {
  const { announce } = step.request;
  try {
    const next = await refine(step);
    if (next === null) return null;
    announce(`the evidence ends at ${next.because}; refining the plan`);
    return next.plan;
  } catch (error) {
    // What is recorded still answers, better than no answer.
    announce(`the plan was not refined: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** What a refinement looks at: a few failing tests of each cause, not all of them. */
export function viewOf({ found, spare }: Evidence): RefineView {
  return { roots: found.roots, spare };
}

async function refine({
  draft,
  plan,
  evidence,
  context,
  run,
}: RefineStep): Promise<{ readonly plan: InstrumentationPlan; readonly because: string } | null> {
  const { graph, planner, question, resolved, readTree } = draft;
  const facts = collectFacts(context, evidence.slice, viewOf(evidence), plan, run.loaded);
  const wanted = facts.frontiers.length + facts.executed.filter((one) => one.distance <= 2).length;
  if (wanted === 0) return null;
  const next = await planner.refine({
    question: question.text,
    goal: resolved.goal,
    ...{ plan, facts, readTree, outline: () => outlineOfFacts(graph, facts, plan.limits) },
  });
  if (next === null) return null;
  const first = facts.frontiers[0];
  return {
    plan: next,
    because: first?.reason ?? 'functions that ran near the question but were not watched closely',
  };
}
