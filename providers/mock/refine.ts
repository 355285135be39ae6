/**
 * The deterministic planner's refinement: everything about the functions in which the evidence ended, then the insides of
 * near functions that ran. Probes of functions that never ran, and reads of far functions that ran very often, make room when
 * there is none.
 */
import type { ProbeKind } from '../../protocol/plan.ts';
import type { ProbeDraft, RefineInput, RefineReply } from '../request.ts';
import { hypothesis, probeId } from './draft.ts';

const ALL: readonly ProbeKind[] = ['function', 'write', 'branch', 'value'];
const NEAR_DISTANCE = 2;
const FREQUENT_CALLS = 10_000;

const nameOf = (functionId: string): string =>
  functionId.slice(functionId.indexOf('#') + 1) || functionId.replace(/#$/u, '');

export function refinePlan(input: RefineInput): RefineReply {
  const present = new Set(input.already.map((probe) => `${probe.kind}:${probe.node}`));
  const wanted: ProbeDraft[] = [];
  const want = (functionId: string, because: string): void => {
    for (const kind of ALL) {
      const id = probeId(kind, functionId);
      if (present.has(id)) continue;
      present.add(id);
      const why = `${hypothesis(kind, nameOf(functionId), input.goal)} (${because})`;
      wanted.push({ id, kind, node: functionId, why });
    }
  };
  const frontiers = input.frontiers.filter((frontier) => frontier.functionId !== null);
  for (const { functionId, reason } of frontiers)
    if (functionId !== null) want(functionId, `the evidence ended there: ${reason}`);
  // Among equals the order of the facts stays: the nearest first, so that these are there where there is no room for all.
  const ran = input.executed
    .filter((one) => one.calls > 0 && (one.distance <= NEAR_DISTANCE || one.threw > 0))
    .toSorted((a, b) => a.distance - b.distance);
  for (const one of ran)
    want(one.functionId, one.threw > 0 ? 'it threw' : 'it ran near the target');

  const excess = input.already.length + wanted.length - input.limits.probes;
  const removable = expendable(input).slice(0, Math.max(0, excess));
  const room = Math.max(0, input.limits.probes - input.already.length + removable.length);
  return { hypothesis: summary(input), add: wanted.slice(0, room), remove: [...removable] };
}

/** Ids of probes that can go, the least useful first. */
function expendable(input: RefineInput): readonly string[] {
  const needed = new Set(input.frontiers.map((frontier) => frontier.functionId));
  const executed = new Map(input.executed.map((one) => [one.functionId, one]));
  const files = new Set(
    [...executed].flatMap(([id, { calls }]) => (calls > 0 ? [`${id.split('#', 1)[0]}#*`] : [])),
  );
  const idle = input.already.filter(
    ({ node }) => !needed.has(node) && !files.has(node) && (executed.get(node)?.calls ?? 0) === 0,
  );
  const busy = input.already.filter(({ node, kind }) => {
    const one = executed.get(node);
    return (
      kind === 'value' &&
      !needed.has(node) &&
      one !== undefined &&
      one.calls >= FREQUENT_CALLS &&
      one.distance > NEAR_DISTANCE
    );
  });
  return [...idle, ...busy].map((probe) => probe.id);
}

function summary({ frontiers, goal }: RefineInput): string {
  const subject = goal.subject ?? 'the value';
  const first = frontiers.find((frontier) => frontier.functionId !== null);
  if (first === undefined || first.functionId === null)
    return `${subject} comes from outside of what can be instrumented, or from a function that ran near the target`;
  const value = first.value === undefined ? subject : `the value ${first.value}`;
  return `${value} comes from inside ${nameOf(first.functionId)}`;
}
