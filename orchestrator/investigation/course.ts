/** Where an investigation stands between two runs of the command, and what the last of them means for it. */
import type { InstrumentationPlan, Limits } from '../../protocol/plan.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Spectrum } from '../../query/suspect/rank.ts';
import { openChanges } from '../evidence/changes.ts';
import type { Changes } from '../evidence/changes.ts';
import { explainRecording, withFailures } from '../evidence/explain.ts';
import type { Evidence } from '../evidence/explain.ts';
import { buildSpectrum } from '../evidence/spectrum.ts';
import { failsAlike } from '../failures/repeat.ts';
import { lacksTests, surveyOf } from '../failures/survey.ts';
import type { Draft } from '../plan/draft.ts';
import { filesInCommand, isTestFile } from '../project.ts';
import { isFullRecording, missedIn } from '../run.ts';
import type { RunResult, RunSettings } from '../run.ts';
import { hasFailed } from './context.ts';

export const MOST_SUSPECTS = 10;

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

/** A run that counts, and what it showed. */
export interface Shown {
  readonly run: RunResult;
  readonly plan: InstrumentationPlan;
  readonly context: Context;
  readonly evidence: Evidence;
}

/** @param spectrum of a run that holds more tests; by default that of the recording itself */
export type Explain = (
  context: Context,
  dropped: number,
  seen?: number,
  spectrum?: Spectrum,
) => Evidence;

export interface Course {
  readonly request: AskRequest;
  readonly draft: Draft;
  readonly changes: Changes;
  readonly explain: Explain;
  /** The one that the answer is made from is the last. */
  readonly runs: RunResult[];
  /** Of the next run. */
  plan: InstrumentationPlan;
  last: Shown | null;
  /** The last one of the whole command. */
  whole: Shown | null;
  /** Failing tests; a later plan may watch fewer of them. */
  seen: number;
  /** What was left unwatched because the stack was full; null while that was not tried. */
  left: readonly string[] | null;
  /** The words of a command that runs the failing test alone; null while the whole command runs. */
  alone: readonly string[] | null;
  /** The failing test ran alone, or is not to. */
  isAloneTried: boolean;
  /** What finds the failing test where the plan does not. */
  survey: InstrumentationPlan | null;
  /** The plan that the survey stands before, while it runs. */
  postponed: InstrumentationPlan | null;
  /** The whole command reports more than a recording holds. */
  isFull: boolean;
}

/** @param mayBeAlone false where the whole command has to run each time */
export function openCourse(
  request: AskRequest,
  draft: Draft,
  plan: InstrumentationPlan,
  mayBeAlone: boolean,
): Course {
  const { settings } = request;
  const isOurs = mayBeAlone && request.plan === undefined;
  const survey = isOurs ? surveyOf(plan, draft.resolved.goal, draft.graph.paths()) : null;
  const course: Course = {
    ...{ request, draft, plan, survey },
    changes: openChanges(settings.root),
    explain: createExplainer(request, draft),
    ...{ runs: [], last: null, whole: null, seen: 0, left: null },
    ...{ alone: null, isAloneTried: !mayBeAlone, postponed: null, isFull: false },
  };
  const named = filesInCommand(settings.root, settings.cwd, settings.argv).filter(isTestFile);
  const isKnown = named.length > 0 || plan.limits.runs < 2;
  if (survey !== null && !isKnown && lacksTests(plan, survey)) postponeFor(course, survey);
  return course;
}

/** Files of tests are watched first, and what the plan is about afterwards. */
export function postponeFor(course: Course, survey: InstrumentationPlan): void {
  course.request.announce('which test fails is looked for first: only files of tests are watched');
  const { plan, runs } = course;
  const parent = plan.revision;
  course.postponed = plan;
  course.plan = runs.length === 0 ? survey : { ...survey, revision: parent + 1, parent };
  course.survey = null;
}

/** @returns what a recording says about the question of the request */
export function createExplainer(
  { settings }: Pick<AskRequest, 'settings'>,
  { question, resolved }: Draft,
): Explain {
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

/** @returns what the run says about the question; a test that ran alone is held against those of the whole command */
export function explainRun(
  course: Course,
  { run, context }: Pick<Shown, 'run' | 'context'>,
): Evidence {
  const { alone, whole, seen, explain } = course;
  const spectrum = alone === null ? undefined : whole?.evidence.ranking.spectrum;
  return explain(context, missedIn(run.recording), seen, spectrum);
}

/** @returns true where the test that ran alone shows another failure than the whole command did */
export function isOtherFailure({ alone, last }: Course, evidence: Evidence): boolean {
  return alone !== null && last !== null && !failsAlike(last.evidence, evidence);
}

/** The run counts, and is the last so far. */
export function keep(course: Course, shown: Shown): void {
  const { alone, whole } = course;
  const evidence = alone === null ? shown.evidence : toldWith(shown.evidence, whole);
  course.last = { ...shown, evidence };
  if (alone === null) course.whole = course.last;
  course.seen = Math.max(course.seen, evidence.failures?.total ?? 0);
}

/** The run before counts, and the answer is made from it. */
export function goBackTo({ runs }: Course, { run }: Shown): void {
  runs.splice(runs.indexOf(run), 1);
  runs.push(run);
}

/** What failed beside the test that ran alone is known from the whole command. */
function toldWith(evidence: Evidence, whole: Shown | null): Evidence {
  return whole === null || evidence.failures !== null
    ? evidence
    : withFailures(evidence, whole.evidence.failures);
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
