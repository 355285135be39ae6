/**
 * What the last run showed, as the facts that a planner refines a plan from: where the evidence ended, which functions ran near
 * the question, and which packages the chain went into.
 */
import type { RequestInput } from '../../providers/request.ts';
import { fileOf, wholeFile } from '../../protocol/ids.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import type { Slice } from '../../query/provenance/slice.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Frame } from '../../query/timeline.ts';
import { statementOf } from '../../query/suspect/line.ts';
import { readAssertions } from '../../query/target/assertion/read.ts';
import { formatValue } from '../../query/value-text.ts';
import { isTool, packageOf } from '../project.ts';
import { childOf, namedChildren } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { SourceFile } from '../../query/source-index.ts';

type RefineInput = RequestInput<'refine-plan'>;

const NEAR = 1;
const FAR = 5;
/** Functions that are watched closely in the next run. */
const MOST_NEAR = 220;

export interface RefineFacts {
  readonly frontiers: RefineInput['frontiers'];
  readonly executed: RefineInput['executed'];
}

export interface RefineView {
  /** Activations that ran because of the question; empty: the whole run. */
  readonly roots: readonly Frame[];
  /** Functions of which there are enough of the same kind: failing tests with a cause that others show as well. */
  readonly spare?: ReadonlySet<string>;
}

/** @param loaded paths of package files that the command loaded */
export function collectFacts(
  context: Context,
  slice: Slice,
  view: RefineView,
  plan: InstrumentationPlan,
  loaded: readonly string[],
): RefineFacts {
  const deep = new Set(
    plan.probes.filter((probe) => probe.kind === 'value').map((probe) => probe.node),
  );
  // A generated file was watched as far as the plan means its sources.
  const written = loaded.filter((path) => context.sources.file(path)?.isGenerated !== true);
  return {
    frontiers: [
      ...packageFrontiers(slice, loaded, deep),
      ...ownFrontiers(context, slice, deep),
      ...unwatchedFiles(written, plan),
    ],
    executed: executedFunctions(context, slice, view, deep),
  };
}

/** @returns the function of the source that a function of generated text was made from, null for a builder's own; else its own id */
function originalId({ sources }: Context, functionId: string): string | null {
  const source = sources.file(fileOf(functionId));
  if (source?.isGenerated !== true) return functionId;
  const node = source.scopes.nodeById(functionId);
  const shown = node === null ? null : source.original(node);
  if (shown === null || shown.source === source) return null;
  return (shown.source.scopes.functionAt(shown.node) ?? shown.source.scopes.functionOf(shown.node))
    .id;
}

const MOST_UNWATCHED = 40;
/** What tools write and load themselves: `.next/server/…`, `.pnp.cjs`. */
const OF_TOOLS = /(?:^|\/)\.(?:[^./][^/]*\/|pnp\.)/u;

/** Files of the project that were loaded without an import that the graph sees: workers, plugins, what a path in a string names. */
function unwatchedFiles(
  loaded: readonly string[],
  plan: InstrumentationPlan,
): RefineInput['frontiers'] {
  const planned = new Set(plan.probes.map(({ node }) => fileOf(node)));
  return loaded
    .filter((path) => packageOf(path) === null && !planned.has(path) && !OF_TOOLS.test(path))
    .slice(0, MOST_UNWATCHED)
    .map((path) => ({
      node: `${path}#`,
      reason: 'a file of the project was loaded, but not watched',
      functionId: wholeFile(path),
      file: path,
    }));
}

function isDeep(deep: ReadonlySet<string>, functionId: string): boolean {
  return deep.has(functionId) || deep.has(wholeFile(fileOf(functionId)));
}

function ownFrontiers(
  context: Context,
  slice: Slice,
  deep: ReadonlySet<string>,
): RefineInput['frontiers'] {
  const found = new Map<string, RefineInput['frontiers'][number]>();
  for (const { point } of slice.frontiers) {
    if (point.kind !== 'frontier' || point.functionId === null) continue;
    const functionId = originalId(context, point.functionId);
    if (functionId === null || isDeep(deep, functionId)) continue;
    const { source, node } = point.at.source.original(point.at.node);
    found.set(functionId, {
      node: source.scopes.nodeId(node),
      reason: point.detail,
      functionId,
      file: source.path,
    });
  }
  return [...found.values()];
}

/** Loaded text that a run may watch closely, in files of packages; more would drown the run. */
const MOST_PACKAGE_FILES = 120;

/** A call into a package that was not watched: the package's loaded files are what could carry the chain on. */
function packageFrontiers(
  slice: Slice,
  loaded: readonly string[],
  deep: ReadonlySet<string>,
): RefineInput['frontiers'] {
  const found = new Map<string, RefineInput['frontiers'][number]>();
  const byPackage = groupByPackage(loaded);
  for (const { point, evidence } of slice.frontiers) {
    if (point.kind !== 'frontier') continue;
    const { source, node } = point.at;
    const name = packageCalledAt(source, node);
    if (name === null || isTool(name) || name === packageOf(source.path)) continue;
    if (isAssertedBy(source, node, name)) continue;
    for (const path of byPackage.get(name) ?? []) {
      const functionId = wholeFile(path);
      if (deep.has(functionId) || found.has(functionId) || found.size >= MOST_PACKAGE_FILES)
        continue;
      const value = evidence?.value ?? null;
      found.set(functionId, {
        node: source.scopes.nodeId(node),
        reason: `the call goes into ${name}`,
        functionId,
        file: path,
        ...(value === null ? {} : { value: formatValue(value) }),
      });
    }
  }
  return [...found.values()];
}

/** The package's own assertion stands there: it looks at what is asked about, and makes nothing of it. */
function isAssertedBy(source: SourceFile, node: SyntaxNode, name: string): boolean {
  return readAssertions(source, statementOf(node)).some(
    ({ root }) => root !== null && packageCalledAt(source, root) === name,
  );
}

function groupByPackage(loaded: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byPackage = new Map<string, string[]>();
  for (const path of loaded) {
    const name = packageOf(path);
    if (name === null) continue;
    const list = byPackage.get(name);
    if (list === undefined) byPackage.set(name, [path]);
    else list.push(path);
  }
  return byPackage;
}

const MOST_STEPS = 4;

/** @returns the package whose import the call at this node starts from, through variables that hold what it made; or null */
function packageCalledAt(source: SourceFile, node: SyntaxNode, steps = MOST_STEPS): string | null {
  const root = rootOf(node);
  const binding = root === null || steps === 0 ? null : source.scopes.resolve(root);
  if (binding === null) return null;
  for (let up: SyntaxNode | null = binding.node; up !== null; up = up.parent) {
    if (!/^(?:import_statement|variable_declarator)$/u.test(up.type)) continue;
    const text = source.text.slice(up.start, up.end);
    const specifier = /(?:from\s*|require\(\s*|import\s*\(?\s*)['"]([^'"]+)['"]/u.exec(text)?.[1];
    if (specifier !== undefined) return packageNameOf(specifier);
    const value = childOf(up, 'value');
    return value === null ? null : packageCalledAt(source, value, steps - 1);
  }
  return null;
}

/** `a` of `new a.B(x).c()`, `await a(x)`, `(a as T).b`. */
function rootOf(node: SyntaxNode): SyntaxNode | null {
  let root: SyntaxNode | undefined = node;
  while (root !== undefined && root.type !== 'identifier') {
    if (/function|arrow|class|object|array/u.test(root.type)) return null;
    const next: SyntaxNode | null =
      childOf(root, 'function') ?? childOf(root, 'constructor') ?? childOf(root, 'object');
    root = next ?? namedChildren(root)[0];
  }
  return root ?? null;
}

function packageNameOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  const [first, second] = specifier.split('/');
  return first?.startsWith('@') === true ? `${first}/${second ?? ''}` : (first ?? null);
}

function executedFunctions(
  context: Context,
  slice: Slice,
  { roots, spare = new Set() }: RefineView,
  deep: ReadonlySet<string>,
): RefineInput['executed'] {
  const stats = new Map<string, { calls: number; threw: number; order: number }>();
  const ids = new Map<string, string | null>();
  const visit = (frame: Frame, order: number): void => {
    const own = frame.site.node;
    let id = ids.get(own);
    if (id === undefined)
      ids.set(own, (id = frame.site.original?.node ?? originalId(context, own)));
    if (id === null || spare.has(id)) return;
    const known = stats.get(id);
    if (known === undefined)
      stats.set(id, { calls: 1, threw: frame.outcome === 'threw' ? 1 : 0, order });
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
      for (const child of frame.children) next.push(child);
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
