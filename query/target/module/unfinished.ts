/**
 * The module that an error ended. The error of an ES module reaches the process as a rejection, when nothing runs any more: which
 * module it came from is told by what was not reported. A module reports no end of its own.
 */
import { childOf } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Site } from '../../../protocol/site.ts';
import type { Context } from '../../provenance/point.ts';
import { statementsIn } from '../../suspect/line.ts';
import type { Frame } from '../../timeline.ts';
import { isModule } from '../silent.ts';

/**
 * @param seq when the error was seen
 * @returns the module that ran last before it, where the rest of what it was at, or the next thing that is watched of it, did not
 *   come; null where it may have run to its end
 */
export function unfinishedModule(context: Context, process: number, seq: number): Frame | null {
  const { timeline, sources } = context;
  const module = lastModule(context, process, seq);
  if (module === null) return null;
  const last = module.events.findLast((event) => event.seq < seq);
  const site = last === undefined ? undefined : timeline.sites[last.site];
  const source = sources.file(module.site.file);
  if (last === undefined || site === undefined || source === null) return null;
  const statement = topLevel(sources.nodeOf(site));
  if (statement === null) return null;
  if (isLeaving(sources.nodeOf(site))) return module;
  const next = following(sources.nodeOf(site));
  const isMissing = (other: Site): boolean =>
    isDue(other, { site, statement, next, node: sources.nodeOf(other) }) &&
    !timeline.hits(module, other).some((hit) => hit.seq > last.seq && hit.seq < seq);
  const missing = source.sitesOf(module.site.node).filter(isMissing);
  const ids = new Set(missing.map(({ id }) => id));
  const mayBeLost = timeline.mayHaveMissed(process, last.seq, seq, ({ id }) => ids.has(id));
  return missing.length > 0 && !mayBeLost ? module : null;
}

/** The one whose own event, or that of something that it called, is the last before `seq`. */
function lastModule({ timeline }: Context, process: number, seq: number): Frame | null {
  for (let at = seq - 1; at > 0; at -= 1) {
    const event = timeline.at(at);
    if (event === null || event.process !== process || !('site' in event)) continue;
    let frame = 'frame' in event ? timeline.frame(process, event.frame) : null;
    while (frame !== null && frame.parent !== null && !isModule(frame)) frame = frame.parent;
    return frame !== null && isModule(frame) ? frame : null;
  }
  return null;
}

function topLevel(node: SyntaxNode | null): SyntaxNode | null {
  for (let at = node; at !== null; at = at.parent) if (at.parent?.type === 'program') return at;
  return null;
}

/** Statements whose parts all run, one after the other. */
const STRAIGHT = /^(?:expression_statement|lexical_declaration|variable_declaration)$/u;
const CHOOSES = /^(?:ternary_expression|binary_expression|.*function.*|class|method_definition)$/u;

/** A place that had to report after the last one that did: what is around it, or stands in a statement behind it or in the next one. */
function isDue(
  { kind, start, end }: Site,
  {
    site,
    statement,
    next,
    node,
  }: {
    readonly site: Site;
    readonly statement: SyntaxNode;
    readonly next: SyntaxNode | null;
    readonly node: SyntaxNode | null;
  },
): boolean {
  if (kind !== 'call' && kind !== 'write' && kind !== 'await') return false;
  if (start <= site.start && end >= site.end) return start < site.start || end > site.end;
  const own = topLevel(node);
  if (own !== null && own.start >= statement.end) return runsIn(own, node);
  return next !== null && start >= next.start && end <= next.end && runsIn(next, node);
}

/** The place is evaluated whenever the statement is. */
function runsIn(statement: SyntaxNode, node: SyntaxNode | null): boolean {
  if (!STRAIGHT.test(statement.type)) return false;
  for (let at = node; at !== null && at !== statement; at = at.parent)
    if (at !== node && CHOOSES.test(at.type)) return false;
  return true;
}

/** @returns the statement that runs after the one that the place is in: in the same block, or in the loop whose variable it is */
export function following(node: SyntaxNode | null): SyntaxNode | null {
  for (let at = node; at?.parent != null; at = at.parent) {
    const { parent } = at;
    if (parent.type === 'statement_block') {
      const all = statementsIn(parent);
      return all[all.indexOf(at) + 1] ?? null;
    }
    if (parent.type === 'for_in_statement' && at.field === 'left') {
      const body = childOf(parent, 'body');
      return body?.type === 'statement_block' ? (statementsIn(body)[0] ?? null) : body;
    }
    if (/function|class|_statement$/u.test(parent.type) && !STRAIGHT.test(parent.type)) return null;
  }
  return null;
}

/** Nothing comes behind it, and nothing around it takes the error. */
function isLeaving(node: SyntaxNode | null): boolean {
  let isThrown = false;
  for (let at = node; at !== null; at = at.parent) {
    isThrown ||= at.type === 'throw_statement';
    if (at.type === 'try_statement') return false;
  }
  return isThrown;
}
