/**
 * Whether all that a test did with its context, and all that was reported of it, is known: only then is what nobody reported something
 * that did not happen.
 */
import { childOf, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Site } from '../../../protocol/site.ts';
import { calleeName } from '../../provenance/call.ts';
import type { Context } from '../../provenance/point.ts';
import type { SourceFile } from '../../source-index.ts';
import { readAssertion } from './read.ts';

/** @returns true where events of such sites, or any at all, may have been left out in the process after `from` */
export function mayLack(
  { timeline }: Context,
  process: number,
  from: number,
  concerns: (site: Site) => boolean,
): boolean {
  const isLost = timeline.events.some(
    (event) =>
      event.type === 'events-dropped' &&
      event.process === process &&
      event.seq > from &&
      !/^(?:throttled|condition)$/u.test(event.reason),
  );
  return isLost || timeline.mayHaveMissed(process, from, Infinity, concerns);
}

/** What a context and an `expect` have that neither asserts nor counts. */
const SILENT =
  /^(?:end|comment|diagnostic|log|teardown|timeout|hasAssertions|any|anything|(?:object|array|string)Containing|stringMatching)$/u;

/**
 * @param root what the announcement was called on
 * @param test where the name is no parameter, whose uses are looked at
 * @returns true where each use of the name is an assertion that is understood and watched, so that they can be counted
 */
export function isCountable(source: SourceFile, root: SyntaxNode, test: SyntaxNode): boolean {
  const binding = source.scopes.resolve(root);
  const name = source.text.slice(root.start, root.end);
  let isKnown = true;
  walkSyntax(binding?.kind === 'param' ? binding.declaredIn.node : test, (node) => {
    const isUse =
      /identifier/u.test(node.type) &&
      node.type !== 'property_identifier' &&
      source.text.slice(node.start, node.end) === name &&
      node.start !== binding?.node.start &&
      source.scopes.resolve(node) === binding;
    if (isUse && !isCounted(source, node)) isKnown = false;
    return isKnown;
  });
  return isKnown;
}

function isCounted(source: SourceFile, use: SyntaxNode): boolean {
  let top = use;
  for (let up = use.parent; up !== null; up = up.parent) {
    const inner = childOf(up, 'object') ?? childOf(up, 'function');
    if (!/^(?:member_expression|call_expression)$/u.test(up.type) || inner !== top) break;
    top = up;
  }
  if (top.type !== 'call_expression') return false;
  if (SILENT.test(calleeName(source, top))) return true;
  return readAssertion(source, top) !== null && source.siteAt('call', top) !== undefined;
}
