/**
 * The steps that a slice takes from one statement: to statements of the same function that it depends on (or that depend
 * on it), into functions that it calls, and out to where its function is called. A call string says through which call a
 * function was entered, so that the way out leads back to the same call.
 */
import type { CallEdge } from '../project/link/call.ts';
import { dependencesOf } from '../statement/dependence.ts';
import type { StatementFlow, Unit } from '../statement/flow.ts';
import type { Sources } from './sources.ts';

export type SliceBy = 'data' | 'control' | 'both';
export type SliceDirection = 'back' | 'forward';

/** Calls that are less certain are not followed: a name that many methods share. */
const LEAST_CONFIDENCE = 0.2;

export interface Site {
  readonly functionId: string;
  readonly unit: number;
}

/** A statement, and how the walk came into its function. */
export interface State extends Site {
  /** Calls entered and not left yet, innermost last. */
  readonly calls: readonly Site[];
  /** How often the walk left a function that it had not entered. */
  readonly up: number;
  /** A call that the walk came out of: what goes in and what comes out of one call are two things. */
  readonly cameFrom?: string;
}

export interface Step {
  readonly to: State;
  readonly kind: 'data' | 'control' | 'call' | 'return';
  readonly label: string;
}

/** Call sites of a function, by the statement that they stand in. */
type Sites = ReadonlyMap<number, readonly CallEdge[]>;

export class Stepper {
  private readonly sources: Sources;
  private readonly by: SliceBy;
  private readonly depth: number;
  private readonly sites = new Map<string, Sites>();

  constructor(sources: Sources, by: SliceBy, depth: number) {
    this.sources = sources;
    this.by = by;
    this.depth = depth;
  }

  steps(state: State, direction: SliceDirection): readonly Step[] {
    const flow = this.sources.flow(state.functionId);
    const unit = flow?.units[state.unit];
    if (flow === null || unit === undefined) return [];
    return direction === 'back' ? this.back(flow, unit, state) : this.forward(flow, unit, state);
  }

  private back(flow: StatementFlow, unit: Unit, state: State): readonly Step[] {
    const steps: Step[] = [];
    let isDecided = false;
    for (const { from, kind, label } of dependencesOf(flow).into[unit.index] ?? []) {
      isDecided ||= kind === 'control';
      if (this.by !== 'both' && kind !== this.by) continue;
      const to = this.inside(flow, from, state);
      if (to !== null) steps.push({ to, kind, label });
    }
    if (unit.kind === 'entry') return [...steps, ...this.leave(state, 'call')];
    // What nothing in the function decides runs because the function does.
    if (!isDecided && this.by !== 'data')
      steps.push({ to: { ...state, unit: 0, cameFrom: '' }, kind: 'control', label: 'called' });
    if (this.by !== 'control') steps.push(...this.enter(flow, unit, state, 'return'));
    return steps;
  }

  private forward(flow: StatementFlow, unit: Unit, state: State): readonly Step[] {
    const steps: Step[] = [];
    for (const { to: next, kind, label } of dependencesOf(flow).outOf[unit.index] ?? []) {
      if (this.by !== 'both' && kind !== this.by) continue;
      const to = this.inside(flow, next, state);
      if (to !== null) steps.push({ to, kind, label });
    }
    if (isReturn(unit) && this.by !== 'control') steps.push(...this.leave(state, 'return'));
    if (unit.kind !== 'entry') steps.push(...this.enter(flow, unit, state, 'call'));
    return steps;
  }

  /** A unit of the same function, or the statement of another function that it stands for. */
  private inside(flow: StatementFlow, index: number, state: State): State | null {
    const { functionId, calls, up } = state;
    const unit = flow.units[index];
    if (unit === undefined || unit.kind === 'exit' || unit.kind === 'throw') return null;
    if (unit.kind !== 'outside') return { functionId, unit: index, calls, up };
    const owner = flow.body.scopes.functionOf(unit.syntax);
    const there = this.sources.flow(owner.id)?.unitAt(unit.syntax);
    return there === null || there === undefined
      ? null
      : { functionId: owner.id, unit: there.index, calls: [], up };
  }

  /** Into what the statement calls: to its returns, or to its entry. */
  private enter(
    flow: StatementFlow,
    unit: Unit,
    state: State,
    kind: 'call' | 'return',
  ): readonly Step[] {
    if (state.calls.length >= this.depth) return [];
    const calls = [...state.calls, { functionId: state.functionId, unit: unit.index }];
    const steps: Step[] = [];
    for (const edge of this.sitesOf(flow).get(unit.index) ?? []) {
      const callee = edge.to === state.cameFrom ? null : this.sources.flow(edge.to);
      if (callee === null) continue;
      const goals = kind === 'call' ? callee.units.slice(0, 1) : callee.units.filter(isReturn);
      for (const { index } of goals)
        steps.push({
          to: { functionId: edge.to, unit: index, calls, up: state.up },
          kind,
          label: callee.body.fn.name,
        });
    }
    return steps;
  }

  /** Back to the call that was entered; where none was, to every caller. */
  private leave(state: State, kind: 'call' | 'return'): readonly Step[] {
    const site = state.calls.at(-1);
    const cameFrom = state.functionId;
    const label = this.sources.body(state.functionId)?.fn.name ?? '';
    if (site !== undefined)
      return [
        {
          to: { ...site, calls: state.calls.slice(0, -1), up: state.up, cameFrom },
          kind,
          label,
        },
      ];
    if (state.up >= this.depth) return [];
    return this.sources.graph.callers(state.functionId).flatMap((edge): readonly Step[] => {
      if (edge.confidence < LEAST_CONFIDENCE) return [];
      const flow = this.sources.flow(edge.from);
      if (flow === null) return [];
      return [...this.sitesOf(flow)]
        .filter(([, edges]) => edges.some(({ to }) => to === state.functionId))
        .map(([unit]) => ({
          to: { functionId: edge.from, unit, calls: [], up: state.up + 1, cameFrom },
          kind,
          label,
        }));
    });
  }

  private sitesOf(flow: StatementFlow): Sites {
    const { id } = flow.body.fn;
    const known = this.sites.get(id);
    if (known !== undefined) return known;
    const sites = new Map<number, CallEdge[]>();
    for (const edge of this.sources.graph.callees(id)) {
      if (edge.confidence < LEAST_CONFIDENCE) continue;
      for (const { node } of edge.sites) {
        const syntax = flow.body.scopes.nodeById(node);
        const unit = syntax === null ? null : flow.unitAt(syntax);
        if (unit === null) continue;
        const list = sites.get(unit.index);
        if (list === undefined) sites.set(unit.index, [edge]);
        else if (!list.includes(edge)) list.push(edge);
      }
    }
    this.sites.set(id, sites);
    return sites;
  }
}

function isReturn({ kind, syntax }: Unit): boolean {
  if (kind !== 'statement') return false;
  return syntax.type === 'return_statement' || syntax.parent?.type === 'arrow_function';
}
