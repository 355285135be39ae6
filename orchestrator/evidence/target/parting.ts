/**
 * Where the actual value of an assertion parts from the expected one: a walk for each leaf that differs, that is missing or that is
 * there beside what was expected, and the texts of the first.
 */
import type { Value } from '../../../protocol/event.ts';
import { COST } from '../../../query/provenance/cost.ts';
import { rejected } from '../../../query/provenance/potential/rejected.ts';
import { filledAt, unfilled } from '../../../query/provenance/potential/unfilled.ts';
import { expressionAt } from '../../../query/provenance/point.ts';
import type { Context, ExpressionPoint } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { actualSide, expectedSide } from '../../../query/target/assertion/broken.ts';
import type { Asserting } from '../../../query/target/assertion/broken.ts';
import {
  differences,
  keyLeaves,
  lengthLeaves,
} from '../../../query/target/compared/differences.ts';
import type { Leaf } from '../../../query/target/compared/differences.ts';
import { recordedSide, textOfPrimitive } from '../../../query/target/compared/side.ts';
import type { Side } from '../../../query/target/compared/side.ts';
import { unmadeTargets } from '../../../query/target/unsaid.ts';
import type { Frame } from '../../../query/timeline.ts';
import { formatValue, primitiveText, refOf } from '../../../query/value-text.ts';

export interface Parting {
  readonly targets: readonly Target[];
  /** In which part, and what was expected there; null where it is not known. */
  readonly symptom: string | null;
  /** Some leaves are known to differ. */
  readonly isCertain: boolean;
  /** Texts of the compared values, or of the first leaf in which they differ. */
  readonly actual: string | null;
  readonly expected: string | null;
  /** The first part in which they are known to differ. */
  readonly first: Leaf | null;
}

export interface Compared {
  /** As the error shows them, where it does. */
  readonly actual: Value | null;
  readonly expected: Value | null;
  readonly base: number;
}

const COMPARES = /^(?:same|deep|partial|includes|has|length|snapshot)$/u;
/** In a sequence what parts first is the cause, and what comes behind it may only be shifted. */
const BEHIND_COST = 0.3;
/** What a leaf of a compared object costs beside the object where it is not certain that it differs. */
const LEAF_COST = 0.1;
const PER_LEVEL = 0.1;
/** Where it is certain, the leaf is what the test is about, and the whole object only what holds it. */
const PER_CERTAIN_LEVEL = 0.05;
/** What a condition costs that kept the expected value from being made. */
const COST_OF_UNMADE = 0.3;
const SHOWN = 30;

/** @returns where the two part; null where the assertion compares nothing */
export function partingOf(
  context: Context,
  at: Asserting,
  { actual, expected, base }: Compared,
): Parting | null {
  const { source, frame, before, assertion } = at;
  if (!COMPARES.test(assertion.relation) || assertion.actual === null) return null;
  const { process } = frame;
  const isPart = /^(?:partial|includes)$/u.test(assertion.relation);
  const own =
    refOf(actual) === null
      ? actualSide(context, at)
      : recordedSide(context, process, actual, before);
  const hoped = hopedSide(context, at, expected);
  const leaves =
    assertion.relation === 'has'
      ? keyLeaves(own, hoped, expectedSide(context, at, 1), assertion.isPath === true)
      : assertion.relation === 'length'
        ? lengthLeaves(own, hoped)
        : differences(own, hoped, isPart);
  const point = expressionAt(source, assertion.actual, frame, before);
  const [first] = leaves;
  const targets = [
    ...leaves.flatMap((leaf) =>
      leafTargets(context, leaf, {
        at: point,
        base: base + (isBehind(leaf, leaves) ? BEHIND_COST : 0),
      }),
    ),
    ...(assertion.isNegated ? [] : unmadeBy(context, { leaves, own, hoped, frame, base })),
  ];
  return {
    targets,
    symptom: symptomOf(leaves, hoped, assertion.isNegated),
    isCertain: leaves.some(({ isCertain }) => isCertain) && targets.length > 0,
    actual: textOfPrimitive(own) ?? textOf(first?.actual ?? null),
    expected: textOfPrimitive(hoped) ?? textOf(first?.expected ?? null),
    first: leaves.find(({ isCertain }) => isCertain) ?? null,
  };
}

/** Where code that did not run spells what was expected: what kept it from running is as near as the difference itself. */
function unmadeBy(
  context: Context,
  {
    leaves,
    own,
    hoped,
    frame,
    base,
  }: {
    readonly leaves: readonly Leaf[];
    readonly own: Side;
    readonly hoped: Side;
    readonly frame: Frame;
    readonly base: number;
  },
): readonly Target[] {
  const whole = { key: null, expected: hoped.primitive, actual: own.primitive };
  const parts = leaves.filter(({ isCertain, container }) => isCertain && container === 'object');
  return [whole, ...parts]
    .flatMap((one) => unmadeTargets(context, one, frame))
    .map((target) => ({ ...target, cost: base + COST_OF_UNMADE }));
}

/** An earlier element of the same sequence differs as well. */
function isBehind({ path, isCertain }: Leaf, leaves: readonly Leaf[]): boolean {
  const own = elementOf(path);
  if (own === null || !isCertain) return false;
  return leaves.some((leaf) => {
    const other = leaf.isCertain ? elementOf(leaf.path) : null;
    return other !== null && other.list === own.list && other.index < own.index;
  });
}

/** The outermost sequence on the path, and which of its elements the path goes through. */
function elementOf(path: string): { readonly list: string; readonly index: number } | null {
  const found = /^(.*?)\[(\d+)\]/u.exec(path);
  return found === null ? null : { list: found[1] ?? '', index: Number(found[2]) };
}

/** The key of the object that has it; of a collection, what filled it in, or kept it from being filled in. */
function leafTargets(
  context: Context,
  leaf: Leaf,
  { at, base }: { readonly at: ExpressionPoint; readonly base: number },
): readonly Target[] {
  const { ref, key, kind, container } = leaf;
  if (ref === null) return [];
  const { before } = at;
  const { process } = at.frame;
  const further = leaf.isCertain
    ? PER_CERTAIN_LEVEL * leaf.depth
    : LEAF_COST + PER_LEVEL * leaf.depth;
  const cost = base + further;
  const why = describe(leaf);
  const into = { process, ref, before };
  const filled = container === 'map' || container === 'set' ? filledAt(context, into, key) : null;
  const kept =
    kind === 'missing' && container !== 'object'
      ? unfilled(context, into).map(({ to, why: kind }) => ({ point: to, cost, why: kind }))
      : [];
  const turned = leaf.isCertain ? turnedAwayFrom(context, leaf, at) : [];
  // What kept it from being there says more than what else was done to the collection.
  const aside = kept.length > 0 || turned.length > 0 ? COST.otherKey : 0;
  return [
    filled === null
      ? {
          ...{ point: { kind: 'member', process, ref, key, before, at } as const, why },
          ...(kind === 'extra' ? { hint: 'extra' as const } : {}),
          cost: cost + aside,
        }
      : { point: filled.to, cost, why },
    ...turned.map((target) => ({ ...target, cost })),
    ...kept,
  ];
}

/** An element that is not there, or another one in its place: what turned it away since the test began. */
function turnedAwayFrom(
  context: Context,
  { kind, container, expected }: Leaf,
  { frame, before }: ExpressionPoint,
): readonly Omit<Target, 'cost'>[] {
  if (expected === null || container !== 'array' || !/^(?:missing|other)$/u.test(kind)) return [];
  const span = { process: frame.process, after: frame.start.seq, before };
  return rejected(context, expected, span).map(({ to, why }) => ({
    point: to,
    why,
    hint: 'turned',
  }));
}

/** What the source spells says more than a snapshot of the value; the error knows it where neither does. */
function hopedSide(context: Context, at: Asserting, expected: Value | null): Side {
  const spelled = expectedSide(context, at);
  const isKnown = spelled !== null && (spelled.primitive !== null || spelled.shape !== null);
  if (isKnown) return spelled;
  return recordedSide(context, at.frame.process, expected, at.before);
}

/** What is wrong at the leaf, in the words of the comparison. */
function describe({ kind, path, actual, expected }: Leaf): string {
  const name = path.startsWith('[') ? `actual${path}` : path.replace(/^\./u, '');
  const text = (value: Value | null): string => (value === null ? '…' : formatValue(value, SHOWN));
  switch (kind) {
    case 'missing':
      return `${name} is missing, where ${text(expected)} was expected`;
    case 'extra':
      return `${name} is there, and was not expected`;
    case 'order':
      return `${name === '' ? 'the elements are' : `${name} is`} in another order than expected`;
    case 'other':
      return expected === null
        ? `differs at ${name}`
        : `${name} is ${text(actual)}, where ${text(expected)} was expected`;
  }
}

const MOST_TOLD = 2;

function symptomOf(leaves: readonly Leaf[], hoped: Side, isNegated: boolean): string | null {
  if (isNegated) return null;
  const certain = leaves.filter(({ isCertain }) => isCertain);
  if (certain.length === 0)
    return hoped.primitive === null ? null : `${formatValue(hoped.primitive, SHOWN)} was expected`;
  const told = certain.slice(0, MOST_TOLD).map(describe).join('; ');
  const more = certain.length - MOST_TOLD;
  return more > 0 ? `${told}; and ${more} more` : told;
}

function textOf(value: Value | null): string | null {
  return value === null ? null : primitiveText(value);
}
