/**
 * The recorded sources, parsed when a question reaches them, and the way from a site of the event stream to its syntax node
 * and back. The text is the one that ran, so an answer cites the lines that ran even where the file has changed since.
 */
import { analyzeScopes, createLineTable, parseSource } from '../code-graph/index.ts';
import type { FunctionInfo, ScopeTable, SyntaxNode } from '../code-graph/index.ts';
import type { Site, SiteKind } from '../protocol/site.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly root: SyntaxNode;
  readonly scopes: ScopeTable;
  /** @returns 1-based line of an offset */
  lineAt(offset: number): number;
  /** @returns the site of that kind at exactly this range, or undefined */
  siteAt(kind: SiteKind, node: SyntaxNode): Site | undefined;
  /** @returns the sites of that kind whose function is `fn` */
  sitesOf(fn: string): readonly Site[];
}

export interface SourceIndex {
  file(path: string): SourceFile | null;
  /** @returns the innermost node with exactly the site's range, or the smallest that holds it */
  nodeOf(site: Site): SyntaxNode | null;
  functionOf(site: Site): FunctionInfo | null;
}

export function indexSources(
  sources: ReadonlyMap<string, string>,
  sites: readonly (Site | undefined)[],
): SourceIndex {
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
    const text = sources.get(path);
    const made = text === undefined ? null : openSource(path, text, perFile.get(path) ?? []);
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

function openSource(path: string, text: string, sites: readonly Site[]): SourceFile {
  const { tree } = parseSource(path, text);
  const byRange = new Map<string, Site>();
  const byFunction = new Map<string, Site[]>();
  for (const site of sites) {
    byRange.set(`${site.kind}:${site.start}:${site.end}`, site);
    const list = byFunction.get(site.fn);
    if (list === undefined) byFunction.set(site.fn, [site]);
    else list.push(site);
  }
  return {
    path,
    text,
    root: tree.root,
    scopes: analyzeScopes(tree),
    lineAt: createLineTable(text),
    siteAt: (kind, node) => byRange.get(`${kind}:${node.start}:${node.end}`),
    sitesOf: (fn) => byFunction.get(fn) ?? [],
  };
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
