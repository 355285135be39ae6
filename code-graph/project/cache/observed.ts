/**
 * Calls that runs of the program showed, kept beside the cache: what the text does not tell (`require(name)`, plugins, proxies) is
 * known the next time. Only pairs of functions are kept, the newest last. A file that cannot be read holds none; one that cannot
 * be written keeps none: nothing but the next plan depends on it.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodeId } from '../../../protocol/ids.ts';
import { holdCalls } from '../calls.ts';
import type { CallColumns } from '../calls.ts';
import type { CallEdge } from '../link/call.ts';

export interface ObservedCall {
  readonly from: NodeId;
  readonly to: NodeId;
}

const MOST = 20_000;
const VERSION = 1;

/** @param cacheFolder  `.scope/cache` */
export function observedFile(cacheFolder: string): string {
  return join(cacheFolder, 'observed-calls.json');
}

const isPair = (value: unknown): value is readonly [NodeId, NodeId] =>
  Array.isArray(value) && value.length === 2 && value.every((id) => typeof id === 'string');

/** @returns the calls that were kept */
export function readObserved(cacheFolder: string): readonly ObservedCall[] {
  try {
    const stored = JSON.parse(readFileSync(observedFile(cacheFolder), 'utf8')) as unknown;
    const { version, calls } = stored as { readonly version: unknown; readonly calls: unknown };
    if (version !== VERSION || !Array.isArray(calls)) return [];
    return calls.filter(isPair).map(([from, to]) => ({ from, to }));
  } catch {
    return [];
  }
}

/** Adds what a run showed. @param root  folder of the project */
export function keepObserved(root: string, calls: readonly ObservedCall[]): void {
  if (calls.length === 0) return;
  const folder = join(root, '.scope', 'cache');
  const pairs = new Map<string, readonly [string, string]>();
  for (const { from, to } of [...readObserved(folder), ...calls]) {
    const key = `${from} ${to}`;
    pairs.delete(key);
    pairs.set(key, [from, to]);
  }
  const file = observedFile(folder);
  const part = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const kept = [...pairs.values()].slice(-MOST);
    writeFileSync(part, JSON.stringify({ version: VERSION, calls: kept }), { mode: 0o600 });
    renameSync(part, file);
  } catch {
    rmSync(part, { force: true });
  }
}

/** @returns the linked calls, with those that were observed: certain, and said to be so */
export function withObserved(
  calls: CallColumns,
  observed: readonly ObservedCall[],
  isFunction: (id: string) => boolean,
): CallColumns {
  if (observed.length === 0) return calls;
  const seen = new Map(observed.map((call) => [`${call.from} ${call.to}`, call]));
  const edges: CallEdge[] = [];
  for (let at = 0; at < calls.length; at += 1) {
    const edge = calls.edgeAt(at);
    const isSeen = seen.delete(`${edge.from} ${edge.to}`);
    edges.push(isSeen ? { ...edge, confidence: 1, source: 'both' } : edge);
  }
  for (const { from, to } of seen.values()) {
    if (!isFunction(from) || !isFunction(to)) continue;
    edges.push({ from, to, confidence: 1, source: 'observed', via: 'call', choices: 1, sites: [] });
  }
  return holdCalls(edges, calls.isCut);
}
