/**
 * What may be watched: a node of a file that is known, of a kind that the instrumenter can carry out there. Whoever wrote the
 * probe, a model or a person, is asked the same.
 */
import { parseNodeId } from '../../protocol/ids.ts';
import type { Probe } from '../../protocol/plan.ts';
import { ast, readableNames } from '../../instrumenters/ast/index.ts';
import type { ProbedNode } from '../../instrumenters/instrumenter.ts';
import type { createTreeReader } from '../run.ts';
import type { Admit } from './plan.ts';

export type TreeReader = ReturnType<typeof createTreeReader>;

const MOST_NEAR = 3;
/** Letters at the start that two names must share to be near. */
const LIKE = 3;

/** @returns the check of a probe against the source as it is now; files are parsed only where the node is inside of them */
export function admitting(readTree: TreeReader): Admit {
  return (probe) => {
    const node = nodeOf(probe, readTree);
    if (typeof node === 'string') return node;
    const admission = ast.admits(probe, node);
    return admission.kind === 'no' ? `${probe.node}: ${admission.reason}` : null;
  };
}

/** @returns the node, or why there is none */
function nodeOf(
  { node: id, kind: probed, when }: Probe,
  readTree: TreeReader,
): ProbedNode | string {
  const parts = parseNodeId(id);
  if (parts === null)
    return `${id} is not a node id, as in src/a.ts#Cart.add or src/a.ts#* for the whole file`;
  const read = readTree(parts.file);
  if (!('sha1' in read)) return `${parts.file}: ${read.message}`;
  const { functionPath, kind } = parts;
  if (kind === undefined && (functionPath === '' || functionPath === '*'))
    return { id, kind: 'module' };
  const { scopes } = read;
  const node = scopes.nodeById(id);
  if (node !== null) {
    const isAsked = when !== undefined || probed === 'state';
    const names = isAsked ? { names: readableNames(scopes, node) } : {};
    return scopes.functionAt(node) === null
      ? { id, kind: 'node', type: node.type, ...names }
      : { id, kind: 'function', ...names };
  }
  const last = functionPath.split(/[./]/u).at(-1)?.toLowerCase() ?? '';
  const near = scopes.functions
    .filter(({ name }) => likeness(name.split('.').at(-1)?.toLowerCase() ?? '', last) >= LIKE)
    .slice(0, MOST_NEAR)
    .map((fn) => fn.id);
  return `there is no node ${id}${near.length === 0 ? '' : `; near: ${near.join(', ')}`}`;
}

function likeness(a: string, b: string): number {
  let at = 0;
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at += 1;
  return at;
}
