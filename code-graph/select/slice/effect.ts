/**
 * What is known of properties across functions: which functions a call may lead to a write of a property in, and where else
 * in the project a property of that name is written or read. By name, as the objects that functions hand to each other are
 * not known; `this.x` of classes that have nothing to do with each other is not the same.
 */
import { fileOf } from '../../../protocol/ids.ts';
import type { Access } from '../../project/facts/file-facts.ts';
import { EDGE_KINDS } from '../../project/columns.ts';
import { classId } from '../../project/graph.ts';
import type { CodeGraph } from '../../project/code-graph.ts';
import { ParameterChanges } from './parameter.ts';

/** Calls that are less certain are not followed: a name that many methods share. */
export const LEAST_CONFIDENCE = 0.2;
/** Functions from which a write can be reached; what is called from more places counts as writing anything. */
const MOST_CALLERS = 4000;
/** A literal and a field make an object, they change none. */
const MAKES = /^(?:literal|field|param)$/u;

export interface Effects {
  /** Whether the function, or what it calls, writes a property of that name of an object that was there; null: of any. */
  mayWrite(functionId: string, name: string | null): boolean;
  /** What functions change of what they are handed. */
  readonly parameters: ParameterChanges;
  /** Places of the project where a property of that name is written (or read), makers of objects included. */
  accesses(name: string, op: 'read' | 'write'): readonly Access[];
  /** False where both are members of classes, and neither class extends the other. */
  mayShareThis(functionId: string, other: string): boolean;
}

function closureOf(graph: CodeGraph, starts: Iterable<string>): ReadonlySet<string> {
  const found = new Set(starts);
  for (const id of found) {
    if (found.size > MOST_CALLERS) break;
    for (const { from, confidence } of graph.callers(id))
      if (confidence >= LEAST_CONFIDENCE) found.add(from);
  }
  return found;
}

/** Classes that extend each other, directly or not, share one root. */
function familiesOf(graph: CodeGraph): (id: string) => string {
  const { columns } = graph;
  const above = new Map<string, string>();
  const rootOf = (id: string): string => {
    let at = id;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) at = next;
    return at;
  };
  const { from, to, kind } = columns.edges;
  const wanted = EDGE_KINDS.indexOf('extends');
  for (let edge = 0; edge < kind.length; edge += 1) {
    if (kind[edge] !== wanted) continue;
    const low = rootOf(columns.idOf(from[edge] as number));
    const high = rootOf(columns.idOf(to[edge] as number));
    if (low !== high) above.set(low, high);
  }
  return rootOf;
}

class GraphEffects implements Effects {
  readonly parameters: ParameterChanges;
  private readonly graph: CodeGraph;
  private readonly writing = new Map<string | null, ReadonlySet<string>>();
  private readonly owners = new Map<string, string | null>();
  private familyOf: ((id: string) => string) | null = null;

  constructor(graph: CodeGraph) {
    this.graph = graph;
    this.parameters = new ParameterChanges(graph);
  }

  mayWrite(functionId: string, name: string | null): boolean {
    if (name === null) return this.writesAny(functionId);
    let closure = this.writing.get(name);
    if (closure === undefined) {
      const writes = this.accesses(name, 'write').filter(({ way }) => !MAKES.test(way));
      closure = closureOf(this.graph, new Set(writes.map(({ fn }) => fn)));
      this.writing.set(name, closure);
    }
    return closure.has(functionId) || closure.size > MOST_CALLERS;
  }

  accesses(name: string, op: 'read' | 'write'): readonly Access[] {
    const found = op === 'write' ? this.graph.writersOf(name) : this.graph.readersOf(name);
    return found.filter(({ target }) => target === 'property');
  }

  mayShareThis(functionId: string, other: string): boolean {
    const [left, right] = [this.familyOfFunction(functionId), this.familyOfFunction(other)];
    return left === null || right === null || left === right;
  }

  /** By its own text and that of what it calls directly: nearly everything writes something somewhere. */
  private writesAny(functionId: string): boolean {
    const own = (id: string): boolean =>
      this.graph
        .accessesIn(id)
        .some(({ op, target, way }) => op === 'write' && target === 'property' && !MAKES.test(way));
    return (
      own(functionId) ||
      this.graph
        .callees(functionId)
        .some(({ to, confidence }) => confidence >= LEAST_CONFIDENCE && own(to))
    );
  }

  /** The family of the class that the function, or the method around it, belongs to. */
  private familyOfFunction(functionId: string): string | null {
    const known = this.owners.get(functionId);
    if (known !== undefined) return known;
    const file = this.graph.fileFacts(fileOf(functionId));
    let at = file?.functions.findIndex(({ id }) => id === functionId) ?? -1;
    while (at > 0 && file?.functions[at]?.class === -1) at = file.functions[at]?.parent ?? -1;
    const index = file?.functions[at]?.class ?? -1;
    this.familyOf ??= familiesOf(this.graph);
    const family =
      file === null || file === undefined || index === -1
        ? null
        : this.familyOf(classId(file, index));
    this.owners.set(functionId, family);
    return family;
  }
}

const known = new WeakMap<CodeGraph, Effects>();

/** @returns the same object for the same graph: what was found for one slice serves the next */
export function effectsOf(graph: CodeGraph): Effects {
  let effects = known.get(graph);
  if (effects === undefined) known.set(graph, (effects = new GraphEffects(graph)));
  return effects;
}
