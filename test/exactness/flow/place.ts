/**
 * What the sites of one recorded file are in the graph of its functions: which nodes of which control-flow graph an event
 * speaks of, and how. A `step` says that its node was evaluated to its end. An `inside` event speaks of a condition that has
 * no node of its own (`a && b` in a test): the walk stands somewhere inside it. A `mark` is reported apart from the moment it
 * speaks of (several declarators behind their statement, links that are looked up ahead), and moves no walk.
 */
import { buildBody } from '../../../code-graph/index.ts';
import type {
  Binding,
  FunctionBody,
  FunctionInfo,
  ScopeTable,
  SyntaxNode,
} from '../../../code-graph/index.ts';
import { EXIT, FLAGS, THROW_EXIT } from '../../../code-graph/body/cfg.ts';
import { unwrap } from '../../../code-graph/body/flow/condition.ts';
import type { EdgeLabel } from '../../../code-graph/body/flow/edge.ts';
import { isInstanceField } from '../../../code-graph/body/flow/declaration.ts';
import { childOf, namedChildren, walkSyntax } from '../../../code-graph/index.ts';
import type { Site } from '../../../protocol/site.ts';

export type Role = 'step' | 'inside' | 'mark';

export interface Place {
  readonly body: FunctionBody;
  readonly syntax: SyntaxNode;
  readonly nodes: readonly number[];
  readonly role: Role;
}

const MARKS: ReadonlySet<Site['kind']> = new Set([
  'function',
  'return',
  'case',
  'snapshot',
  'iteration',
  'suspend',
  'throw',
]);

/** Declarations are reported behind their statement; only where there is one name is that the moment of the write. */
function isLateWrite(syntax: SyntaxNode): boolean {
  if (/assignment_expression$/u.test(syntax.type)) return false;
  if (syntax.type !== 'variable_declarator') return true;
  const { parent } = syntax;
  if (parent?.field === 'initializer') return false;
  return parent === null || namedChildren(parent).length > 1;
}

/** @returns the sites whose links are looked up ahead of the expression that they stand in, by the rewritten text */
export function sitesAhead(rewritten: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [, read, receiver] of rewritten.matchAll(/[\w$]l\((\d+),(\d+),/gu))
    found.add(Number(read)).add(Number(receiver));
  return found;
}

function roleOf(site: Site, syntax: SyntaxNode, nodes: readonly number[]): Role {
  if (MARKS.has(site.kind) || isInstanceField(syntax)) return 'mark';
  if (site.kind === 'write' && isLateWrite(syntax)) return 'mark';
  // Reported ahead of a call or loop: a key that is a name, a private field that it is made on.
  if (site.kind === 'key' && syntax.type === 'identifier') return 'mark';
  const isPrivate = childOf(syntax, 'property')?.type === 'private_property_identifier';
  const { field, parent } = syntax;
  const isQuoted =
    field === 'object' ||
    field === 'constructor' ||
    (field === 'right' && parent?.type === 'for_in_statement') ||
    parent?.type === 'spread_element';
  if (isPrivate && isQuoted) return 'mark';
  // Reported behind its pattern, which can throw.
  if (site.kind === 'catch' && childOf(syntax, 'parameter')?.type !== 'identifier') return 'mark';
  // The node of a class stands before its static parts, and its value is there behind them.
  return nodes.length === 0 || syntax.type === 'class' ? 'inside' : 'step';
}

/** One file of a recording: its scopes, and the places of its sites. */
export class FlowFile {
  readonly scopes: ScopeTable;
  private readonly functions = new Map<string, FunctionInfo>();
  private readonly places = new Map<number, Place | null>();
  private readonly stopsOf = new Map<FunctionBody, Uint8Array>();
  private readonly sites: readonly Site[];
  private readonly ahead: ReadonlySet<number>;

  constructor(scopes: ScopeTable, sites: readonly Site[], rewritten: string) {
    this.ahead = sitesAhead(rewritten);
    this.scopes = scopes;
    this.sites = sites;
    for (const fn of scopes.functions) this.functions.set(fn.id, fn);
  }

  bodyOf(id: string): FunctionBody | null {
    const fn = this.functions.get(id);
    return fn === undefined ? null : buildBody(this.scopes, fn);
  }

  placeOf(site: Site): Place | null {
    const known = this.places.get(site.id);
    if (known !== undefined) return known;
    const body = this.bodyOf(site.fn);
    const syntax = site.kind === 'function' ? body?.fn.node : this.scopes.nodeById(site.node);
    let place: Place | null = null;
    if (body !== null && syntax !== null && syntax !== undefined) {
      const own = body.cfg.nodesOf(syntax).length > 0 ? syntax : unwrap(syntax);
      const nodes = body.cfg.nodesOf(own);
      place = {
        body,
        syntax: own,
        nodes,
        role: this.ahead.has(site.id) ? 'mark' : roleOf(site, own, nodes),
      };
    }
    this.places.set(site.id, place);
    return place;
  }

  /** @returns the variable that a node writes without reporting it there and then, or null */
  unreportedWrite(body: FunctionBody, node: number): Binding | null {
    const { cfg, ssa } = body;
    if (((cfg.flags[node] as number) & FLAGS.writes) === 0 || this.stops(body)[node] === 1)
      return null;
    return ssa.variables[ssa.variableAt[node] as number] ?? null;
  }

  /** @returns 1 for each node that reports when it was evaluated: no walk comes by unseen */
  stops(body: FunctionBody): Uint8Array {
    let stops = this.stopsOf.get(body);
    if (stops === undefined) {
      this.stopsOf.set(body, (stops = new Uint8Array(body.cfg.size)));
      stops[EXIT] = stops[THROW_EXIT] = 1;
      for (const site of this.sites) {
        if (site.fn !== body.fn.id) continue;
        const place = this.placeOf(site);
        if (place?.role === 'step') for (const node of place.nodes) stops[node] = 1;
      }
    }
    return stops;
  }
}

const LINKS = /^(?:member_expression|subscript_expression|call_expression|non_null_expression)$/u;

/** @returns whether a `?.` at or below a chain can end it early: then it reports without having been evaluated */
export function mayEndEarly(chain: SyntaxNode): boolean {
  let at: SyntaxNode | undefined = chain;
  while (at !== undefined && LINKS.test(at.type)) {
    if (at.children.some(({ type }) => type === 'optional_chain' || type === '?.')) return true;
    at = namedChildren(at)[0];
  }
  return false;
}

const WRITES_ON: Readonly<Record<string, EdgeLabel>> = {
  '&&=': 'true',
  '||=': 'false',
  '??=': 'nullish',
};

/** @returns on which outcome of its target a logical assignment writes, or null where it is none */
export function writingOutcome(assignment: SyntaxNode): EdgeLabel | null {
  if (assignment.type !== 'augmented_assignment_expression') return null;
  return WRITES_ON[childOf(assignment, 'operator')?.type ?? ''] ?? null;
}

const PLAIN = new Set([
  'identifier',
  'this',
  'binary_expression',
  'unary_expression',
  'ternary_expression',
  'sequence_expression',
]);

/** @returns what a plan must name one by one so that every variable that is read, and every operation, reports its value */
export function namedValues(scopes: ScopeTable): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walkSyntax(scopes.tree.root, (node) => {
    if (PLAIN.has(node.type)) found.push(node);
  });
  return found;
}
