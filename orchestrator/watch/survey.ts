/**
 * The first plan of a watch: no one asked anything yet, so a small program is watched whole and a large one at the borders of
 * its functions and at its writes, which is what the anomaly rules read.
 */
import type { InstrumentationPlan, Limits, Probe, ProbeKind } from '../../protocol/plan.ts';
import { collectCandidates, SMALL_LINES } from '../plan/candidate.ts';
import type { CandidateOptions } from '../plan/candidate.ts';
import { checkPlan } from '../plan/plan.ts';
import { createPrior } from '../plan/prior/prior.ts';
import { admitting } from '../plan/planner.ts';
import type { Admit } from '../plan/plan.ts';
import type { CodeGraph } from '../../code-graph/index.ts';

const CLOSE: readonly ProbeKind[] = ['function', 'write', 'branch', 'value'];
const BORDERS: readonly ProbeKind[] = ['function', 'write'];

export interface SurveyInput {
  readonly graph: CodeGraph;
  readonly commandFiles: CandidateOptions['commandFiles'];
  readonly isTest: CandidateOptions['isTest'];
  readonly limits: Limits;
  readonly readTree: Parameters<typeof admitting>[0];
}

export const SURVEY_QUESTION = 'what goes wrong?';

export function surveyPlan(input: SurveyInput): InstrumentationPlan {
  const { graph, commandFiles, isTest, limits, readTree } = input;
  const goal = { kind: 'anomaly' } as const;
  const candidates = collectCandidates(
    graph,
    { goal, functions: [], names: new Set() },
    { commandFiles, smallLines: SMALL_LINES, isTest, prior: createPrior(graph, { files: [] }) },
  );
  const lines = candidates.reduce((sum, candidate) => sum + candidate.lines, 0);
  const kinds = lines <= SMALL_LINES ? CLOSE : BORDERS;
  const probes = candidates.flatMap(({ id, file }): Probe[] =>
    kinds.map((kind) => ({
      id: `${kind}:${id}`,
      kind,
      node: id,
      why: `anything in ${file} may go wrong`,
    })),
  );
  const admit: Admit = admitting(readTree);
  return checkPlan(
    { question: SURVEY_QUESTION, goal, probes, limits, provenance: { provider: 'survey' } },
    admit,
  ).plan;
}
