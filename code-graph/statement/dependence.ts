/**
 * What each statement of a function depends on: its data and control edges by statement, together with what happens to
 * objects. A property that is read depends on the writes of its access path that may reach it (body/definition.ts), and on
 * calls in between that may write it; an object that is handed on whole depends on what changed it before. Property edges
 * are found for the statements that are asked about.
 */
import { childOf, namedChildren, walkSyntax } from '../syntax/node.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { reaching } from '../body/definition.ts';
import { isLink, isName, keyOfLink, pathOf } from '../body/access/path.ts';
import type { AccessPath, Key } from '../body/access/path.ts';
import { writtenLink } from '../body/access/property-write.ts';
import { reachingSources } from '../body/index.ts';
import { isFunctionNode } from '../syntax/naming/function-name.ts';
import { isAbove, objectUsesOf } from './object-use.ts';
import type { ObjectUses } from './object-use.ts';
import type { StatementFlow, UnitEdge } from './flow.ts';

export type DependenceKind = 'data' | 'control';

export interface Dependence extends UnitEdge {
  readonly kind: DependenceKind;
}

/** What is known of calls beyond the function. */
export interface CallEffects {
  /** Whether the project's own functions that a call may reach write a property of that name; null: of any. */
  mayWrite(call: SyntaxNode, key: Key): boolean;
  /**
   * Whether they change, under that name or one that is not known, what they are handed by a part of the call (an argument,
   * or the object whose method it is); null: under any name.
   */
  mayChange(call: SyntaxNode, handed: SyntaxNode, key: Key): boolean;
}

/** A property whose value may come from another function. */
export interface OutsideRead {
  readonly name: string;
  readonly isOfThis: boolean;
  /** Calls of this function in which it may be written. */
  readonly calls: readonly SyntaxNode[];
}

export interface PropertyWritten {
  readonly name: string;
  readonly isOfThis: boolean;
}

/** What one read, or all reads of a statement, depend on. */
export interface Inputs {
  readonly edges: readonly Dependence[];
  readonly outside: readonly OutsideRead[];
}

export interface Dependences {
  /** By unit, one edge for each pair and kind. */
  into(unit: number): Inputs;
  /** The same for the reads in one part of a statement. */
  ofPart(unit: number, part: SyntaxNode): Inputs;
  outOf(unit: number): readonly Dependence[];
  /** Properties that the unit writes. */
  writtenBy(unit: number): readonly PropertyWritten[];
}

const LONGEST_LABEL = 40;

/** @returns the object whose method a call calls, if it calls one, and its arguments */
export function handedParts(call: SyntaxNode): readonly SyntaxNode[] {
  const callee = childOf(call, 'function');
  const object = callee === null || !isLink(callee) ? null : childOf(callee, 'object');
  const list = childOf(call, 'arguments');
  const args = list === null ? [] : namedChildren(list).filter(({ type }) => type !== 'comment');
  return object === null ? args : [object, ...args];
}

/** Units that control can come to after each unit; computed for those that are asked for. */
function reachability({ units, control }: StatementFlow): (from: number) => Uint8Array {
  const next: number[][] = units.map(() => []);
  for (const { from, to } of control) next[from]?.push(to);
  const known = new Map<number, Uint8Array>();
  return (from) => {
    const found = known.get(from);
    if (found !== undefined) return found;
    const seen = new Uint8Array(units.length);
    const queue = [...(next[from] ?? [])];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (seen[at] === 1) continue;
      seen[at] = 1;
      queue.push(...(next[at] ?? []));
    }
    known.set(from, seen);
    return seen;
  };
}

/** Collects edges into one unit, each pair and kind once. */
class Edges {
  readonly list: Dependence[] = [];
  private readonly known = new Map<string, number>();

  add(edge: Dependence): void {
    if (edge.from === edge.to) return;
    const key = `${edge.kind} ${edge.from} ${edge.to}`;
    const at = this.known.get(key);
    if (at === undefined) {
      this.known.set(key, this.list.push(edge) - 1);
      return;
    }
    const before = this.list[at] as Dependence;
    if (before.may && !edge.may) this.list[at] = { ...before, may: false };
  }
}

class FlowDependences implements Dependences {
  private readonly flow: StatementFlow;
  private readonly effects: CallEffects;
  private readonly plain: readonly (readonly Dependence[])[];
  private readonly known = new Map<number, Inputs>();
  private readonly reach: (from: number) => Uint8Array;
  private readonly owners: ReadonlyMap<SyntaxNode, number>;
  private objects: ObjectUses | null = null;
  private inverse: (readonly Dependence[])[] | null = null;

  constructor(flow: StatementFlow, effects: CallEffects) {
    this.flow = flow;
    this.effects = effects;
    const { data, depends } = flow;
    const plain: Dependence[][] = flow.units.map(() => []);
    for (const edge of data) plain[edge.to]?.push({ ...edge, kind: 'data' });
    for (const edge of depends) plain[edge.to]?.push({ ...edge, kind: 'control' });
    this.plain = plain;
    this.reach = reachability(flow);
    this.owners = new Map(flow.units.map((unit) => [unit.syntax, unit.index]));
  }

  into(unit: number): Inputs {
    const before = this.known.get(unit);
    if (before !== undefined) return before;
    const edges = new Edges();
    for (const edge of this.plain[unit] ?? []) edges.add(edge);
    const outside: OutsideRead[] = [];
    const syntax = this.syntaxOf(unit);
    if (syntax !== null)
      for (const link of this.linksIn(unit, syntax)) this.linkInto(unit, link, edges, outside);
    this.objectsInto(unit, null, edges);
    const made = { edges: edges.list, outside };
    this.known.set(unit, made);
    return made;
  }

  ofPart(unit: number, part: SyntaxNode): Inputs {
    const { body, units } = this.flow;
    const edges = new Edges();
    const outside: OutsideRead[] = [];
    for (const edge of this.plain[unit] ?? []) if (edge.kind === 'control') edges.add(edge);
    walkSyntax(part, (node) => {
      if (isFunctionNode(node)) return false;
      if (!isName(node)) return true;
      for (const { write, may } of reachingSources(body, node)) {
        const from =
          units.find(({ kind, syntax }) => kind === 'outside' && syntax === write) ??
          this.flow.unitAt(write);
        const label = this.labelOf(node);
        if (from !== null) edges.add({ from: from.index, to: unit, label, may, kind: 'data' });
      }
      return true;
    });
    for (const link of this.linksIn(unit, part)) this.linkInto(unit, link, edges, outside);
    this.objectsInto(unit, part, edges);
    return { edges: edges.list, outside };
  }

  outOf(unit: number): readonly Dependence[] {
    if (this.inverse === null) {
      const inverse: Dependence[][] = this.flow.units.map(() => []);
      for (const { index } of this.flow.units)
        for (const edge of this.into(index).edges) inverse[edge.from]?.push(edge);
      this.inverse = inverse;
    }
    return this.inverse[unit] ?? [];
  }

  writtenBy(unit: number): readonly PropertyWritten[] {
    const syntax = this.syntaxOf(unit);
    const { scopes } = this.flow.body;
    const found = new Map<string, PropertyWritten>();
    if (syntax !== null)
      this.walk(unit, syntax, (node) => {
        const link = writtenLink(node);
        const name = link === null ? null : keyOfLink(link, scopes.tree.text);
        if (link === null || name === null) return;
        found.set(name, { name, isOfThis: pathOf(scopes, link).base === 'this' });
      });
    return [...found.values()];
  }

  private syntaxOf(unit: number): SyntaxNode | null {
    const there = this.flow.units[unit];
    return there?.kind === 'statement' || there?.kind === 'condition' ? there.syntax : null;
  }

  /** Nodes of a statement that run in this function. */
  private walk(unit: number, part: SyntaxNode, visit: (node: SyntaxNode) => void): void {
    walkSyntax(part, (node) => {
      const owner = this.owners.get(node);
      if (owner !== undefined && owner !== unit) return false;
      if (node !== part && isFunctionNode(node)) return false;
      visit(node);
      return true;
    });
  }

  private linksIn(unit: number, part: SyntaxNode): readonly SyntaxNode[] {
    const links: SyntaxNode[] = [];
    this.walk(unit, part, (node) => {
      if (isLink(node)) links.push(node);
    });
    return links;
  }

  /** What the read of a property depends on. */
  private linkInto(unit: number, link: SyntaxNode, edges: Edges, outside: OutsideRead[]): void {
    const { body } = this.flow;
    const name = keyOfLink(link, body.scopes.tree.text);
    const { base } = pathOf(body.scopes, link);
    const mayWrite = (call: SyntaxNode, key: Key): boolean =>
      this.effects.mayWrite(call, key) ||
      this.handedTo(call, base).some((part) => this.effects.mayChange(call, part, key));
    const { definitions, calls, fromOutside } = reaching(body, link, { mayWrite });
    const label = this.labelOf(link);
    for (const { write, must } of definitions) {
      const from = this.flow.unitAt(write);
      if (from !== null) edges.add({ from: from.index, to: unit, label, may: !must, kind: 'data' });
    }
    for (const call of calls) {
      const from = this.flow.unitAt(call);
      if (from !== null) edges.add({ from: from.index, to: unit, label, may: true, kind: 'data' });
    }
    // Which functions a called method may be is said by the call graph.
    const isCallee = link.parent?.type === 'call_expression' && link.field === 'function';
    if (name === null || !fromOutside || isCallee) return;
    outside.push({ name, isOfThis: pathOf(body.scopes, link).base === 'this', calls });
  }

  /** Parts of a call that hand on what stands in a variable, or `this`, or what is below it. */
  private handedTo(call: SyntaxNode, base: AccessPath['base']): readonly SyntaxNode[] {
    if (base === null) return [];
    return handedParts(call).filter((part) => pathOf(this.flow.body.scopes, part).base === base);
  }

  private labelOf({ start, end }: SyntaxNode): string {
    const words = this.flow.body.scopes.tree.text.slice(start, end).replace(/\s+/gu, '');
    return words.length > LONGEST_LABEL ? `${words.slice(0, LONGEST_LABEL - 1)}…` : words;
  }

  /** What changed the objects that a statement, or one part of it, uses whole. */
  private objectsInto(unit: number, part: SyntaxNode | null, edges: Edges): void {
    this.objects ??= objectUsesOf(
      this.flow,
      (call, handed) =>
        this.effects.mayWrite(call, null) || this.effects.mayChange(call, handed, null),
    );
    for (const { path, node, isInClosure } of this.objects.uses.get(unit) ?? []) {
      if (part !== null && (node.start < part.start || node.end > part.end)) continue;
      for (const change of this.objects.changes) {
        if (change.unit === unit || this.reach(change.unit)[unit] !== 1) continue;
        const isBelow = isAbove(path, change.path);
        const isSame = isBelow && change.path.keys.length === path.keys.length;
        const isAffected =
          change.what === 'write'
            ? isBelow && (!isSame || isInClosure)
            : isBelow || ((change.what === 'below' || isInClosure) && isAbove(change.path, path));
        if (!isAffected) continue;
        const { base, keys } = path;
        const name = base === null || base === 'this' ? 'this' : base.name;
        const label = [name, ...keys.map((key) => key ?? '[]'), '…'].join('.');
        edges.add({ from: change.unit, to: unit, label, may: true, kind: 'data' });
      }
    }
  }
}

/** @returns edges by unit, found as they are asked for */
export function dependencesOf(flow: StatementFlow, effects: CallEffects): Dependences {
  return new FlowDependences(flow, effects);
}
