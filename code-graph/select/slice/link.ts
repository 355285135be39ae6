/**
 * What slices of one project ask again and again, kept as long as its sources are: the dependences of a function, its call
 * sites by statement, and the statements that access a property.
 */
import type { Access } from '../../project/facts/file-facts.ts';
import type { CallEdge } from '../../project/link/call.ts';
import { dependencesOf } from '../../statement/dependence.ts';
import type { Dependences } from '../../statement/dependence.ts';
import type { StatementFlow, Unit } from '../../statement/flow.ts';
import { namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { isLink, pathOf } from '../../body/access/path.ts';
import { writtenLink } from '../../body/access/property-write.ts';
import type { Sources } from '../sources.ts';
import { LEAST_CONFIDENCE, effectsOf } from './effect.ts';
import { RECEIVER, changes } from './parameter.ts';
import type { Effects } from './effect.ts';

/** Call sites of a function. */
export interface Calls {
  readonly byUnit: ReadonlyMap<number, readonly CallEdge[]>;
  readonly byNode: ReadonlyMap<SyntaxNode, readonly CallEdge[]>;
}

/** A statement that accesses a property. */
export interface PropertyPlace {
  readonly functionId: string;
  readonly unit: number;
  readonly isOfThis: boolean;
}

export interface Links {
  readonly effects: Effects;
  dependences(flow: StatementFlow): Dependences;
  callsIn(flow: StatementFlow): Calls;
  /** Units from which a value is returned. */
  returnsOf(flow: StatementFlow): readonly Unit[];
  /** Units of the function that write a property of that name. */
  writersIn(flow: StatementFlow, name: string): readonly number[];
  /** Statements of the project that write (or read) a property of that name. */
  places(name: string, op: 'read' | 'write'): PropertyPlaces;
}

export interface PropertyPlaces {
  readonly list: readonly PropertyPlace[];
  /** How many more there are, which were not looked up. */
  readonly more: number;
}

/** Places that are looked up for a property; more are only counted. */
const MOST_LOOKED_UP = 32;

export function isReturn({ kind, syntax }: Unit): boolean {
  if (kind !== 'statement') return false;
  return syntax.type === 'return_statement' || syntax.parent?.type === 'arrow_function';
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

class SourceLinks implements Links {
  readonly effects: Effects;
  private readonly sources: Sources;
  private readonly byFlow = new WeakMap<StatementFlow, Dependences>();
  private readonly calls = new WeakMap<StatementFlow, Calls>();
  private readonly returns = new WeakMap<StatementFlow, readonly Unit[]>();
  private readonly found = new Map<string, PropertyPlaces>();

  constructor(sources: Sources) {
    this.sources = sources;
    this.effects = effectsOf(sources.graph);
  }

  dependences(flow: StatementFlow): Dependences {
    const known = this.byFlow.get(flow);
    if (known !== undefined) return known;
    const made = dependencesOf(flow, {
      mayWrite: (call, key) =>
        (this.callsIn(flow).byNode.get(call) ?? []).some(({ to }) =>
          this.effects.mayWrite(to, key),
        ),
      mayChange: (call, handed, key) => {
        const edges = this.callsIn(flow).byNode.get(call) ?? [];
        if (edges.length === 0) return false;
        const isMethod = handed.parent !== call && handed.field === 'object';
        const list = handed.parent;
        const position = isMethod
          ? RECEIVER
          : list === null
            ? -2
            : namedChildren(list)
                .filter(({ type }) => type !== 'comment')
                .indexOf(handed);
        if (position < RECEIVER) return false;
        return edges.some(
          ({ to, via }) => via === 'call' && changes(this.effects.parameters.of(to, position), key),
        );
      },
    });
    this.byFlow.set(flow, made);
    return made;
  }

  callsIn(flow: StatementFlow): Calls {
    const known = this.calls.get(flow);
    if (known !== undefined) return known;
    const byUnit = new Map<number, CallEdge[]>();
    const byNode = new Map<SyntaxNode, CallEdge[]>();
    for (const edge of this.sources.graph.callees(flow.body.fn.id)) {
      if (edge.confidence < LEAST_CONFIDENCE) continue;
      for (const { node } of edge.sites) {
        const syntax = flow.body.scopes.nodeById(node);
        const unit = syntax === null ? null : flow.unitAt(syntax);
        if (syntax === null || unit === null) continue;
        addTo(byUnit, unit.index, edge);
        addTo(byNode, syntax, edge);
      }
    }
    const made = { byUnit, byNode };
    this.calls.set(flow, made);
    return made;
  }

  returnsOf(flow: StatementFlow): readonly Unit[] {
    let units = this.returns.get(flow);
    if (units === undefined) this.returns.set(flow, (units = flow.units.filter(isReturn)));
    return units;
  }

  writersIn(flow: StatementFlow, name: string): readonly number[] {
    const { id } = flow.body.fn;
    const { scopes } = flow.body;
    const named = this.effects.accesses(name, 'write').filter(({ fn }) => fn === id);
    const nodes = [...named.map(({ node }) => node), ...this.effects.parameters.nodesIn(id, name)];
    const units = nodes.flatMap((one) => {
      const node = scopes.nodeById(one);
      const unit = node === null ? null : flow.unitAt(node);
      return unit === null ? [] : [unit.index];
    });
    return [...new Set(units)];
  }

  places(name: string, op: 'read' | 'write'): PropertyPlaces {
    const key = `${op} ${name}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const accesses = this.effects.accesses(name, op);
    const looked = accesses.slice(0, MOST_LOOKED_UP).flatMap((access) => this.placeOf(access));
    const unique = new Map(looked.map((place) => [`${place.functionId} ${place.unit}`, place]));
    const more = Math.max(0, accesses.length - MOST_LOOKED_UP);
    const places = { list: [...unique.values()], more };
    this.found.set(key, places);
    return places;
  }

  private placeOf({ fn, node: id, way }: Access): readonly PropertyPlace[] {
    const flow = this.sources.flow(fn);
    const node = flow?.body.scopes.nodeById(id) ?? null;
    const unit = node === null ? null : flow?.unitAt(node);
    if (flow === null || node === null || unit === null || unit === undefined) return [];
    const link = writtenLink(node) ?? node;
    const isOfThis = isLink(link) && pathOf(flow.body.scopes, link).base === 'this';
    return [{ functionId: fn, unit: unit.index, isOfThis: isOfThis || way === 'field' }];
  }
}

const known = new WeakMap<Sources, Links>();

/** @returns the same object for the same sources */
export function linksOf(sources: Sources): Links {
  let links = known.get(sources);
  if (links === undefined) known.set(sources, (links = new SourceLinks(sources)));
  return links;
}
