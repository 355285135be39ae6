/**
 * What can be asked of a function when functions are selected. Each test is a plain function; `all`, `any` and `not` make
 * larger ones. Tests that need the source read it, the others do with the graph.
 */
import type { FunctionNode } from '../project/graph.ts';
import { isTestPath } from '../project/search.ts';
import { knownMeasure, measureFunction } from '../metric/measure.ts';
import type { Measures } from '../metric/measure.ts';
import { findMatches } from '../pattern/match.ts';
import type { Pattern } from '../pattern/compile.ts';
import { globPattern } from './hit.ts';
import type { Sources } from './sources.ts';

export type FunctionTest = (fn: FunctionNode) => boolean;
export type Comparison = '>' | '>=' | '<' | '<=' | '=' | '!=';

const COMPARE: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

export const all =
  (...tests: readonly FunctionTest[]): FunctionTest =>
  (fn) =>
    tests.every((test) => test(fn));
export const any =
  (...tests: readonly FunctionTest[]): FunctionTest =>
  (fn) =>
    tests.some((test) => test(fn));
export const not =
  (test: FunctionTest): FunctionTest =>
  (fn) =>
    !test(fn);

export interface FunctionTests {
  measure(name: keyof Measures, comparison: Comparison, value: number): FunctionTest;
  /** Number of functions that call it, or that it calls. */
  degree(end: 'callers' | 'callees', comparison: Comparison, value: number): FunctionTest;
  /** Writes a property or variable of that name. */
  writes(name: string): FunctionTest;
  reads(name: string): FunctionTest;
  /** Calls a function of the project by that name, or anything of that name outside. */
  calls(name: string): FunctionTest;
  calledBy(name: string): FunctionTest;
  /** Name by a glob: `apply*`, `Cart.*`. */
  named(glob: string): FunctionTest;
  inFile(glob: string): FunctionTest;
  holds(pattern: Pattern): FunctionTest;
  readonly isAsync: FunctionTest;
  readonly isGenerator: FunctionTest;
  readonly isTest: FunctionTest;
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** `Cart.add` is named by `Cart.add` and by `add`. */
function isNamed(fn: { readonly name: string }, wanted: string): boolean {
  return fn.name === wanted || lastPart(fn.name) === wanted;
}

/** @returns the tests over one project */
export function functionTests(sources: Sources): FunctionTests {
  const { graph } = sources;
  const measured = new Map<string, Measures | null>();
  const measuresOf = (fn: FunctionNode): Measures | null => {
    let measures = measured.get(fn.id);
    if (measures === undefined) {
      const scopes = sources.open(fn.file)?.scopes;
      measures = scopes === undefined ? null : measureFunction(scopes, fn);
      measured.set(fn.id, measures);
    }
    return measures;
  };
  const accessed = (name: string, op: 'read' | 'write'): FunctionTest => {
    const places = op === 'write' ? graph.writersOf(name) : graph.readersOf(name);
    const ids = new Set<string>(places.filter(({ way }) => way !== 'param').map(({ fn }) => fn));
    return (fn) => ids.has(fn.id);
  };
  return {
    measure: (name, comparison, value) => (fn) => {
      const found = knownMeasure(fn, name) ?? measuresOf(fn)?.[name];
      return found !== undefined && COMPARE[comparison](found, value);
    },
    degree: (end, comparison, value) => (fn) => {
      const edges = end === 'callers' ? graph.callers(fn.id) : graph.callees(fn.id);
      return COMPARE[comparison](edges.length, value);
    },
    writes: (name) => accessed(name, 'write'),
    reads: (name) => accessed(name, 'read'),
    calls: (name) => (fn) =>
      graph.callees(fn.id).some(({ to }) => {
        const callee = graph.function(to);
        return callee !== null && isNamed(callee, name);
      }) || callsOutside(sources, fn, name),
    calledBy: (name) => (fn) =>
      graph.callers(fn.id).some(({ from }) => {
        const caller = graph.function(from);
        return caller !== null && isNamed(caller, name);
      }),
    named(glob) {
      const pattern = globPattern(glob.replaceAll('.', '/'));
      return ({ name }) => pattern.test(name.replaceAll('.', '/'));
    },
    inFile(glob) {
      const pattern = globPattern(glob);
      return ({ file }) => pattern.test(file);
    },
    holds: (pattern) => (fn) => {
      const file = sources.open(fn.file);
      if (file === null || !file.text.includes(pattern.word)) return false;
      const node = file.scopes.nodeById(fn.id);
      return node !== null && findMatches(pattern, file, node).length > 0;
    },
    isAsync: (fn) => fn.isAsync,
    isGenerator: (fn) => fn.isGenerator,
    isTest: (fn) => isTestPath(fn.file),
  };
}

/** Calls of what is not in the project, by the text of the callee. */
function callsOutside(sources: Sources, fn: FunctionNode, name: string): boolean {
  const file = sources.open(fn.file);
  if (file === null || !file.text.includes(lastPart(name))) return false;
  const text = file.text.slice(fn.start, fn.end);
  const word = name.replaceAll(/[.$]/gu, '\\$&');
  return new RegExp(`(?<![\\p{ID_Continue}$])${word}\\s*(?:\\?\\.)?\\(`, 'u').test(text);
}
