/**
 * The planner's side of the loop: asks the provider with facts, checks what comes back against the graph, sends problems back
 * once, and falls back to the deterministic planner for what a model leaves out. Counts what it cost.
 */
import { parseNodeId } from '../../protocol/ids.ts';
import type { Goal, InstrumentationPlan, Limits, Probe } from '../../protocol/plan.ts';
import { ScopeError } from '../../protocol/problem.ts';
import { buildRequest } from '../../providers/prompt.ts';
import type { Provider, Usage } from '../../providers/provider.ts';
import type { RequestInput, RequestKind, RequestOutput } from '../../providers/request.ts';
import { checkPlan } from './plan.ts';
import type { RefineFacts } from './refine.ts';
import type { createTreeReader } from '../run.ts';

type TreeReader = ReturnType<typeof createTreeReader>;

export interface Planner {
  draft(input: {
    readonly question: string;
    readonly goal: Goal;
    readonly candidates: RequestInput<'draft-plan'>['candidates'];
    readonly readTree: TreeReader;
  }): Promise<InstrumentationPlan>;
  /** @returns the next revision, or null where nothing would change */
  refine(input: {
    readonly question: string;
    readonly goal: Goal;
    readonly plan: InstrumentationPlan;
    readonly facts: RefineFacts;
    readonly readTree: TreeReader;
  }): Promise<InstrumentationPlan | null>;
  explain(input: RequestInput<'explain'>): Promise<RequestOutput<'explain'> | null>;
  usage(): Usage;
}

export function createPlanner(provider: Provider, limits: Limits): Planner {
  let usage: Usage = { inputTokens: 0, outputTokens: 0, usd: 0 };
  const request = async <K extends RequestKind>(
    kind: K,
    input: RequestInput<K>,
  ): Promise<RequestOutput<K> | null> => {
    const reply = await provider.generate(buildRequest(kind, input));
    usage = addUsage(usage, reply.usage);
    return reply.outcome === 'value' ? (reply.value as RequestOutput<K>) : null;
  };
  const required = async <K extends RequestKind>(
    kind: K,
    input: RequestInput<K>,
  ): Promise<RequestOutput<K>> => {
    const value = await request(kind, input);
    if (value === null)
      throw new ScopeError(
        'provider-failed',
        `${provider.name} gave no usable ${kind} reply; try again, or use --provider mock`,
      );
    return value;
  };
  const provenance = { provider: provider.name, model: provider.model };
  return {
    async draft({ question, goal, candidates, readTree }) {
      const reply = await required('draft-plan', {
        question,
        goal,
        candidates: [...candidates],
        limits: { probes: limits.probes, runs: limits.runs },
      });
      return checkPlan(
        {
          question,
          goal,
          probes: reply.probes,
          limits,
          provenance: { ...provenance, prompt: 'draft-plan', promptVersion: 1 },
        },
        admitting(readTree),
      ).plan;
    },
    async refine({ question, goal, plan, facts, readTree }) {
      const already = plan.probes.map(({ id, kind, node }) => ({ id, kind, node }));
      const reply = await required('refine-plan', {
        question,
        goal,
        ...facts,
        already,
        limits: { probes: limits.probes },
      });
      const removed = new Set(reply.remove);
      const kept = plan.probes.filter((probe) => !removed.has(probe.id));
      const checked = checkPlan(
        {
          question,
          goal,
          probes: [...kept, ...reply.add],
          limits,
          provenance: { ...provenance, prompt: 'refine-plan', promptVersion: 1 },
          parent: plan,
        },
        admitting(readTree),
      );
      const before = new Set(plan.probes.map((probe) => `${probe.kind}:${probe.node}`));
      return checked.plan.probes.some((probe) => !before.has(`${probe.kind}:${probe.node}`))
        ? checked.plan
        : null;
    },
    explain: (input) => request('explain', input),
    usage: () => usage,
  };
}

/** A probe is admitted where its node exists in the source as it is now. */
export function admitting(readTree: TreeReader): (probe: Probe) => string | null {
  return (probe) => {
    const parts = parseNodeId(probe.node);
    if (parts === null) return `${probe.node} is not a node id`;
    const read = readTree(parts.file);
    if (!('sha1' in read)) return read.message;
    if (parts.functionPath === '*' || parts.functionPath === '') return null;
    return read.scopes.nodeById(probe.node) === null ? `there is no node ${probe.node}` : null;
  };
}

function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    usd: a.usd === null || b.usd === null ? null : a.usd + b.usd,
  };
}
