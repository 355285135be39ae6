/** Rows of functions, modules and places of access, as selections hold them. */
import type { Access } from '../project/facts/file-facts.ts';
import type { FunctionNode } from '../project/graph.ts';
import type { FunctionInfo } from '../syntax/scope-table.ts';
import { textOf, unitOf, unitText } from '../statement/unit.ts';
import type { Hit } from './hit.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { OpenFile, Sources } from './sources.ts';

export function signatureOf(fn: FunctionNode): string {
  const words = [fn.isAsync ? 'async' : '', fn.isGenerator ? 'generator' : ''];
  const head = words.filter((word) => word !== '').join(' ');
  const name = accessorName(fn.name, fn.functionKind);
  return `${head === '' ? '' : `${head} `}${name}(${fn.params.join(', ')})`;
}

/** `get total`, `set total`: the two functions of an accessor have one name. */
function accessorName(name: string, kind: FunctionNode['functionKind']): string {
  if (kind !== 'getter' && kind !== 'setter') return name;
  return `${kind === 'getter' ? 'get' : 'set'} ${name}`;
}

/** The name of a function as people tell it from others. */
export const shownName = ({ name, kind }: FunctionInfo): string => accessorName(name, kind);

/** An id for people: the number sign of a module left out, the two of an accessor told apart. */
export function shownId({ graph }: Pick<Sources, 'graph'>, id: string): string {
  if (id.endsWith('#')) return id.slice(0, -1);
  const fn = graph.function(id);
  const shown = fn === null ? '' : accessorName(fn.name, fn.functionKind);
  return fn === null || shown === fn.name ? id : `${id} (${shown.slice(0, 3)})`;
}

export function rowOfFunction(fn: FunctionNode, facts: Hit['facts'] = {}): Hit {
  const { id, file, line, endLine, name, complexity } = fn;
  return {
    id,
    kind: 'function',
    file,
    line,
    endLine,
    name,
    text: signatureOf(fn),
    facts: { complexity, ...facts },
  };
}

/** @returns the row of a function or module by its id, or null */
export function functionHit(sources: Sources, id: string, facts: Hit['facts'] = {}): Hit | null {
  const fn = sources.graph.function(id);
  if (fn !== null) return rowOfFunction(fn, facts);
  const module = sources.graph.graph.hasNode(id) ? sources.graph.graph.getNodeAttributes(id) : null;
  if (module?.kind !== 'module') return null;
  const { file, lines, name } = module;
  return { id, kind: 'module', file, line: 1, endLine: lines, name, text: name, facts };
}

/** Of a statement its head, of anything smaller the whole. */
function textAt(
  there: { readonly file: OpenFile } | null,
  shown: SyntaxNode | null,
  fn: SyntaxNode | null,
): string {
  if (there === null || shown === null) return '';
  const { text } = there.file;
  return fn === null ? textOf(shown, text) : unitText(shown, fn, text);
}

/** @returns the row of a place that writes or reads */
export function accessHit(sources: Sources, access: Access): Hit {
  const { node, op, file, line, fn, way, target } = access;
  const there = sources.nodeById(node);
  const owner = there?.file.scopes.functionOf(there.node);
  const unit = there === null || owner === undefined ? null : unitOf(there.node, owner.node);
  const shown = there === null || unit === owner?.node ? (there?.node ?? null) : unit;
  return {
    id: node,
    kind: op,
    file,
    line,
    endLine: line,
    name: owner === undefined ? fn : shownName(owner),
    text: textAt(there, shown, unit === shown ? (owner?.node ?? null) : null),
    facts: { way, target },
  };
}
