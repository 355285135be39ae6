/**
 * What the project layer consists of: modules, packages, functions, classes, property names and module-level variables;
 * edges contains, imports, exports, extends, calls, reads and writes, one for each pair of nodes and kind.
 */
import type { MultiDirectedGraph } from 'graphology';
import type { NodeId } from '../../protocol/ids.ts';
import type { ClassFact, FileFacts, FunctionFact, VariableFact } from './facts/file-facts.ts';

export interface ModuleNode {
  readonly kind: 'module';
  /** `src/a.ts#` */
  readonly id: NodeId;
  readonly name: string;
  readonly file: string;
  readonly lines: number;
}
/** A package or built-in that the project imports. */
export interface ExternalNode {
  readonly kind: 'external';
  /** `npm:lodash`, `node:fs` */
  readonly id: string;
  readonly name: string;
}
export interface FunctionNode extends Omit<FunctionFact, 'kind' | 'parent' | 'class'> {
  readonly kind: 'function';
  readonly functionKind: FunctionFact['kind'];
  readonly file: string;
  /** The enclosing function or module. */
  readonly parent: NodeId | null;
}
export interface ClassNode extends Pick<ClassFact, 'name' | 'start' | 'line' | 'endLine'> {
  readonly kind: 'class';
  /** `class:src/a.ts#Cart`; in a function `class:src/a.ts#f.Cart`. */
  readonly id: string;
  readonly file: string;
}
export interface PropertyNode {
  readonly kind: 'property';
  /** `property:total` */
  readonly id: string;
  readonly name: string;
}
export interface VariableNode extends Pick<VariableFact, 'name' | 'start' | 'line'> {
  readonly kind: 'variable';
  /** `variable:src/a.ts#count`; of a function: `variable:src/a.ts#f.count` (these are not in the graph). */
  readonly id: string;
  readonly file: string;
  readonly variableKind: VariableFact['kind'];
  readonly declaredIn: NodeId;
}
export type GraphNode =
  ModuleNode | ExternalNode | FunctionNode | ClassNode | PropertyNode | VariableNode;

export interface GraphEdge {
  readonly kind: 'contains' | 'imports' | 'exports' | 'extends' | 'calls' | 'reads' | 'writes';
  /** How often. */
  readonly count: number;
  /** 1 where the code says so. */
  readonly confidence: number;
  /** exports: under which name. */
  readonly name?: string;
}

export type ProjectGraph = MultiDirectedGraph<GraphNode, GraphEdge>;

const below = (owner: string, name: string): string =>
  `${owner}${owner.endsWith('#') ? '' : '.'}${name}`;

/** @returns the id of a class; unique by file, function and name */
export function classId(file: FileFacts, index: number): string {
  const { fn, name } = file.classes[index] ?? { fn: 0, name: '' };
  return `class:${below(file.functions[fn]?.id ?? `${file.path}#`, name)}`;
}

/** @returns the id of a variable; unique by file, function and name */
export function variableId(file: FileFacts, variable: Pick<VariableFact, 'name' | 'fn'>): string {
  const owner = file.functions[variable.fn]?.id ?? `${file.path}#`;
  return `variable:${below(owner, variable.name)}`;
}

/** @returns the record of a variable */
export function toVariableNode(file: FileFacts, variable: VariableFact): VariableNode {
  return {
    kind: 'variable',
    id: variableId(file, variable),
    name: variable.name,
    file: file.path,
    variableKind: variable.kind,
    declaredIn: (file.functions[variable.fn] ?? (file.functions[0] as FunctionFact)).id,
    start: variable.start,
    line: variable.line,
  };
}

/** @returns the record of a function, without what only linking needs */
export function toFunctionNode(file: FileFacts, fact: FunctionFact): FunctionNode {
  const { kind, parent, class: _, ...rest } = fact;
  return {
    ...rest,
    kind: 'function',
    functionKind: kind,
    file: file.path,
    parent: file.functions[parent]?.id ?? null,
  };
}
