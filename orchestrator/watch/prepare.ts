/** The head of a watch: the project is read and a plan is there, given or surveyed. */
import { buildCodeGraph } from '../../code-graph/index.ts';
import type { CodeGraph } from '../../code-graph/index.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { createPlanner } from '../plan/planner.ts';
import type { Planner } from '../plan/planner.ts';
import { filesInCommand, isTestFile } from '../project.ts';
import { createTreeReader } from '../run.ts';
import type { PathMap } from '../run.ts';
import { surveyPlan } from './survey.ts';
import type { WatchRequest } from './watch.ts';

export interface Prepared {
  readonly graph: CodeGraph;
  readonly plan: InstrumentationPlan;
  readonly planner: Planner;
  readonly paths: PathMap;
  readonly readTree: ReturnType<typeof createTreeReader>;
}

/** @throws ScopeError `project-unreadable` */
export async function prepareWatch(request: WatchRequest): Promise<Prepared> {
  const { settings, limits, announce } = request;
  const graph = await buildCodeGraph(settings.root, { links: 'asked' });
  announce(`read ${graph.stats().files} files, ${graph.stats().lines} lines`);
  const paths: PathMap = new Map();
  const readTree = createTreeReader(settings.root, paths);
  const plan =
    request.plan ??
    surveyPlan({
      graph,
      commandFiles: filesInCommand(settings.root, settings.cwd, settings.argv),
      isTest: isTestFile,
      limits,
      readTree,
    });
  return { graph, plan, planner: createPlanner(request.provider, limits), paths, readTree };
}
