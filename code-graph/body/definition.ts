/**
 * Reaching definitions, one question for all kinds of reads: which writes may a read see, which one must it see, and why not
 * more is known. Variables are answered from SSA form (reaching.ts), properties by their access path
 * (access/property-reaching.ts); any other syntax stands for the reads in it.
 */
import { walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { isLink } from './access/path.ts';
import type { Key } from './access/path.ts';
import { propertySources } from './access/property-reaching.ts';
import type { Doubt } from './access/property-reaching.ts';
import { collectPropertyWrites, writtenLink } from './access/property-write.ts';
import type { PropertyWrites } from './access/property-write.ts';
import { FLAGS } from './cfg.ts';
import type { FunctionBody } from './index.ts';

export type { Doubt } from './access/property-reaching.ts';
export type { Key } from './access/path.ts';

export interface Definition {
  /** The assignment, update, declarator, `delete`, pair of a literal, or the written name itself in patterns and parameters. */
  readonly write: SyntaxNode;
  readonly kind: 'variable' | 'property';
  /** True: whenever the read sees a value, this write made it. */
  readonly must: boolean;
  /** Null where `must`. */
  readonly doubt: Doubt | null;
}

export interface Reaching {
  readonly definitions: readonly Definition[];
  /** What is read may have been there before the function ran, or be written by code outside of it. */
  readonly fromOutside: boolean;
  /** Calls between a write and the read that may write it as well. */
  readonly calls: readonly SyntaxNode[];
}

export interface ReachingOptions {
  /** What is known of calls: whether one may write a property of that name (null: of any). Absent: every call may. */
  readonly mayWrite?: (call: SyntaxNode, key: Key) => boolean;
}

const writesOf = new WeakMap<FunctionBody, PropertyWrites>();

/** @returns the writes of properties in a function; the same object for the same body */
export function propertyWritesOf(body: FunctionBody): PropertyWrites {
  let writes = writesOf.get(body);
  if (writes === undefined)
    writesOf.set(body, (writes = collectPropertyWrites(body.scopes, body.cfg)));
  return writes;
}

function variableDefinitions(body: FunctionBody, read: SyntaxNode): Reaching {
  const { cfg, ssa, dfg } = body;
  const writes = new Map<SyntaxNode, boolean>();
  let fromOutside = false;
  for (const node of cfg.nodesOf(read)) {
    if (((cfg.flags[node] as number) & FLAGS.reads) === 0) continue;
    for (const { write, may } of dfg.sourcesOf(node))
      writes.set(write, may && writes.get(write) !== false);
    const version = ssa.versionAt[node] as number;
    const variable = ssa.variables[ssa.variableAt[node] as number];
    // Before its first write a variable of this function holds nothing that somebody wrote.
    const isOwn = variable?.declaredIn === cfg.fn;
    fromOutside ||= version !== -1 && !isOwn && ssa.seesEntry(version);
  }
  const isOnly = writes.size === 1 && !fromOutside;
  const definitions = [...writes].map(([write, may]): Definition => {
    const doubt = may ? 'elsewhere' : isOnly ? null : 'several';
    return { write, kind: 'variable', must: doubt === null, doubt };
  });
  const isElsewhere = definitions.some(({ doubt }) => doubt === 'elsewhere');
  return { definitions, fromOutside: fromOutside || isElsewhere, calls: [] };
}

function propertyDefinitions(
  body: FunctionBody,
  read: SyntaxNode,
  { mayWrite }: ReachingOptions,
): Reaching {
  const { scopes, cfg, ssa } = body;
  const input = { scopes, cfg, ssa, writes: propertyWritesOf(body), mayWrite };
  const { sources, ...rest } = propertySources(input, read);
  const definitions = sources.map(({ write, doubt }): Definition => ({
    write,
    kind: 'property',
    must: doubt === null,
    doubt,
  }));
  return { definitions, ...rest };
}

function isRead(body: FunctionBody, node: SyntaxNode): boolean {
  if (isLink(node)) return writtenLink(node) === null && body.cfg.nodesOf(node).length > 0;
  const { cfg } = body;
  return cfg.nodesOf(node).some((at) => ((cfg.flags[at] as number) & FLAGS.reads) !== 0);
}

/**
 * @param node  a name or a link (`o.x`, `o[k]`) that is read, or syntax that stands for all reads in it
 * @returns the writes that may reach, in source order, with what is known of them; none for what reads nothing
 */
export function reaching(
  body: FunctionBody,
  node: SyntaxNode,
  options: ReachingOptions = {},
): Reaching {
  if (isRead(body, node))
    return isLink(node)
      ? propertyDefinitions(body, node, options)
      : variableDefinitions(body, node);
  const definitions = new Map<SyntaxNode, Definition>();
  const calls = new Set<SyntaxNode>();
  let fromOutside = false;
  walkSyntax(node, (part) => {
    if (part === node || !isRead(body, part)) return;
    const found = reaching(body, part, options);
    for (const one of found.definitions) definitions.set(one.write, one);
    for (const call of found.calls) calls.add(call);
    fromOutside ||= found.fromOutside;
  });
  return { definitions: [...definitions.values()], fromOutside, calls: [...calls] };
}
