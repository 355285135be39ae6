/**
 * The recorded sources, parsed when a question reaches them, and the way from a site of the event stream to its syntax node
 * and back. The text is the one that ran, so an answer cites the lines that ran even where the file has changed since.
 */
import {
  childOf,
  createLineTable,
  namedChildren,
  openGeneratedMap,
  readScopes,
} from '../code-graph/index.ts';
import type {
  FunctionInfo,
  GeneratedMap,
  ScopeTable,
  StoredMap,
  SyntaxNode,
} from '../code-graph/index.ts';
import type { Site, SiteKind } from '../protocol/site.ts';
import { unwrap } from './provenance/point.ts';

const INSTALLED = /(?:^|\/)node_modules\//u;

/** @returns true for a file of a package */
export function isInstalled(path: string): boolean {
  return INSTALLED.test(path);
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly root: SyntaxNode;
  readonly scopes: ScopeTable;
  /** A source map says what it was made from. */
  readonly isGenerated: boolean;
  /**
   * In generated text: what a node was made from, which is what an answer shows.
   * @returns the node itself in other texts, and where nothing is known of it
   */
  original(node: SyntaxNode): Shown;
  /** @returns 1-based line of an offset */
  lineAt(offset: number): number;
  /** @returns the site of that kind at exactly this range, or undefined */
  siteAt(kind: SiteKind, node: SyntaxNode): Site | undefined;
  /** @returns the sites of that kind whose function is `fn` */
  sitesOf(fn: string): readonly Site[];
}

/** @returns what stands in the source there; nothing for no node */
export function textOf({ text }: Pick<SourceFile, 'text'>, node: SyntaxNode | null): string {
  return node === null ? '' : text.slice(node.start, node.end);
}

/** A node and the file that it is in. */
export interface Shown {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
}

export interface SourceIndex {
  /** @param path  of a text that ran, or of a source that one was generated from */
  file(path: string): SourceFile | null;
  /** @returns the innermost node with exactly the site's range, or the smallest that holds it */
  nodeOf(site: Site): SyntaxNode | null;
  functionOf(site: Site): FunctionInfo | null;
}

export function indexSources(
  sources: ReadonlyMap<string, string>,
  sites: readonly (Site | undefined)[],
  maps: ReadonlyMap<string, string> = new Map(),
): SourceIndex {
  const generated = openMaps(sources, maps);
  const originals = new Map([...generated.values()].flatMap(({ texts }) => [...texts]));
  const perFile = new Map<string, Site[]>();
  for (const site of sites) {
    if (site === undefined) continue;
    const list = perFile.get(site.file);
    if (list === undefined) perFile.set(site.file, [site]);
    else list.push(site);
  }
  const parsed = new Map<string, SourceFile | null>();
  const file = (path: string): SourceFile | null => {
    const known = parsed.get(path);
    if (known !== undefined) return known;
    const text = sources.get(path) ?? originals.get(path);
    const map = generated.get(path);
    const made =
      text === undefined
        ? null
        : openSource(
            { path, text, sites: perFile.get(path) ?? [] },
            map === undefined ? null : (source, node) => originalOf({ source, node }, map, file),
          );
    parsed.set(path, made);
    return made;
  };
  const nodeOf = (site: Site): SyntaxNode | null => {
    const source = file(site.file);
    return source === null ? null : nodeAt(source.root, site.start, site.end);
  };
  return {
    file,
    nodeOf,
    functionOf(site) {
      const source = file(site.file);
      const node = nodeOf(site);
      if (source === null || node === null) return null;
      return site.kind === 'function'
        ? (source.scopes.functionAt(node) ?? source.scopes.functionOf(node))
        : source.scopes.functionOf(node);
    },
  };
}

function openMaps(
  sources: ReadonlyMap<string, string>,
  maps: ReadonlyMap<string, string>,
): ReadonlyMap<string, GeneratedMap> {
  const opened = new Map<string, GeneratedMap>();
  for (const [path, json] of maps) {
    const text = sources.get(path);
    if (text === undefined) continue;
    try {
      opened.set(path, openGeneratedMap(text, JSON.parse(json) as StoredMap));
    } catch {
      // A map that is damaged: the generated lines are shown.
    }
  }
  return opened;
}

/**
 * A function is known by its name or its parameters, a return by what it returns (a minifier puts the last variable's value there),
 * anything else by where it starts.
 */
function originalOf(
  { source, node }: Shown,
  map: GeneratedMap,
  file: SourceIndex['file'],
): Shown | null {
  const fn = source.scopes.functionAt(node);
  const head = childOf(node, 'name') ?? childOf(node, 'parameters') ?? childOf(node, 'parameter');
  const given = node.type === 'return_statement' ? namedChildren(node)[0] : undefined;
  const place = map.originalAt((fn === null ? (given ?? node) : (head ?? node)).start);
  const origin = place === null ? null : file(place.path);
  if (place === null || origin === null) return null;
  const found = nodeAt(origin.root, place.offset, place.offset + 1);
  if (fn === null) return { source: origin, node: likest(found, node) };
  const own = origin.scopes.functionAt(found) ?? origin.scopes.functionOf(found);
  return { source: origin, node: own.node };
}

/** Of the nodes that start at one place the one of the same type, else the innermost. */
function likest(found: SyntaxNode, node: SyntaxNode): SyntaxNode {
  for (let up: SyntaxNode | null = found; up !== null && up.start === found.start; up = up.parent)
    if (up.type === node.type) return up;
  return found;
}

function openSource(
  {
    path,
    text,
    sites,
  }: { readonly path: string; readonly text: string; readonly sites: readonly Site[] },
  original: ((source: SourceFile, node: SyntaxNode) => Shown | null) | null,
): SourceFile {
  const scopes = readScopes(path, text);
  const byRange = new Map<SiteKind, Map<number, Site>>();
  const byFunction = new Map<string, Site[]>();
  for (const site of sites) {
    const ofKind = byRange.get(site.kind) ?? new Map<number, Site>();
    byRange.set(site.kind, ofKind.set(rangeKey(site), site));
    const list = byFunction.get(site.fn);
    if (list === undefined) byFunction.set(site.fn, [site]);
    else list.push(site);
  }
  const source: SourceFile = {
    path,
    text,
    root: scopes.tree.root,
    scopes,
    isGenerated: original !== null,
    original: (node) => original?.(source, node) ?? { source, node },
    lineAt: createLineTable(text),
    siteAt: (kind, node) => siteOf(byRange.get(kind), node),
    sitesOf: (fn) => byFunction.get(fn) ?? [],
  };
  return source;
}

/** Parentheses and casts are another spelling of what stands in them: a site may be that of the whole or of the inner one. */
function siteOf(sites: ReadonlyMap<number, Site> | undefined, node: SyntaxNode): Site | undefined {
  if (sites === undefined) return undefined;
  for (let at = node; ; at = at.parent) {
    const found = sites.get(rangeKey(at));
    if (found !== undefined || at.parent === null) return found;
    if (unwrap(at.parent) !== unwrap(at)) return undefined;
  }
}

/** Both offsets in one number: no text that Scope reads is longer than the factor. */
function rangeKey({ start, end }: { readonly start: number; readonly end: number }): number {
  return start * 2 ** 26 + end;
}

/** @returns the innermost named node with exactly this range (a statement without `;` shares it), else the smallest that holds it */
export function nodeAt(root: SyntaxNode, start: number, end: number): SyntaxNode {
  let node = root;
  for (;;) {
    const inner = node.children.find(
      (child) => child.named && child.start <= start && child.end >= end,
    );
    if (inner === undefined) return node;
    node = inner;
  }
}
