/**
 * Calls of a function that a test only looks at (`jest.fn()`, `mock.fn()`, `sinon.spy()`): who called it, and with which arguments,
 * by the function's identity wherever it was kept. What a library recorded about its own mock is not read.
 */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { argumentsOf } from '../../provenance/call.ts';
import { callsOf } from '../../provenance/callback/called.ts';
import type { Called } from '../../provenance/callback/called.ts';
import { expressionAt, unwrap } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import { valueOf } from '../../provenance/value.ts';
import type { SourceFile } from '../../source-index.ts';
import { refOf } from '../../value-text.ts';
import { differences, differs } from '../compared/differences.ts';
import type { Leaf } from '../compared/differences.ts';
import { recordedSide, spelledSide } from '../compared/side.ts';
import type { Asserting } from './broken.ts';

/** A recorded call of the function, held against the arguments that were hoped for. */
export interface SeenCall {
  readonly call: Called;
  /** True where an argument is known to be another one; null where that is not known. */
  readonly isOther: boolean | null;
  /** The arguments that differ. */
  readonly differing: readonly {
    /** Null where it was not given. */
    readonly node: SyntaxNode | null;
    readonly leaves: readonly Leaf[];
    readonly index: number;
  }[];
}

const OF_SPIES =
  /^(?:mock|calls|length|callCount|called|calledOnce|calledTwice|calledThrice|notCalled|firstCall|lastCall|args|getCall|getCalls|at|resetHistory)$/u;

/** @returns `fn` of `fn`, `fn.mock.calls.length`, `spy.calledOnce`, `spy.getCall(0).args`; null where it is no look at a spy */
export function spyIn(source: SourceFile, actual: SyntaxNode): SyntaxNode | null {
  let at = unwrap(actual);
  let isLook = false;
  for (;;) {
    if (at.type === 'call_expression' || at.type === 'subscript_expression') {
      const inner = childOf(at, 'function') ?? childOf(at, 'object');
      if (inner === null) return null;
      at = unwrap(inner);
    } else if (at.type === 'member_expression') {
      const name = childOf(at, 'property');
      const object = childOf(at, 'object');
      if (name === null || object === null) return null;
      if (!OF_SPIES.test(source.text.slice(name.start, name.end))) return isLook ? at : null;
      isLook ||= !/^(?:length|args|at)$/u.test(source.text.slice(name.start, name.end));
      at = unwrap(object);
    } else return at.type === 'identifier' && isLook ? at : null;
  }
}

/** @returns the function whose calls the assertion is about, or null */
export function spyOf({ source, assertion }: Asserting): SyntaxNode | null {
  const { actual, relation } = assertion;
  if (actual === null) return null;
  const inside = spyIn(source, actual);
  if (inside !== null) return inside;
  return relation === 'called' || relation === 'called-with' ? actual : null;
}

/** @returns the calls of the function before the assertion, in order; null where the function is not known */
export function callsSeen(context: Context, at: Asserting): readonly SeenCall[] | null {
  const { source, frame, before, assertion } = at;
  const spy = spyOf(at);
  const ref = spy === null ? null : refOf(valueOf(context, source, spy, frame, before));
  if (ref === null) return null;
  const hoped = assertion.relation === 'called-with' ? hopedArguments(at) : null;
  return callsOf(context, frame.process, ref)
    .filter(({ seq }) => seq < before)
    .map((call) => against(context, at, call, hoped));
}

/** `toHaveBeenNthCalledWith(2, a)` counts first; sinon's `assert.calledWith(spy, a)` has them behind the spy as well. */
function hopedArguments({ assertion }: Asserting): readonly SyntaxNode[] {
  return /nth/iu.test(assertion.word) ? assertion.expected.slice(1) : assertion.expected;
}

function against(
  context: Context,
  { source, frame, before }: Asserting,
  call: Called,
  hoped: readonly SyntaxNode[] | null,
): SeenCall {
  if (hoped === null) return { call, isOther: null, differing: [] };
  const given = argumentsOf(call.node);
  const compared = hoped.map((node, index) => {
    const own = given[index] ?? null;
    if (own?.type === 'spread_element') return { isOther: null, node: own, leaves: [], index };
    const value = own === null ? null : valueOf(context, call.source, own, call.frame, call.seq);
    const actual = recordedSide(context, frame.process, value, call.seq + 1);
    const expected = spelledSide(context, expressionAt(source, node, frame, before));
    const isOther = own === null ? true : differs(actual, expected);
    return { isOther, node: own, leaves: differences(actual, expected), index };
  });
  const differing = compared.filter(({ isOther }) => isOther === true);
  const isKnown = compared.every(({ isOther }) => isOther !== null);
  return { call, isOther: differing.length > 0 ? true : isKnown ? false : null, differing };
}
