/** What an assertion compares, as expressions of its statement, and what its error says of both: values, texts, where texts part. */
import { childOf, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { Value } from '../../protocol/event.ts';
import { argumentsOf, receiverOf } from '../provenance/call.ts';
import type { SourceFile } from '../source-index.ts';
import { readAssertions } from './assertion/read.ts';
import type { Assertion } from './assertion/read.ts';

export interface Asserted {
  readonly node: SyntaxNode;
  /** 0 for the value that the assertion is about; more for the rest. */
  readonly cost: number;
}

const MOST_CALLS = 4;
const ASSERTS = /^(?:expect|assert|should|t|chai|test|is|deepEqual|equal|strictEqual|ok|truthy)$/u;

/** @returns the expressions whose values an assertion statement compares, the actual value first */
export function assertedValues(source: SourceFile, statement: SyntaxNode): readonly Asserted[] {
  const found: Asserted[] = [];
  const calls: SyntaxNode[] = [];
  const [read] = readAssertions(source, statement);
  let hasAssertion = false;
  walkSyntax(statement, (node) => {
    if (/^(?:call|new)_expression$/u.test(node.type)) calls.push(node);
    if (node.type !== 'call_expression')
      return !/^(?:arrow_function|function_expression)$/u.test(node.type);
    const callee = childOf(node, 'function');
    const spelled = callee === null ? '' : source.text.slice(callee.start, callee.end);
    // `expect(actual).toBe(expected)`: the matcher is called on what the first call gave.
    const isAssert = !spelled.includes('(') && ASSERTS.test(spelled.split(/\W/u)[0] ?? '');
    hasAssertion ||= isAssert;
    const receiver = receiverOf(node);
    argumentsOf(node).forEach((argument, index) => {
      if (isLiteral(argument)) return;
      found.push({ node: argument, cost: isAssert && index === 0 ? 0 : 0.6 + 0.1 * index });
    });
    const isOfAssertion = read !== undefined && receiver !== null && isChainOf(read, receiver);
    if (receiver !== null && !isAssert && receiver.type !== 'identifier' && !isOfAssertion)
      found.push({ node: receiver, cost: 0.5 });
    return true;
  });
  // `value.should.equal(1)`, `assert(a === b)`: the actual value is no first argument.
  if (read?.actual != null) {
    hasAssertion = true;
    const own = found.findIndex(({ node }) => node === read.actual);
    if (own < 0 || (found[own]?.cost ?? 0) > 0) {
      if (own >= 0) found.splice(own, 1);
      found.unshift({ node: read.actual, cost: 0 });
    }
  }
  // No assertion: a call in the statement threw, and what it is made of is the symptom.
  if (!hasAssertion) found.push(...calls.slice(0, MOST_CALLS).map((node) => ({ node, cost: 0 })));
  if (found.length === 0) found.push({ node: statement, cost: 0 });
  return found.sort((a, b) => a.cost - b.cost);
}

/** `expect(x).not` and `sinon.assert` only lead to the assertion. */
function isChainOf({ node, actual }: Assertion, receiver: SyntaxNode): boolean {
  const isInside = receiver.start >= node.start && receiver.end <= node.end;
  const isValue = actual !== null && receiver.start >= actual.start && receiver.end <= actual.end;
  return isInside && !isValue && receiver.start === node.start;
}

function isLiteral(node: SyntaxNode): boolean {
  return /^(?:string|number|true|false|null|undefined|regex)$/u.test(node.type);
}

export interface Difference {
  readonly actual: Value | null;
  readonly expected: Value | null;
}

/** @returns actual and expected as the assertion library put them on the error */
export function differenceOf(error: Value | null): Difference {
  if (error?.kind !== 'object') return { actual: null, expected: null };
  const field = (of: Value | null, key: string): Value | null =>
    of?.kind === 'object'
      ? (of.fields.find((candidate) => candidate.key === key)?.value ?? null)
      : null;
  const result = field(error, 'matcherResult');
  return {
    actual: field(error, 'actual') ?? field(result, 'actual'),
    expected: field(error, 'expected') ?? field(result, 'expected'),
  };
}

/** @returns the pieces of the actual text that the expected one does not hold, longest first; the whole text first of all */
export function wrongTexts(actual: string | null, expected: string | null): readonly string[] {
  if (actual === null || actual === '') return [];
  if (expected === null) return [actual];
  const pieces = actual
    .split(/[^\w.$-]+/u)
    .filter((piece) => piece.length > 1 && !expected.includes(piece));
  return [actual, ...new Set(pieces.sort((a, b) => b.length - a.length))].slice(0, 4);
}

const PIECE = 3;
const AROUND = 2;

/** Of texts of several lines the first that differs: further down the two may have nothing to do with each other. */
function firstDifferingLines(actual: string, expected: string): readonly [string, string] {
  const [own, hoped] = [actual.split('\n'), expected.split('\n')];
  const at = own.findIndex((line, index) => line !== hoped[index]);
  const [line, other] = [own[at], hoped[at]];
  return line === undefined || other === undefined || (own.length < 2 && hoped.length < 2)
    ? [actual, expected]
    : [line, other];
}

/** @returns the stretch of the actual text in which it differs from the expected one, with a little of what is around a short one */
export function differingPiece(whole: string | null, hoped: string | null): string | null {
  if (whole === null || hoped === null || whole === hoped) return null;
  const [actual, expected] = firstDifferingLines(whole, hoped);
  const most = Math.min(actual.length, expected.length);
  let start = 0;
  while (start < most && actual[start] === expected[start]) start += 1;
  let tail = 0;
  while (tail < most - start && actual.at(-1 - tail) === expected.at(-1 - tail)) tail += 1;
  const end = actual.length - tail;
  const piece =
    end - start >= PIECE
      ? actual.slice(start, end)
      : actual.slice(Math.max(0, start - AROUND), end + AROUND);
  return piece.length < 2 ? null : piece;
}
