/**
 * From a recording to the evidence of an answer: targets, slice, conditions beside it, ranked suspects and the chain. One pure
 * function of the recording and the goal; the loop around it decides whether that is enough.
 */
import { namedChildren } from '../../code-graph/index.ts';
import type { Goal } from '../../protocol/plan.ts';
import type { Answer, CitedHop, Suspect, Verdict } from '../../protocol/answer.ts';
import { findBeside, findPointedAt } from '../../query/beside.ts';
import type { Beside } from '../../query/beside.ts';
import { sliceBackward } from '../../query/provenance/slice.ts';
import type { Slice } from '../../query/provenance/slice.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Failure } from '../../query/target/failure.ts';
import { rankCandidates, toSuspects } from '../../query/suspect/rank.ts';
import type { Candidate, RankingInput, Spectrum } from '../../query/suspect/rank.ts';
import { formatValue } from '../../query/value-text.ts';
import { buildChain } from './chain.ts';
import { isTestFile } from '../project.ts';
import { identifyHops } from '../look/identify.ts';
import { finalFailures } from '../failures/final.ts';
import { describeGroups, groupFailures, spareTests } from '../failures/group.ts';
import type { GroupedFailures } from '../failures/group.ts';
import { findFailures } from '../../query/target/failure.ts';
import { findTarget } from './target/find.ts';
import type { Found } from './target/find.ts';
import { verdictOf } from './verdict.ts';
import { verifyChain } from './verify.ts';
import { suspectsOf, writersOf } from './writers.ts';

export interface Evidence {
  readonly found: Found;
  readonly slice: Slice;
  readonly beside: readonly Beside[];
  /** What the ranking was made from. */
  readonly ranking: RankingInput;
  readonly candidates: readonly Candidate[];
  readonly suspects: readonly Suspect[];
  readonly chain: readonly CitedHop[];
  readonly verdict: Verdict;
  readonly rejected: readonly string[];
  /** Where several tests failed and no one of them was asked about: by what they have in common. */
  readonly failures: NonNullable<Answer['failures']> | null;
  /** Failing tests that others of the same cause stand for, by their functions. */
  readonly spare: ReadonlySet<string>;
  /** Events that the recording lacks. */
  readonly dropped: number;
}

export interface ExplainOptions {
  readonly names: ReadonlySet<string>;
  /** The question in words. */
  readonly question?: string;
  readonly spectrum: Spectrum;
  /** Functions that the question points at, by their last name. */
  readonly calls?: ReadonlySet<string>;
  readonly dropped: number;
  readonly mostSuspects: number;
  /** The most tests that failed in an earlier run of the same question. */
  readonly seen?: number;
  /** Files that the command names. */
  readonly drivers?: ReadonlySet<string>;
  /** Which files hold tests; by their names where absent. */
  readonly isTest?: (file: string) => boolean;
}

/** A command with more failing tests than that is told about these. */
const MOST_FAILURES = 10_000;
/** The chain goes to the first suspect and shows the ones after it up to here. */
const OTHER_SUSPECTS = 8;
const NONE_SPARE: ReadonlySet<string> = new Set();

/** @returns everything the recording says about the goal */
export function explainRecording(context: Context, goal: Goal, options: ExplainOptions): Evidence {
  const isTest = options.isTest ?? isTestFile;
  const grouped = groupsOf(context, goal, isTest);
  const failures = grouped?.groups.flatMap((group) => group.failures);
  const found = findTarget(context, {
    ...{ goal, names: options.names, isTest, question: options.question ?? '' },
    ...(failures === undefined ? {} : { failures }),
  });
  const slice = sliceBackward(context, found.targets, {
    wrongPiece: found.wrongPiece,
    missingPiece: found.missingPiece,
  });
  const calls = options.calls ?? new Set();
  const beside = findBeside(context, slice, found.roots);
  const pointed = findPointedAt(context, calls);
  const ranking: RankingInput = {
    slice,
    beside: [...beside, ...pointed],
    calls,
    names: beyondSubject(options.names, goal, found),
    drivers: options.drivers ?? new Set(),
    wrongTexts: found.wrongTexts,
    isTest,
    question: [options.question ?? '', titleOf(found.failure)].join(' '),
    root: found.failure?.root ?? found.roots[0] ?? null,
    timeline: context.timeline,
    changedAt: () => null,
    spectrum: options.spectrum,
  };
  const described = grouped === null ? null : describeGroups(context, grouped);
  const seen = Math.max(options.seen ?? 0, described?.total ?? 0);
  const told =
    described === null || options.seen === undefined ? described : { ...described, seen };
  const spare = grouped === null ? NONE_SPARE : spareTests(grouped);
  const gathered = { found, slice, beside, ranking, failures: told, spare };
  return conclude(context, goal, gathered, options);
}

/** @returns the same evidence, ranked by when lines were changed as well */
export function rankByChange(
  context: Context,
  goal: Goal,
  evidence: Evidence,
  options: ConcludeOptions & Pick<RankingInput, 'changedAt'>,
): Evidence {
  const { found, slice, beside, failures, spare } = evidence;
  const ranking = { ...evidence.ranking, changedAt: options.changedAt };
  return conclude(context, goal, { found, slice, beside, ranking, failures, spare }, options);
}

/** @returns the same evidence, of a test that others failed beside */
export function withFailures(evidence: Evidence, failures: Evidence['failures']): Evidence {
  const told = Object.create(evidence, {
    failures: { value: failures, enumerable: true },
  }) as unknown;
  return told as Evidence;
}

type ConcludeOptions = Pick<ExplainOptions, 'dropped' | 'mostSuspects'>;

/**
 * What was gathered, ranked, drawn as a chain and verified: each when it is first asked for, because a run that is followed by
 * another one only says where the evidence ends.
 */
function conclude(
  context: Context,
  goal: Goal,
  gathered: Pick<Evidence, 'found' | 'slice' | 'beside' | 'ranking' | 'failures' | 'spare'>,
  options: ConcludeOptions,
): Evidence {
  let ranked: readonly Candidate[] | null = null;
  const candidates = (): readonly Candidate[] => (ranked ??= rankCandidates(gathered.ranking));
  let drawn: Drawn | null = null;
  const draw = (): Drawn => (drawn ??= drawChain(context, goal, gathered, candidates()));
  const { found, slice } = gathered;
  return {
    ...gathered,
    get candidates() {
      return candidates();
    },
    get suspects() {
      const { chain, isOfWriters } = draw();
      return isOfWriters
        ? suspectsOf(chain).slice(0, options.mostSuspects)
        : toSuspects(candidates(), options.mostSuspects);
    },
    get chain() {
      return draw().chain;
    },
    get verdict() {
      const { chain } = draw();
      return verdictOf(goal, { found, slice, chain, candidates: candidates() }, options.dropped);
    },
    get rejected() {
      return draw().rejected;
    },
    dropped: options.dropped,
  };
}

interface Drawn extends Pick<Evidence, 'chain' | 'rejected'> {
  /** It shows who writes what was asked about. */
  readonly isOfWriters: boolean;
}

function drawChain(
  context: Context,
  goal: Goal,
  { found, slice, beside }: Pick<Evidence, 'found' | 'slice' | 'beside'>,
  candidates: readonly Candidate[],
): Drawn {
  const was = found.was === null ? null : formatValue(found.was);
  const writers = goal.kind === 'writers' ? writersOf(context, found.events) : [];
  const isOfWriters = writers.length > 0;
  const drawn = isOfWriters
    ? writers
    : buildChain({
        context,
        slice,
        suspect: candidates[0] ?? null,
        others: candidates.slice(1, OTHER_SUSPECTS),
        beside,
        focus: found.focus,
        symptom: found.symptom,
        was,
      });
  const { chain, rejected } = verifyChain(context, drawn);
  return { chain: identifyHops(context, chain), rejected, isOfWriters };
}

/** What the test is called: the text that its runner was given beside the callback. */
function titleOf(failure: Failure | null): string {
  if (failure === null) return '';
  const call = failure.source.scopes.nodeById(failure.root.site.node)?.parent;
  const title = call?.type === 'arguments' ? namedChildren(call)[0] : undefined;
  return title === undefined || !/string/u.test(title.type)
    ? ''
    : failure.source.text.slice(title.start, title.end);
}

/** Where the question is why a test fails, and more than one did. */
function groupsOf(
  context: Context,
  goal: Goal,
  isTest: (file: string) => boolean,
): GroupedFailures | null {
  if (goal.kind !== 'failing-test' || goal.subject !== undefined) return null;
  const failures = finalFailures(context, findFailures(context, MOST_FAILURES));
  return groupFailures(context, failures, isTest);
}

/** Names that led to the target have done their part; the others tell lines apart. */
function beyondSubject(names: ReadonlySet<string>, goal: Goal, found: Found): ReadonlySet<string> {
  if (found.focus === null || goal.subject === undefined) return names;
  const used = new Set(goal.subject.split(/[.#]|::/u));
  return new Set([...names].filter((name) => !used.has(name)));
}
