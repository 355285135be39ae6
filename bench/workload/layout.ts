/**
 * Lays a plan out for a run of a workload, on the same way as a run of a question: parse, scopes, rewrite into a run folder that
 * the preload serves from. The rewriting is the tool's cost and no part of the program's.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaptureSettings } from '../../instrumenters/instrumenter.ts';
import { ast } from '../../instrumenters/ast/index.ts';
import type { createTreeReader } from '../../orchestrator/run.ts';
import { fileOf } from '../../protocol/ids.ts';
import type { InstrumentationPlan, Limits, Probe, ProbeKind } from '../../protocol/plan.ts';
import type { RuntimeConfig } from '../../protocol/session.ts';
import type { Site } from '../../protocol/site.ts';

export interface PlanToLay {
  readonly root: string;
  readonly runDir: string;
  readonly readTree: ReturnType<typeof createTreeReader>;
  readonly probes: readonly Probe[];
  readonly limits: Limits;
  readonly capture?: Partial<CaptureSettings>;
  /** The probes are there and switched off. */
  readonly dormant?: boolean;
}

export interface LaidPlan {
  readonly sites: readonly Site[];
  readonly files: readonly string[];
  readonly rewriteMs: number;
}

/** @throws where a file of the workload cannot be rewritten: its figures would mean nothing */
export async function layPlan(asked: PlanToLay): Promise<LaidPlan> {
  const { root, runDir, readTree, probes, limits, capture } = asked;
  mkdirSync(runDir, { recursive: true });
  const plan: InstrumentationPlan = {
    version: 1,
    id: 'bench',
    revision: 1,
    question: 'what does a probe cost?',
    goal: { kind: 'run' },
    probes: [...probes],
    limits,
    provenance: { provider: 'bench' },
  };
  const from = performance.now();
  const applied = await ast.apply(plan, {
    root,
    runDir,
    session: 'bench',
    run: 1,
    readTree,
    ...(capture === undefined ? {} : { capture }),
  });
  const rewriteMs = performance.now() - from;
  const wanted = new Set(probes.map(({ node }) => fileOf(node)));
  const refused = applied.problems.filter(({ severity }) => severity === 'error');
  if (refused.length > 0)
    throw new Error(`no figures: ${refused.map(({ message }) => message).join('; ')}`);
  if (applied.files.length === 0 && wanted.size > 0) throw new Error('no file was rewritten');
  if (asked.dormant === true) disarm(runDir);
  return { sites: applied.sites, files: applied.files, rewriteMs };
}

function disarm(runDir: string): void {
  const file = join(runDir, 'runtime.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as RuntimeConfig;
  const armed = Buffer.alloc(config.siteCount, 0).toString('base64');
  writeFileSync(file, JSON.stringify({ ...config, armed }));
}

/** @returns one probe of each kind on each node */
export function probesOn(nodes: readonly string[], kinds: readonly ProbeKind[]): readonly Probe[] {
  return nodes.flatMap((node) =>
    kinds.map((kind) => ({ id: `${kind}:${node}`, kind, node, why: 'to price it' })),
  );
}

/**
 * @param calls  by node; nodes that were never called are left out
 * @param share  0.5 is the median of the calls of a function
 * @returns the nodes whose number of calls is nearest to that of the node at `share`, in a fixed order
 */
export function nodesNear(
  calls: ReadonlyMap<string, number>,
  share: number,
  count: number,
): readonly string[] {
  const ranked = [...calls]
    .filter(([, n]) => n > 0)
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  const middle = Math.floor((ranked.length - 1) * share);
  const most = Math.max(0, ranked.length - count);
  const from = Math.min(most, Math.max(0, middle - Math.floor(count / 2)));
  return ranked.slice(from, from + count).map(([node]) => node);
}
