/** Results in the formats of other tools. A table for people is the command line's business. */
import type { Selection } from '../select/hit.ts';
import { selectionToDot } from './dot.ts';
import { toGexf } from './gexf.ts';
import { toGraphml } from './graphml.ts';

/** What `--json` prints: version 1. */
export interface SelectionDocument {
  readonly version: 1;
  readonly hits: Selection['hits'];
  readonly edges: Selection['edges'];
  readonly notes: Selection['notes'];
}

export function toDocument({ hits, edges, notes }: Selection): SelectionDocument {
  return { version: 1, hits, edges, notes };
}

export const FORMATS = {
  json: (selection) => `${JSON.stringify(toDocument(selection), null, 2)}\n`,
  dot: selectionToDot,
  graphml: (selection) => toGraphml(selection.graph()),
  gexf: (selection) => `${toGexf(selection.graph())}\n`,
} as const satisfies Readonly<Record<string, (selection: Selection) => string>>;

export type Format = keyof typeof FORMATS;
