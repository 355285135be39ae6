/**
 * The head of every job: read the project, understand the question, and have a plan, drafted or given. Runs nothing. A plan that
 * was given keeps its own goal: its question is then only words. It may name built files of the project, which the graph leaves out.
 */
import { buildCodeGraph } from '../../code-graph/index.ts';
import type { CodeGraph } from '../../code-graph/index.ts';
import { fileOf } from '../../protocol/ids.ts';
import type { InstrumentationPlan, Limits } from '../../protocol/plan.ts';
import { ScopeError } from '../../protocol/problem.ts';
import type { Provider } from '../../providers/provider.ts';
import { admitting } from './admit.ts';
import { collectCandidates, SMALL_LINES } from './candidate.ts';
import { outlineFor } from './prior/outlined.ts';
import { objectionsTo } from './plan.ts';
import { createPlanner } from './planner.ts';
import type { Planner } from './planner.ts';
import { createPrior } from './prior/prior.ts';
import { filesInCommand, isTestFile, packageOf } from '../project.ts';
import { readQuestion } from '../question/question.ts';
import type { Question } from '../question/question.ts';
import { resolveQuestion } from '../question/resolve.ts';
import type { Resolved } from '../question/resolve.ts';
import { createTreeReader, liesBelow } from '../run.ts';
import type { PathMap } from '../run.ts';

export interface DraftRequest {
  readonly question: string;
  readonly root: string;
  readonly cwd: string;
  readonly argv: readonly string[];
  readonly limits: Limits;
  readonly provider: Provider;
  /** One line for the user about what happens next. */
  readonly announce: (line: string) => void;
  /** A plan to start from instead of a draft. */
  readonly plan?: InstrumentationPlan;
}

export interface Draft {
  readonly question: Question;
  readonly graph: CodeGraph;
  readonly resolved: Resolved;
  readonly planner: Planner;
  readonly plan: InstrumentationPlan;
  readonly paths: PathMap;
  readonly readTree: ReturnType<typeof createTreeReader>;
}

/** What a job stands on before there is a plan. */
export type Job = Omit<Draft, 'plan'>;

/** @throws ScopeError `question-unresolved`, `plan-invalid`, `provider-failed`, `provider-refused`, `project-unreadable` */
export async function draftPlan(request: DraftRequest): Promise<Draft> {
  const { root, cwd, argv, announce } = request;
  const job = await openJob(request);
  const { planner, question, readTree, resolved } = job;
  const given = request.plan;
  const plan =
    (given === undefined ? null : admitted(given, readTree, announce)) ??
    (await planner.draft({
      question: question.text,
      goal: resolved.goal,
      ...offered(job, request.limits, filesInCommand(root, cwd, argv)),
      readTree,
    }));
  return { ...job, plan };
}

/** @returns the next revision, drafted as if the command named these files */
export async function draftAround(
  job: Job,
  limits: Limits,
  { revision }: Pick<InstrumentationPlan, 'revision'>,
  files: readonly string[],
): Promise<InstrumentationPlan> {
  const { question, resolved, planner, readTree } = job;
  const plan = await planner.draft({
    ...{ question: question.text, goal: resolved.goal, readTree },
    ...offered(job, limits, files),
  });
  return { ...plan, revision: revision + 1, parent: revision };
}

/** What the planner chooses from, and the code around it. */
function offered({ graph, resolved }: Job, limits: Limits, commandFiles: readonly string[]) {
  const functions = resolved.functions.map(({ id }) => id).filter((id) => !isTestFile(id));
  const own = [...functions.map(fileOf), ...commandFiles.filter((file) => !isTestFile(file))];
  const prior = createPrior(graph, { files: own });
  const candidates = collectCandidates(graph, resolved, {
    commandFiles,
    smallLines: SMALL_LINES,
    isTest: isTestFile,
    prior,
  });
  const named = candidates.filter(({ kind }) => kind === 'function').map(({ id }) => id);
  const files = candidates.flatMap(({ kind, file }) => (kind === 'module' ? [file] : []));
  const wanted = { functions: [...named, ...functions], rest: { files, prior }, limits };
  return { candidates, outline: () => outlineFor(graph, wanted) };
}

/** Reads the project and understands the question. @throws ScopeError `question-unresolved`, `project-unreadable` */
export async function openJob(request: DraftRequest): Promise<Job> {
  const { root, announce } = request;
  const question = readQuestion(request.question);
  const graph = await buildCodeGraph(root, { links: 'asked' });
  announce(`read ${graph.stats().files} files, ${graph.stats().lines} lines`);
  const given = request.plan;
  const resolved =
    given === undefined
      ? resolveQuestion(question, graph)
      : { goal: given.goal, functions: [], names: namesOf(question, given) };
  const planner = createPlanner(request.provider, request.limits, announce);
  const paths: PathMap = new Map();
  const files = new Set(graph.paths());
  const named = new Set(given?.probes.map(({ node }) => node.split('#', 1)[0]) ?? []);
  const isBelow = liesBelow(root);
  const readTree = createTreeReader(
    root,
    paths,
    (path) => files.has(path) || (named.has(path) && packageOf(path) === null && isBelow(path)),
  );
  return { question, graph, resolved, planner, paths, readTree };
}

/**
 * A plan may name files of packages that only a run makes known: what is not known is left out and said, the rest is applied.
 * @throws ScopeError `plan-invalid` where nothing is left
 */
function admitted(
  plan: InstrumentationPlan,
  readTree: Draft['readTree'],
  announce: DraftRequest['announce'],
): InstrumentationPlan {
  const problems = objectionsTo(plan.probes, admitting(readTree));
  if (problems.length === 0) return plan;
  const refused = new Set(problems.map(({ where }) => where));
  const probes = plan.probes.filter((_, index) => !refused.has(`probes.${index}`));
  if (probes.length === 0)
    throw new ScopeError('plan-invalid', 'no probe of the plan can be applied', { problems });
  for (const message of new Set(problems.map((problem) => problem.message)))
    announce(`left out of the plan: ${message}`);
  return { ...plan, probes };
}

function namesOf(question: Question, plan: InstrumentationPlan): ReadonlySet<string> {
  const subject = plan.goal.subject?.split(/[.#]|::/u) ?? [];
  return new Set([...subject, ...question.words].filter((name) => name !== ''));
}
