/**
 * Slices across functions, statement by statement: all that a place may depend on (back), or all that may depend on it
 * (forward), by data, by control or by both. Calls are followed as far as the call string is long: with 0 the slice stays
 * in its function. What a property holds is followed to where its access path is written, in the function and, by name, in
 * others. A name in a line stands for that name alone, where it is read.
 * @see Horwitz, Reps, Binkley, Interprocedural Slicing Using Dependence Graphs, 1990
 */
import { FLAGS } from '../../body/cfg.ts';
import { isLink } from '../../body/access/path.ts';
import { writtenLink } from '../../body/access/property-write.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { extentOf } from '../../statement/unit.ts';
import { Selection } from '../hit.ts';
import type { Hit, HitEdge } from '../hit.ts';
import type { Place } from '../place.ts';
import { shownName } from '../row.ts';
import type { OpenFile, Sources } from '../sources.ts';
import { isReturn } from './link.ts';
import { Stepper, covers } from './step.ts';
import type { Site, SliceBy, SliceDirection, State } from './step.ts';
import type { StatementFlow, Unit } from '../../statement/flow.ts';

export interface SliceOptions {
  readonly direction: SliceDirection;
  /** Default: both. */
  readonly by?: SliceBy;
  /** How many calls deep, each way; default 1. */
  readonly depth?: number;
}

const MOST_STATES = 20_000;
/** No function has more statements. */
const MOST_UNITS = 2 ** 24;
/** Names in a note. */
const MOST_SAID = 8;

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
    name: shownName(fn),
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

/** The read that a name in a line stands for; null where the whole statement is meant. */
function readPart({ node, functionId }: Place, sources: Sources): SyntaxNode | null {
  const body = node === null ? null : sources.body(functionId);
  if (node === null || body === null || !/identifier$/u.test(node.type)) return null;
  const up = node.parent;
  const part = up !== null && isLink(up) && node.field === 'property' ? up : node;
  const isRead = isLink(part)
    ? writtenLink(part) === null && (part.parent === null || writtenLink(part.parent) !== part)
    : body.cfg.nodesOf(part).some((at) => ((body.cfg.flags[at] as number) & FLAGS.reads) !== 0);
  return isRead && body.cfg.nodesOf(part).length > 0 ? part : null;
}

/** States that were seen, by statement; what a seen one covers brings nothing new. */
class Seen {
  size = 0;
  private readonly functions = new Map<string, number>();
  private readonly states = new Map<number, State[]>();

  /** @returns a number for the statement */
  placeOf({ functionId, unit }: Site): number {
    let number = this.functions.get(functionId);
    if (number === undefined) this.functions.set(functionId, (number = this.functions.size));
    return number * MOST_UNITS + unit;
  }

  /** @returns false where the state brings nothing new */
  add(state: State): boolean {
    const place = this.placeOf(state);
    const known = this.states.get(place);
    if (known === undefined) this.states.set(place, [state]);
    else if (known.some((one) => covers(one, state))) return false;
    else known.push(state);
    this.size += 1;
    return true;
  }
}

/** @returns statements in order of distance and source, and the dependences between them, from cause to effect */
export function sliceFrom(sources: Sources, place: Place, options: SliceOptions): Selection {
  const { direction, by = 'both', depth = 1 } = options;
  const stepper = new Stepper(sources, by, depth);
  const rows = new Map<number, Hit>();
  const edges = new Map<string, HitEdge>();
  const seen = new Seen();
  const queue: { readonly state: State; readonly distance: number }[] = [];
  const rowOf = (state: State, distance: number): Hit | null => {
    const key = seen.placeOf(state);
    const known = rows.get(key);
    if (known !== undefined) return known;
    const { functionId, unit } = state;
    const flow = sources.flow(functionId);
    const file = sources.open(flow?.body.scopes.tree.path ?? '');
    const there = flow?.units[unit];
    if (flow === null || file === null || there === undefined) return null;
    const row = unitHit(file, flow, there, distance);
    rows.set(key, row);
    return row;
  };
  const arrive = (state: State, distance: number): void => {
    if (seen.size < MOST_STATES && seen.add(state)) queue.push({ state, distance });
  };
  const part = direction === 'back' ? readPart(place, sources) : null;
  const { functionId } = place;
  const start = { functionId, entered: 0, up: 0, isByName: false, ...(part && { part }) };
  for (const unit of startUnits(sources, place, direction))
    arrive({ ...start, unit: unit.index }, 0);
  const connect = (key: string, edge: () => HitEdge | null): void => {
    const made = edges.has(key) ? null : edge();
    if (made !== null) edges.set(key, made);
  };
  for (const { state, distance } of queue) {
    const here = rowOf(state, distance);
    if (here === null) continue;
    const at = seen.placeOf(state);
    for (const { to, kind, label } of stepper.steps(state, direction)) {
      connect(`${at} ${seen.placeOf(to)} ${kind}`, () => {
        const there = rowOf(to, distance + 1);
        if (there === null) return null;
        const [from, end] = direction === 'back' ? [there, here] : [here, there];
        return { from: from.id, to: end.id, kind, label };
      });
      arrive(to, distance + 1);
    }
  }
  const leaving = direction === 'back' ? isEntry : isReturn;
  for (const { state } of queue) {
    const flow = state.entered === 0 ? null : sources.flow(state.functionId);
    const unit = flow?.units[state.unit];
    if (flow === null || unit === undefined || !leaving(unit)) continue;
    for (const site of stepper.entrancesOf(state.functionId)) {
      const here = rows.get(seen.placeOf(state));
      const there = rows.get(seen.placeOf(site));
      if (here === undefined || there === undefined) continue;
      const label = flow.body.fn.name;
      const [from, end] = direction === 'back' ? [there, here] : [here, there];
      const kind = direction === 'back' ? 'call' : 'return';
      connect(`${from.id} ${end.id} ${kind}`, () => ({ from: from.id, to: end.id, kind, label }));
    }
  }
  const notes = seen.size >= MOST_STATES ? [`cut off after ${MOST_STATES} steps`] : [];
  if (stepper.skipped.size > 0) notes.push(skippedNote(stepper.skipped, direction));
  return new Selection(inSourceOrder([...rows.values()]), [...edges.values()], notes);
}

const isEntry = ({ kind }: Unit): boolean => kind === 'entry';

function skippedNote(skipped: Stepper['skipped'], direction: SliceDirection): string {
  const names = [...skipped].map(([name, places]) => `${name} (${places})`);
  const shown = names.length > MOST_SAID ? [...names.slice(0, MOST_SAID), '…'] : names;
  const what = direction === 'back' ? 'written' : 'read';
  return `${what} in too many places to be followed into other functions: ${shown.join(', ')}`;
}

function inSourceOrder(hits: readonly Hit[]): readonly Hit[] {
  const unique = [...new Map(hits.map((hit) => [hit.id, hit])).values()];
  return unique.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
