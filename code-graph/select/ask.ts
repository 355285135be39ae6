/**
 * Questions to the code graph, as a fluent API: every question gives a {@link Selection} that can be narrowed, joined,
 * turned into a graph and exported. A name or place that means nothing throws a `ScopeError` that lists what is near.
 *
 *     const ask = askGraph(graph);
 *     ask.functions((is) => all(is.measure('complexity', '>', 10), is.writes('total'))).inFiles('src/**');
 *     ask.slice('total@src/cart.ts:42', { direction: 'back', by: 'data', depth: 2 }).hits;
 *     ask.matches('$a.then($f)', { without: '$_.catch($...)' });
 */
import { ScopeError } from '../../protocol/problem.ts';
import { controlConditionsOf } from '../body/index.ts';
import type { CodeGraph } from '../project/code-graph.ts';
import { textOf } from '../statement/unit.ts';
import { Selection } from './hit.ts';
import type { Hit } from './hit.ts';
import { matchProject } from './matches.ts';
import type { MatchOptions } from './matches.ts';
import { neighbours } from './neighbour.ts';
import type { NeighbourOptions } from './neighbour.ts';
import { findPaths } from './path.ts';
import type { PathOptions } from './path.ts';
import { findFunctions, findPlace, nearFunctions, noFunction } from './place.ts';
import type { Found, Place } from './place.ts';
import { accessesOf, unknownName } from './name.ts';
import { functionTests } from './predicate.ts';
import type { FunctionTest, FunctionTests } from './predicate.ts';
import { accessHit, functionHit, rowOfFunction, shownName } from './row.ts';
import { sliceFrom } from './slice/slice.ts';
import type { SliceOptions } from './slice/slice.ts';
import { openSources } from './sources.ts';
import type { Sources } from './sources.ts';

export interface Ask {
  readonly sources: Sources;
  /** Functions that pass a test; all without one. */
  functions(test?: (is: FunctionTests) => FunctionTest): Selection;
  modules(): Selection;
  /** Functions that call the function, directly or through at most `depth` calls. */
  callers(name: string, options?: NeighbourOptions): Selection;
  callees(name: string, options?: NeighbourOptions): Selection;
  /** Places that write a property or variable: `total`, `order.total` (any object's `total`). */
  writers(name: string): Selection;
  readers(name: string): Selection;
  slice(place: string, options: SliceOptions): Selection;
  paths(from: string, to: string, options?: PathOptions): Selection;
  /** The conditions that decide whether a place runs, nearest first. */
  conditions(place: string): Selection;
  /** Places that look like a snippet with holes. */
  matches(pattern: string, options?: MatchOptions): Selection;
}

function orThrow<T>(found: Found<T>): T {
  if (found.ok) return found.value;
  const [first, ...rest] = found.problems;
  throw new ScopeError('question-unresolved', first?.message ?? 'nothing found', {
    problems: rest,
  });
}

function conditionsAt(sources: Sources, place: Place): Selection {
  const body = sources.body(place.functionId);
  if (body === null || place.node === null)
    return new Selection([], [], ['a function always runs when it is called']);
  const { file } = place;
  const hits = controlConditionsOf(body, place.node).map(({ condition, outcome }, index): Hit => ({
    id: file.scopes.nodeId(condition),
    kind: 'condition',
    file: file.path,
    line: file.lineAt(condition.start),
    endLine: file.lineAt(condition.end),
    name: shownName(body.fn),
    text: textOf(condition, file.text),
    facts: { outcome, distance: index + 1 },
  }));
  return new Selection(
    hits,
    [],
    hits.length === 0 ? ['nothing decides about it: it always runs'] : [],
  );
}

/** @param sources  for tests; default: the files below the graph's root */
export function askGraph(graph: CodeGraph, sources: Sources = openSources(graph)): Ask {
  const functionsNamed = (name: string): readonly string[] => {
    const found = findFunctions(sources, name);
    if (found.length > 0) return found.map(({ id }) => id);
    const module = name.endsWith('#') ? name : `${name}#`;
    if (graph.modules().some(({ id }) => id === module)) return [module];
    throw unknownName(noFunction(sources, name), nearFunctions(sources, name));
  };
  const accesses = (name: string, op: 'read' | 'write'): Selection => {
    const { found, notes } = accessesOf(sources, name, op);
    return new Selection(
      found.map((access) => accessHit(sources, access)),
      [],
      notes,
    );
  };
  const place = (words: string): Place => orThrow(findPlace(sources, words));
  return {
    sources,
    functions(test) {
      const notes: string[] = [];
      const passes = test?.(functionTests(sources, (note) => void notes.push(note)));
      const found = graph.functions().filter(passes ?? (() => true));
      return new Selection(
        found.map((fn) => rowOfFunction(fn)),
        [],
        notes,
      );
    },
    modules: () =>
      new Selection(
        graph.modules().flatMap(({ id }) => functionHit(sources, id) ?? []),
        graph.graph
          .filterEdges((_, { kind }) => kind === 'imports')
          .map((edge) => ({
            from: graph.graph.source(edge),
            to: graph.graph.target(edge),
            kind: 'imports',
            label: '',
          })),
      ),
    callers: (name, options) => neighbours(sources, functionsNamed(name), 'callers', options),
    callees: (name, options) => neighbours(sources, functionsNamed(name), 'callees', options),
    writers: (name) => accesses(name, 'write'),
    readers: (name) => accesses(name, 'read'),
    slice: (words, options) => sliceFrom(sources, place(words), options),
    paths: (from, to, options) => findPaths(sources, place(from), place(to), options),
    conditions: (words) => conditionsAt(sources, place(words)),
    matches: (pattern, options) => matchProject(sources, pattern, options),
  };
}
