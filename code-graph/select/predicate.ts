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
import { filePattern, globPattern } from './hit.ts';
import { accessesOf, checkCallee, checkFunction, noFile, noName } from './name.ts';
import { likelyCalls } from './neighbour.ts';
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
  /** Number of functions that call it, or that it calls; those that only may are not counted. */
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

/**
 * @param say  told what a person should know of a name that is there and yet gives nothing
 * @returns the tests over one project; those that take a name throw a `ScopeError` where nothing has it
 */
export function functionTests(
  sources: Sources,
  say: (note: string) => void = () => undefined,
): FunctionTests {
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
    const { found, notes } = accessesOf(sources, name, op);
    for (const note of notes) say(note);
    const ids = new Set<string>(found.filter(({ way }) => way !== 'param').map(({ fn }) => fn));
    return (fn) => ids.has(fn.id);
  };
  return {
    measure: (name, comparison, value) => (fn) => {
      const found = knownMeasure(fn, name) ?? measuresOf(fn)?.[name];
      return found !== undefined && COMPARE[comparison](found, value);
    },
    degree: (end, comparison, value) => (fn) => {
      return COMPARE[comparison](likelyCalls(graph, fn.id, end).length, value);
    },
    writes: (name) => accessed(name, 'write'),
    reads: (name) => accessed(name, 'read'),
    calls(name) {
      checkCallee(sources, name);
      return (fn) =>
        likelyCalls(graph, fn.id, 'callees').some(({ to }) => {
          const callee = graph.function(to);
          return callee !== null && isNamed(callee, name);
        }) || callsOutside(sources, fn, name);
    },
    calledBy(name) {
      checkFunction(sources, name);
      return (fn) =>
        likelyCalls(graph, fn.id, 'callers').some(({ from }) => {
          const caller = graph.function(from);
          return caller !== null && isNamed(caller, name);
        });
    },
    named(glob) {
      const pattern = globPattern(glob.replaceAll('.', '/'));
      const isMeant: FunctionTest = ({ name }) => pattern.test(name.replaceAll('.', '/'));
      if (!graph.functions().some(isMeant)) say(noName(sources, glob));
      return isMeant;
    },
    inFile(glob) {
      const pattern = filePattern(glob);
      if (!graph.paths().some((path) => pattern.test(path))) say(noFile(glob));
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
