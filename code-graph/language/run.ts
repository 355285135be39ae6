/** Puts a question to the graph: each form of the language is one call of the fluent API. */
import { compilePattern } from '../pattern/compile.ts';
import { MEASURES, knownMeasure, measureFunction } from '../metric/measure.ts';
import type { Measures } from '../metric/measure.ts';
import type { Ask } from '../select/ask.ts';
import { filePattern } from '../select/hit.ts';
import type { Hit, Selection } from '../select/hit.ts';
import { all, any, not } from '../select/predicate.ts';
import type { FunctionTest, FunctionTests } from '../select/predicate.ts';
import { noFile } from '../select/name.ts';
import { ScopeError } from '../../protocol/problem.ts';
import type { Query, Source, Step, Test } from './query.ts';

function testOf(test: Test, is: FunctionTests): FunctionTest {
  switch (test.kind) {
    case 'all':
      return all(...test.tests.map((one) => testOf(one, is)));
    case 'any':
      return any(...test.tests.map((one) => testOf(one, is)));
    case 'not':
      return not(testOf(test.test, is));
    case 'measure':
      return test.name === 'callers' || test.name === 'callees'
        ? is.degree(test.name, test.comparison, test.value)
        : is.measure(test.name, test.comparison, test.value);
    case 'writes':
      return is.writes(test.name);
    case 'reads':
      return is.reads(test.name);
    case 'calls':
      return is.calls(test.name);
    case 'called by':
      return is.calledBy(test.name);
    case 'named':
      return is.named(test.name);
    case 'in':
      return is.inFile(test.name);
    case 'holds': {
      const compiled = compilePattern(test.name);
      if (!compiled.ok)
        throw new ScopeError('usage', compiled.problems[0]?.message ?? 'the pattern is no code');
      return is.holds(compiled.pattern);
    }
    case 'async':
      return is.isAsync;
    case 'generator':
      return is.isGenerator;
    case 'test':
      return is.isTest;
  }
}

function select(ask: Ask, source: Source): Selection {
  switch (source.kind) {
    case 'functions': {
      const { where } = source;
      if (where === null) return ask.functions();
      const found = ask.functions((is) => testOf(where, is));
      return [...new Set(measuresIn(where))].reduce(
        (selection, name) => selection.withFact(name, measureOf(ask, name)),
        found,
      );
    }
    case 'modules':
      return ask.modules();
    case 'callers':
      return ask.callers(source.name, source);
    case 'callees':
      return ask.callees(source.name, source);
    case 'writers':
      return ask.writers(source.name);
    case 'readers':
      return ask.readers(source.name);
    case 'slice':
      return ask.slice(source.place, source);
    case 'paths': {
      const { over, most, depth } = source;
      return ask.paths(source.from, source.to, { most, depth, ...(over === null ? {} : { over }) });
    }
    case 'conditions':
      return ask.conditions(source.place);
    case 'match':
      return ask.matches(source.pattern, source.beside);
  }
}

/** @returns a measure of the function that a row is; null for other rows */
function measureOf(ask: Ask, measure: keyof Measures): (hit: Hit) => number | null {
  return (hit) => {
    const fn = ask.sources.graph.function(hit.id);
    const scopes = fn === null ? undefined : ask.sources.open(fn.file)?.scopes;
    if (fn === null || scopes === undefined) return null;
    return knownMeasure(fn, measure) ?? measureFunction(scopes, fn)?.[measure] ?? null;
  };
}

/** Measures that a test asks for. */
function measuresIn(test: Test): readonly (keyof Measures)[] {
  if (test.kind === 'all' || test.kind === 'any') return test.tests.flatMap(measuresIn);
  if (test.kind === 'not') return measuresIn(test.test);
  if (test.kind !== 'measure' || test.name === 'callers' || test.name === 'callees') return [];
  return [test.name];
}

/** The largest first by a measure, which is then a fact of each row; the nearest or first otherwise. */
function sortBy(ask: Ask, selection: Selection, by: string): Selection {
  const measure = MEASURES.find((name) => name === by);
  if (measure === undefined)
    return selection.sortedBy((hit) =>
      by === 'line' ? -hit.line : -Number(hit.facts['distance'] ?? 0),
    );
  const measured = selection.withFact(measure, measureOf(ask, measure));
  return measured.sortedBy(({ facts }) => Number(facts[measure] ?? -1));
}

/** Says so where no file of the project fits a glob. */
function noteGlob(ask: Ask, glob: string, selection: Selection): Selection {
  const pattern = filePattern(glob);
  if (ask.sources.graph.paths().some((path) => pattern.test(path))) return selection;
  return selection.withNote(noFile(glob));
}

function applyStep(ask: Ask, selection: Selection, step: Step): Selection {
  switch (step.kind) {
    case 'in':
      return noteGlob(ask, step.glob, selection.inFiles(step.glob));
    case 'not in': {
      const pattern = filePattern(step.glob);
      return noteGlob(
        ask,
        step.glob,
        selection.where(({ file }) => !pattern.test(file)),
      );
    }
    case 'first':
      return selection.first(step.count);
    case 'sort':
      return sortBy(ask, selection, step.by);
  }
}

/**
 * @returns what was asked for
 * @throws ScopeError `question-unresolved` where a name or place means nothing, `usage` where a pattern is no code
 */
export function runQuery(ask: Ask, { source, steps }: Query): Selection {
  return steps.reduce((found, step) => applyStep(ask, found, step), select(ask, source));
}
