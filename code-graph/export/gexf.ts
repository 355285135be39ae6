/** A result as GEXF, for Gephi, by graphology's own writer. */
import { createRequire } from 'node:module';
import type { HitGraph } from '../select/hit.ts';

const require = createRequire(import.meta.url);

interface Gexf {
  write(graph: HitGraph, options: object): string;
}

/** Control characters are not allowed in XML; the writer does not look for them. */
function clean(value: unknown): unknown {
  return typeof value === 'string'
    ? value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '\ufffd')
    : value;
}

const cleanAll = (row: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, clean(value)]));

/** @returns the document; the text of a row is its label */
export function toGexf(graph: HitGraph): string {
  const { write } = require('graphology-gexf') as Gexf;
  return write(graph, {
    version: '1.3',
    formatNode: (_: string, row: object) => {
      const { text, ...attributes } = cleanAll(row);
      return { label: text, attributes };
    },
    formatEdge: (_: string, row: object) => {
      const { kind, label } = cleanAll(row);
      return { label: `${String(kind)} ${String(label)}`.trim(), attributes: { kind, label } };
    },
  });
}
