/**
 * From the text of a query to the question that it asks, by recursive descent: one function for each form of
 * docs/QUERY.md. Nothing is guessed: what does not fit is a problem with its place and what would fit.
 */
import type { Problem } from '../../protocol/problem.ts';
import { MEASURES } from '../metric/measure.ts';
import type { Comparison } from '../select/predicate.ts';
import type { Query, Source, Step, Test } from './query.ts';
import { QueryFault, Reader } from './reader.ts';
import { readTokens } from './token.ts';
import type { Token } from './token.ts';

const COMPARISONS = ['>', '>=', '<', '<=', '=', '!='] as const satisfies readonly Comparison[];
const NUMBERS = [...MEASURES, 'callers', 'callees'] as const;
const NAMED = ['writes', 'reads', 'calls', 'named', 'in', 'holds'] as const;
const FLAGS = ['async', 'generator', 'test'] as const;
const TESTS = [...NUMBERS, ...NAMED, 'called', ...FLAGS, 'not'] as const;
const BESIDE = ['with', 'without', 'inside', 'outside'] as const;
const MOST_DEPTH = 20;
const MOST_NESTING = 100;

const SOURCES = {
  functions: (read) => ({
    kind: 'functions',
    where: read.accept('where') ? anyTest(read, 0) : null,
  }),
  modules: () => ({ kind: 'modules' }),
  callers: (read) => neighbours(read, 'callers'),
  callees: (read) => neighbours(read, 'callees'),
  writers: (read) => accesses(read, 'writers'),
  readers: (read) => accesses(read, 'readers'),
  slice: sliceSource,
  paths: pathsSource,
  conditions: (read) => {
    read.expect('of', '`conditions`');
    return { kind: 'conditions', place: read.name('a place: src/cart.ts:42') };
  },
  match: matchSource,
} as const satisfies Readonly<Record<string, (read: Reader) => Source>>;

function neighbours(read: Reader, kind: 'callers' | 'callees'): Source {
  read.expect('of', `\`${kind}\``);
  const name = read.name('the name or id of a function');
  const isFirst = read.accept('possible');
  const depth = read.accept('depth') ? read.number('of calls', MOST_DEPTH) : 1;
  return { kind, name, depth, possible: isFirst || read.accept('possible') };
}

function accesses(read: Reader, kind: 'writers' | 'readers'): Source {
  read.expect('of', `\`${kind}\``);
  return { kind, name: read.name('the name of a property or variable') };
}

function sliceSource(read: Reader): Source {
  const direction = read.choice(['back', 'forward'], 'a direction after `slice`');
  read.expect('from', `\`slice ${direction}\``);
  const place = read.name('a place: src/cart.ts:42, total@src/cart.ts:42, a function, a node id');
  const by = read.accept('by')
    ? read.choice(['data', 'control', 'both'], 'what to follow after `by`')
    : 'both';
  const depth = read.accept('depth') ? read.number('of calls', MOST_DEPTH) : 1;
  return { kind: 'slice', direction, place, by, depth };
}

function pathsSource(read: Reader): Source {
  read.expect('from', '`paths`');
  const from = read.name('a place or function');
  read.expect('to', `\`paths from ${from}\``);
  const to = read.name('a place or function');
  const over = read.accept('over')
    ? read.choice(['calls', 'flow', 'data', 'control', 'both'], 'what to go over')
    : null;
  const most = read.accept('most') ? read.number('of paths', 100) : 3;
  const depth = read.accept('depth') ? read.number('of calls', MOST_DEPTH) : 2;
  return { kind: 'paths', from, to, over, most, depth };
}

function matchSource(read: Reader): Source {
  const pattern = read.text("a pattern: match '$a.then($f)'");
  const beside: Partial<Record<(typeof BESIDE)[number], string>> = {};
  for (let word = BESIDE.find((one) => read.accept(one)); word !== undefined;) {
    beside[word] = read.text(`a pattern after \`${word}\``);
    word = BESIDE.find((one) => read.accept(one));
  }
  return { kind: 'match', pattern, beside };
}

function anyTest(read: Reader, nesting: number): Test {
  const tests = [allTests(read, nesting)];
  while (read.accept('or')) tests.push(allTests(read, nesting));
  return tests.length === 1 ? (tests[0] as Test) : { kind: 'any', tests };
}

function allTests(read: Reader, nesting: number): Test {
  const tests = [oneTest(read, nesting)];
  while (read.accept('and')) tests.push(oneTest(read, nesting));
  return tests.length === 1 ? (tests[0] as Test) : { kind: 'all', tests };
}

function oneTest(read: Reader, nesting: number): Test {
  if (nesting > MOST_NESTING) return read.fail(`expected at most ${MOST_NESTING} parentheses`);
  if (read.accept('not')) return { kind: 'not', test: oneTest(read, nesting + 1) };
  if (read.accept('(')) {
    const inner = anyTest(read, nesting + 1);
    if (!read.accept(')')) read.fail('expected `)`, `and` or `or`', ['and', 'or']);
    return inner;
  }
  const word = read.choice(TESTS, 'a test');
  if (word === 'not') return { kind: 'not', test: oneTest(read, nesting + 1) };
  if (word === 'called') {
    read.expect('by', '`called`');
    return { kind: 'called by', name: read.name('the name of a function') };
  }
  const flag = FLAGS.find((one) => one === word);
  if (flag !== undefined) return { kind: flag };
  const kind = NAMED.find((one) => one === word);
  if (kind !== undefined) {
    const name = kind === 'holds' ? read.text('a pattern') : read.name(`a name after \`${kind}\``);
    return { kind, name };
  }
  const comparison = COMPARISONS.find((sign) => read.accept(sign));
  if (comparison === undefined)
    return read.fail(`expected a comparison after \`${word}\`: ${COMPARISONS.join(' ')}`);
  const name = NUMBERS.find((one) => one === word) ?? 'complexity';
  return {
    kind: 'measure',
    name,
    comparison,
    value: read.number(`after \`${word} ${comparison}\``),
  };
}

function readStep(read: Reader): Step {
  const word = read.choice(['in', 'not', 'first', 'sort'], 'a step after `|`');
  if (word === 'first') return { kind: 'first', count: read.number('of rows') };
  if (word === 'sort') {
    read.expect('by', '`sort`');
    return { kind: 'sort', by: read.choice([...MEASURES, 'distance', 'line'], 'what to sort by') };
  }
  if (word === 'not') read.expect('in', '`not`');
  const glob = read.name('a glob: src/**');
  return { kind: word === 'in' ? 'in' : 'not in', glob };
}

function readQuery(read: Reader): Query {
  const words = Object.keys(SOURCES) as readonly (keyof typeof SOURCES)[];
  const kind = read.choice(words, 'what to ask for');
  const source: Source = SOURCES[kind](read);
  const steps: Step[] = [];
  while (read.accept('|')) steps.push(readStep(read));
  if (!read.isAtEnd)
    read.fail('expected the end, or `|` and a step', [
      'where',
      'and',
      'or',
      'depth',
      'possible',
      'by',
      'over',
    ]);
  return { source, steps };
}

export type Parsed =
  { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly problem: Problem };

function problemAt(query: string, message: string, { start, end }: Token): Parsed {
  const line = query.replace(/\s/gu, ' ');
  const marks = `${' '.repeat(start)}${'^'.repeat(Math.max(1, end - start))}`;
  return {
    ok: false,
    problem: { message: `${message}\n  ${line}\n  ${marks}`, where: `${start}`, severity: 'error' },
  };
}

/** @returns the question, or one problem: what is wrong, with the query and marks below the place */
export function parseQuery(query: string): Parsed {
  const { tokens, wrong } = readTokens(query);
  if (wrong !== null) {
    const isQuote = /['"`]/u.test(wrong.text);
    const message = isQuote
      ? `nothing closes the quote ${wrong.text}`
      : `\`${wrong.text}\` means nothing here`;
    return problemAt(query, message, wrong);
  }
  try {
    return { ok: true, query: readQuery(new Reader(tokens)) };
  } catch (error) {
    if (!(error instanceof QueryFault)) throw error;
    return problemAt(query, error.message, error.token);
  }
}
