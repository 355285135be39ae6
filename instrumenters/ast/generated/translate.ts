/**
 * A plan speaks of sources. For a text that was generated from them, this says which of its functions are meant by each probe,
 * and what the sources call what the builder renamed.
 */
import type { GeneratedMap, OriginalPosition } from '../../../code-graph/index.ts';
import type { FunctionInfo, ScopeTable } from '../../../code-graph/syntax/scope-table.ts';
import { childOf, namedChildren } from '../../../code-graph/syntax/node.ts';
import type { NodeId } from '../../../protocol/ids.ts';
import { parseNodeId } from '../../../protocol/ids.ts';
import type { Probe } from '../../../protocol/plan.ts';
import type { OriginalNames, Site } from '../../../protocol/site.ts';
import type { Selection } from '../selection.ts';

export interface Translation {
  readonly scopes: ScopeTable;
  readonly map: GeneratedMap;
  /** @returns the scopes of a source, as the map has its text; null where it cannot be read */
  readonly scopesOf: (path: string) => ScopeTable | null;
}

/** @returns where the function's own text comes from: its name or parameters, else its body */
export function placeOfFunction(fn: FunctionInfo, map: GeneratedMap): OriginalPosition | null {
  const { node, body } = fn;
  const head = childOf(node, 'name') ?? childOf(node, 'parameters') ?? childOf(node, 'parameter');
  const at = head ?? body;
  return at === null ? null : map.originalAt(at.start);
}

/** @returns the function of the source that this one was made from, or null */
export function originalOf(fn: FunctionInfo, { map, scopesOf }: Translation): FunctionInfo | null {
  if (fn.kind === 'module') return null;
  const place = placeOfFunction(fn, map);
  const scopes = place === null ? null : scopesOf(place.path);
  if (place === null || scopes === null) return null;
  return innermostAt(scopes, place.offset);
}

/** @returns the smallest function that holds the offset; the module where none does */
export function innermostAt(scopes: ScopeTable, offset: number): FunctionInfo | null {
  let found: FunctionInfo | null = null;
  for (const fn of scopes.functions) {
    const { start, end } = fn.node;
    const holds = fn.kind === 'module' || (start <= offset && offset < end);
    if (holds && (found === null || fn.kind !== 'module')) found = fn;
  }
  return found;
}

/** Probes by the node they are on; a probe on an expression, or on an anonymous function, also means the function around it. */
function indexProbes(probes: readonly Probe[]): ReadonlyMap<string, readonly Probe[]> {
  const index = new Map<string, Probe[]>();
  for (const probe of probes) {
    const parts = parseNodeId(probe.node);
    if (parts === null) continue;
    for (const key of new Set([probe.node, `${parts.file}#${parts.functionPath}`])) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [probe]);
      else list.push(probe);
    }
  }
  return index;
}

/** @returns a selection for every function of the generated text that a probe means, and for its top level */
export function translateProbes(
  probes: readonly Probe[],
  translation: Translation,
): readonly Selection[] {
  const index = indexProbes(probes);
  const selections: Selection[] = [];
  const select = (fn: FunctionInfo, found: readonly Probe[]): void => {
    for (const probe of found) selections.push({ probe, node: fn.id });
  };
  for (const fn of translation.scopes.functions) {
    const place = fn.kind === 'module' ? null : placeOfFunction(fn, translation.map);
    if (place === null) {
      for (const path of pathsWithin(fn, translation.map))
        select(fn, [...(index.get(`${path}#*`) ?? []), ...(index.get(`${path}#`) ?? [])]);
      continue;
    }
    const whole = index.get(`${place.path}#*`) ?? [];
    const original = originalOf(fn, translation);
    select(fn, [...whole, ...(original === null ? [] : (index.get(original.id) ?? []))]);
  }
  return selections;
}

/** The top level of a text, and functions that a builder puts around modules, hold the top levels of sources. */
function pathsWithin({ node, body }: FunctionInfo, map: GeneratedMap): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const statement of namedChildren(body ?? node)) {
    const place = map.originalAt(statement.start);
    if (place !== null) paths.add(place.path);
  }
  return paths;
}

const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;

/** @returns the sites, each with the names of its source where those differ */
export function nameSites(sites: readonly Site[], translation: Translation): readonly Site[] {
  const byId = new Map(translation.scopes.functions.map((fn) => [String(fn.id), fn]));
  const nodes = new Map<string, NodeId | undefined>();
  const nodeOf = (id: string): NodeId | undefined => {
    const fn = byId.get(id);
    if (!nodes.has(id))
      nodes.set(id, fn === undefined ? undefined : originalOf(fn, translation)?.id);
    return nodes.get(id);
  };
  return sites.map((site) => {
    const node = site.kind === 'function' ? nodeOf(site.node) : undefined;
    const { binding } = site;
    const name = binding === undefined ? null : nameAt(binding.declaredAt, translation.map);
    const names = site.names === undefined ? undefined : namesOf(site, byId, translation);
    const original: OriginalNames = {
      ...(node === undefined ? {} : { node }),
      ...(name === null || name === binding?.name ? {} : { name }),
      ...(names === undefined || names.join() === site.names?.join() ? {} : { names }),
    };
    return Object.keys(original).length === 0 ? site : { ...site, original };
  });
}

function namesOf(
  site: Site,
  byId: ReadonlyMap<string, FunctionInfo>,
  { map }: Translation,
): readonly string[] {
  const params = byId.get(site.fn)?.params ?? [];
  return (site.names ?? []).map((name) => {
    const param = params.find((one) => one.name === name);
    return (param === undefined ? null : nameAt(param.declaredAt, map)) ?? name;
  });
}

function nameAt(offset: number, map: GeneratedMap): string | null {
  const place = map.originalAt(offset);
  if (place === null || place.name !== null) return place?.name ?? null;
  NAME.lastIndex = place.offset;
  return NAME.exec(map.texts.get(place.path) ?? '')?.[0] ?? null;
}
