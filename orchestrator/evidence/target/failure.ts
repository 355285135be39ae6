/** From a failure to the points where the walk backwards starts: what the error names, what was asserted, where objects differ. */
import { walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import { activationsOf } from '../../../query/provenance/call.ts';
import { evidenceOf } from '../../../query/provenance/evidence.ts';
import { expressionAt } from '../../../query/provenance/point.ts';
import type { Context, Evidence } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { valueOf } from '../../../query/provenance/value.ts';
import type { SourceFile } from '../../../query/source-index.ts';
import { differingLeaves } from '../../../query/target/contents.ts';
import {
  assertedValues,
  blamedBy,
  differenceOf,
  differingPiece,
  wrongTexts,
} from '../../../query/target/failure.ts';
import type { Asserted, Failure } from '../../../query/target/failure.ts';
import type { Frame } from '../../../query/timeline.ts';
import { primitiveText, refOf } from '../../../query/value-text.ts';
import { statementTargets, thrownTargets } from './subject.ts';

export interface FailureTargets {
  readonly targets: readonly Target[];
  readonly focus: Evidence | null;
  readonly roots: readonly Frame[];
  readonly wrongTexts: readonly string[];
  readonly wrongPiece: string | null;
  /** What the expected text has in that place. */
  readonly missingPiece: string | null;
}

/** A failing test or program: what the error names and what the assertion looked at; null where the statement is not known. */
export function failureTargets(
  context: Context,
  failure: Failure,
  base: number,
): FailureTargets | null {
  const { source, statement, frame, seq } = failure;
  if (statement === null) return null;
  if (failure.isOwnThrow) return ownThrow(failure, statement, base);
  const before = seq + 1;
  const difference = differenceOf(failure.error);
  const blamed = blamedBy(source, statement, failure.error).map((node) => ({
    point: expressionAt(source, node, frame, before),
    cost: base,
    why: 'what the error names',
  }));
  const asserted = assertedValues(source, statement);
  const values = asserted.map(({ node }) => valueOf(context, source, node, frame, before));
  const expected = refOf(difference.expected) ?? refOf(values[1]);
  const value = difference.actual ?? values[0] ?? null;
  const at = { source, frame, before, value, base, expected };
  const looked = asserted.map((one, index) => lookedAt(context, one, at, index === 0));
  const first = asserted[0];
  const shown =
    first === undefined
      ? null
      : evidenceOf(context, expressionAt(source, first.node, frame, before));
  // The error itself shows the actual value, where its library put it there.
  const isOnError = difference.actual !== null && failure.root.site.file === source.path;
  const focus = shown === null || !isOnError ? shown : { ...shown, seq: failure.errorSeq, value };
  const actual = textOf(difference.actual) ?? textOf(focus?.value ?? null);
  return {
    targets: [...blamed, ...looked.flatMap(({ targets }) => targets)],
    focus,
    roots: looked.flatMap(({ roots }) => roots),
    wrongTexts: wrongTexts(actual, textOf(difference.expected)),
    wrongPiece: differingPiece(actual, textOf(difference.expected)),
    missingPiece: differingPiece(textOf(difference.expected), actual ?? ''),
  };
}

function ownThrow(failure: Failure, node: SyntaxNode, base: number): FailureTargets {
  const { source, frame, seq, error, errorSeq } = failure;
  return {
    targets: statementTargets([source, node, frame, seq + 1], base),
    focus: { source, node, frame, seq: errorSeq, value: error },
    roots: [frame],
    wrongTexts: [],
    wrongPiece: null,
    missingPiece: null,
  };
}

/** One value of the assertion: itself, the functions it was given, and the leaves that differ where it is the actual one. */
function lookedAt(
  context: Context,
  { node, cost }: Asserted,
  at: Omit<ComparedValue, 'node'>,
  isActual: boolean,
): Pick<FailureTargets, 'targets' | 'roots'> {
  const { source, frame, before, base } = at;
  const callbacks = activationsIn(context, frame, node);
  return {
    roots: [...callbacks, ...activationsOf(frame, before)],
    targets: [
      ...callbacks.flatMap((callback) => callbackTargets(context, callback, base + cost)),
      {
        point: expressionAt(source, node, frame, before),
        cost: base + cost,
        why: 'what the test looked at',
      },
      ...(isActual ? differingTargets(context, { ...at, node }) : []),
    ],
  };
}

function textOf(value: Value | null): string | null {
  return value === null ? null : primitiveText(value);
}

/** Functions given to the assertion (`expect(() => f())`): their activations are what it looked at. */
function activationsIn(context: Context, frame: Frame, node: SyntaxNode): readonly Frame[] {
  const starts = new Set<number>();
  walkSyntax(node, (inner) => {
    if (/^(?:arrow_function|function_expression)$/u.test(inner.type)) starts.add(inner.start);
    return true;
  });
  if (starts.size === 0) return [];
  return context.timeline.frames.filter(
    (other) =>
      other.process === frame.process &&
      other.site.file === frame.site.file &&
      starts.has(other.site.start) &&
      other.outer === frame,
  );
}

function callbackTargets(context: Context, frame: Frame, cost: number): readonly Target[] {
  const source = context.sources.file(frame.site.file);
  const node = source?.scopes.nodeById(frame.site.node) ?? null;
  if (source === null || node === null) return [];
  if (frame.outcome === 'threw')
    return thrownTargets(context, frame).map((target) => ({ ...target, cost: target.cost + cost }));
  return [
    { point: { kind: 'return', frame, source, node }, cost, why: 'what the assertion called' },
  ];
}

/** What a leaf of a compared object costs beside the object, and what each level further in adds. */
const LEAF_COST = 0.1;
const PER_LEVEL = 0.1;

function differingTargets(context: Context, at: ComparedValue): readonly Target[] {
  const actual = refOf(at.value);
  if (actual === null) return [];
  const { process } = at.frame;
  const leaves = differingLeaves(context, {
    process,
    actual,
    expected: at.expected,
    before: at.before,
  });
  return leaves.map(({ ref, key, depth }) => ({
    point: {
      kind: 'member',
      process,
      ref,
      key,
      before: at.before,
      at: expressionAt(at.source, at.node, at.frame, at.before),
    },
    cost: at.base + LEAF_COST + PER_LEVEL * depth,
    why: `differs at ${key}`,
  }));
}

interface ComparedValue {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly before: number;
  readonly value: Value | null;
  readonly base: number;
  /** The expected object, where one was recorded. */
  readonly expected: number | null;
}
