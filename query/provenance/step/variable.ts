/**
 * One backward step from a write of a variable: to its right side, through the keys that destructuring took, or from a caught
 * error to what threw it.
 */
import { childOf, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import { lastBefore } from '../../lists.ts';
import { refOf } from '../../value-text.ts';
import { COST } from '../cost.ts';
import { bindingSource } from '../pattern.ts';
import type { BindingSource } from '../pattern.ts';
import { creationAt, expressionOf } from '../place.ts';
import { expressionAt, unwrap } from '../point.ts';
import type { Context, Dependence, ExpressionPoint, Point } from '../point.ts';
import { evaluationOf, memberValue, valueOf } from '../value.ts';
import { valueStep } from './dependence.ts';
import type { Of } from './dependence.ts';
import { blamedFor } from '../implicit/native-error.ts';
import { neverWritten } from '../potential/never-ran.ts';
import { unappended } from '../potential/unappended.ts';
import { receivedFrom } from '../crossing/received.ts';
import { bodyOf } from '../implicit/generator.ts';
import { givenByIterators } from '../implicit/iteration.ts';
import { shownObject } from '../builtin/native.ts';
import { fillersOf } from './effect.ts';
import { returnOf, yieldsBefore } from './return.ts';

export function expandVariable(context: Context, point: Of<'variable'>): readonly Dependence[] {
  const { source, frame, event } = point;
  const binding = bindingSource(source, point.node);
  if (binding === null) return [];
  const { value } = binding;
  const deps = [
    ...valueBefore(point, binding),
    ...neverWritten(context, point),
    ...unappended(context, point),
  ];
  if (binding.binder.type === 'catch_clause') return [...deps, ...thrownInto(context, point)];
  if (value === null) return deps;
  const name = context.timeline.sites[event.site]?.binding?.name;
  if (name !== undefined && /^(?:array|object|new_expression)$/u.test(unwrap(value).type))
    deps.push(
      ...fillersOf(source, binding.binder, name, frame, context.timeline.events.length + 1),
    );
  const from = expressionAt(source, value, frame, event.seq);
  if (binding.path.length === 0 && binding.iteration === null)
    return [...deps, valueStep(from, COST.operand, 'computed from')];
  return [
    ...deps,
    ...followPath(context, from, binding.path, point),
    ...binding.defaults.map((node) =>
      valueStep(expressionAt(source, node, frame, event.seq), COST.foreign, 'default'),
    ),
  ];
}

/** `x += 1` and `x++` read what they replace. */
function valueBefore(point: Of<'variable'>, { binder }: BindingSource): readonly Dependence[] {
  if (!/^(?:update|augmented_assignment)_expression$/u.test(binder.type)) return [];
  const old = childOf(binder, 'argument') ?? childOf(binder, 'left');
  if (old === null) return [];
  const from = expressionAt(point.source, old, point.frame, point.event.seq);
  return [valueStep(from, COST.definition, 'its value before')];
}

/** Destructuring and iteration: from the object through the keys to the property that was taken. */
function followPath(
  context: Context,
  from: ExpressionPoint,
  path: readonly string[],
  point: Of<'variable'>,
): readonly Dependence[] {
  const deps: Dependence[] = [valueStep(from, COST.foreign, 'taken from')];
  const { process } = from.frame;
  const { before } = from;
  let ref = refOf(valueOf(context, from.source, from.node, from.frame, before));
  path.forEach((key, at) => {
    if (ref === null || key === '*') return;
    const isLast = at === path.length - 1;
    const to: Point = { kind: 'member', process, ref, key, before, at: from };
    if (isLast) deps.unshift(valueStep(to, COST.operand, `property ${key}`));
    else ref = refOf(memberValue(context, process, ref, key, before));
  });
  deps.unshift(...elementOf(context, from, point), ...iteratedOf(context, from, point));
  const element = path.length === 0 ? refOf(point.event.value) : null;
  if (element !== null) deps.push(...creationOf(context, point, element));
  return deps;
}

/** The keys of `for (const key in o)`, and what an iterator of the program gave. */
function iteratedOf(
  context: Context,
  from: ExpressionPoint,
  { event, frame, source, node }: Of<'variable'>,
): readonly Dependence[] {
  const { process } = frame;
  const ref = refOf(valueOf(context, from.source, from.node, from.frame, from.before));
  const binding = bindingSource(source, node);
  if (binding?.iteration === 'in') {
    if (ref === null || event.value.kind !== 'string') return [];
    const key = event.value.text;
    const to: Point = { kind: 'member', process, ref, key, before: event.seq, at: from };
    return [valueStep(to, COST.definition, `has the key ${key}`)];
  }
  if (ref !== null && INDEXED.test(shownObject(context, process, ref)?.shape ?? '')) return [];
  const body = binding?.iteration === 'of' ? bodyOf(context, process, ref) : null;
  const yielded = body === null ? [] : yieldsBefore(context, body, event.seq, 1);
  if (yielded.length > 0) return yielded;
  const site = context.timeline.sites[event.site];
  const hits = site === undefined ? [] : context.timeline.hits(frame, site);
  const round = binding?.iteration === 'of' ? lastBefore(hits, event.seq) : null;
  const taken = evaluationOf(context, source, from.node, frame, event.seq)?.event ?? null;
  const after = Math.max(round?.seq ?? 0, binding?.iteration === 'of' ? (taken?.seq ?? 0) : 0);
  const given = givenByIterators(context, { frame, after, before: event.seq }).slice(0, 1);
  return given.length > 0 || binding?.iteration !== 'of'
    ? given
    : receivedFrom(context, { process, value: event.value, before: event.seq });
}

/** Shapes that no iterator of the program stands behind. */
const INDEXED = /^(?:array|typed-array|buffer|map|set)$/u;

/** `for (const x of list)`: the element whose turn it was, by the rounds since the list was taken. */
function elementOf(
  context: Context,
  from: ExpressionPoint,
  { event, frame, source, node }: Of<'variable'>,
): readonly Dependence[] {
  const binding = bindingSource(source, node);
  const ref = refOf(valueOf(context, from.source, from.node, from.frame, from.before));
  if (binding?.iteration !== 'of' || binding.path.length > 0 || ref === null) return [];
  if (bodyOf(context, frame.process, ref) !== null) return [];
  const taken = evaluationOf(context, source, from.node, frame, event.seq)?.event.seq ?? 0;
  const site = context.timeline.sites[event.site];
  const rounds = site === undefined ? [] : context.timeline.hits(frame, site);
  const index = rounds.filter((hit) => hit.seq > taken && hit.seq < event.seq).length;
  const { process } = frame;
  const to: Point = {
    kind: 'member',
    process,
    ref,
    key: String(index),
    before: event.seq,
    at: from,
  };
  return [valueStep(to, COST.operand, `element ${index}`)];
}

/** Where an object that came out of a collection was made. */
function creationOf(context: Context, point: Of<'variable'>, ref: number): readonly Dependence[] {
  const first = context.timeline.object(point.frame.process, ref).seen[0];
  const made = first === undefined ? null : creationAt(context, first);
  return made === null ? [] : [valueStep(made, COST.base, 'made here')];
}

function thrownInto(context: Context, point: Of<'variable'>): readonly Dependence[] {
  let clause: SyntaxNode | null = point.node;
  while (clause !== null && clause.type !== 'catch_clause') clause = clause.parent;
  const { source, frame, event } = point;
  return clause === null ? [] : throwersOf(context, { source, clause, frame, event });
}

export interface Caught {
  readonly source: SourceFile;
  readonly clause: SyntaxNode;
  readonly frame: Frame;
  readonly event: { readonly seq: number; readonly value: Value };
}

/** @returns steps from a catch clause to the throw that it caught, or to the calls that may have thrown */
export function throwersOf(context: Context, caught: Caught): readonly Dependence[] {
  const { event, frame, clause } = caught;
  const ref = refOf(event.value);
  const seen = ref === null ? [] : context.timeline.object(frame.process, ref).seen;
  const origin = seen.findLast((one) => one.type === 'error-thrown' && one.seq < event.seq);
  const thrown = origin === undefined ? null : expressionOf(context, origin);
  const kept = keptPromise(context, caught);
  if (thrown !== null) return [...kept, valueStep(thrown, COST.crossing, 'thrown here')];
  const block = clause.parent === null ? null : childOf(clause.parent, 'body');
  const error = event.value;
  const blamed = block === null ? [] : blamedFor(context, { frame, block, seq: event.seq, error });
  if (blamed.length > 0) return blamed;
  const first = seen[0];
  const made =
    first?.type === 'call-result' && first.seq < event.seq ? expressionOf(context, first) : null;
  if (made?.node.type === 'new_expression')
    return [...kept, valueStep(made, COST.crossing, 'the error was made here')];
  const through = threwInto(frame, event.seq);
  if (through !== null) return [...kept, ...returnOf(context, through, 'threw it')];
  if (kept.length > 0) return kept;
  return callsTried(context, caught).map((to) =>
    valueStep(to, COST.crossing, 'may have thrown it'),
  );
}

/** The activation whose end was the last thing before the error came: what is thrown need not be an object. */
function threwInto(frame: Frame, before: number): Frame | null {
  const last = frame.children.findLast(({ endSeq }) => endSeq !== null && endSeq < before);
  const own = lastBefore(frame.events, before)?.seq ?? 0;
  return last?.outcome === 'threw' && (last.endSeq ?? 0) > own ? last : null;
}

/** What was waited for when the error came, where that promise was there before this activation began: somebody had kept it. */
function keptPromise(context: Context, { frame, event }: Caught): readonly Dependence[] {
  const waited = lastBefore(frame.events, event.seq);
  const ref = waited?.type === 'suspended' ? refOf(waited.value) : null;
  const at = waited === null || ref === null ? null : expressionOf(context, waited);
  const first = ref === null ? undefined : context.timeline.object(frame.process, ref).seen[0];
  return at === null || first === undefined || first.seq > frame.start.seq
    ? []
    : [valueStep(at, COST.definition, 'this promise had been there before')];
}

/** Nothing recorded threw the error: the calls of the try block, the last that was begun first. */
function callsTried(context: Context, caught: Caught): readonly Point[] {
  const { source, clause, frame, event } = caught;
  const block = clause.parent === null ? null : childOf(clause.parent, 'body');
  if (block === null) return [];
  const calls: SyntaxNode[] = [];
  walkSyntax(block, (node) => {
    if (/^(?:arrow_function|function_expression)$/u.test(node.type)) return false;
    if (node.type === 'call_expression' || node.type === 'new_expression') calls.push(node);
    return true;
  });
  const last = frame.events.findLast(
    (other) => other.seq < event.seq && other.type !== 'error-caught',
  );
  const site = last === undefined ? undefined : context.timeline.sites[last.site];
  const begun =
    site === undefined
      ? calls
      : calls.filter((call) => call.start <= site.start && call.end >= site.start);
  return (begun.length > 0 ? begun : calls).map((call) =>
    expressionAt(source, call, frame, event.seq),
  );
}
