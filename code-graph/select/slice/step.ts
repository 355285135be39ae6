/**
 * The steps that a slice takes from one statement: to statements of the same function that it depends on (or that depend
 * on it), into functions that it calls, and out to where its function is called. What was entered through a call is left
 * through the same call, and there nothing is left to do: all that the call depends on was taken when it was entered. So of a
 * call string only its length counts. A property that comes from outside of the function is followed to the functions that
 * write it: those that are called in between, and, one call of the depth each, others.
 */
import type { OutsideRead, PropertyWritten } from '../../statement/dependence.ts';
import type { StatementFlow, Unit } from '../../statement/flow.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import type { Sources } from '../sources.ts';
import { LEAST_CONFIDENCE } from './effect.ts';
import { isReturn, linksOf } from './link.ts';
import type { Links } from './link.ts';

export type SliceBy = 'data' | 'control' | 'both';
export type SliceDirection = 'back' | 'forward';

export interface Site {
  readonly functionId: string;
  readonly unit: number;
}

/** A statement, and how the walk came into its function. */
export interface State extends Site {
  /** Calls entered and not left. */
  readonly entered: number;
  /** How often the walk left a function that it had not entered. */
  readonly up: number;
  /** It came by the name of a property: it stays in the function, as nothing says who called it. */
  readonly isByName: boolean;
  /** The function that the walk came out of: what goes in and what comes out of one call are two things. */
  readonly cameFrom?: string;
  /** What of the statement is asked about; absent: all of it. */
  readonly part?: SyntaxNode;
}

export interface Step {
  readonly to: State;
  readonly kind: 'data' | 'control' | 'call' | 'return';
  readonly label: string;
}

/** A property that so many places write says nothing about any of them. */
const MOST_PLACES = 16;

/** @returns whether all that can be reached from the other state can be reached from this one of the same statement */
export function covers(one: State, other: State): boolean {
  return (
    one.part === undefined &&
    one.entered <= other.entered &&
    one.up <= other.up &&
    (!one.isByName || other.isByName) &&
    (one.cameFrom === undefined || one.cameFrom === other.cameFrom)
  );
}

export class Stepper {
  /** Properties that too many places access to be followed, and how many. */
  readonly skipped = new Map<string, number>();
  private readonly sources: Sources;
  private readonly links: Links;
  private readonly by: SliceBy;
  private readonly depth: number;
  /** By function: the calls through which it was entered. */
  private readonly entrances = new Map<string, Site[]>();

  constructor(sources: Sources, by: SliceBy, depth: number) {
    this.sources = sources;
    this.links = linksOf(sources);
    this.by = by;
    this.depth = depth;
  }

  steps(state: State, direction: SliceDirection): readonly Step[] {
    const flow = this.sources.flow(state.functionId);
    const unit = flow?.units[state.unit];
    if (flow === null || unit === undefined) return [];
    return direction === 'back' ? this.back(flow, unit, state) : this.forward(flow, unit, state);
  }

  /** Calls through which a function was entered, to the places where it is left again: no steps, but edges. */
  entrancesOf(functionId: string): readonly Site[] {
    return this.entrances.get(functionId) ?? [];
  }

  private back(flow: StatementFlow, unit: Unit, state: State): readonly Step[] {
    const steps: Step[] = [];
    const all = this.links.dependences(flow);
    const { part } = state;
    const { edges, outside } =
      part === undefined ? all.into(unit.index) : all.ofPart(unit.index, part);
    let isDecided = false;
    for (const { from, kind, label } of edges) {
      isDecided ||= kind === 'control';
      if (this.by !== 'both' && kind !== this.by) continue;
      const to = this.inside(flow, from, state);
      if (to !== null) steps.push({ to, kind, label });
    }
    if (unit.kind === 'entry') return [...steps, ...this.leave(state, 'call')];
    // What nothing in the function decides runs because the function does.
    if (!isDecided && this.by !== 'data')
      steps.push({ to: at(state, 0), kind: 'control', label: 'called' });
    if (this.by === 'control') return steps;
    for (const read of outside)
      steps.push(...this.intoWriters(flow, read, state), ...this.across(read, 'write', state));
    if (part === undefined) steps.push(...this.enter(flow, unit, state, 'return'));
    return steps;
  }

  private forward(flow: StatementFlow, unit: Unit, state: State): readonly Step[] {
    const steps: Step[] = [];
    const dependences = this.links.dependences(flow);
    for (const { to: next, kind, label } of dependences.outOf(unit.index)) {
      if (this.by !== 'both' && kind !== this.by) continue;
      const to = this.inside(flow, next, state);
      if (to !== null) steps.push({ to, kind, label });
    }
    if (this.by !== 'control') {
      if (isReturn(unit)) steps.push(...this.leave(state, 'return'));
      for (const written of dependences.writtenBy(unit.index))
        steps.push(...this.across(written, 'read', state));
    }
    if (unit.kind !== 'entry') steps.push(...this.enter(flow, unit, state, 'call'));
    return steps;
  }

  /** A unit of the same function, or the statement of another function that it stands for. */
  private inside(flow: StatementFlow, index: number, state: State): State | null {
    const unit = flow.units[index];
    if (unit === undefined || unit.kind === 'exit' || unit.kind === 'throw') return null;
    if (unit.kind !== 'outside') return at(state, index);
    const owner = flow.body.scopes.functionOf(unit.syntax);
    const there = this.sources.flow(owner.id)?.unitAt(unit.syntax);
    return there === null || there === undefined
      ? null
      : { ...at(state, there.index), functionId: owner.id, entered: 0 };
  }

  /** Into what the statement calls: to its returns, or to its entry. */
  private enter(
    flow: StatementFlow,
    unit: Unit,
    state: State,
    kind: 'call' | 'return',
  ): readonly Step[] {
    if (state.entered >= this.depth || state.isByName) return [];
    const steps: Step[] = [];
    for (const { to } of this.links.callsIn(flow).byUnit.get(unit.index) ?? []) {
      const callee = to === state.cameFrom ? null : this.sources.flow(to);
      if (callee === null) continue;
      this.rememberEntrance(to, state);
      const goals = kind === 'call' ? callee.units.slice(0, 1) : this.links.returnsOf(callee);
      const label = callee.body.fn.name;
      for (const { index } of goals)
        steps.push({
          to: { ...at(state, index), functionId: to, entered: state.entered + 1 },
          kind,
          label,
        });
    }
    return steps;
  }

  private rememberEntrance(functionId: string, { functionId: from, unit }: Site): void {
    const sites = this.entrances.get(functionId);
    if (sites === undefined) this.entrances.set(functionId, [{ functionId: from, unit }]);
    else if (!sites.some((one) => one.functionId === from && one.unit === unit))
      sites.push({ functionId: from, unit });
  }

  /** Into the calls that may write a property, and to the statements that write it. */
  private intoWriters(
    flow: StatementFlow,
    { name, calls }: OutsideRead,
    state: State,
  ): readonly Step[] {
    const { byNode } = this.links.callsIn(flow);
    return calls.flatMap((call) => {
      const unit = flow.unitAt(call)?.index;
      if (unit === undefined) return [];
      const from = at(state, unit);
      return (byNode.get(call) ?? []).flatMap(({ to }) => this.writersBelow(to, name, from));
    });
  }

  /** Writes of the property in a function and in what it calls, with the calls on the way. */
  private writersBelow(functionId: string, name: string, from: State): readonly Step[] {
    const entered = from.entered + 1;
    const { effects } = this.links;
    if (entered > this.depth) return [];
    if (!effects.mayWrite(functionId, name) && !effects.parameters.mayChange(functionId, name))
      return [];
    const flow = this.sources.flow(functionId);
    if (flow === null) return [];
    this.rememberEntrance(functionId, from);
    const step = (unit: number): Step => ({
      to: { ...from, functionId, unit, entered },
      kind: 'data',
      label: `.${name}`,
    });
    const own = this.links.writersIn(flow, name).map(step);
    for (const [unit, edges] of this.links.callsIn(flow).byUnit) {
      const below = edges.flatMap(({ to }) =>
        to === functionId ? [] : this.writersBelow(to, name, step(unit).to),
      );
      if (below.length > 0) own.push(step(unit), ...below);
    }
    return own;
  }

  /** To other functions that write (or read) a property of that name, whoever calls them. */
  private across(
    { name, isOfThis }: PropertyWritten,
    op: 'read' | 'write',
    state: State,
  ): readonly Step[] {
    if (state.up >= this.depth || state.isByName) return [];
    const { list, more } = this.links.places(name, op);
    const { effects } = this.links;
    const places = list.filter(
      (place) =>
        place.functionId !== state.functionId &&
        (!isOfThis || !place.isOfThis || effects.mayShareThis(state.functionId, place.functionId)),
    );
    if (places.length + more > MOST_PLACES) {
      this.skipped.set(name, places.length + more);
      return [];
    }
    return places.map(({ functionId, unit }) => ({
      to: { functionId, unit, entered: 0, up: state.up + 1, isByName: true },
      kind: 'data',
      label: `.${name}`,
    }));
  }

  /** To every caller; what was entered is left to where it was entered, which is an edge and no step. */
  private leave(state: State, kind: 'call' | 'return'): readonly Step[] {
    if (state.entered > 0 || state.up >= this.depth || state.isByName) return [];
    const cameFrom = state.functionId;
    const label = this.sources.body(state.functionId)?.fn.name ?? '';
    return this.sources.graph.callers(state.functionId).flatMap((edge): readonly Step[] => {
      if (edge.confidence < LEAST_CONFIDENCE) return [];
      const flow = this.sources.flow(edge.from);
      if (flow === null) return [];
      return [...this.links.callsIn(flow).byUnit]
        .filter(([, edges]) => edges.some(({ to }) => to === state.functionId))
        .map(([unit]) => ({
          to: {
            functionId: edge.from,
            unit,
            entered: 0,
            up: state.up + 1,
            isByName: false,
            cameFrom,
          },
          kind,
          label,
        }));
    });
  }
}

/** The whole of another statement of the same function. */
function at({ functionId, entered, up, isByName }: State, unit: number): State {
  return { functionId, unit, entered, up, isByName };
}
