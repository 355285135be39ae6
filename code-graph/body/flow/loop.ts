/**
 * How loops are laid down: an entry node, the head that the back edge returns to, the body in a frame that `break` and
 * `continue` find, then what leaves. The head of `for … of` and `for … in` is the statement's own node, which asks for
 * the next item. Leaving `for … of` early closes its iterator (finalizer.ts). A condition that is literally `true` (or left out) never fails, one that is `false` never holds.
 */
import { childOf } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { FLAGS, dangle } from './builder.ts';
import type { Dangling, FlowBuilder, Step } from './builder.ts';
import { unwrap, visitTest } from './condition.ts';
import { closing, disposing } from './finalizer.ts';
import { enter, leave, takeLabels } from './jump.ts';

const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false']);

/** Evaluates a loop's condition; null never fails and leaves no node. */
function* loopTest(
  flow: FlowBuilder,
  condition: SyntaxNode | null,
  ways: readonly [yes: Dangling[], no: Dangling[]],
): Step {
  if (condition === null) return void ways[0].push(...flow.take());
  const literal = unwrap(condition);
  if (!CONSTANTS.has(literal.type)) return void (yield visitTest(flow, condition, ways));
  const id = flow.emit(literal);
  flow.take();
  if (literal.type === 'true') ways[0].push(dangle(id, 'true'));
  else ways[1].push(dangle(id, 'false'));
}

export function* whileLoop(flow: FlowBuilder, node: SyntaxNode): Step {
  const labels = takeLabels(flow);
  flow.emit(node);
  const head = flow.syntax.length;
  const yes: Dangling[] = [];
  const no: Dangling[] = [];
  const frame = enter(flow, { labels, isLoop: true });
  yield loopTest(flow, childOf(node, 'condition'), [yes, no]);
  flow.frontier = yes;
  yield flow.execute(childOf(node, 'body') ?? node);
  flow.join(frame.continues);
  flow.connect(flow.take(), head);
  leave(flow, frame, no);
}

export function* doLoop(flow: FlowBuilder, node: SyntaxNode): Step {
  const labels = takeLabels(flow);
  flow.emit(node);
  const head = flow.syntax.length;
  const yes: Dangling[] = [];
  const no: Dangling[] = [];
  const frame = enter(flow, { labels, isLoop: true });
  yield flow.execute(childOf(node, 'body') ?? node);
  flow.join(frame.continues);
  yield loopTest(flow, childOf(node, 'condition'), [yes, no]);
  flow.connect(yes, head);
  leave(flow, frame, no);
}

/** The part of a `for` head with that field; a lone `;` is no part. */
function headPart(node: SyntaxNode, field: string): SyntaxNode | null {
  const isPart = (child: SyntaxNode): boolean =>
    child.field === field && child.named && child.type !== 'empty_statement';
  return node.children.find(isPart) ?? null;
}

export function* forLoop(flow: FlowBuilder, node: SyntaxNode): Step {
  const labels = takeLabels(flow);
  const start = headPart(node, 'initializer');
  const increment = headPart(node, 'increment');
  flow.emit(node);
  if (start !== null) yield flow.execute(start);
  const head = flow.syntax.length;
  const yes: Dangling[] = [];
  const no: Dangling[] = [];
  const frame = enter(flow, { labels, isLoop: true });
  yield loopTest(flow, headPart(node, 'condition'), [yes, no]);
  flow.frontier = yes;
  yield flow.execute(childOf(node, 'body') ?? node);
  flow.join(frame.continues);
  if (increment !== null) yield flow.evaluate(increment);
  flow.connect(flow.take(), head);
  leave(flow, frame, no);
}

export function* forIn(flow: FlowBuilder, node: SyntaxNode): Step {
  const labels = takeLabels(flow);
  const left = childOf(node, 'left');
  const right = childOf(node, 'right');
  const isAwait = node.children.some((child) => child.type === 'await');
  if (right !== null) yield flow.evaluate(right);
  const frame = enter(flow, { labels, isLoop: true });
  const awaits = isAwait ? FLAGS.suspends : 0;
  const head = flow.emit(node, FLAGS.throws | FLAGS.calls | awaits);
  flow.frontier = [dangle(head, 'item')];
  const word = childOf(node, 'operator');
  const kind = childOf(node, 'kind');
  function* round(): Step {
    if (left !== null) yield flow.bind(left);
    yield flow.execute(childOf(node, 'body') ?? node);
  }
  const isUsing = left !== null && flow.scopes.resolve(left)?.kind === 'using';
  const inside = isUsing && kind !== null ? () => disposing(flow, kind, round) : round;
  if (word?.type === 'of')
    yield* closing(flow, { word, onContinue: frame.onContinue, flags: awaits }, inside);
  else yield* inside();
  flow.join(frame.continues);
  flow.connect(flow.take(), head);
  leave(flow, frame, [dangle(head, 'done')]);
}
