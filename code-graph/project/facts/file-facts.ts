/**
 * What the project layer keeps of one file: enough that a warm run parses nothing. Long lists (calls, accesses) are rows
 * of integers over a table of names; `readCalls` and `readAccesses` give them back as records. Serialised with v8 into
 * the cache: bump `FACTS_VERSION` whenever the meaning of a field changes.
 */
import type { NodeId } from '../../../protocol/ids.ts';
import type { Problem } from '../../../protocol/problem.ts';
import { SITE_ROW } from './flow/flow-fact.ts';
import type { FlowFacts } from './flow/flow-fact.ts';
import type { BindingKind, FunctionKind } from '../../syntax/scope-table.ts';

export const FACTS_VERSION = 12;

export interface FunctionFact {
  readonly id: NodeId;
  readonly name: string;
  readonly kind: FunctionKind;
  /** Index of the enclosing function in the file; -1 for the module. */
  readonly parent: number;
  /** Index of the class whose member it is, or -1. */
  readonly class: number;
  readonly params: readonly string[];
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly endLine: number;
  /** Cyclomatic complexity (McCabe): decisions + 1, nested functions left out. */
  readonly complexity: number;
  /** Deepest nesting of loops. */
  readonly loopDepth: number;
}

export interface ClassFact {
  readonly name: string;
  /** Function that it stands in. */
  readonly fn: number;
  readonly start: number;
  readonly line: number;
  readonly endLine: number;
  /** What it extends, where that is a plain name. */
  readonly base: Reference | null;
}

export interface VariableFact {
  readonly name: string;
  /** `export`: an exported value without a variable, named `default` or `exports.x`. */
  readonly kind: BindingKind | 'export';
  /** Function that declares it; 0 is the module. */
  readonly fn: number;
  readonly start: number;
  readonly line: number;
}

export interface ImportFact {
  readonly specifier: string;
  /** Name in the other module: a name, `default`, `*` for the whole module, or null where nothing is bound. */
  readonly imported: string | null;
  /** What it is called in this file; null where nothing is bound. */
  readonly local: string | null;
  readonly line: number;
}

/** What a name in this file stands for: something of this file, or of an import. */
export type Reference =
  | { readonly kind: 'function'; readonly index: number }
  | { readonly kind: 'class'; readonly index: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'import'; readonly index: number };

export interface ExportFact {
  /** Name for others; `default`; `=` for the value of `module.exports`; `*` for everything of an import. */
  readonly exported: string;
  readonly target: Reference;
}

export const WAYS = [
  'read',
  'assign',
  'declare',
  'update',
  'field',
  'literal',
  'pattern',
  'param',
  'loop',
] as const;
export type Way = (typeof WAYS)[number];

/** One place where a property name or a variable is written or read. */
export interface Access {
  readonly name: string;
  readonly target: 'property' | 'variable';
  readonly op: 'read' | 'write';
  readonly way: Way;
  /** The node to watch: the assignment, declarator, update, literal or member expression. */
  readonly node: NodeId;
  readonly fn: NodeId;
  readonly file: string;
  readonly line: number;
  readonly start: number;
  /** Variables: the function that declares it. */
  readonly declaredIn: NodeId | null;
}

export interface FileFacts {
  readonly path: string;
  /** sha1 of the bytes. */
  readonly hash: string;
  readonly lines: number;
  readonly problems: readonly Problem[];
  readonly functions: readonly FunctionFact[];
  readonly classes: readonly ClassFact[];
  readonly variables: readonly VariableFact[];
  readonly imports: readonly ImportFact[];
  readonly exports: readonly ExportFact[];
  readonly names: readonly string[];
  /** What the call graph is linked from. */
  readonly flow: FlowFacts;
  /** Rows of `ACCESS_ROW` integers. */
  readonly accesses: Int32Array;
}

/** name, fn, op * 16 + way, kind, ordinal, start, line, declaring function or -1 */
export const ACCESS_ROW = 8;

const at = (row: Int32Array, index: number): number => row[index] as number;

/** Kind -1: the node is the function itself. */
function idOf(facts: FileFacts, fn: number, kind: number, ordinal: number): NodeId {
  const base = facts.functions[fn]?.id ?? `${facts.path}#`;
  return (kind === -1 ? base : `${base}/${facts.names[kind]}[${ordinal}]`) as NodeId;
}

/** @returns where a site of `flow.sites` is: the running function, its node, its line */
export function readSite(
  facts: FileFacts,
  site: number,
): { readonly fn: NodeId; readonly node: NodeId; readonly line: number } {
  const row = facts.flow.sites;
  const offset = site * SITE_ROW;
  const fn = at(row, offset);
  const node = idOf(facts, fn, at(row, offset + 1), at(row, offset + 2));
  return { fn: idOf(facts, fn, -1, 0), node, line: at(row, offset + 3) };
}

/** @returns the access that starts at that offset of `accesses` */
export function readAccess(facts: FileFacts, offset: number): Access {
  const row = facts.accesses;
  const fn = at(row, offset + 1);
  const code = at(row, offset + 2);
  const declared = at(row, offset + 7);
  return {
    name: facts.names[at(row, offset)] as string,
    target: declared === -1 ? 'property' : 'variable',
    op: code >= 16 ? 'write' : 'read',
    way: WAYS[code % 16] as Way,
    node: idOf(facts, fn, at(row, offset + 3), at(row, offset + 4)),
    fn: idOf(facts, fn, -1, 0),
    file: facts.path,
    line: at(row, offset + 6),
    start: at(row, offset + 5),
    declaredIn: declared === -1 ? null : idOf(facts, declared, -1, 0),
  };
}
