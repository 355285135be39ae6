/**
 * The planner's side of the loop: asks the provider with facts, checks what comes back against the source, and sends problems
 * back once. Where a model proposes nothing that can be watched, or its tokens or dollars are used up, the deterministic
 * planner takes its place. Counts what it cost.
 */
import type {
  Goal,
  InstrumentationPlan,
  Limits,
  PlanProvenance,
  Probe,
} from '../../protocol/plan.ts';
import { ScopeError } from '../../protocol/problem.ts';
import { createMockProvider } from '../../providers/mock/mock.ts';
import { buildRequest } from '../../providers/prompt.ts';
import type { Provider, Usage } from '../../providers/provider.ts';
import type { RequestInput, RequestKind, RequestOutput } from '../../providers/request.ts';
import { admitting } from './admit.ts';
import type { TreeReader } from './admit.ts';
import { createPurse } from './purse.ts';
import { checkPlan } from './plan.ts';
import type { CheckedPlan } from './plan.ts';
import type { RefineFacts } from './refine.ts';

export { admitting } from './admit.ts';

export interface Planner {
  /** @throws ScopeError `provider-failed` where the reply is not usable */
  draft(input: {
    readonly question: string;
    readonly goal: Goal;
    readonly candidates: RequestInput<'draft-plan'>['candidates'];
    /** The code around the candidates, for a model. */
    readonly outline?: () => string;
    readonly readTree: TreeReader;
  }): Promise<InstrumentationPlan>;
  /** @returns the next revision, or null where nothing would change. @throws as `draft` */
  refine(input: {
    readonly question: string;
    readonly goal: Goal;
    readonly plan: InstrumentationPlan;
    readonly facts: RefineFacts;
    /** The code of the functions that the facts name, for a model. */
    readonly outline?: () => string;
    readonly readTree: TreeReader;
  }): Promise<InstrumentationPlan | null>;
  explain(input: RequestInput<'explain'>): Promise<RequestOutput<'explain'> | null>;
  usage(): Usage;
}

interface Proposed {
  readonly probes: readonly Probe[];
  readonly remove: readonly string[];
}

/** One thing to be proposed: how it is asked for, and what a reply makes of the plan. */
interface Proposal {
  readonly kind: 'draft-plan' | 'refine-plan';
  ask(from: Provider, problems: readonly string[]): Promise<Proposed | null>;
  /** The last reply first; where two say the same, the last one counts. */
  check(replies: readonly Proposed[], provenance: PlanProvenance): CheckedPlan;
  /** False where the deterministic planner should have a try. */
  isEnough(checked: CheckedPlan): boolean;
}

/** Problems that go back to the model. */
const MOST_PROBLEMS = 40;
const NAME_OF_MOCK = 'mock';

/** @param announce one line for the user where the model is no longer asked, or proposed nothing of use */
export function createPlanner(
  provider: Provider,
  limits: Limits,
  announce: (line: string) => void = () => undefined,
): Planner {
  const purse = createPurse(limits);
  const mock = createMockProvider();
  const versions = new Map<RequestKind, number>();
  let saidEmpty = false;
  const mayAsk = (): boolean => {
    const reason = provider.name === NAME_OF_MOCK ? null : purse.emptyBecause();
    if (reason !== null && !saidEmpty) {
      saidEmpty = true;
      announce(`${provider.name} is not asked any more: ${reason}; going on without a model`);
    }
    return reason === null;
  };
  const request = async <K extends RequestKind>(
    from: Provider,
    kind: K,
    input: RequestInput<K>,
  ): Promise<RequestOutput<K> | null> => {
    const built = buildRequest(kind, input);
    versions.set(kind, built.prompt.version);
    const reply = await from.generate(built);
    purse.pay(reply.usage);
    return reply.outcome === 'value' ? (reply.value as RequestOutput<K>) : null;
  };
  const provenanceOf = (from: string, kind: RequestKind): PlanProvenance => ({
    provider: from,
    model: provider.model,
    prompt: kind,
    promptVersion: versions.get(kind) ?? 1,
  });

  /** @returns what the model proposes, repaired once where it has to be; null where it may not be asked */
  const proposeByModel = async (proposal: Proposal): Promise<CheckedPlan | null> => {
    if (!mayAsk()) return null;
    const first = await proposal.ask(provider, []);
    if (first === null)
      throw new ScopeError(
        'provider-failed',
        `${provider.name} gave no usable ${proposal.kind} reply; try again, or use --provider mock`,
      );
    const checked = proposal.check([first], provenanceOf(provider.name, proposal.kind));
    const errors = checked.problems.filter(({ severity }) => severity === 'error');
    if (errors.length === 0 || provider.name === NAME_OF_MOCK || !mayAsk()) return checked;
    const problems = errors.slice(0, MOST_PROBLEMS).map(({ message }) => message);
    const again = await unlessFailed(proposal.ask(provider, problems));
    return again === null
      ? checked
      : proposal.check([again, first], provenanceOf(provider.name, proposal.kind));
  };
  const propose = async (proposal: Proposal): Promise<InstrumentationPlan> => {
    const checked = await proposeByModel(proposal);
    if (checked !== null) {
      if (provider.name === NAME_OF_MOCK || proposal.isEnough(checked)) return checked.plan;
      announce(`${provider.name} proposed nothing that can be watched; going on without it here`);
    }
    const reply = await proposal.ask(mock, []);
    const provenance = provenanceOf(`${provider.name}+${NAME_OF_MOCK}`, proposal.kind);
    return proposal.check(reply === null ? [] : [reply], provenance).plan;
  };

  return {
    draft({ question, goal, candidates, outline, readTree }) {
      const admit = admitting(readTree);
      return propose({
        kind: 'draft-plan',
        async ask(from, problems) {
          const reply = await request(from, 'draft-plan', {
            question,
            goal,
            candidates: [...candidates],
            outline: outlineFor(from, outline),
            limits: { probes: limits.probes, runs: limits.runs },
            problems: [...problems],
          });
          return reply === null ? null : { probes: reply.probes, remove: [] };
        },
        check(replies, provenance) {
          const probes = replies.flatMap((reply) => reply.probes);
          return checkPlan({ question, goal, probes, limits, provenance }, admit);
        },
        isEnough: ({ plan }) => plan.probes.length > 0,
      });
    },
    async refine({ question, goal, plan, facts, outline, readTree }) {
      const admit = admitting(readTree);
      const already = plan.probes.map(({ id, kind, node }) => ({ id, kind, node }));
      const before = new Set(plan.probes.map(placeOf));
      const addsTo = (next: InstrumentationPlan): boolean =>
        next.probes.some((probe) => !before.has(placeOf(probe)));
      const next = await propose({
        kind: 'refine-plan',
        async ask(from, problems) {
          const reply = await request(from, 'refine-plan', {
            question,
            goal,
            ...facts,
            outline: outlineFor(from, outline),
            already,
            limits: { probes: limits.probes },
            problems: [...problems],
          });
          return reply === null ? null : { probes: reply.add, remove: reply.remove };
        },
        check(replies, provenance) {
          const removed = new Set(replies[0]?.remove);
          const kept = plan.probes.filter((probe) => !removed.has(probe.id));
          const probes = [...kept, ...replies.flatMap((reply) => reply.probes)];
          return checkPlan({ question, goal, probes, limits, provenance, parent: plan }, admit);
        },
        // A model that adds nothing, and makes no mistake about it, is taken at its word.
        isEnough: (checked) => addsTo(checked.plan) || checked.problems.length === 0,
      });
      return addsTo(next) ? next : null;
    },
    explain: (input) => request(mayAsk() ? provider : mock, 'explain', input),
    usage: () => purse.usage(),
  };
}

/** The deterministic planner reads no code, and to follow all calls of a project for it takes seconds. */
function outlineFor({ name }: Provider, outline: (() => string) | undefined): string {
  return name === NAME_OF_MOCK || outline === undefined ? '' : outline();
}

function placeOf(probe: Probe): string {
  return `${probe.kind}:${probe.node}`;
}

/** What the first reply brought is worth more than the failure of the second. */
async function unlessFailed<T>(reply: Promise<T | null>): Promise<T | null> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ScopeError && error.code === 'provider-failed') return null;
    throw error;
  }
}
