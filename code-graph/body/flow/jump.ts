/**
 * Statements that jumps leave or arrive at: labels, `switch`, `try`. The tests of a switch run in order and its default
 * comes last wherever it stands; bodies fall through in source order. What a `finally` does stands in finalizer.ts.
 */
import { childOf, namedChildren } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { dangle, labelOf } from './builder.ts';
import type { Dangling, FlowBuilder, Frame, Step, Target, Visit } from './builder.ts';
import { FAULT } from './edge.ts';
import { hoist } from './declaration.ts';
import { arrive, finalize } from './finalizer.ts';

/** A frame that `break` and perhaps `continue` leave, and the edges that do. */
interface Breakable {
  readonly parent: Frame | null;
  readonly breaks: Dangling[];
  readonly continues: Dangling[];
  readonly onContinue: Target;
}

/** @returns the labels written before this statement, which now belong to it */
export function takeLabels(flow: FlowBuilder): readonly string[] {
  const labels = flow.pendingLabels;
  flow.pendingLabels = [];
  return labels;
}

function mutableTarget(): Target & { owner: Frame | null } {
  return { owner: null, arrivals: [] };
}

export function enter(
  flow: FlowBuilder,
  options: {
    readonly labels: readonly string[];
    readonly isLoop?: boolean;
    readonly isBreakable?: boolean;
  },
): Breakable {
  const { labels, isLoop = false, isBreakable = isLoop } = options;
  const onBreak = mutableTarget();
  const onContinue = mutableTarget();
  const parent = flow.frame;
  const frame: Frame = { parent, labels, onBreak, isBreakable, ...(isLoop ? { onContinue } : {}) };
  onBreak.owner = frame;
  onContinue.owner = frame;
  flow.frame = frame;
  return { parent, breaks: onBreak.arrivals, continues: onContinue.arrivals, onContinue };
}

/** Closes a frame; what follows is reached by its breaks and by what waits in `rest`. */
export function leave(flow: FlowBuilder, frame: Breakable, rest: readonly Dangling[]): void {
  flow.frame = frame.parent;
  flow.join(rest, frame.breaks);
}

export function* labeled(flow: FlowBuilder, node: SyntaxNode): Step {
  const body = childOf(node, 'body');
  if (body === null) return;
  const name = childOf(node, 'label');
  flow.pendingLabels.push(name === null ? '' : flow.textOf(name));
  if (/^(?:while|do|for|for_in|labeled)_statement$/.test(body.type))
    return void (yield flow.execute(body));
  const frame = enter(flow, { labels: takeLabels(flow) });
  yield flow.execute(body);
  leave(flow, frame, []);
}

function frameOf(flow: FlowBuilder, node: SyntaxNode, field: 'isBreakable' | 'onContinue') {
  const label = childOf(node, 'label');
  const name = label === null ? null : flow.textOf(label);
  for (let frame = flow.frame; frame !== null; frame = frame.parent)
    if (name === null ? frame[field] : frame.labels?.includes(name)) return frame;
  return null;
}

export function breakOut(flow: FlowBuilder, node: SyntaxNode): Visit {
  flow.emit(node);
  const target = frameOf(flow, node, 'isBreakable')?.onBreak;
  if (target === undefined) flow.take();
  else flow.jump(target, 'break');
}

export function continueLoop(flow: FlowBuilder, node: SyntaxNode): Visit {
  flow.emit(node);
  const target = frameOf(flow, node, 'onContinue')?.onContinue;
  if (target === undefined) flow.take();
  else flow.jump(target, 'continue');
}

export function* switchStatement(flow: FlowBuilder, node: SyntaxNode): Step {
  const labels = takeLabels(flow);
  const value = childOf(node, 'value');
  if (value !== null) yield flow.evaluate(value);
  const frame = enter(flow, { labels, isBreakable: true });
  const clauses = namedChildren(childOf(node, 'body') ?? node);
  hoist(
    flow,
    clauses.flatMap((clause) => clause.children.filter((child) => child.field === 'body')),
  );
  const arrivals = new Map<SyntaxNode, readonly Dangling[]>();
  for (const clause of clauses) {
    const test = childOf(clause, 'value');
    if (clause.type !== 'switch_case' || test === null) continue;
    yield flow.evaluate(test);
    const id = flow.emit(clause);
    arrivals.set(clause, [dangle(id, 'case')]);
    flow.frontier = [dangle(id, 'no-match')];
  }
  let unmatched: readonly Dangling[] = flow.take();
  const otherwise = clauses.find((clause) => clause.type === 'switch_default');
  if (otherwise !== undefined) {
    const hasCases = arrivals.size > 0;
    const toDefault = (at: Dangling): Dangling => (hasCases ? dangle(at >>> 5, 'default') : at);
    arrivals.set(otherwise, unmatched.map(toDefault));
    unmatched = [];
  }
  for (const clause of clauses) {
    flow.join(arrivals.get(clause) ?? []);
    for (const statement of clause.children)
      if (statement.field === 'body') yield flow.execute(statement);
  }
  leave(flow, frame, unmatched);
}

export function* tryStatement(flow: FlowBuilder, node: SyntaxNode): Step {
  const handler = childOf(node, 'handler');
  const finalizer = childOf(node, 'finalizer');
  const outer = flow.frame;
  const heldUp = new Map<Target, Dangling[]>();
  const outside: Frame | null = finalizer === null ? outer : { parent: outer, heldUp };
  const onThrow = { ...mutableTarget(), isThrow: true as const };
  const inside: Frame | null = handler === null ? outside : { parent: outside, onThrow };
  onThrow.owner = inside;
  const tryNode = flow.emit(node);
  flow.frame = inside;
  yield flow.execute(childOf(node, 'body') ?? node);
  flow.frame = outside;
  if (handler !== null) yield* catchClause(flow, handler, { tryNode, thrown: onThrow.arrivals });
  flow.frame = outer;
  if (finalizer !== null) yield* finalize(flow, finalizer, { tryNode, heldUp });
}

function* catchClause(
  flow: FlowBuilder,
  clause: SyntaxNode,
  from: { readonly tryNode: number; readonly thrown: Dangling[] },
): Step {
  const completed = flow.take();
  const { tryNode, thrown } = from;
  // What throws is a model, not a proof: a handler that nothing seems to reach is reached from the try itself.
  const isReached = thrown.some((dangling) => labelOf(dangling) !== FAULT);
  flow.frontier = isReached ? thrown : [dangle(tryNode, 'exception'), ...thrown];
  arrive(flow, clause, { tryNode, isCatch: true });
  const parameter = childOf(clause, 'parameter');
  if (parameter !== null) yield flow.bind(parameter);
  yield flow.execute(childOf(clause, 'body') ?? clause);
  flow.join(completed);
}
