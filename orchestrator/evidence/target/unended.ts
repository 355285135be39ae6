/** A test that never ended, or that reached fewer assertions than it announced: what did not run that should have. */
import { childOf, isFunctionNode, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { callTaking } from '../../../query/provenance/callback/schedule.ts';
import type { Context } from '../../../query/provenance/point.ts';
import { expressionAt } from '../../../query/provenance/point.ts';
import type { Target } from '../../../query/provenance/slice.ts';
import { readAssertion } from '../../../query/target/assertion/read.ts';
import type { Failure } from '../../../query/target/failure.ts';
import { aliveTargets } from '../../../query/target/unended/alive.ts';
import { loopTargets } from '../../../query/target/unended/loop.ts';
import { pendingTargets } from '../../../query/target/unended/pending.ts';
import { handedOver, unreached } from '../../../query/target/unreached.ts';
import { waitOf } from '../../../query/target/unended/wait.ts';

/** @returns what kept the test from ending, or from reaching its assertions, nearest first */
export function unendedTargets(context: Context, failure: Failure): readonly Target[] {
  const { frame, root, source, statement } = failure;
  const waited = waitOf(context, frame) === null ? null : pendingTargets(context, frame);
  const found =
    failure.kind === 'planned'
      ? unreachedAssertions(context, failure)
      : failure.kind === 'stuck'
        ? stuckTargets(context, failure, waited ?? [])
        : (waited ?? uncalledDone(context, failure));
  if (found.length > 0 || statement === null) return found;
  const point = expressionAt(source, statement, root, failure.seq);
  return [{ point, cost: 0, why: 'it did not end' }];
}

/** What it waits for beside the loop in which it does. */
const WAIT_COST = 0.3;

/** Of a program: the loop that went on, what it waits for, or what keeps it alive. */
function stuckTargets(
  context: Context,
  { looping, frame, statement }: Failure,
  waited: readonly Target[],
): readonly Target[] {
  if (looping !== undefined)
    return [
      ...loopTargets(context, looping),
      ...waited.map((one) => ({ ...one, cost: one.cost + WAIT_COST })),
    ];
  return waited.length > 0 || statement === null ? waited : aliveTargets(context, frame, statement);
}

/** The callback that ends the test was not called. */
function uncalledDone(context: Context, { frame, source }: Failure): readonly Target[] {
  const fn = source.scopes.nodeById(frame.site.node);
  const [done] = fn === null ? [] : (source.scopes.functionAt(fn)?.params ?? []);
  if (done === undefined) return [];
  const place = { source, since: frame.start.seq, process: frame.process, within: frame };
  const what = `${done.name} from being called`;
  return source.scopes
    .references(done)
    .filter((node) => node.start !== done.node.start)
    .flatMap((node) => {
      const up = node.parent;
      if (up?.type === 'call_expression' && childOf(up, 'function') === node)
        return unreached(context, { ...place, node: up, what });
      const taker = callTaking(node);
      return taker === null ? [] : handedOver(context, { ...place, node: taker, what });
    });
}

/** The assertions in the test's text that were never made. */
function unreachedAssertions(context: Context, failure: Failure): readonly Target[] {
  const { source, root } = failure;
  const fn = source.scopes.nodeById(root.site.node);
  if (fn === null) return [];
  const missing: SyntaxNode[] = [];
  walkSyntax(fn, (node) => {
    if (node.type !== 'call_expression') return true;
    const assertion = readAssertion(source, node);
    const site = source.siteAt('call', node);
    const isMade =
      site !== undefined && context.timeline.siteHits(site).some(({ seq }) => seq > root.start.seq);
    if (assertion !== null && assertion.relation !== 'planned' && !isMade) missing.push(node);
    return assertion === null || node.children.some(isFunctionNode);
  });
  return missing.flatMap((node) =>
    unreached(context, {
      ...{ source, node, since: root.start.seq, process: root.process },
      what: 'the assertion from being reached',
    }),
  );
}
