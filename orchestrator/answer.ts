/**
 * The answer document from the evidence: the chain and suspects are the engine's, the paragraph is the provider's, and whatever
 * a model says about suspects only reorders what was proved.
 */
import { join, relative } from 'node:path';
import { ANSWER_VERSION } from '../protocol/answer.ts';
import type { Answer, Suspect } from '../protocol/answer.ts';
import type { Comparison } from '../protocol/comparison.ts';
import type { Goal, InstrumentationPlan } from '../protocol/plan.ts';
import type { Problem } from '../protocol/problem.ts';
import type { Evidence } from './evidence/explain.ts';
import type { Printed } from './failures/printed.ts';
import type { Unloaded } from './failures/unloaded.ts';
import type { Planner } from './plan/planner.ts';
import { filesOfPlan } from './plan/plan.ts';
import { knownGoal } from './question/resolve.ts';
import type { Resolved } from './question/resolve.ts';
import { notesOf } from './notes.ts';
import { checkProse } from './prose.ts';
import { droppedIn } from './run.ts';
import type { RunResult, RunSettings } from './run.ts';

export interface ComposeInput {
  readonly request: {
    readonly question: string;
    readonly settings: Pick<RunSettings, 'root' | 'argv'>;
  };
  readonly resolved: Resolved;
  readonly plan: InstrumentationPlan;
  readonly runs: readonly RunResult[];
  readonly evidence: Evidence | null;
  readonly planner: Planner;
  /** Functions that were not watched, because the program runs out of stack where they are. */
  readonly left?: readonly string[];
  /** What the command printed, where it failed and nothing that was recorded shows why. */
  readonly printed?: Printed | null;
  /** Files of tests that failed to load. */
  readonly unloaded?: readonly Unloaded[];
  /** What the graph could not read, or not all of. */
  readonly unread?: readonly Problem[];
  readonly wallMs: number;
  /** Another run that was held against the one of the evidence. */
  readonly compared?: {
    readonly comparison: Comparison;
    /** Stands before the paragraph; cites no hop. */
    readonly lead: string;
    readonly notes: readonly string[];
  };
}

export async function composeAnswer(input: ComposeInput): Promise<Answer> {
  const { request, plan, runs, evidence, compared } = input;
  const last = runs.at(-1);
  const verdict = evidence?.verdict ?? 'open';
  const chain = evidence?.chain ?? [];
  const suspects = evidence?.suspects ?? [];
  const explained = await input.planner.explain({
    question: request.question,
    goal: goalOf(input),
    verdict,
    hops: chain.map(({ role, file, line, function: fn, code, value, was, why }) => ({
      role,
      file,
      line,
      function: fn,
      code,
      why,
      ...(value === undefined ? {} : { value }),
      ...(was === undefined ? {} : { was }),
    })),
    suspects: suspects.map(({ rank, file, line, function: fn, score, why }) => ({
      rank,
      file,
      line,
      function: fn,
      score,
      why,
    })),
  });
  const prose = checkProse(explained?.paragraph ?? null, chain, suspects);
  const target = chain[0];
  const usage = input.planner.usage();
  const sum = (of: (run: RunResult) => number): number =>
    runs.reduce((total, run) => total + of(run), 0);
  return {
    version: ANSWER_VERSION,
    question: request.question,
    verdict,
    answer: `${compared?.lead ?? printedLead(input)} ${prose.text}`.trim(),
    target:
      target === undefined ? null : { node: target.node, file: target.file, line: target.line },
    chain: [...chain],
    suspects: reorder(suspects, explained?.ranking),
    plan: {
      id: plan.id,
      revisions: plan.revision,
      probes: plan.probes.length,
      files: filesOfPlan(plan).length,
    },
    cost: {
      runs: runs.length,
      events: sum((run) => run.recording.events.length),
      dropped: sum((run) => droppedIn(run.recording)),
      bytes: sum((run) => run.recording.bytes),
      wallMs: Math.round(input.wallMs),
      baselineMs: null,
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      usd: usage.usd ?? 0,
    },
    command: {
      argv: [...request.settings.argv],
      exitCode: last?.launch.exitCode ?? null,
      signal: last?.launch.signal ?? null,
      ...(input.printed?.said ? { said: input.printed.said } : {}),
    },
    recordings: runs.map((run) => relative(request.settings.root, join(run.runDir, 'recordings'))),
    notes: [...(compared?.notes ?? []), ...notesOf(input), ...prose.objections],
    ...(evidence?.failures ? { failures: evidence.failures } : {}),
    ...(compared === undefined ? {} : { comparison: compared.comparison }),
  };
}

/** Quotes; claims nothing. */
function printedLead({ printed, runs }: ComposeInput): string {
  const exitCode = runs.at(-1)?.launch.exitCode;
  if (printed?.said == null || exitCode == null) return '';
  const { text, file, line } = printed.said;
  const quoted = text.includes('`') ? `“${text}”` : `\`${text}\``;
  const place = file === undefined || text.includes(`${file}:`) ? '' : ` (${file}:${line ?? 1})`;
  return `The command failed with exit code ${exitCode}, and printed ${quoted}${place}.`;
}

/** The prose is about the subject only where the first hop is. */
function goalOf({ resolved, evidence }: ComposeInput): Goal {
  if (evidence === null) return resolved.goal;
  const { found } = evidence;
  // A word of the asker is no name.
  const { subject, kind, ...rest } = knownGoal(resolved);
  return {
    ...rest,
    // Nothing failed: no test looked at anything.
    kind: kind === 'failing-test' && found.failure === null ? 'value' : kind,
    ...(found.isSubject && subject !== undefined ? { subject } : {}),
  };
}

/** A provider may put suspects in another order; it can not add one. */
function reorder(suspects: readonly Suspect[], ranking: readonly number[] | undefined): Suspect[] {
  if (ranking === undefined) return [...suspects];
  const first = ranking.flatMap((rank) => suspects.filter((suspect) => suspect.rank === rank));
  const unique = [...new Set([...first, ...suspects])];
  return unique.map((suspect, index) => ({ ...suspect, rank: index + 1 }));
}
