/**
 * The machine that lays a control-flow graph down in one walk over the syntax. It keeps a *frontier*, the edges that
 * wait for their target: emitting a node ties the frontier to it and leaves its own `next` edge waiting, so a construct
 * composes by handing frontiers on. What each construct does stands in the tables `statement.ts`, `expression.ts` and
 * `pattern.ts`; their cases are generators that yield the parts to visit, run on an explicit stack: depth of nesting
 * never becomes depth of calls.
 *
 * Jumps know their target and travel outward through frames. A frame with a finalizer stops them and keeps them by
 * target; afterwards the finalizer is laid down once for each target and the jump travels on from there. So code after a
 * `finally` is reached only by the completions that really go there.
 */
import type { SyntaxNode } from '../../syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../../syntax/scope-table.ts';
import { EXCEPTION, FAULT, NEXT, labelCode } from './edge.ts';
import type { EdgeLabel, EdgeList } from './edge.ts';

/** Facts of a node, as bits. */
export const FLAGS = {
  /** Control can leave the activation here and come back: await, yield, the head of `for await`. */
  suspends: 1,
  /** An exception can start here. */
  throws: 2,
  /** A nested function, or a part too broken to look into. */
  opaque: 4,
  /** Reads the variable that this identifier means. */
  reads: 8,
  /** Writes the variable that {@link targetOf} names. */
  writes: 16,
  /** User code of other functions can run here. */
  calls: 32,
  /** An error of the language can start here: see `access/fault.ts`. */
  faults: 64,
  /** User code can run by a hook of the language: accessors, `valueOf`, iterators, traps. */
  hooks: 128,
} as const;

/** An edge that waits for its target: source node and label packed in one number. */
export type Dangling = number;

/** A part to visit; undefined when it was visited at once. */
export type Visit = Step | undefined | void;
export interface Step extends Generator<Visit, void, void> {}
export type Visitor = (flow: FlowBuilder, node: SyntaxNode) => Visit;

/** The problem passed in: how each kind of syntax is laid down. */
export interface FlowTables {
  readonly statement: Visitor;
  readonly expression: Visitor;
  readonly pattern: Visitor;
}

/** A place that jumps go to, and the frame it lives in (null: the function). */
export interface Target {
  readonly owner: Frame | null;
  readonly arrivals: Dangling[];
  readonly isThrow?: true;
}

export interface Frame {
  readonly parent: Frame | null;
  /** Labels written before the statement. */
  readonly labels?: readonly string[];
  readonly onBreak?: Target;
  readonly onContinue?: Target;
  /** True where a `break` without label stops. */
  readonly isBreakable?: boolean;
  readonly onThrow?: Target;
  /** Jumps that a finalizer, or the end of an iteration, holds up, by target. */
  readonly heldUp?: Map<Target, Dangling[]>;
  /** Where an iteration goes on: neither this nor an exception is held up by the end of the iteration. */
  readonly passes?: Target;
}

/** Where exceptions of a try block arrive; what control dependence needs to know of a try. */
export interface Handler {
  readonly tryNode: number;
  readonly entry: number;
  readonly isCatch: boolean;
}

export function dangle(node: number, label: EdgeLabel): Dangling {
  return (node << 5) | labelCode(label);
}

export function labelOf(dangling: Dangling): number {
  return dangling & 31;
}

export class FlowBuilder {
  readonly syntax: SyntaxNode[] = [];
  readonly flags: number[] = [];
  readonly edges: EdgeList = { from: [], to: [], label: [] };
  readonly handlers: Handler[] = [];
  readonly returns: Target = { owner: null, arrivals: [] };
  readonly throws: Target = { owner: null, arrivals: [], isThrow: true };
  /** How many finalizers are being laid down around this point. */
  finalizers = 0;
  /** Labels that belong to the statement about to be visited. */
  pendingLabels: string[] = [];
  frontier: Dangling[] = [];
  private readonly tables: FlowTables;
  readonly scopes: ScopeTable;
  readonly fn: FunctionInfo;
  private current: Frame | null = null;
  private thrown: Dangling[] = this.throws.arrivals;

  constructor(tables: FlowTables, scopes: ScopeTable, fn: FunctionInfo) {
    this.tables = tables;
    this.scopes = scopes;
    this.fn = fn;
  }

  textOf(node: SyntaxNode): string {
    return this.scopes.tree.text.slice(node.start, node.end);
  }

  get frame(): Frame | null {
    return this.current;
  }

  set frame(frame: Frame | null) {
    this.current = frame;
    this.thrown = this.holderOf(this.nearestThrow());
  }

  /** Runs a visit and all that it yields, on a stack of its own. */
  run(visit: Visit): void {
    if (!visit) return;
    const stack: Step[] = [visit];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { done, value } = top.next();
      if (done === true) stack.pop();
      else if (value) stack.push(value);
    }
  }

  execute(node: SyntaxNode): Visit {
    return this.tables.statement(this, node);
  }

  evaluate(node: SyntaxNode): Visit {
    return this.tables.expression(this, node);
  }

  bind(node: SyntaxNode): Visit {
    return this.tables.pattern(this, node);
  }

  /** A node outside the walk: entry and exits. */
  add(node: SyntaxNode, flags = 0): number {
    this.flags.push(flags);
    return this.syntax.push(node) - 1;
  }

  /** Lays a node down after the frontier, which becomes its `next` edge. */
  emit(node: SyntaxNode, flags = 0): number {
    const id = this.add(node, flags);
    this.connect(this.frontier, id);
    this.frontier = [(id << 5) | NEXT];
    if (flags & FLAGS.throws) this.thrown.push((id << 5) | EXCEPTION);
    else if (flags & FLAGS.faults) this.thrown.push((id << 5) | FAULT);
    return id;
  }

  connect(waiting: readonly Dangling[], to: number): void {
    for (const dangling of waiting) {
      this.edges.from.push(dangling >>> 5);
      this.edges.to.push(to);
      this.edges.label.push(dangling & 31);
    }
  }

  /** @returns the frontier, which is empty afterwards: what follows is dead until it is joined again */
  take(): Dangling[] {
    const taken = this.frontier;
    this.frontier = [];
    return taken;
  }

  join(...waiting: (readonly Dangling[])[]): void {
    this.frontier = this.frontier.concat(...waiting);
  }

  /** Sends waiting edges to a target, from the current frame outward; the first finalizer on the way holds them up. */
  send(target: Target, waiting: readonly Dangling[]): void {
    const holder = this.holderOf(target);
    for (const dangling of waiting) holder.push(dangling);
  }

  /** Leaves the path: `return`, `throw`, `break` and `continue` after their node was emitted. */
  jump(target: Target, label: EdgeLabel): void {
    this.send(
      target,
      this.take().map((dangling) => dangle(dangling >>> 5, label)),
    );
  }

  nearestThrow(): Target {
    for (let frame = this.current; frame !== null; frame = frame.parent)
      if (frame.onThrow !== undefined) return frame.onThrow;
    return this.throws;
  }

  private holderOf(target: Target): Dangling[] {
    for (let frame = this.current; frame !== target.owner && frame !== null; frame = frame.parent) {
      if (frame.heldUp === undefined) continue;
      if (frame.passes !== undefined && (target.isThrow || target === frame.passes)) continue;
      let held = frame.heldUp.get(target);
      if (held === undefined) frame.heldUp.set(target, (held = []));
      return held;
    }
    return target.arrivals;
  }
}
