/**
 * From a provider's draft to a plan that can be applied. A draft is data to be checked: every node must be in the graph or be a
 * file that is known, every kind must be one that an instrumenter admits there. What is not goes back as problems.
 */
import { randomBytes } from 'node:crypto';
import { fileOf } from '../../protocol/ids.ts';
import type {
  Goal,
  InstrumentationPlan,
  Limits,
  PlanProvenance,
  Probe,
} from '../../protocol/plan.ts';
import { PLAN_VERSION } from '../../protocol/plan.ts';
import type { Problem } from '../../protocol/problem.ts';

export interface DraftedPlan {
  readonly question: string;
  readonly goal: Goal;
  readonly probes: readonly Probe[];
  readonly limits: Limits;
  readonly provenance: PlanProvenance;
  readonly parent?: InstrumentationPlan;
}

export interface CheckedPlan {
  readonly plan: InstrumentationPlan;
  readonly problems: readonly Problem[];
}

/** @returns null where the instrumenters can watch the node, else why they can not */
export type Admit = (probe: Probe) => string | null;

/** @returns the plan with the admitted probes, and a problem for each that was left out */
export function checkPlan(draft: DraftedPlan, admit: Admit): CheckedPlan {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const probes = draft.probes.filter((probe) => {
    const place = `${probe.kind}:${probe.node}`;
    if (seen.has(place)) return false;
    seen.add(place);
    const objection = admit(probe);
    if (objection !== null)
      problems.push({ message: objection, where: probe.node, severity: 'error' });
    return objection === null;
  });
  const kept = withOwnIds(probes.slice(0, draft.limits.probes));
  if (kept.length < probes.length) {
    problems.push({
      message: `${probes.length - kept.length} probes over the limit of ${draft.limits.probes} were left out`,
      severity: 'warning',
    });
  }
  const { parent } = draft;
  const plan: InstrumentationPlan = {
    version: PLAN_VERSION,
    id: parent?.id ?? newPlanId(),
    revision: (parent?.revision ?? 0) + 1,
    ...(parent === undefined ? {} : { parent: parent.revision }),
    question: draft.question,
    goal: draft.goal,
    probes: [...kept],
    limits: draft.limits,
    provenance: draft.provenance,
  };
  return { plan, problems };
}

/** @returns a problem for every probe of a written plan that can not be applied as it is, by its place in the plan */
export function objectionsTo(probes: readonly Probe[], admit: Admit): readonly Problem[] {
  const ids = new Set<string>();
  return probes.flatMap((probe, index): Problem[] => {
    const objection = ids.has(probe.id) ? `another probe has the id ${probe.id}` : admit(probe);
    ids.add(probe.id);
    return objection === null
      ? []
      : [{ message: objection, where: `probes.${index}`, severity: 'error' }];
  });
}

/** An id that an earlier probe has is continued with a number: sites and removals name probes by id. */
function withOwnIds(probes: readonly Probe[]): readonly Probe[] {
  const taken = new Set(probes.map(({ id }) => id));
  const used = new Set<string>();
  return probes.map((probe) => {
    let { id } = probe;
    for (let n = 2; used.has(id); n += 1) {
      const next = `${probe.id}-${n}`;
      if (!taken.has(next)) id = next;
    }
    used.add(id);
    taken.add(id);
    return id === probe.id ? probe : { ...probe, id };
  });
}

export function newPlanId(): string {
  return `plan-${randomBytes(5).toString('hex')}`;
}

/** @returns the files that a plan touches */
export function filesOfPlan(plan: InstrumentationPlan): readonly string[] {
  return [...new Set(plan.probes.map(({ node }) => fileOf(node)))];
}
