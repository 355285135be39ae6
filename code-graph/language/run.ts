/** Puts a question to the graph: each form of the language is one call of the fluent API. */
import { compilePattern } from '../pattern/compile.ts';
import { MEASURES, measureFunction } from '../metric/measure.ts';
import type { Ask } from '../select/ask.ts';
import { globPattern } from '../select/hit.ts';
import type { Hit, Selection } from '../select/hit.ts';
import { all, any, not } from '../select/predicate.ts';
import type { FunctionTest, FunctionTests } from '../select/predicate.ts';
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
      return where === null ? ask.functions() : ask.functions((is) => testOf(where, is));
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

function sortKey(ask: Ask, by: string): (hit: Hit) => number {
  const measure = MEASURES.find((name) => name === by);
  if (measure === undefined)
    return (hit) => -(by === 'line' ? hit.line : Number(hit.facts['distance'] ?? 0));
  return (hit) => {
    const fn = ask.sources.graph.function(hit.id);
    const scopes = fn === null ? undefined : ask.sources.open(fn.file)?.scopes;
    if (fn === null || scopes === undefined) return -1;
    return measureFunction(scopes, fn)?.[measure] ?? -1;
  };
}

function applyStep(ask: Ask, selection: Selection, step: Step): Selection {
  switch (step.kind) {
    case 'in':
      return selection.inFiles(step.glob);
    case 'not in': {
      const pattern = globPattern(step.glob);
      return selection.where(({ file }) => !pattern.test(file));
    }
    case 'first':
      return selection.first(step.count);
    case 'sort': {
      const key = sortKey(ask, step.by);
      const keys = new Map(selection.hits.map((hit) => [hit.id, key(hit)]));
      return selection.sortedBy(({ id }) => keys.get(id) ?? 0);
    }
  }
}

/**
 * @returns what was asked for
 * @throws ScopeError `question-unresolved` where a name or place means nothing, `usage` where a pattern is no code
 */
export function runQuery(ask: Ask, { source, steps }: Query): Selection {
  return steps.reduce((found, step) => applyStep(ask, found, step), select(ask, source));
}
