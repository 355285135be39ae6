/**
 * Which place of one version of a program is which of another. Functions are known by their text, then by their name; places of
 * a function that did not change by where they are in it, places of one that did by their own text, in order. What has no
 * counterpart was changed. Says nothing about which of two versions is right.
 */
import { isFunctionNode, walkSyntax } from '../../code-graph/index.ts';
import type { FunctionInfo, SyntaxNode } from '../../code-graph/index.ts';
import type { Site } from '../../protocol/site.ts';
import type { SourceFile } from '../source-index.ts';
import type { Context } from '../provenance/point.ts';
import { matchSequences } from './sequence.ts';

/** No counterpart is known, because the other run did not watch it. */
export const UNWATCHED = 0;
/** There is no counterpart: the text was changed here. */
export const CHANGED = -1;

/** Of one side: equal positive numbers on both sides mean the same place. */
export interface SiteKeys {
  keyOf(site: number): number;
  /** It has a counterpart, whose text is another. */
  isRewritten(site: number): boolean;
}

export interface Counterparts {
  readonly here: SiteKeys;
  readonly there: SiteKeys;
  /** Functions that both sides have with different text, and those that only one has; node ids. */
  readonly changed: readonly ChangedFunction[];
}

export interface ChangedFunction {
  readonly here: string | null;
  readonly there: string | null;
}

interface Keys extends SiteKeys {
  readonly keys: Map<number, number>;
  readonly rewritten: Set<number>;
}

/** @param renamed what a file of `here` is called on the other side, where it is called otherwise */
export function findCounterparts(
  here: Context,
  there: Context,
  renamed: ReadonlyMap<string, string> = new Map(),
): Counterparts {
  const [ours, theirs] = [newKeys(), newKeys()];
  const changed: ChangedFunction[] = [];
  const theirSites = groupByFile(there);
  let last = 0;
  const next = (): number => (last += 1);
  for (const [file, sites] of groupByFile(here)) {
    const other = theirSites.get(renamed.get(file) ?? file);
    const a = here.sources.file(file);
    const b = there.sources.file(renamed.get(file) ?? file);
    if (other === undefined || a === null || b === null) continue;
    const input = { a, b, sites, other, ours, theirs, next };
    if (a.text === b.text) pairSameText(input);
    else changed.push(...pairChanged(input));
  }
  return { here: ours, there: theirs, changed };
}

function newKeys(): Keys {
  const keys = new Map<number, number>();
  const rewritten = new Set<number>();
  return {
    keys,
    rewritten,
    keyOf: (site) => keys.get(site) ?? UNWATCHED,
    isRewritten: (site) => rewritten.has(site),
  };
}

function groupByFile({ timeline }: Context): ReadonlyMap<string, readonly Site[]> {
  const files = new Map<string, Site[]>();
  for (const site of timeline.sites) {
    if (site === undefined) continue;
    const known = files.get(site.file);
    if (known === undefined) files.set(site.file, [site]);
    else known.push(site);
  }
  return files;
}

interface FilePair {
  readonly a: SourceFile;
  readonly b: SourceFile;
  readonly sites: readonly Site[];
  readonly other: readonly Site[];
  readonly ours: Keys;
  readonly theirs: Keys;
  readonly next: () => number;
}

function pair({ ours, theirs, next }: FilePair, a: Site, b: Site, isRewritten = false): void {
  const key = next();
  ours.keys.set(a.id, key);
  theirs.keys.set(b.id, key);
  if (!isRewritten) return;
  ours.rewritten.add(a.id);
  theirs.rewritten.add(b.id);
}

function pairSameText(input: FilePair): void {
  const known = new Map(input.other.map((site) => [placeIn(site, 0), site]));
  for (const site of input.sites) {
    const other = known.get(placeIn(site, 0));
    if (other !== undefined) pair(input, site, other);
  }
}

function placeIn({ kind, start, end }: Site, from: number): string {
  return `${kind}:${start - from}:${end - from}`;
}

function pairChanged(input: FilePair): readonly ChangedFunction[] {
  const ours = byFunction(input.sites);
  const theirs = byFunction(input.other);
  const functions = pairFunctions(input.a, input.b);
  const changed: ChangedFunction[] = [];
  for (const { a, b, isSame, isChanged } of functions) {
    const mine = ours.get(a?.id ?? '') ?? [];
    const its = theirs.get(b?.id ?? '') ?? [];
    if (a !== null && b !== null && isSame) {
      const known = new Map(its.map((site) => [placeIn(site, b.node.start), site]));
      for (const site of mine) {
        const other = known.get(placeIn(site, a.node.start));
        if (other !== undefined) pair(input, site, other);
      }
      continue;
    }
    if (isChanged) changed.push({ here: a?.id ?? null, there: b?.id ?? null });
    if (a !== null && b !== null) pairPlaces(input, mine, its);
    else {
      for (const site of mine) input.ours.keys.set(site.id, CHANGED);
      for (const site of its) input.theirs.keys.set(site.id, CHANGED);
    }
  }
  return changed;
}

function byFunction(sites: readonly Site[]): ReadonlyMap<string, Site[]> {
  const found = new Map<string, Site[]>();
  for (const site of sites) {
    const known = found.get(site.fn);
    if (known === undefined) found.set(site.fn, [site]);
    else known.push(site);
  }
  return found;
}

interface FunctionPair {
  readonly a: FunctionInfo | null;
  readonly b: FunctionInfo | null;
  /** To the last blank, with the functions inside of it. */
  readonly isSame: boolean;
  /** Its own text is another one; functions inside of it count by themselves. */
  readonly isChanged: boolean;
}

/** By name and text, then by text alone (renamed, or one of several without a name), then by name. */
function pairFunctions(a: SourceFile, b: SourceFile): readonly FunctionPair[] {
  const found: FunctionPair[] = [];
  const mine = a.scopes.functions.map((fn) => ({ fn, text: bareText(a, fn.node) }));
  let its = b.scopes.functions.map((fn) => ({ fn, text: bareText(b, fn.node) }));
  const take = (
    isPartner: (one: (typeof mine)[number], other: (typeof its)[number]) => boolean,
    left: typeof mine,
  ): typeof mine =>
    left.filter((one) => {
      const partner = its.find((other) => isPartner(one, other));
      if (partner === undefined) return true;
      its = its.filter((other) => other !== partner);
      found.push({
        ...{ a: one.fn, b: partner.fn, isChanged: one.text !== partner.text },
        isSame: wholeText(a, one.fn) === wholeText(b, partner.fn),
      });
      return false;
    });
  let left = take((one, other) => one.fn.id === other.fn.id && one.text === other.text, mine);
  left = take((one, other) => one.text === other.text && one.fn.index !== 0, left);
  left = take((one, other) => one.fn.id === other.fn.id, left);
  for (const { fn } of left) found.push({ a: fn, b: null, isSame: false, isChanged: true });
  for (const { fn } of its) found.push({ a: null, b: fn, isSame: false, isChanged: true });
  return found;
}

function wholeText(source: SourceFile, { node }: FunctionInfo): string {
  return source.text.slice(node.start, node.end);
}

/** The node's text with a mark for each function inside of it, without comments and differences in blanks. */
function bareText(source: SourceFile, node: SyntaxNode): string {
  let text = '';
  let from = node.start;
  walkSyntax(node, (inner) => {
    const isComment = inner.type === 'comment';
    if (inner === node || (!isComment && !isFunctionNode(inner))) return true;
    text += source.text.slice(from, inner.start) + (isComment ? ' ' : 'ƒ');
    from = inner.end;
    return false;
  });
  return (text + source.text.slice(from, node.end)).replaceAll(/\s+/gu, ' ').trim();
}

/** The longest run of places with equal texts; what lies between two of them is paired by what it gives a value to. */
function pairPlaces(input: FilePair, mine: readonly Site[], its: readonly Site[]): void {
  const numbers = new Map<string, number>();
  const numberOf = (source: SourceFile, site: Site): number => {
    const text = `${site.kind} ${siteText(source, site)}`;
    const known = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, known);
    return known;
  };
  const [a, b] = [inOrder(mine), inOrder(its)];
  const matches = matchSequences(
    a.map((site) => numberOf(input.a, site)),
    b.map((site) => numberOf(input.b, site)),
  );
  let [fromA, fromB] = [0, 0];
  for (const [atA, atB] of [...matches, [a.length, b.length] as const]) {
    pairGap(input, a.slice(fromA, atA), b.slice(fromB, atB));
    const [one, other] = [a[atA], b[atB]];
    if (one !== undefined && other !== undefined) pair(input, one, other);
    [fromA, fromB] = [atA + 1, atB + 1];
  }
}

function inOrder(sites: readonly Site[]): readonly Site[] {
  return sites.toSorted(
    (x, y) => x.start - y.start || y.end - x.end || (x.kind < y.kind ? -1 : 1) || x.id - y.id,
  );
}

function siteText(source: SourceFile, site: Site): string {
  const node = source.scopes.nodeById(site.node);
  if (site.kind === 'function') return '';
  return node === null
    ? source.text.slice(site.start, site.end).replaceAll(/\s+/gu, ' ')
    : bareText(source, node);
}

function pairGap(input: FilePair, mine: readonly Site[], its: readonly Site[]): void {
  const groups = new Map<string, Site[]>();
  for (const site of its) {
    const name = targetOf(input.b, site);
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [site]);
    else known.push(site);
  }
  const counts = new Map<string, number>();
  for (const site of mine) {
    const name = targetOf(input.a, site);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const site of mine) {
    const name = targetOf(input.a, site);
    const others = groups.get(name) ?? [];
    const partner = others.length === counts.get(name) ? others.shift() : undefined;
    counts.set(name, (counts.get(name) ?? 0) - 1);
    if (partner === undefined) input.ours.keys.set(site.id, CHANGED);
    else pair(input, site, partner, true);
  }
  for (const site of its)
    if (input.theirs.keyOf(site.id) === UNWATCHED) input.theirs.keys.set(site.id, CHANGED);
}

const BY_KIND = new Set<Site['kind']>(['function', 'return', 'branch', 'throw', 'await', 'yield']);

/** What a place is for, whatever its text: the variable or property that it gives a value to, the function that it calls. */
function targetOf(source: SourceFile, site: Site): string {
  const name = site.binding?.name ?? site.key;
  if (name !== undefined && site.kind !== 'read') return `${site.kind} ${name}`;
  if (BY_KIND.has(site.kind)) return site.kind;
  if (site.kind === 'call') {
    const text = source.text.slice(site.start, site.end);
    return `call ${text.split('(', 1)[0]?.trim() ?? ''}`;
  }
  return `${site.kind} ${source.text.slice(site.start, site.end)}`;
}
