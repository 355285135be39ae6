/** From a failing assertion, or the words of a question, to the messages that were expected, and to what kept them from being said. */
import { walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import type { Goal } from '../../../protocol/plan.ts';
import type { Context } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { differenceOf } from '../../../query/target/asserted.ts';
import type { Failure } from '../../../query/target/failure.ts';
import { unrunTargets } from '../../../query/target/times/unrun.ts';
import { unsaidTargets } from '../../../query/target/unsaid.ts';
import { primitiveText } from '../../../query/value-text.ts';

/** What such a condition costs beside the value that the assertion looked at. */
const COST_OF_UNSAID = 0.3;
const MOST_TEXTS = 4;

interface Asked {
  readonly goal: Goal;
  readonly isTest: (file: string) => boolean;
}

/** @returns the conditions that kept an expected message from being said; none where it was said after all */
export function unsaidBy(
  context: Context,
  failure: Failure | null,
  { goal, isTest }: Asked,
): readonly Target[] {
  const said = saidBy(failure, goal);
  return expectedTexts(failure, goal)
    .filter((text) => said.every((one) => !one.includes(text)))
    .flatMap((text) => [
      ...unsaidTargets(context, text, isTest, said),
      ...(failure === null ? [] : unrunTargets(context, failure.root, text)),
    ])
    .map((target) => ({ ...target, cost: target.cost + COST_OF_UNSAID }));
}

/** Literals of the assertion are what it compares with, as far as the program's own text has them; those of a throw were said. */
function expectedTexts(failure: Failure | null, goal: Goal): readonly string[] {
  const { expected } = differenceOf(failure?.error ?? null);
  const statement = failure?.isOwnThrow === true ? null : (failure?.statement ?? null);
  const literals = failure === null || statement === null ? [] : literalsOf(failure, statement);
  const texts = [goal.expected ?? null, textOf(expected), ...literals];
  return [...new Set(texts.filter((text) => text !== null))].slice(0, MOST_TEXTS);
}

function textOf(value: Value | null): string | null {
  if (value?.kind === 'object') return value.shape === 'regexp' ? value.name : null;
  return value?.kind === 'string' ? value.text : null;
}

function literalsOf({ source }: Failure, statement: SyntaxNode): readonly string[] {
  const found: string[] = [];
  walkSyntax(statement, (node) => {
    if (!/^(?:string|template_string|regex)$/u.test(node.type)) return true;
    found.push(source.text.slice(node.start + 1, node.end - 1));
    return false;
  });
  return found;
}

function saidBy(failure: Failure | null, goal: Goal): readonly string[] {
  const error = failure?.error ?? null;
  const message =
    error?.kind === 'object' ? error.fields.find(({ key }) => key === 'message')?.value : undefined;
  const { actual, expected } = differenceOf(error);
  // The message of an assertion repeats what it expects.
  const own = expected === null ? (message ?? null) : null;
  return [goal.observed ?? null, ...[actual, own].map((one) => one && primitiveText(one))].filter(
    (text) => text !== null,
  );
}
