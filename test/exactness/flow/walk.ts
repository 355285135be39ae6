/**
 * A recorded activation as a walk through its control-flow graph. The walk keeps every node at which control can be after
 * what was reported so far; each event moves it along edges of the graph to the node that the event speaks of, past no node
 * that would have reported. Where no edge leads there, the graph lacks one: a miss.
 */
import type { FunctionBody, SyntaxNode } from '../../../code-graph/index.ts';
import { childOf } from '../../../code-graph/index.ts';
import { ENTRY, EXIT, THROW_EXIT } from '../../../code-graph/body/cfg.ts';
import { eachEdge, isImplicit, labelCode } from '../../../code-graph/body/flow/edge.ts';
import type { Value } from '../../../protocol/event.ts';
import { mayEndEarly, writingOutcome } from './place.ts';
import type { Place } from './place.ts';

/** Edges of one way, newest last. */
interface Trail {
  readonly before: Trail | null;
  readonly edges: readonly (readonly [from: number, to: number, label: number])[];
}

interface State {
  readonly node: number;
  /** Labels that can be taken from here, as bits. */
  readonly mask: number;
  readonly trail: Trail | null;
}

const bit = (...labels: readonly Parameters<typeof labelCode>[0][]): number =>
  labels.reduce((mask, label) => mask | (1 << labelCode(label)), 0);

const ANY = -1;
/** What a value can be asked for. */
const DECIDING = bit('true', 'false', 'nullish', 'present');
const COMPLETED = ANY & ~bit('exception', 'fault', 'cancel');

/** @returns what a recorded value is where a condition asks; null where it is not known */
export function truthOf(
  value: Value,
): { readonly truth: boolean; readonly nullish: boolean } | null {
  const nullish = value.kind === 'undefined' || value.kind === 'null';
  switch (value.kind) {
    case 'omitted':
      return null;
    case 'undefined':
    case 'null':
      return { truth: false, nullish };
    case 'boolean':
      return { truth: value.value, nullish };
    case 'number':
      return { truth: value.value !== 0 && !Number.isNaN(value.value), nullish };
    case 'bigint':
      return { truth: !/^-?0n?$/u.test(value.text), nullish };
    case 'string':
      return { truth: value.length > 0, nullish };
    default:
      return { truth: true, nullish };
  }
}

/** @returns the labels that can be taken after a node came to this value */
export function maskOf(value: Value | null): number {
  const known = value === null ? null : truthOf(value);
  if (known === null) return COMPLETED;
  const { truth, nullish } = known;
  const not = truth ? bit('false', 'nullish', 'undefined') : bit('true');
  const nor = nullish ? bit('present', 'true', 'defined') : bit('nullish', 'undefined');
  return COMPLETED & ~not & ~nor;
}

/** Whether an odd number of `!` stands between a condition and the operand that decided it. */
function isFlipped(leaf: SyntaxNode, whole: SyntaxNode): boolean {
  let flips = 0;
  for (let at = leaf; at !== whole && at.parent !== null; at = at.parent)
    if (at.parent.type === 'unary_expression' && childOf(at.parent, 'operator')?.type === '!')
      flips += 1;
  return flips % 2 === 1;
}

function maskInside(leaf: SyntaxNode, whole: SyntaxNode, value: Value | null): number {
  const known = value === null ? null : truthOf(value);
  if (known === null) return COMPLETED;
  const truth = known.truth !== isFlipped(leaf, whole);
  return COMPLETED & ~(truth ? bit('false', 'nullish') : bit('true'));
}

const contains = (outer: SyntaxNode, inner: SyntaxNode): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;

export class FrameWalk {
  readonly body: FunctionBody;
  private readonly stops: Uint8Array;
  private states: readonly State[] = [{ node: ENTRY, mask: ANY, trail: null }];
  /** Where the walk was when it last failed. */
  private lost: readonly number[] = [];
  private readonly onEdge: (from: number, to: number, label: number) => void;

  constructor(
    body: FunctionBody,
    stops: Uint8Array,
    onEdge: (from: number, to: number, label: number) => void,
  ) {
    this.body = body;
    this.stops = stops;
    this.onEdge = onEdge;
  }

  /** Where control may be. */
  nodes(): readonly number[] {
    return this.states.map(({ node }) => node);
  }

  /** Where control was before the step that failed. */
  before(): readonly number[] {
    return this.lost;
  }

  /** @returns false where no edge leads from where the walk is to what the event speaks of */
  step(place: Place, value: Value | null): boolean {
    const found = place.role === 'inside' ? this.inside(place, value) : this.onto(place, value);
    if (found.length === 0) {
      this.lost = this.nodes();
      const at = place.nodes.length > 0 ? place.nodes : [...this.body.cfg.syntax.keys()];
      const near = place.role === 'inside' ? this.leavesIn(place.syntax) : at;
      this.states = near.map((node) => ({ node, mask: COMPLETED, trail: null }));
      return false;
    }
    this.settle(found);
    return true;
  }

  /** @returns false where no edge leads to one of these ends */
  end(goals: readonly number[]): boolean {
    const found = this.advance(new Set(goals), new Set());
    if (found.length === 0) {
      this.lost = this.nodes();
      return false;
    }
    this.settle(found.slice(0, 1));
    return true;
  }

  private leavesIn(whole: SyntaxNode): readonly number[] {
    return [...this.body.cfg.syntax.keys()].filter(
      (node) => node > THROW_EXIT && contains(whole, this.body.cfg.syntax[node] as SyntaxNode),
    );
  }

  private inside({ syntax }: Place, value: Value | null): readonly State[] {
    const { cfg } = this.body;
    const within = (node: number): boolean =>
      node > THROW_EXIT && contains(syntax, cfg.syntax[node] as SyntaxNode);
    const narrowed = (state: State): State => ({
      ...state,
      mask: state.mask & maskInside(cfg.syntax[state.node] as SyntaxNode, syntax, value),
    });
    const here = this.states.filter(({ node }) => within(node)).map(narrowed);
    const leaves = this.leavesIn(syntax).filter((node) => this.stops[node] === 0);
    const there = this.advance(new Set(), new Set(leaves)).map(narrowed);
    return [...here, ...there];
  }

  private onto({ syntax, nodes }: Place, value: Value | null): readonly State[] {
    const goals = new Set(nodes);
    const mask = maskOf(value);
    const found: State[] = this.states
      .filter(({ node }) => goals.has(node))
      .map((state) => ({ ...state, mask: state.mask & mask }));
    const skip = this.skipOf(syntax);
    const early =
      skip === null ? [] : this.leavesIn(skip.within).filter((node) => this.has(node, skip.mask));
    for (const state of this.advance(goals, new Set(early.filter((n) => this.stops[n] === 0)))) {
      const isSkip = !goals.has(state.node);
      found.push({ ...state, mask: isSkip && skip !== null ? skip.mask : mask });
    }
    if (skip !== null)
      for (const state of this.states)
        if (early.includes(state.node) && (state.mask & skip.mask) !== 0)
          found.push({ ...state, mask: state.mask & skip.mask });
    return found;
  }

  /** How the place can report without having been evaluated itself. */
  private skipOf(
    syntax: SyntaxNode,
  ): { readonly within: SyntaxNode; readonly mask: number } | null {
    if (mayEndEarly(syntax)) return { within: syntax, mask: bit('nullish') };
    const outcome = writingOutcome(syntax);
    const target = childOf(syntax, 'left');
    if (outcome === null || target === null) return null;
    return { within: target, mask: DECIDING & ~bit(outcome) };
  }

  private has(node: number, mask: number): boolean {
    let found = false;
    eachEdge(this.body.cfg.succ, node, (_, label) => (found ||= (mask & (1 << label)) !== 0));
    return found;
  }

  /** One state a node: ways that come to the same place are one; a single state is what really happened. */
  private settle(found: readonly State[]): void {
    const byNode = new Map<number, State>();
    for (const state of found) {
      const known = byNode.get(state.node);
      byNode.set(
        state.node,
        known === undefined ? state : { ...known, mask: known.mask | state.mask },
      );
    }
    const states = [...byNode.values()];
    if (states.length === 1 || states.some(({ trail }) => depthOf(trail) > 50)) {
      if (states.length === 1) this.report((states[0] as State).trail);
      this.states = states.map((state) => ({ ...state, trail: null }));
    } else this.states = states;
  }

  private report(trail: Trail | null): void {
    for (let at = trail; at !== null; at = at.before)
      for (const [from, to, label] of at.edges) this.onEdge(from, to, label);
  }

  /**
   * Walks on from all states to nodes of `goals`, which complete, or `passed`, which report nothing themselves. A node that
   * would have reported and did not can only have thrown.
   */
  private advance(goals: ReadonlySet<number>, passed: ReadonlySet<number>): readonly State[] {
    const { succ } = this.body.cfg;
    const found: State[] = [];
    for (const state of this.states) {
      const cameFrom = new Map<number, readonly [number, number, number]>();
      const stack: number[] = [];
      const arrive = (from: number, to: number, label: number): void => {
        if (cameFrom.has(to)) return;
        cameFrom.set(to, [from, to, label]);
        if (goals.has(to) || passed.has(to)) found.push(this.stateAt(state, to, cameFrom));
        if (to !== EXIT && to !== THROW_EXIT) stack.push(to);
      };
      eachEdge(succ, state.node, (to, label) => {
        if ((state.mask & (1 << label)) !== 0) arrive(state.node, to, label);
      });
      for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
        const at = node;
        eachEdge(succ, at, (to, label) => {
          if (this.stops[at] === 0 || isImplicit(label)) arrive(at, to, label);
        });
      }
    }
    return found;
  }

  private stateAt(
    start: State,
    node: number,
    cameFrom: ReadonlyMap<number, readonly [number, number, number]>,
  ): State {
    const edges: (readonly [number, number, number])[] = [];
    for (let edge = cameFrom.get(node); edge !== undefined;) {
      edges.push(edge);
      edge = edge[0] === start.node ? undefined : cameFrom.get(edge[0]);
    }
    return { node, mask: COMPLETED, trail: { before: start.trail, edges } };
  }
}

function depthOf(trail: Trail | null): number {
  let depth = 0;
  for (let at = trail; at !== null && depth <= 50; at = at.before) depth += 1;
  return depth;
}
