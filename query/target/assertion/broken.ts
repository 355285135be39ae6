/**
 * Whether an assertion held, told from what was recorded: the values that it compared, what the call gave, the functions that it
 * called. Says yes or no only where that is certain.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { expressionAt } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import { evaluationOf, valueOf } from '../../provenance/value.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import { isCut, isPromise, isTruthy, primitiveText, refOf } from '../../value-text.ts';
import { differs } from '../compared/differences.ts';
import { recordedSide, spelledSide, textOfPrimitive } from '../compared/side.ts';
import type { Side } from '../compared/side.ts';
import { givenFrames } from './given.ts';
import type { Assertion } from './read.ts';
import { settledValue } from './settled.ts';
import { storedSide } from './stored.ts';

export interface Asserting {
  readonly source: SourceFile;
  readonly frame: Frame;
  /** The values meant are the last ones before. */
  readonly before: number;
  readonly assertion: Assertion;
}

/** @returns the side of the actual value */
export function actualSide(context: Context, at: Asserting): Side {
  const { source, frame, before, assertion } = at;
  const { actual } = assertion;
  if (actual === null) return recordedSide(context, frame.process, null, before);
  const waiting = waitingFor(actual);
  // What the promise came to is known from the end of the wait alone.
  const value =
    waiting === null
      ? valueOf(context, source, actual, frame, before)
      : (evaluationOf(context, source, waiting, frame, before)?.value ?? null);
  const settled =
    assertion.isAwaited && isPromise(value) ? settledValue(context, frame.process, value) : null;
  return settled === null
    ? recordedSide(context, frame.process, value, before)
    : recordedSide(context, frame.process, settled.value, settled.before);
}

/** The `await` that stands before an expression. */
function waitingFor(node: SyntaxNode): SyntaxNode | null {
  let up = node.parent;
  while (up?.type === 'parenthesized_expression') up = up.parent;
  return up?.type === 'await_expression' ? up : null;
}

/** @returns the side of what was hoped for, or null where nothing was given */
export function expectedSide(context: Context, at: Asserting, index = 0): Side | null {
  const { source, frame, before, assertion } = at;
  if (assertion.relation === 'snapshot') return storedSide(context, source, assertion);
  const node = assertion.expected[index];
  return node === undefined
    ? null
    : spelledSide(context, expressionAt(source, node, frame, before));
}

/** @returns true where the assertion did not hold, false where it did, null where the recording does not say */
export function isBroken(context: Context, at: Asserting): boolean | null {
  const plain = isFalse(context, at);
  return plain === null ? null : plain !== at.assertion.isNegated;
}

/** The same, whatever the assertion denies. */
function isFalse(context: Context, at: Asserting): boolean | null {
  const { assertion } = at;
  const actual = actualSide(context, at);
  const expected = expectedSide(context, at);
  switch (assertion.relation) {
    case 'same':
    case 'deep':
    case 'partial':
    case 'snapshot':
      if (expected === null || (assertion.isAwaited && !isSettled(context, at))) return null;
      return isOther(assertion, actual, expected);
    case 'holds':
      return truthOf(actual, (truth) => !truth);
    case 'constant':
      return isOtherConstant(assertion, actual);
    case 'includes':
      return expected === null ? null : lacks(actual, expected);
    case 'length':
      return lengthDiffers(actual, expected);
    case 'throws':
      return throwsNot(context, at, assertion.actual);
    default:
      return null;
  }
}

/** What the promise came to is known. */
function isSettled(context: Context, { source, frame, before, assertion }: Asserting): boolean {
  const { actual } = assertion;
  if (actual === null || waitingFor(actual) !== null) return false;
  const value = valueOf(context, source, actual, frame, before);
  return isPromise(value) && settledValue(context, frame.process, value) !== null;
}

/** Functions whose objects must be one and the same. */
const IDENTICAL = /^(?:toBe|strictEqual|strictEquals)$/u;

function isOther(
  { relation, word, isNegated }: Assertion,
  actual: Side,
  expected: Side,
): boolean | null {
  const [own, hoped] = [refOf(actual.value), refOf(expected.value)];
  if (own !== null && own === hoped) return false;
  const found = differs(actual, expected, relation === 'partial');
  if (relation === 'same' && IDENTICAL.test(word) && own !== null && expected.shape !== null)
    return true;
  // Alike as far as it is known is not enough to say that what should differ does not.
  return found === false && isNegated && actual.primitive === null ? null : found;
}

function truthOf(side: Side, then: (truth: boolean) => boolean): boolean | null {
  const truth = side.value === null ? null : isTruthy(side.value);
  return truth === null ? null : then(truth);
}

function isOtherConstant({ constant, word }: Assertion, actual: Side): boolean | null {
  if (constant === 'true') return truthOf(actual, (truth) => !truth);
  if (constant === 'false') return truthOf(actual, (truth) => truth);
  if (actual.value === null || actual.value.kind === 'omitted') return null;
  if (actual.primitive === null) return true;
  const text = primitiveText(actual.primitive);
  const isError = /^(?:ifError|error)$/u.test(word);
  return text !== constant && !(isError && text === 'undefined');
}

const MOST_ELEMENTS = 200;

function lacks(actual: Side, expected: Side): boolean | null {
  const wanted = textOfPrimitive(expected);
  if (wanted === null || isCut(expected.primitive)) return null;
  const value = actual.primitive;
  if (value?.kind === 'string') return isCut(value) ? null : !value.text.includes(wanted);
  if (actual.shape !== 'array' || actual.size === null || actual.size > MOST_ELEMENTS) return null;
  for (let index = 0; index < actual.size; index += 1) {
    const inner = actual.at(String(index));
    if (inner === null || isCut(inner.primitive)) return null;
    if (textOfPrimitive(inner) === wanted) return false;
  }
  return true;
}

function lengthDiffers(actual: Side, expected: Side | null): boolean | null {
  const wanted = expected?.primitive;
  const own =
    actual.primitive?.kind === 'string'
      ? actual.primitive.length
      : actual.shape === 'array'
        ? actual.size
        : null;
  return wanted?.kind === 'number' && own !== null ? own !== wanted.value : null;
}

/** What was given to the assertion ran to its end without a throw. */
function throwsNot(context: Context, at: Asserting, actual: SyntaxNode | null): boolean | null {
  if (actual === null) return null;
  const frames = givenFrames(context, at.frame, actual, at.before);
  if (frames.length === 0 || frames.some(({ outcome }) => outcome === 'open')) return null;
  const last = frames.at(-1);
  const isLater = last?.value !== null && isPromise(last?.value ?? null);
  return isLater ? null : last?.outcome !== 'threw';
}
