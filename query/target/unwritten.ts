/**
 * `let called = false; on(() => { called = true; }); assert(called)`: a variable that only functions were to write which never ran.
 * Who should have called them, and what kept it from that.
 */
import type { SyntaxNode } from '../../code-graph/index.ts';
import { unwrap } from '../provenance/point.ts';
import type { Context, ExpressionPoint } from '../provenance/point.ts';
import { framesOf } from '../provenance/potential/missing.ts';
import type { Target } from '../provenance/slice.ts';
import { unreached } from './unreached.ts';

const MOST_WRITES = 3;

/** @returns what kept other functions from writing the variable that is looked at, nearest first; none where it is no variable */
export function unwrittenTargets(
  context: Context,
  { source, node, frame }: ExpressionPoint,
): readonly Target[] {
  const inner = unwrap(node);
  const binding = inner.type === 'identifier' ? source.scopes.resolve(inner) : null;
  if (binding === null || binding.kind === 'const') return [];
  return source.scopes
    .references(binding)
    .flatMap((use) => writeAround(use) ?? [])
    .filter((write) => {
      const fn = source.scopes.functionOf(write);
      return (
        fn !== binding.declaredIn &&
        framesOf(context, fn.id).every(({ process }) => process !== frame.process) &&
        !context.timeline.mayHaveMissed(frame.process, 0, Infinity, (site) => site.fn === fn.id)
      );
    })
    .slice(0, MOST_WRITES)
    .flatMap((write) =>
      unreached(context, {
        ...{ source, node: write, process: frame.process, since: 0 },
        what: `${binding.name} from being written`,
      }),
    );
}

function writeAround(use: SyntaxNode): SyntaxNode | null {
  const up = use.parent;
  if (up?.type === 'update_expression') return up;
  const isTarget = up !== null && /assignment_expression$/u.test(up.type) && use.field === 'left';
  return isTarget ? up : null;
}
