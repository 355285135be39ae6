/**
 * The `ast` instrumenter: rewrites the planned files by insertion and lays them out for the preload. Files are taken in the
 * order of the plan's probes, so that a refined plan, which appends, finds most of its files in the cache.
 */
import { basename, dirname, join } from 'node:path';
import type { Probe } from '../../protocol/plan.ts';
import type { Problem } from '../../protocol/problem.ts';
import { ScopeError } from '../../protocol/problem.ts';
import type { Site } from '../../protocol/site.ts';
import type { Admission, AppliedPlan, Instrumenter, ProbedNode, Target } from '../instrumenter.ts';
import { objectionToCondition } from './condition/condition.ts';
import { openGenerated } from './generated/rewrite-generated.ts';
import { openOverlayCache } from './layout/overlay-cache.ts';
import type { OverlayCache } from './layout/overlay-cache.ts';
import { openNumbering } from './layout/numbering.ts';
import { writeRun } from './layout/run-folder.ts';
import type { LaidFile } from './layout/run-folder.ts';
import { rewriteFile } from './rewrite.ts';
import type { Rewritten } from './rewrite.ts';
import type { Selection } from './selection.ts';

export { rewriteFile } from './rewrite.ts';
export type { RewriteInput, Rewritten } from './rewrite.ts';
export type { Selection } from './selection.ts';
export { readableNames } from './condition/readable.ts';

const DECLARATIONS =
  /^(?:ambient|interface|enum|type_alias|import)_|_signature$|^(?:import|export)_specifier$/u;

/** What a call that hands something over, or takes a listener, may be told by. */
const MESSAGES = /^(?:call|await|assignment)_expression$|_(?:statement|declaration)$/u;

function admits(probe: Probe, node: ProbedNode): Admission {
  const isOnCode = node.kind === 'node' || (node.kind === 'module' && !node.id.endsWith('#*'));
  if (probe.kind === 'state' && isOnCode)
    return { kind: 'no', reason: 'a state probe needs a method' };
  if (probe.kind === 'state' && node.kind === 'function' && node.names?.includes('this') === false)
    return { kind: 'no', reason: 'a state probe needs a function with a `this` where it starts' };
  const type = node.type ?? '';
  const objection = objectionToCondition(probe, node);
  if (objection !== null) return { kind: 'no', reason: objection };
  if (node.kind === 'node' && DECLARATIONS.test(type))
    return { kind: 'no', reason: `${type.replaceAll('_', ' ')} does not run` };
  if (node.kind === 'node' && probe.kind === 'message' && !MESSAGES.test(type))
    return { kind: 'no', reason: 'a message probe needs a call' };
  if (probe.kind === 'message')
    return { kind: 'approximate', reason: 'calls and listeners are known by the names of methods' };
  if (node.kind === 'node' && probe.kind === 'function')
    return { kind: 'no', reason: 'a function probe needs a function' };
  if (
    node.kind === 'node' &&
    probe.kind === 'snapshot' &&
    !/_(?:statement|declaration)$/u.test(type)
  )
    return { kind: 'no', reason: 'a snapshot probe needs a statement' };
  if (node.kind !== 'node' && probe.kind === 'snapshot')
    return { kind: 'approximate', reason: 'parameters and results instead of all locals' };
  return { kind: 'exact' };
}

/** Selections by file, in the order in which the plan first names each file. */
function groupByFile(probes: readonly Probe[]): ReadonlyMap<string, readonly Selection[]> {
  const byFile = new Map<string, Selection[]>();
  for (const probe of probes) {
    const file = probe.node.split('#', 1)[0] as string;
    const selections = byFile.get(file) ?? [];
    selections.push({ probe, node: probe.node });
    byFile.set(file, selections);
  }
  return byFile;
}

function defaultCacheDir(runDir: string): string | null {
  const sessions = dirname(dirname(runDir));
  return basename(sessions) === 'sessions' ? join(dirname(sessions), 'cache', 'overlay') : null;
}

function rewriteCached(
  file: { readonly sha1: string; readonly read: () => Parameters<typeof rewriteFile>[0] },
  cache: OverlayCache,
  key: unknown,
): Rewritten {
  const known = cache.get(file.sha1, key);
  if (known !== null) return known;
  const made = rewriteFile(file.read());
  cache.set(file.sha1, key, made);
  return made;
}

async function apply(
  plan: Parameters<Instrumenter['apply']>[0],
  target: Target,
): Promise<AppliedPlan> {
  const cacheDir = target.cacheDir ?? defaultCacheDir(target.runDir);
  const cache = openOverlayCache(cacheDir);
  const numbers = openNumbering(cacheDir === null ? null : `${cacheDir}-numbers.json`);
  const problems: Problem[] = [];
  const laid: LaidFile[] = [];
  const sites: Site[] = [];
  const depth: number[] = [];
  const { limits } = plan;
  const probes = plan.probes.filter((probe) => {
    const message = objectionToCondition(probe);
    if (message !== null)
      problems.push({
        message: `probe ${probe.id}: ${message}`,
        where: probe.node,
        severity: 'warning',
      });
    return message === null;
  });
  for (const [path, selections] of groupByFile(probes)) {
    const file = target.readTree(path);
    if (!('sha1' in file)) {
      problems.push(file);
      continue;
    }
    const asked = selections.map(({ probe, node }) => [
      ...[probe.id, probe.kind, node, probe.capture, probe.when],
    ]);
    const keyAt = (first: number): unknown => [path, first, limits.depth, asked];
    const text = [path, file.sha1, limits.depth, asked];
    const before = numbers.before(text);
    const same = before === null ? null : cache.get(file.sha1, keyAt(before));
    const firstSite = before === null || same === null ? numbers.free : before;
    const read = (): Parameters<typeof rewriteFile>[0] => {
      const { tree, scopes } = file;
      return { tree, scopes, selections, firstSite, limits };
    };
    const rewritten = same ?? rewriteCached({ sha1: file.sha1, read }, cache, keyAt(firstSite));
    problems.push(...rewritten.problems);
    if (rewritten.sites.length === 0) continue;
    numbers.take(text, firstSite, rewritten.sites.length);
    // Not all at once as arguments: a file of megabytes has more sites than the stack has room.
    for (const site of rewritten.sites) sites.push(site);
    rewritten.depth.forEach((levels, at) => (depth[firstSite + at] = levels));
    laid.push({
      path,
      absolute: file.absolute ?? join(target.root, path),
      sha1: file.sha1,
      original: file.text,
      rewritten: rewritten.text,
      insertions: rewritten.insertions,
      added: { prefix: rewritten.prefix, firstSite, sites: rewritten.sites.length },
    });
  }
  numbers.save();
  try {
    writeRun({ plan, target, files: laid, sites, depth, free: numbers.end });
  } catch (cause) {
    throw new ScopeError('disk-failed', `${target.runDir} cannot be written`, { cause });
  }
  return {
    sites,
    files: laid.map((file) => file.path),
    problems,
    rewriteGenerated: openGenerated({
      cache,
      plan: { ...plan, probes },
      target,
      firstSite: numbers.end,
      firstFile: laid.length,
    }),
  };
}

export const ast: Instrumenter = { name: 'ast', admits, apply };
