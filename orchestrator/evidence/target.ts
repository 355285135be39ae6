/**
 * Where the walk backwards starts: the events that the question is about, and the value that a failing test looked at. Both are
 * targets where both exist; the one that the question names costs less.
 */
import { walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { differingLeaves } from '../../query/target/contents.ts';
import type { Goal } from '../../protocol/plan.ts';
import type { Value } from '../../protocol/event.ts';
import {
  assertedValues,
  blamedBy,
  differenceOf,
  findFailures,
  wrongTexts,
} from '../../query/target/failure.ts';
import type { Failure } from '../../query/target/failure.ts';
import {
  eventsWithValue,
  focusOf,
  isTurnedWrong,
  mentionedEvents,
  subjectEvents,
} from '../../query/target/focus.ts';
import type { Focus, SubjectEvent } from '../../query/target/focus.ts';
import { expressionAt, reachedAt } from '../../query/provenance/point.ts';
import type { Context, Evidence } from '../../query/provenance/point.ts';
import type { Target } from '../../query/provenance/slice.ts';
import { activationsOf } from '../../query/provenance/call.ts';
import { valueOf } from '../../query/provenance/value.ts';
import { primitiveText, refOf } from '../../query/value-text.ts';
import type { Frame } from '../../query/timeline.ts';

export interface Found {
  readonly targets: readonly Target[];
  /** The event or value that the answer is about. */
  readonly focus: Evidence | null;
  readonly was: Value | null;
  readonly failure: Failure | null;
  /** Activations that ran because of what the question is about. */
  readonly roots: readonly Frame[];
  readonly wrongTexts: readonly string[];
  /** The question, or a failing assertion, singles the symptom out. */
  readonly isCertain: boolean;
  /** The writes, where all of them are the answer (who writes x). */
  readonly events: readonly SubjectEvent[];
}

/** What a target costs that the question does not single out. */
const COST_OF = {
  /** The subject's event, where the words do not say which one of several is meant. */
  guess: 0.5,
  /** A failing test beside a subject that is certain. */
  besideSubject: 0.2,
  /** A place that the question only mentions. */
  mentioned: 1,
  /** The same where nothing better is known. */
  onlyMentioned: 0.4,
} as const;

export interface TargetQuery {
  readonly goal: Goal;
  /** Names of the question as the code spells them. */
  readonly names: ReadonlySet<string>;
  readonly isTest: (file: string) => boolean;
}

/** @returns the targets of the goal in this recording; none where nothing of it was recorded */
export function findTarget(context: Context, asked: TargetQuery): Found {
  const { goal } = asked;
  const failure = findFailures(context)[0] ?? null;
  const subject = goal.subject === undefined ? [] : subjectEvents(context, goal.subject);
  const inFailure =
    failure === null ? subject : subject.filter((one) => hasAncestor(one.frame, failure.root));
  const events = inFailure.length > 0 ? inFailure : subject;
  const focused = chooseFocus(context, goal, events, failure);
  const named = focused === null ? [] : targetsOf(context, focused.event);
  const namedCost = focused === null || focused.isCertain ? 0 : COST_OF.guess;
  const isSubjectFirst = focused?.isCertain === true && goal.kind !== 'failing-test';
  const asserted =
    failure === null
      ? null
      : failureTargets(context, failure, isSubjectFirst ? COST_OF.besideSubject : 0);
  const known = named.length > 0 || asserted !== null;
  const mentioned = mentionedEvents(context, asked.names, asked.isTest)
    .filter(
      (one) => failure === null || inFailure.length === 0 || hasAncestor(one.frame, failure.root),
    )
    .flatMap((one) =>
      shifted(
        targetsOf(context, one),
        known ? COST_OF.mentioned : COST_OF.onlyMentioned,
        'the question mentions it',
      ),
    );
  const focus = focused === null ? null : evidenceOfEvent(context, focused.event);
  return {
    targets: [...shifted(named, namedCost), ...(asserted?.targets ?? []), ...mentioned],
    focus: isSubjectFirst ? focus : (asserted?.focus ?? focus),
    was: isSubjectFirst || asserted === null ? (focused?.event.was ?? null) : null,
    failure,
    roots: rootsOf(failure, focused?.event ?? null, asserted?.roots ?? []),
    wrongTexts: [
      ...new Set([
        ...(asserted?.wrongTexts ?? []),
        ...(focused === null ? [] : turnedWrong(focused.event)),
        ...(goal.observed === undefined ? [] : wrongTexts(goal.observed, goal.expected ?? null)),
      ]),
    ],
    isCertain: focused?.isCertain === true || asserted !== null,
    events,
  };
}

function shifted(targets: readonly Target[], cost: number, why?: string): readonly Target[] {
  return targets.map((target) => ({
    ...target,
    cost: target.cost + cost,
    why: why ?? target.why,
    isMention: target.isMention === true || why !== undefined || cost >= COST_OF.guess,
  }));
}

function chooseFocus(
  context: Context,
  goal: Goal,
  events: readonly SubjectEvent[],
  failure: Failure | null,
): Focus | null {
  if (goal.kind === 'throw') {
    const thrown = thrownOf(events);
    return thrown === null ? null : { event: thrown, isCertain: true };
  }
  const focus = focusOf(events, {
    observed: goal.observed ?? null,
    expected: goal.expected ?? null,
    wantsChange: goal.kind === 'change',
  });
  if (focus?.isCertain === true)
    return failure === null || goal.observed !== undefined || goal.kind === 'change'
      ? focus
      : { ...focus, isCertain: false };
  const searched = failure === null ? searchedFor(context, goal) : null;
  return searched === null ? focus : { event: searched, isCertain: true };
}

/** Without a name that was recorded and without a failure, the value in the question leads to its events. */
function searchedFor(context: Context, goal: Goal): SubjectEvent | null {
  const text = goal.observed;
  return text === undefined || text.length < 2 ? null : (eventsWithValue(context, text)[0] ?? null);
}

function hasAncestor(frame: Frame, root: Frame): boolean {
  for (let up: Frame | null = frame; up !== null; up = up.parent) if (up === root) return true;
  return false;
}

/** A value that turned wrong is its own symptom, asked for or not. */
function turnedWrong(focus: SubjectEvent): readonly string[] {
  if (focus.value === null || !isTurnedWrong(focus.was, focus.value)) return [];
  return wrongTexts(primitiveText(focus.value), null);
}

function thrownOf(events: readonly SubjectEvent[]): SubjectEvent | null {
  return (
    events.findLast((one) => one.event.type === 'call-end' && one.event.outcome === 'threw') ?? null
  );
}

function rootsOf(
  failure: Failure | null,
  focus: SubjectEvent | null,
  asserted: readonly Frame[],
): readonly Frame[] {
  if (failure !== null) return [...asserted, failure.root];
  if (focus === null) return [];
  let root = focus.frame;
  while (root.parent !== null) root = root.parent;
  return [root];
}

function evidenceOfEvent(context: Context, one: SubjectEvent): Evidence | null {
  const source = context.sources.file(one.site.file);
  const node = context.sources.nodeOf(one.site);
  return source === null || node === null
    ? null
    : { source, node, frame: one.frame, seq: one.event.seq, value: one.value };
}

function targetsOf(context: Context, one: SubjectEvent): readonly Target[] {
  const source = context.sources.file(one.site.file);
  const node = context.sources.nodeOf(one.site);
  if (source === null || node === null) return [];
  const { event, frame } = one;
  const why = 'what the question is about';
  switch (event.type) {
    case 'variable-written':
    case 'error-caught':
      return [{ point: { kind: 'variable', event, frame, source, node }, cost: 0, why }];
    case 'property-written':
      return [{ point: { kind: 'property', event, frame, source, node }, cost: 0, why }];
    case 'property-read':
      return [{ point: expressionAt(source, node, frame, event.seq + 1), cost: 0, why }];
    case 'call-start': {
      const index = frame.site.names?.findIndex((_, at) => event.values[at] === one.value) ?? -1;
      const fn = source.scopes.nodeById(frame.site.node);
      return fn === null || index < 0
        ? []
        : [
            {
              point: {
                kind: 'parameter',
                frame,
                index,
                source,
                node: parameterNode(context, frame, index) ?? fn,
              },
              cost: 0,
              why,
            },
          ];
    }
    case 'call-end': {
      const fn = source.scopes.nodeById(frame.site.node);
      if (fn === null) return [];
      if (event.outcome === 'threw') return thrownTargets(context, frame);
      return [{ point: { kind: 'return', frame, source, node: fn }, cost: 0, why }];
    }
  }
}

function parameterNode(context: Context, frame: Frame, index: number): SyntaxNode | null {
  const source = context.sources.file(frame.site.file);
  const name = frame.site.names?.[index];
  const fn = source?.scopes.functions.find((info) => info.id === frame.site.node);
  return fn?.params.find((binding) => binding.name === name)?.node ?? null;
}

/** A frame that threw: the statement that was running, in the deepest activation the error went through. */
function thrownTargets(context: Context, frame: Frame): readonly Target[] {
  let at = frame;
  for (
    let inner = at.children.findLast((child) => child.outcome === 'threw');
    inner !== undefined;
    inner = at.children.findLast((child) => child.outcome === 'threw')
  ) {
    at = inner;
  }
  const source = context.sources.file(at.site.file);
  const last = at.events.findLast(
    (event) => event.type !== 'call-end' && context.timeline.sites[event.site]?.kind !== 'function',
  );
  const site = last === undefined ? undefined : context.timeline.sites[last.site];
  const node = site === undefined ? null : context.sources.nodeOf(site);
  if (source === null || node === null || last === undefined) return [];
  return statementTargets(context, source, node, at, last.seq + 1, 0);
}

type SourceFile = Evidence['source'];

function statementTargets(
  context: Context,
  source: SourceFile,
  node: SyntaxNode,
  frame: Frame,
  before: number,
  cost: number,
): readonly Target[] {
  void context;
  return [
    { point: expressionAt(source, node, frame, before), cost, why: 'what threw' },
    { point: reachedAt(source, node, frame, before), cost: cost + 0.1, why: 'reached' },
  ];
}

interface FailureTargets {
  readonly targets: readonly Target[];
  readonly focus: Evidence | null;
  readonly roots: readonly Frame[];
  readonly wrongTexts: readonly string[];
}

function failureTargets(context: Context, failure: Failure, base: number): FailureTargets | null {
  const { source, statement, frame, seq } = failure;
  if (statement === null) return null;
  const before = seq + 1;
  if (failure.isOwnThrow) {
    const evidence: Evidence = {
      source,
      node: statement,
      frame,
      seq: failure.seq,
      value: failure.error,
    };
    return {
      targets: statementTargets(context, source, statement, frame, before, base),
      focus: evidence,
      roots: [frame],
      wrongTexts: [],
    };
  }
  const difference = differenceOf(failure.error);
  const targets: Target[] = blamedBy(source, statement, failure.error).map((node) => ({
    point: expressionAt(source, node, frame, before),
    cost: base,
    why: 'what the error names',
  }));
  const roots: Frame[] = [];
  const asserted = assertedValues(source, statement);
  const values = asserted.map(({ node }) => valueOf(context, source, node, frame, before));
  const expected = refOf(difference.expected) ?? refOf(values[1]);
  asserted.forEach(({ node, cost }, index) => {
    const callbacks = activationsIn(context, frame, node);
    for (const callback of callbacks) {
      roots.push(callback);
      targets.push(...callbackTargets(context, callback, base + cost));
    }
    const value = values[index] ?? null;
    targets.push({
      point: expressionAt(source, node, frame, before),
      cost: base + cost,
      why: 'what the test looked at',
    });
    if (index === 0) {
      const compared = {
        source,
        node,
        frame,
        before,
        value: difference.actual ?? value,
        base,
        expected,
      };
      targets.push(...differingTargets(context, compared));
    }
    for (const callee of activationsOf(frame, before)) roots.push(callee);
  });
  const first = asserted[0];
  const focus: Evidence | null =
    first === undefined
      ? null
      : {
          source,
          node: first.node,
          frame,
          seq: failure.seq,
          value: difference.actual ?? values[0] ?? null,
        };
  const actual = textOf(difference.actual) ?? textOf(focus?.value ?? null);
  return { targets, focus, roots, wrongTexts: wrongTexts(actual, textOf(difference.expected)) };
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
