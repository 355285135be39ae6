/**
 * Where a promise's value came from: the callbacks of `then`, `catch` and `finally` run later and outside of the call, and
 * `Promise.all` and its like take what they were given.
 */
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Frame } from '../../timeline.ts';
import { refOf } from '../../value-text.ts';
import { callInside, calleeName, argumentsOf } from '../call.ts';
import { COST } from '../cost.ts';
import { expressionOf } from '../place.ts';
import { expressionAt, unwrap } from '../point.ts';
import type { Context, Dependence, ExpressionPoint } from '../point.ts';
import { framesOf } from '../potential/missing.ts';
import { returnOf } from '../step/return.ts';
import { valueStep } from '../step/dependence.ts';
import { valueOf } from '../value.ts';
import { contentsOf, withoutSpread } from './contents.ts';
import type { Native } from './native.ts';

const CHAINED = /^(?:then|catch|finally)$/u;
const MOST_RESOLVED = 3;

/** @returns steps to what settled the promise that this call made; none where it is no such call */
export function settledBy(
  context: Context,
  point: ExpressionPoint,
  native: Native,
  before: number,
): readonly Dependence[] {
  const { source, frame } = point;
  if (native.kind === 'promise' && CHAINED.test(native.name) && native.subject !== null) {
    const returned = native.args
      .flatMap((node) => laterFrames(context, { ...point, before }, node).slice(0, 1))
      .flatMap((callback) => returnOf(context, callback, `callback of ${native.name}`));
    const to = expressionAt(source, native.subject, frame, before);
    return [...returned, valueStep(to, COST.foreign, `what ${native.name} waited for`)];
  }
  return native.args.flatMap((part) => {
    const to = expressionAt(source, withoutSpread(part), frame, before);
    const ref = refOf(valueOf(context, source, to.node, frame, before));
    return [
      valueStep(to, COST.nativePart, `argument of ${native.name}`),
      ...(ref === null ? [] : contentsOf(context, frame.process, ref, before)),
    ];
  });
}

/** @returns the activations of a function that is written here, begun after it was handed over */
export function laterFrames(
  context: Context,
  { source, frame, before }: ExpressionPoint,
  callback: SyntaxNode,
): readonly Frame[] {
  const inner = unwrap(callback);
  const fn = source.scopes.functionAt(inner) ?? declaredAs(source, inner);
  if (fn === null) return [];
  return framesOf(context, fn.id).filter(
    (one) => one.process === frame.process && one.start.seq >= before,
  );
}

function declaredAs(
  source: ExpressionPoint['source'],
  node: SyntaxNode,
): ReturnType<ExpressionPoint['source']['scopes']['functionAt']> {
  const binding = node.type === 'identifier' ? source.scopes.resolve(node) : null;
  const { parent } = binding?.node ?? { parent: null };
  return parent === null ? null : source.scopes.functionAt(parent);
}

/** @returns steps to the calls of `resolve` inside the function that `new Promise` was given */
export function resolvedBy(context: Context, executor: Frame): readonly Dependence[] {
  const name = executor.site.names?.find((one) => one !== 'this');
  const source = context.sources.file(executor.site.file);
  if (name === undefined || source === null) return [];
  const found: Dependence[] = [];
  for (const frame of context.timeline.frames) {
    if (!isInside(frame, executor)) continue;
    for (const event of frame.events) {
      const at = event.type === 'call-result' ? expressionOf(context, event) : null;
      const call = at === null ? null : callInside(at.node);
      if (at === null || call === null || calleeName(at.source, call) !== name) continue;
      const [value] = argumentsOf(call);
      if (value === undefined) continue;
      found.push(
        valueStep(expressionAt(at.source, value, frame, at.before), COST.definition, 'resolved'),
      );
    }
  }
  return found.slice(0, MOST_RESOLVED);
}

function isInside(frame: Frame, outer: Frame): boolean {
  for (let up: Frame | null = frame; up !== null; up = up.outer) if (up === outer) return true;
  return false;
}
