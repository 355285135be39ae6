/**
 * Slices across functions, statement by statement: all that a place may depend on (back), or all that may depend on it
 * (forward), by data, by control or by both. Calls are followed as far as the call string is long: with 0 the slice stays
 * in its function. Object contents that travel between functions by property are not followed.
 * @see Horwitz, Reps, Binkley, Interprocedural Slicing Using Dependence Graphs, 1990
 */
import { extentOf } from '../statement/unit.ts';
import { Selection } from './hit.ts';
import type { Hit, HitEdge } from './hit.ts';
import type { Place } from './place.ts';
import type { OpenFile, Sources } from './sources.ts';
import { Stepper } from './step.ts';
import type { SliceBy, SliceDirection, State } from './step.ts';
import type { StatementFlow, Unit } from '../statement/flow.ts';

export interface SliceOptions {
  readonly direction: SliceDirection;
  /** Default: both. */
  readonly by?: SliceBy;
  /** How many calls deep, each way; default 1. */
  readonly depth?: number;
}

const MOST_STATES = 20_000;

/** @returns the row of one statement */
export function unitHit(file: OpenFile, flow: StatementFlow, unit: Unit, distance: number): Hit {
  const { fn, scopes } = flow.body;
  const isEntry = unit.kind === 'entry';
  const { start, end } = isEntry ? unit.syntax : extentOf(unit.syntax);
  return {
    id: isEntry ? fn.id : scopes.nodeId(unit.syntax),
    kind: isEntry ? 'function' : unit.kind === 'condition' ? 'condition' : 'statement',
    file: file.path,
    line: unit.line,
    endLine: isEntry ? file.lineAt(start) : file.lineAt(Math.max(start, end - 1)),
    name: fn.name,
    text: unit.text,
    facts: { distance },
  };
}

/** The units that a place stands for; of a whole function: its returns, or its entry. */
export function startUnits(
  sources: Sources,
  place: Place,
  direction: SliceDirection,
): readonly Unit[] {
  const flow = sources.flow(place.functionId);
  if (flow === null) return [];
  const unit = place.node === null ? null : flow.unitAt(place.node);
  if (unit !== null) return [unit];
  if (direction === 'forward') return flow.units.slice(0, 1);
  const returns = flow.units.filter(
    ({ kind, syntax }) =>
      kind === 'statement' &&
      (syntax.type === 'return_statement' || syntax.parent?.type === 'arrow_function'),
  );
  return returns.length > 0 ? returns : flow.units.slice(0, 1);
}

const keyOf = ({ functionId, unit, calls, up, cameFrom = '' }: State): string =>
  `${functionId}|${unit}|${up}|${cameFrom}|${calls.map((site) => `${site.functionId}:${site.unit}`).join('>')}`;

/** @returns statements in order of distance and source, and the dependences between them, from cause to effect */
export function sliceFrom(sources: Sources, place: Place, options: SliceOptions): Selection {
  const { direction, by = 'both', depth = 1 } = options;
  const stepper = new Stepper(sources, by, depth);
  const rows = new Map<string, Hit>();
  const edges = new Map<string, HitEdge>();
  const seen = new Set<string>();
  const queue: { readonly state: State; readonly distance: number }[] = [];
  const rowOf = ({ functionId, unit }: State, distance: number): Hit | null => {
    const key = `${functionId}|${unit}`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const flow = sources.flow(functionId);
    const file = sources.open(flow?.body.scopes.tree.path ?? '');
    const there = flow?.units[unit];
    if (flow === null || file === null || there === undefined) return null;
    const row = unitHit(file, flow, there, distance);
    rows.set(key, row);
    return row;
  };
  const arrive = (state: State, distance: number): void => {
    const key = keyOf(state);
    if (seen.has(key) || seen.size >= MOST_STATES) return;
    seen.add(key);
    queue.push({ state, distance });
  };
  for (const unit of startUnits(sources, place, direction))
    arrive({ functionId: place.functionId, unit: unit.index, calls: [], up: 0 }, 0);
  for (const { state, distance } of queue) {
    const here = rowOf(state, distance);
    if (here === null) continue;
    for (const { to, kind, label } of stepper.steps(state, direction)) {
      const there = rowOf(to, distance + 1);
      if (there === null) continue;
      const [from, end] = direction === 'back' ? [there, here] : [here, there];
      edges.set(`${from.id} ${end.id} ${kind}`, { from: from.id, to: end.id, kind, label });
      arrive(to, distance + 1);
    }
  }
  const notes = seen.size >= MOST_STATES ? [`cut off after ${MOST_STATES} steps`] : [];
  return new Selection(inSourceOrder([...rows.values()]), [...edges.values()], notes);
}

function inSourceOrder(hits: readonly Hit[]): readonly Hit[] {
  const unique = [...new Map(hits.map((hit) => [hit.id, hit])).values()];
  return unique.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
