/** Functions that were given to an assertion (`expect(() => f())`, `assert.throws(() => f())`): their activations are what it looked at. */
import { walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { framesOf } from '../../provenance/potential/missing.ts';
import type { Context } from '../../provenance/point.ts';
import type { Frame } from '../../timeline.ts';

/** @returns the activations of functions that are written in the expression, in order, begun before `before` */
export function givenFrames(
  context: Context,
  frame: Frame,
  node: SyntaxNode,
  before = Infinity,
): readonly Frame[] {
  const source = context.sources.file(frame.site.file);
  const found: Frame[] = [];
  walkSyntax(node, (inner) => {
    if (!/^(?:arrow_function|function_expression)$/u.test(inner.type)) return true;
    const fn = source?.scopes.functionAt(inner);
    if (fn != null)
      found.push(
        ...framesOf(context, fn.id).filter(
          (other) =>
            other.process === frame.process && other.outer === frame && other.start.seq < before,
        ),
      );
    return true;
  });
  return found.sort((a, b) => a.start.seq - b.start.seq);
}
