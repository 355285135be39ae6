/**
 * The loop of the main job: draft, run, follow the evidence, refine where it ends, and run again, up to the limits of the plan.
 * Announces every step.
 */
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Changes } from '../evidence/changes.ts';
import type { Evidence } from '../evidence/explain.ts';
import { repeatAlone } from '../failures/repeat.ts';
import { briefly, filesOfFailure, passedTests } from '../failures/survey.ts';
import { draftAround, draftPlan } from '../plan/draft.ts';
import type { Draft } from '../plan/draft.ts';
import { relieve } from '../plan/relief.ts';
import { createImportFinder, createTextReader } from '../project.ts';
import { knownGoal } from '../question/resolve.ts';
import { runPlan } from '../run.ts';
import type { RunResult, RunSettings } from '../run.ts';
import { contextOf } from './context.ts';
import {
  explainRun,
  goBackTo,
  isCutOff,
  isOtherFailure,
  isUnseen,
  keep,
  openCourse,
  postponeFor,
} from './course.ts';
import type { AskRequest, Course, Explain, Shown } from './course.ts';
import { refineAfter } from './refining.ts';

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
  readonly whole: Shown | null;
}

type Ran = Omit<Shown, 'evidence'>;

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
  const { root, cwd, argv } = request.settings;
  const draft = await draftPlan({ ...request, root, cwd, argv });
  const course = openCourse(request, draft, widen(draft), mayBeAlone);
  const recorded = recorder(course);
  while (course.runs.length < course.plan.limits.runs) {
    const next = takeIn(course, await recorded());
    if (next === 'none') break;
    if (next === 'another' && !(await prepareNext(course))) break;
  }
  const { runs, last, whole, changes, explain, left } = course;
  return {
    ...{ draft, runs, changes, explain, left: left ?? [] },
    ...{ plan: last?.plan ?? course.plan },
    ...{ context: last?.context ?? null, evidence: last?.evidence ?? null },
    whole: whole?.run === runs.at(-1) ? null : whole,
  };
}

/** @returns what runs the command with the plan of the course, once more where watching it may have filled the stack */
function recorder(course: Course): () => Promise<Ran> {
  const { request, draft, runs } = course;
  const { settings, announce } = request;
  const findImport = createImportFinder(draft.graph.paths());
  const readText = createTextReader(settings.root);
  const recordedOf = async (plan: InstrumentationPlan, bytesOf = plan): Promise<Ran> => {
    const started: RunSettings =
      course.alone === null ? settings : { ...settings, argv: course.alone };
    const n = runs.length + 1;
    const run = await runPlan(started, bytesOf, n, draft.readTree, draft.paths);
    return { run, plan, context: contextOf(run, findImport, readText) };
  };
  return async () => {
    const { plan } = course;
    const { limits, probes, revision } = plan;
    announce(
      `run ${runs.length + 1} of at most ${limits.runs}: ${probes.length} probes, revision ${revision}`,
    );
    const isFirstLook = runs.length === 0 && course.survey !== null && limits.runs > 2;
    const ran = await recordedOf(plan, isFirstLook ? briefly(plan) : plan);
    runs.push(ran.run);
    const { context } = ran;
    const relief =
      course.left === null && runs.length < limits.runs
        ? relieve(plan, context.timeline, draft.readTree, passedTests(context))
        : null;
    if (relief === null) return ran;
    announce('the stack was full, perhaps because of what is watched; running without that');
    const other = await recordedOf(relief.plan);
    const isOurs = other.run.launch.exitCode !== ran.run.launch.exitCode;
    // Whatever the answer is made from is the last run.
    runs.splice(isOurs ? runs.length : runs.length - 1, 0, other.run);
    course.left = isOurs ? relief.left : [];
    if (isOurs) course.plan = relief.plan;
    return isOurs ? other : ran;
  };
}

/** @returns whether another run may follow, and with a plan of its own; where this one does not count, the one before is the last again */
function takeIn(course: Course, ran: Ran): 'the same' | 'another' | 'none' {
  const { request, runs, last } = course;
  const { announce } = request;
  const { run, plan } = ran;
  const evidence = explainRun(course, ran);
  const isOther = isOtherFailure(course, evidence);
  const mayGoOn = runs.length < plan.limits.runs && !run.launch.interrupted;
  if (isOther) {
    announce('alone the test does not fail like that; the whole command counts');
    [course.alone, course.isAloneTried] = [null, true];
    if (mayGoOn) return 'the same';
  }
  if (last !== null && (isOther || isCutOff(last.evidence, evidence, run))) {
    if (!isOther)
      announce(
        `run ${run.n} was recorded only in part, and not to the failure; answering from run ${last.run.n}`,
      );
    goBackTo(course, last);
    return 'none';
  }
  keep(course, { ...ran, evidence });
  return mayGoOn ? 'another' : 'none';
}

/** Plans the next run. @returns false where it would show nothing new */
async function prepareNext(course: Course): Promise<boolean> {
  const { request, draft, survey, postponed, changes } = course;
  const last = course.last as Shown;
  if (survey !== null && isUnseen(last)) {
    course.isFull = true;
    postponeFor(course, survey);
    return true;
  }
  const words = wordsAlone(course, last);
  if (postponed !== null && (words !== null || !course.isFull)) {
    const files = filesOfFailure(last.evidence);
    const { limits } = course.plan;
    course.plan =
      files.length === 0 ? postponed : await draftAround(draft, limits, course.plan, files);
  } else {
    const next = await refineAfter({ ...last, request, draft });
    if (next === null) return false;
    const { points } = last.evidence.slice;
    // Git is asked while the command runs again.
    changes.expect(points.flatMap((one) => one.evidence?.frame.site.file ?? []));
    course.plan = next;
  }
  course.postponed = null;
  if (words !== null) {
    request.announce(`the failing test runs alone: ${words.join(' ')}`);
    course.alone = words;
  }
  return true;
}

/** @returns the words that run the failing test alone; null where the next run is of the same words as the last */
function wordsAlone(course: Course, last: Shown): readonly string[] | null {
  const { request, draft, alone, isAloneTried, postponed } = course;
  if (isAloneTried || alone !== null) return null;
  const goal = knownGoal(draft.resolved);
  return repeatAlone({ ...last, settings: request.settings, goal, isSurvey: postponed !== null });
}
