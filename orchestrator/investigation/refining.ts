/** The next revision of a plan, made from where the evidence of the last run ends. */
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Evidence } from '../evidence/explain.ts';
import type { Draft } from '../plan/draft.ts';
import { outlineOfFacts } from '../plan/prior/outlined.ts';
import { collectFacts } from '../plan/refine.ts';
import type { RefineView } from '../plan/refine.ts';
import type { RunResult } from '../run.ts';

export interface RefineStep {
  readonly request: { readonly announce: (line: string) => void };
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
