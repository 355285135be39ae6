/**
 * One plan for two versions of a project: what changed between them is watched closely on both sides, and everything else that
 * the plan watches is watched wherever the other version has it.
 */
import { fileOf, wholeFile } from '../../../protocol/ids.ts';
import type { InstrumentationPlan, Probe, ProbeKind } from '../../../protocol/plan.ts';
import { createLineTable } from '../../../code-graph/index.ts';
import { admitting } from '../../plan/admit.ts';
import type { TreeReader } from '../../plan/admit.ts';
import { checkPlan } from '../../plan/plan.ts';
import type { Change, Changes, Lines } from './change.ts';

const KINDS: readonly ProbeKind[] = ['function', 'write', 'branch', 'value'];
const MOST_FUNCTIONS = 120;

/** @returns the plan with the functions that hold changed lines in it, as one revision */
export function watchChanges(
  { plan, readTree }: { readonly plan: InstrumentationPlan; readonly readTree: TreeReader },
  changes: readonly Change[],
  side: 'here' | 'there',
): InstrumentationPlan {
  const functions = changedFunctions(
    changes.flatMap((change) => change[side] ?? []),
    readTree,
  );
  const added = functions.filter((id) => !isClose(plan, id)).flatMap(probesFor);
  if (added.length === 0) return plan;
  return withProbes(plan, [...plan.probes, ...added], readTree);
}

/** Watched from inside already. */
function isClose({ probes }: InstrumentationPlan, id: string): boolean {
  const whole = wholeFile(fileOf(id));
  return probes.some(({ kind, node }) => kind === 'value' && (node === id || node === whole));
}

function probesFor(node: string): readonly Probe[] {
  return KINDS.map((kind) => ({
    ...{ id: `changed-${kind}:${node}`, kind, node },
    why: 'its text differs between the two commits',
  }));
}

function withProbes(
  plan: InstrumentationPlan,
  probes: readonly Probe[],
  readTree: TreeReader,
): InstrumentationPlan {
  const { question, goal, provenance } = plan;
  const limits = { ...plan.limits, probes: Math.max(plan.limits.probes, probes.length) };
  const checked = checkPlan({ question, goal, probes, limits, provenance }, admitting(readTree));
  const { id, revision, parent } = plan;
  return {
    ...checked.plan,
    ...{ id, revision, limits: plan.limits },
    ...(parent === undefined ? {} : { parent }),
  };
}

/** The functions directly around the lines, and those that begin on them. */
function changedFunctions(lines: readonly Lines[], readTree: TreeReader): readonly string[] {
  const found = new Set<string>();
  for (const { file, line, endLine } of lines) {
    const read = readTree(file);
    if (!('sha1' in read)) continue;
    const lineAt = createLineTable(read.text);
    const rangeOf = (node: { readonly start: number; readonly end: number }) => ({
      first: lineAt(node.start),
      last: lineAt(Math.max(node.start, node.end - 1)),
    });
    for (const fn of read.scopes.functions) {
      const { first, last } = rangeOf(fn.node);
      if (first > endLine || last < line) continue;
      // One that holds the lines only in a function inside of it has not changed itself.
      const isInside = read.scopes.functions.some((inner) => {
        if (inner.parent !== fn.index) return false;
        const range = rangeOf(inner.node);
        return range.first < line && range.last > endLine;
      });
      if (!isInside) found.add(fn.id);
      if (found.size >= MOST_FUNCTIONS) return [...found];
    }
  }
  return [...found];
}

export interface Elsewhere {
  /** Reads the other version. */
  readonly readTree: TreeReader;
  readonly changes: Changes;
}

/** @returns the plan for the commit: what it has of what is watched in the work tree, and what changed */
export function planElsewhere(
  plan: InstrumentationPlan,
  { readTree, changes }: Elsewhere,
): InstrumentationPlan {
  const moved = plan.probes.map((probe): Probe => {
    const at = probe.node.indexOf('#');
    const file = changes.renamed.get(probe.node.slice(0, at));
    return file === undefined ? probe : { ...probe, node: file + probe.node.slice(at) };
  });
  return watchChanges(
    { plan: withProbes(plan, moved, readTree), readTree },
    changes.changes,
    'there',
  );
}
