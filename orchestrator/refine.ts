/**
 * What the last run showed, as the facts that a planner refines a plan from: where the evidence ended, which functions ran near
 * the question, and which packages the chain went into.
 */
import type { RequestInput } from '../providers/request.ts';
import type { InstrumentationPlan } from '../protocol/plan.ts';
import type { Slice } from '../query/provenance/slice.ts';
import type { Context } from '../query/provenance/point.ts';
import type { Frame } from '../query/timeline.ts';
import { formatValue } from '../query/value-text.ts';
import { packageOf } from './project.ts';

type RefineInput = RequestInput<'refine-plan'>;

const NEAR = 1;
const FAR = 5;
/** Functions that are watched closely in the next run. */
const MOST_NEAR = 220;

export interface RefineFacts {
  readonly frontiers: RefineInput['frontiers'];
  readonly executed: RefineInput['executed'];
}

/**
 * @param roots activations that ran because of the question; empty: the whole run
 * @param loaded paths of package files that the command loaded
 */
export function collectFacts(
  context: Context,
  slice: Slice,
  roots: readonly Frame[],
  plan: InstrumentationPlan,
  loaded: readonly string[],
): RefineFacts {
  const deep = new Set(
    plan.probes.filter((probe) => probe.kind === 'value').map((probe) => probe.node),
  );
  return {
    frontiers: [...packageFrontiers(context, slice, loaded, deep), ...ownFrontiers(slice, deep)],
    executed: executedFunctions(context, slice, roots, deep),
  };
}

function isDeep(deep: ReadonlySet<string>, functionId: string): boolean {
  return deep.has(functionId) || deep.has(`${functionId.slice(0, functionId.indexOf('#'))}#*`);
}

function ownFrontiers(slice: Slice, deep: ReadonlySet<string>): RefineInput['frontiers'] {
  const found = new Map<string, RefineInput['frontiers'][number]>();
  for (const { point } of slice.frontiers) {
    if (point.kind !== 'frontier' || point.functionId === null || isDeep(deep, point.functionId))
      continue;
    const { source, node } = point.at;
    found.set(point.functionId, {
      node: source.scopes.nodeId(node),
      reason: point.detail,
      functionId: point.functionId,
      file: source.path,
    });
  }
  return [...found.values()];
}

/** A call into a package that was not watched: the package's loaded files are what could carry the chain on. */
function packageFrontiers(
  context: Context,
  slice: Slice,
  loaded: readonly string[],
  deep: ReadonlySet<string>,
): RefineInput['frontiers'] {
  const found = new Map<string, RefineInput['frontiers'][number]>();
  const byPackage = new Map<string, string[]>();
  for (const path of loaded) {
    const name = packageOf(path);
    if (name === null) continue;
    const list = byPackage.get(name);
    if (list === undefined) byPackage.set(name, [path]);
    else list.push(path);
  }
  for (const { point, evidence } of slice.frontiers) {
    if (point.kind !== 'frontier') continue;
    for (const name of packagesNamedIn(
      context,
      point.at.source.text,
      point.at.source.path,
      byPackage,
    )) {
      for (const path of byPackage.get(name) ?? []) {
        const functionId = `${path}#*`;
        if (deep.has(functionId) || found.has(functionId)) continue;
        const value = evidence?.value ?? null;
        found.set(functionId, {
          node: point.at.source.scopes.nodeId(point.at.node),
          reason: `the call goes into ${name}`,
          functionId,
          file: path,
          ...(value === null ? {} : { value: formatValue(value) }),
        });
      }
    }
  }
  return [...found.values()];
}

function packagesNamedIn(
  context: Context,
  text: string,
  path: string,
  byPackage: ReadonlyMap<string, unknown>,
): readonly string[] {
  const source = context.sources.file(path);
  if (source === null) return [];
  const own = packageOf(path);
  const names = new Set<string>();
  for (const match of text.matchAll(/(?:from\s*|require\(\s*|import\s*\(?\s*)['"]([^'"]+)['"]/gu)) {
    const specifier = match[1] ?? '';
    const [first, second] = specifier.split('/');
    const name = first?.startsWith('@') === true ? `${first}/${second ?? ''}` : (first ?? '');
    if (name !== own && byPackage.has(name)) names.add(name);
  }
  return [...names];
}

function executedFunctions(
  context: Context,
  slice: Slice,
  roots: readonly Frame[],
  deep: ReadonlySet<string>,
): RefineInput['executed'] {
  const stats = new Map<string, { calls: number; threw: number; order: number }>();
  const visit = (frame: Frame, order: number): void => {
    const known = stats.get(frame.site.node);
    if (known === undefined)
      stats.set(frame.site.node, { calls: 1, threw: frame.outcome === 'threw' ? 1 : 0, order });
    else {
      known.calls += 1;
      if (frame.outcome === 'threw') known.threw += 1;
      known.order = Math.min(known.order, order);
    }
  };
  for (const { evidence } of slice.points) if (evidence !== null) visit(evidence.frame, 0);
  let level: readonly Frame[] =
    roots.length > 0 ? roots : context.timeline.frames.filter((frame) => frame.parent === null);
  const seen = new Set<Frame>();
  for (let depth = 1; level.length > 0 && depth < 60; depth += 1) {
    const next: Frame[] = [];
    for (const frame of level) {
      if (seen.has(frame)) continue;
      seen.add(frame);
      visit(frame, depth);
      next.push(...frame.children);
    }
    level = next;
  }
  for (const frame of context.timeline.frames) if (!seen.has(frame)) visit(frame, 100);
  return [...stats]
    .sort((a, b) => a[1].order - b[1].order || b[1].threw - a[1].threw || a[1].calls - b[1].calls)
    .map(([functionId, { calls, threw }], index) => ({
      functionId,
      calls,
      threw,
      distance: index < MOST_NEAR && !isDeep(deep, functionId) ? NEAR : FAR,
    }));
}
