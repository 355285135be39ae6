/**
 * The same command on another commit: both sides are recorded with the same plan, held side by side, and the answer is about the
 * side that failed (the work tree, where both or neither did).
 */
import { existsSync, realpathSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { ScopeError } from '../../protocol/problem.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { composeAnswer } from '../answer.ts';
import type { AskResult } from '../ask.ts';
import { contextOf } from '../investigation/context.ts';
import type { AskRequest } from '../investigation/course.ts';
import { investigate } from '../investigation/investigate.ts';
import type { Investigation } from '../investigation/investigate.ts';
import type { Context } from '../../query/provenance/point.ts';
import { createImportFinder, isTestFile } from '../project.ts';
import { createTreeReader, missedIn, runPlan } from '../run.ts';
import type { RunResult, RunSettings } from '../run.ts';
import { checkOut, placeIn } from './commit/checkout.ts';
import type { Checkout } from './commit/checkout.ts';
import { findChanges } from './commit/change.ts';
import type { Change, Changes } from './commit/change.ts';
import { openRepository, resolveCommit } from './commit/git.ts';
import type { Commit, Git } from './commit/git.ts';
import { planElsewhere, watchChanges } from './commit/watch.ts';
import { compareRuns, outcomeOf } from './compare.ts';
import type { RunSide } from './compare.ts';
import { leadOf } from './lead.ts';
import { weighEvidence } from './weigh.ts';

export interface AgainstRequest extends AskRequest {
  /** Whatever git takes for a commit. */
  readonly ref: string;
}

const WORK_TREE = 'the work tree';

/** @throws ScopeError as `ask`, and `usage` where there is no repository or no such commit */
export async function askAgainst(request: AgainstRequest): Promise<AskResult> {
  const { settings, announce, ref } = request;
  const started = performance.now();
  const git = openRepository(settings.root, settings.env);
  const commit = resolveCommit(git, ref);
  const checkout = checkOut(git, commit, settings.env);
  try {
    const changes = findChanges(git, commit.sha, settings.root);
    announce(`${commit.label} lies in ${checkout.folder} while the command runs there`);
    const found = await investigate(
      request,
      (draft) => watchChanges(draft, changes.changes, 'here'),
      false,
    );
    const other = await runThere({ request, git, commit, checkout, changes, found });
    return await answerFrom({ request, commit, checkout, changes, found, other, started });
  } finally {
    checkout.dispose();
  }
}

interface There {
  readonly settings: RunSettings;
  readonly run: RunResult;
  readonly plan: InstrumentationPlan;
  readonly context: Context;
}

interface ThereInput {
  readonly request: AgainstRequest;
  readonly git: Git;
  readonly commit: Commit;
  readonly checkout: Checkout;
  readonly changes: Changes;
  readonly found: Investigation;
}

/** @returns why there is no second run, as a sentence, or what it recorded */
async function runThere(input: ThereInput): Promise<There | string> {
  const { request, git, commit, checkout, changes, found } = input;
  const { announce } = request;
  if (found.runs.at(-1)?.launch.interrupted !== false)
    return `the command was interrupted, and was not run at ${commit.label}`;
  const settings = settingsThere(request.settings, checkout, git);
  if (!existsSync(settings.cwd))
    return `${commit.label} has no folder ${relative(settings.root, settings.cwd)}, so the command did not run there`;
  // Packages lie where they lie on this side.
  const paths = new Map(found.draft.paths);
  for (const path of paths.keys()) if (!path.startsWith('node_modules/')) paths.delete(path);
  const readTree = createTreeReader(settings.root, paths);
  const plan = planElsewhere(found.plan, { readTree, changes });
  announce(`running the command at ${commit.label}: ${plan.probes.length} probes`);
  try {
    const run = await runPlan(settings, plan, 1, readTree, paths);
    if (run.launch.interrupted)
      return `the command was interrupted at ${commit.label}; there is nothing to compare with`;
    const files = new Set([...run.recording.sources.keys(), ...found.draft.graph.paths()]);
    const context = contextOf(run, createImportFinder([...files]));
    if (context.timeline.events.every((event) => !('site' in event)))
      return `at ${commit.label} the command ended with ${endOf(run)} before anything that is watched ran`;
    return { settings, run, plan, context };
  } catch (error) {
    if (!(error instanceof ScopeError) || error.code !== 'command-not-started') throw error;
    return `at ${commit.label}: ${error.message}`;
  }
}

function endOf({ launch }: RunResult): string {
  return launch.signal ?? `exit code ${launch.exitCode ?? 'unknown'}`;
}

function settingsThere(settings: RunSettings, checkout: Checkout, git: Git): RunSettings {
  return {
    ...settings,
    root: placeIn(checkout, git, settings.root),
    cwd: placeIn(checkout, git, settings.cwd),
    argv: settings.argv.map((word) => moved(word, realpathSync(git.folder), checkout.folder)),
    // A run folder of its own name, so that `scope show` of the session shows the runs of this side.
    sessionDir: join(settings.sessionDir, 'against'),
  };
}

/** A word that names a place in the work tree means the same place there. */
function moved(word: string, from: string, to: string): string {
  return word === from || word.startsWith(`${from}/`) ? to + word.slice(from.length) : word;
}

interface AnswerInput {
  readonly request: AgainstRequest;
  readonly commit: Commit;
  readonly checkout: Checkout;
  readonly changes: Changes;
  readonly found: Investigation;
  readonly other: There | string;
  readonly started: number;
}

async function answerFrom(input: AnswerInput): Promise<AskResult> {
  const { request, commit, checkout, changes, found, other, started } = input;
  const { draft, runs, plan } = found;
  const { resolved, planner } = draft;
  const notes = [...differences(changes, commit), ...checkout.notes];
  const last = runs.at(-1);
  const base = { request, resolved, plan, planner, left: found.left };
  if (
    typeof other === 'string' ||
    found.context === null ||
    found.evidence === null ||
    last === undefined
  ) {
    const objection =
      typeof other === 'string' ? other : `nothing was compared with ${commit.label}`;
    const { evidence } = found;
    const wallMs = performance.now() - started;
    const answer = await composeAnswer({ ...base, runs, evidence, wallMs });
    return { answer: { ...answer, notes: [objection, ...notes, ...answer.notes] }, plan, runs };
  }
  const work = sideOf(WORK_TREE, request.settings, last, found.context);
  const its = sideOf(commit.label, other.settings, other.run, other.context);
  const recordingPath = relative(request.settings.root, join(other.run.runDir, 'recordings'));
  const that: RunSide = { ...its, recordingPath };
  const isTurned = work.outcome === 'passed' && that.outcome === 'failed';
  const [here, there] = isTurned ? [that, work] : [work, that];
  const evidence = isTurned
    ? found.explain(other.context, missedIn(other.run.recording))
    : found.evidence;
  const oriented = isTurned ? changes.changes.map(turned) : changes.changes;
  const {
    comparison,
    chosen,
    here: run,
  } = compareRuns({
    ...{ kind: 'commit', here, there, evidence, changes: oriented },
    renamed: isTurned ? turnedMap(changes.renamed) : changes.renamed,
  });
  const weighed = weighEvidence({
    ...{ evidence, comparison, chosen, run, isTest: isTestFile },
    lines: oriented.flatMap((change) => change.here ?? []),
    isWhole: missedIn(last.recording) + missedIn(other.run.recording) === 0,
  });
  const compared = {
    comparison,
    lead: leadOf(comparison),
    notes: [
      ...(isTurned
        ? [`places in the chain are those of ${commit.label}, where the command failed`]
        : []),
      ...sameTests(comparison.aligned, changes, commit),
      ...notes,
    ],
  };
  const answer = await composeAnswer({
    ...base,
    // The run of the work tree is the last one: notes and the command are about that.
    ...{ runs: [other.run, ...runs], evidence: weighed, compared },
    wallMs: performance.now() - started,
  });
  return { answer, plan, runs };
}

function sideOf(label: string, settings: RunSettings, run: RunResult, context: Context): RunSide {
  return {
    ...{ label, context, recording: run.recording, root: settings.root },
    outcome: outcomeOf(run, context),
    recordingPath: relative(settings.root, join(run.runDir, 'recordings')),
  };
}

function turned({ here, there }: Change): Change {
  return { here: there, there: here };
}

function turnedMap(renamed: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...renamed].map(([from, to]) => [to, from]));
}

const MOST_LISTED = 4;

function differences({ changes, manifests }: Changes, { label }: Commit): readonly string[] {
  const notes: string[] = [];
  if (changes.length === 0) notes.push(`no source that is not a test differs from ${label}`);
  if (manifests.length > 0)
    notes.push(
      `${manifests
        .map((path) => basename(path))
        .slice(0, MOST_LISTED)
        .join(
          ', ',
        )} changed since ${label}; both sides ran with the packages that are installed here`,
    );
  return notes;
}

/** Tests that were committed since then are not at the commit: the command may have run other ones there. */
function sameTests(aligned: number, { tests }: Changes, { label }: Commit): readonly string[] {
  if (tests.length === 0 || aligned > 0) return [];
  return [
    `tests differ from ${label} (${tests.slice(0, MOST_LISTED).join(', ')}): what ran there may not be the same test`,
  ];
}
