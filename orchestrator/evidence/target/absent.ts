/** Assertions about what did not happen, or should not have: a throw that did not come, a function that was not called as expected. */
import { expressionAt, reachedAt } from '../../../query/provenance/point.ts';
import type { Context } from '../../../query/provenance/point.ts';
import { namesOf } from '../../../query/provenance/callback/called.ts';
import { activationsOf } from '../../../query/provenance/call.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { evaluationOf, valueOf } from '../../../query/provenance/value.ts';
import { absentCalls, absentThrowsIn } from '../../../query/target/absent.ts';
import type { Asserting } from '../../../query/target/assertion/broken.ts';
import { givenFrames } from '../../../query/target/assertion/given.ts';
import { callsSeen, spyOf } from '../../../query/target/assertion/spied.ts';
import type { SeenCall } from '../../../query/target/assertion/spied.ts';
import { refOf } from '../../../query/value-text.ts';

/** What a call that is another one than expected costs beside one whose arguments differ. */
const OTHER_CALL = 0.3;
const MOST_CALLS = 4;
const MOST_NAMES = 6;

/** @returns where the walk starts for what did not happen; none where the assertion is about values */
export function absentTargets(context: Context, at: Asserting, base: number): readonly Target[] {
  const found =
    at.assertion.relation === 'throws'
      ? notThrown(context, at)
      : spyOf(at) === null
        ? []
        : notCalled(context, at);
  return found.map((one) => ({ ...one, cost: one.cost + base }));
}

/** The activations that should have thrown, and did not. */
function notThrown(context: Context, at: Asserting): readonly Target[] {
  const { source, frame, before, assertion } = at;
  if (assertion.actual === null || assertion.isNegated) return [];
  const given = givenFrames(context, frame, assertion.actual);
  const own = evaluationOf(context, source, assertion.actual, frame, before);
  const called = given.length > 0 || own === null ? given : activationsOf(frame, own.event.seq);
  const isThrown = called.some(({ outcome }) => outcome === 'threw');
  return isThrown ? [] : absentThrowsIn(context, called);
}

function notCalled(context: Context, at: Asserting): readonly Target[] {
  const seen = callsSeen(context, at);
  const spy = spyOf(at);
  const { source, frame, before, assertion } = at;
  const ref = spy === null ? null : refOf(valueOf(context, source, spy, frame, before));
  if (seen === null || ref === null) return [];
  if (assertion.isNegated || (seen.length > 0 && assertion.relation !== 'called-with'))
    return seen.slice(-MOST_CALLS).map(madeCall);
  if (seen.length > 0)
    return seen.slice(-MOST_CALLS).flatMap((one) => otherArguments(one, frame.process));
  return [...namesOf(context, frame.process, ref)]
    .slice(0, MOST_NAMES)
    .flatMap((name) => absentCalls(context, name));
}

/** Why it was called here at all. */
function madeCall({ call }: SeenCall): Target {
  return {
    point: { ...reachedAt(call.source, call.node, call.frame, call.seq + 1), isPlace: true },
    cost: 0,
    why: 'it was called here',
  };
}

/** The arguments that differ, and where they are objects, their leaves that do. */
function otherArguments(one: SeenCall, process: number): readonly Target[] {
  const { call, differing } = one;
  const { source, frame, seq } = call;
  if (differing.length === 0) return [{ ...madeCall(one), cost: OTHER_CALL }];
  return differing.flatMap(({ node, leaves, index }): readonly Target[] => {
    if (node === null)
      return [{ ...madeCall(one), why: `was called without the argument at ${index + 1}` }];
    const point = expressionAt(source, node, frame, seq);
    return [
      { point, cost: 0, why: `was called with another argument at ${index + 1}` },
      ...leaves.flatMap(({ ref, key, path }): readonly Target[] =>
        ref === null
          ? []
          : [
              {
                point: { kind: 'member', process, ref, key, before: seq, at: point },
                cost: 0,
                why: `the argument differs at ${path.replace(/^\./u, '')}`,
              },
            ],
      ),
    ];
  });
}
