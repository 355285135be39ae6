/**
 * Everything armed: a plan with probes on every function of every own source file, nothing throttled, and the count of what
 * that plan reaches. The plan is a file that `scope run --plan` applies, as anybody's would be.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeScopes, parseSource } from '../../code-graph/index.ts';
import { rewriteFile } from '../../instrumenters/ast/index.ts';
import { limitsSchema, NOT_TURNED_DOWN, PLAN_VERSION } from '../../protocol/plan.ts';
import type { InstrumentationPlan, Limits, Probe, ProbeKind } from '../../protocol/plan.ts';
import type { Project } from './project.ts';

export type Level = 'armed' | 'deepest';

const KINDS: Readonly<Record<Level, readonly ProbeKind[]>> = {
  armed: ['function', 'write', 'branch'],
  deepest: ['function', 'write', 'branch', 'value', 'snapshot'],
};

/** @param bytes  of one recording; what comes later is counted, and its probes still run */
function limitsOf(bytes: number): Limits {
  return limitsSchema.parse({
    ...NOT_TURNED_DOWN,
    bytesPerRecording: bytes,
    runs: 1,
    probes: 1_000_000,
  });
}

function probesOn(file: string, level: Level): readonly Probe[] {
  return KINDS[level].map((kind) => ({
    id: `${kind}:${file}`,
    kind,
    node: `${file}#*`,
    why: 'the suite must not notice it',
  }));
}

export function planFor(project: Project, level: Level, bytes: number): InstrumentationPlan {
  return {
    version: PLAN_VERSION,
    id: 'transparency',
    revision: 1,
    question: 'what changes when everything is armed',
    goal: { kind: 'failing-test' },
    probes: project.files.flatMap((file) => probesOn(file, level)),
    limits: limitsOf(bytes),
    provenance: { provider: 'none' },
  };
}

export interface Reach {
  readonly files: number;
  /** Files that run as they are. */
  readonly filesLeft: number;
  readonly functions: number;
  /** Functions left alone, by reason. */
  readonly left: Readonly<Record<string, number>>;
}

/** @returns how many functions of the project get probes, and why others do not */
export function measureReach(project: Project, level: Level): Reach {
  let functions = 0;
  let filesLeft = 0;
  const left: Record<string, number> = {};
  const limits = limitsOf(4096);
  for (const file of project.files) {
    const { tree } = parseSource(file, readFileSync(join(project.folder, file), 'utf8'));
    const scopes = analyzeScopes(tree);
    const selections = probesOn(file, level).map((probe) => ({ probe, node: probe.node }));
    const made = rewriteFile({ tree, scopes, selections, firstSite: 1, limits });
    const own = scopes.functions.filter((fn) => fn.kind !== 'module' && fn.body !== null).length;
    const reached = made.sites.filter((site) => site.kind === 'function' && /#./u.test(site.fn));
    functions += reached.length;
    const reasons = made.problems.map(({ message }) =>
      message.replace(/^.*(?:not observed|as it is): /u, ''),
    );
    if (made.sites.length === 0) {
      filesLeft += own > 0 ? 1 : 0;
      if (own > 0) add(left, reasons[0] ?? 'the file holds nothing to observe', own);
    } else
      for (const reason of new Set(reasons))
        add(left, reason, reasons.filter((one) => one === reason).length);
  }
  return { files: project.files.length, filesLeft, functions, left };
}

function add(counts: Record<string, number>, key: string, count: number): void {
  counts[key] = (counts[key] ?? 0) + count;
}
