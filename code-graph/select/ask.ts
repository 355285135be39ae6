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
import type { Problem } from '../../protocol/problem.ts';
import { controlConditionsOf } from '../body/index.ts';
import type { CodeGraph } from '../project/code-graph.ts';
import { textOf } from '../statement/unit.ts';
import { Selection } from './hit.ts';
import type { Hit } from './hit.ts';
import { matchProject } from './matches.ts';
import type { MatchOptions } from './matches.ts';
import { findPaths } from './path.ts';
import type { PathOptions } from './path.ts';
import { findFunctions, findPlace, nearFunctions } from './place.ts';
import type { Found, Place } from './place.ts';
import { functionTests } from './predicate.ts';
import type { FunctionTest, FunctionTests } from './predicate.ts';
import { accessHit, functionHit, rowOfFunction } from './row.ts';
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
  callers(name: string, options?: { readonly depth?: number }): Selection;
  callees(name: string, options?: { readonly depth?: number }): Selection;
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

/** Functions within so many calls, nearest first; the edges between all of them. */
function neighbours(
  sources: Sources,
  starts: readonly string[],
  end: 'callers' | 'callees',
  depth: number,
): Selection {
  const { graph } = sources;
  const distance = new Map(starts.map((id) => [id, 0]));
  const confidence = new Map<string, number>();
  for (const [id, far] of distance) {
    if (far >= depth) continue;
    for (const edge of end === 'callers' ? graph.callers(id) : graph.callees(id)) {
      const next = end === 'callers' ? edge.from : edge.to;
      if (distance.has(next)) continue;
      distance.set(next, far + 1);
      confidence.set(next, edge.confidence);
    }
  }
  const hits = [...distance].flatMap(([id, far]): readonly Hit[] => {
    const certain = Math.round((confidence.get(id) ?? 1) * 100) / 100;
    const hit = functionHit(sources, id, { distance: far, confidence: certain });
    return hit === null ? [] : [hit];
  });
  const edges = [...distance.keys()].flatMap((id) =>
    graph.callees(id).map(({ from, to, sites }) => ({
      from,
      to,
      kind: 'calls' as const,
      label: sites.length > 1 ? `${sites.length} times` : '',
    })),
  );
  return new Selection(hits, edges);
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
    name: body.fn.name,
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
  const tests = functionTests(sources);
  const functionsNamed = (name: string): readonly string[] => {
    const found = findFunctions(sources, name);
    if (found.length > 0) return found.map(({ id }) => id);
    if (name.endsWith('#') && graph.modules().some(({ id }) => id === name)) return [name];
    throw unknown(`there is no function ${name}`, nearFunctions(sources, name));
  };
  const accesses = (name: string, op: 'read' | 'write'): Selection => {
    const found = op === 'write' ? graph.writersOf(name) : graph.readersOf(name);
    const other = op === 'write' ? graph.readersOf(name) : graph.writersOf(name);
    if (found.length === 0 && other.length === 0)
      throw unknown(`nothing is called ${name}`, graph.nearMatches(name, 6));
    return new Selection(found.map((access) => accessHit(sources, access)));
  };
  const place = (words: string): Place => orThrow(findPlace(sources, words));
  return {
    sources,
    functions(test) {
      const passes = test?.(tests) ?? (() => true);
      return new Selection(
        graph
          .functions()
          .filter(passes)
          .map((fn) => rowOfFunction(fn)),
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
    callers: (name, { depth = 1 } = {}) =>
      neighbours(sources, functionsNamed(name), 'callers', depth),
    callees: (name, { depth = 1 } = {}) =>
      neighbours(sources, functionsNamed(name), 'callees', depth),
    writers: (name) => accesses(name, 'write'),
    readers: (name) => accesses(name, 'read'),
    slice: (words, options) => sliceFrom(sources, place(words), options),
    paths: (from, to, options) => findPaths(sources, place(from), place(to), options),
    conditions: (words) => conditionsAt(sources, place(words)),
    matches: (pattern, options) => matchProject(sources, pattern, options),
  };
}

function unknown(message: string, near: readonly string[]): ScopeError {
  const problems = near.slice(0, 6).map((name): Problem => ({
    message: `did you mean ${name}?`,
    severity: 'error',
  }));
  return new ScopeError('question-unresolved', message, { problems });
}
