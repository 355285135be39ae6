/**
 * The loop that an activation was in when its recording ended, told by how often it went round without anything of what is around it
 * being reported, and what would have ended it.
 */
import { childOf, isFunctionNode, namedChildren, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { expressionAt, isConstant, reachedAt, unwrap } from '../../provenance/point.ts';
import type { Context } from '../../provenance/point.ts';
import { ANY_LOOP, letThrough, turnedAway } from '../../provenance/potential/untaken.ts';
import type { Target } from '../../provenance/slice.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import { isTruthy } from '../../value-text.ts';

export interface Looping {
  readonly source: SourceFile;
  readonly frame: Frame;
  readonly loop: SyntaxNode;
  /** How often at least it went round since it began. */
  readonly rounds: number;
  /** Just before its first round. */
  readonly since: number;
  /** The last thing that was reported from within it. */
  readonly last: number;
}

/** @returns of the loops around what the activation reported last the one that went round most often; null where it is in none */
export function loopingIn(context: Context, frame: Frame): Looping | null {
  const source = context.sources.file(frame.site.file);
  const last = frame.events.at(-1);
  const site = last === undefined ? undefined : context.timeline.sites[last.site];
  const node = site === undefined ? null : context.sources.nodeOf(site);
  if (source === null || last === undefined || node === null) return null;
  const loops = loopsAround(node);
  if (loops.length === 0) return null;
  const levels = createLevels(context, loops);
  const open = loops.map((loop) => ({
    loop,
    since: frame.start.seq,
    hits: new Map<number, number>(),
  }));
  let innermost = 0;
  for (const event of frame.events.toReversed()) {
    const level = levels(event.site);
    if (level === null) continue;
    for (; innermost < level; innermost += 1) {
      const ended = open[innermost];
      if (ended !== undefined) ended.since = event.seq;
    }
    const own = open[level];
    if (own === undefined) break;
    own.hits.set(event.site, (own.hits.get(event.site) ?? 0) + 1);
  }
  return open
    .map(({ loop, since, hits }) => ({ loop, since, rounds: Math.max(0, ...hits.values()) }))
    .map((one): Looping => ({ ...one, source, frame, last: last.seq }))
    .reduce((best, one) => (one.rounds > best.rounds ? one : best));
}

/** From the inside out, in the same function. */
function loopsAround(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let up: SyntaxNode | null = node; up !== null && !isFunctionNode(up); up = up.parent)
    if (ANY_LOOP.test(up.type)) found.push(up);
  return found;
}

/**
 * @returns for a site which of the loops it is directly in, counted from the inside, their number where it is in none; null in a loop
 *   beside them
 */
function createLevels(
  { sources, timeline }: Context,
  loops: readonly SyntaxNode[],
): (site: number) => number | null {
  const known = new Map<number, number | null>();
  const levelOf = (id: number): number | null => {
    const site = timeline.sites[id];
    const node = site === undefined ? null : sources.nodeOf(site);
    if (node === null || site?.kind === 'function') return null;
    const [inner] = loopsAround(node);
    if (inner === undefined) return loops.length;
    const level = loops.indexOf(inner);
    if (level >= 0) return level;
    return loops.some((loop) => loop.start <= inner.start && inner.end <= loop.end)
      ? null
      : loops.length;
  };
  return (id) => {
    let level = known.get(id);
    if (level === undefined) known.set(id, (level = levelOf(id)));
    return level;
  };
}

/** @returns the condition of the loop, what it iterates over; the loop itself where it has neither */
export function headOf(loop: SyntaxNode): SyntaxNode {
  const condition = childOf(loop, 'condition') ?? childOf(loop, 'right');
  if (condition === null || /^(?:empty_statement|;)$/u.test(condition.type)) return loop;
  // The condition of a `for` is a statement to the grammar.
  const [inner] =
    condition.type === 'expression_statement' ? namedChildren(condition) : [condition];
  return inner === undefined ? loop : unwrap(inner);
}

/** What the conditions that would have left it cost beside its own. */
const EXIT_COST = 0.1;
const MOST_EXITS = 6;

/** @returns why it went on: its condition as it was last, and what kept it from being left */
export function loopTargets(context: Context, looping: Looping): readonly Target[] {
  const { source, frame, loop, since, last } = looping;
  const head = headOf(loop);
  const point =
    head === loop || isConstant(head)
      ? { ...reachedAt(source, head, frame, last + 1), isPlace: true }
      : expressionAt(source, head, frame, last + 1);
  const why = 'its loop went on';
  const span = { frame, after: since, before: Infinity };
  const exits = exitsOf(loop).flatMap((exit) =>
    turnedAway(context, source, exit, span, 'the loop from being left'),
  );
  return [
    { point, cost: 0, why },
    ...exits.slice(0, MOST_EXITS).map(({ to, why: kept, hint }): Target => ({
      ...{ point: to, cost: EXIT_COST, why: kept },
      ...(hint === undefined ? {} : { hint }),
    })),
  ];
}

/** What a list that came to its end costs beside a condition that ended a loop. */
const LIST_COST = 0.3;

/** @returns what ended the loops of an activation, the last one first; none where it has none that was seen to end */
export function leftTargets(context: Context, frame: Frame): readonly Target[] {
  const source = context.sources.file(frame.site.file);
  const fn = source?.scopes.nodeById(frame.site.node) ?? null;
  if (source === null || fn === null) return [];
  return loopsIn(source, fn).flatMap((loop) => leftAt(context, source, loop, frame));
}

function loopsIn(source: SourceFile, fn: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walkSyntax(fn, (node) => {
    if (ANY_LOOP.test(node.type)) found.push(node);
    return node === fn || source.scopes.functionAt(node) === null;
  });
  return found;
}

function leftAt(
  context: Context,
  source: SourceFile,
  loop: SyntaxNode,
  frame: Frame,
): readonly Target[] {
  const after = frame.start.seq;
  const left: Target[] = exitsOf(loop).flatMap((exit): readonly Target[] => {
    const seq = letThrough(context, source, exit, { frame, after });
    if (seq === null) return [];
    const point = { ...reachedAt(source, exit, frame, seq + 1), isDecisive: true, isPlace: true };
    return [{ point, cost: 0, why: 'left the loop' }];
  });
  const head = headOf(loop);
  const site = source.siteAt('branch', head);
  const last = site === undefined ? undefined : context.timeline.hits(frame, site).at(-1);
  if (last?.type === 'branch-taken' && isTruthy(last.value) === false)
    left.push({
      point: expressionAt(source, head, frame, last.seq + 1),
      cost: 0,
      why: 'ended the loop',
    });
  const before = frame.endSeq ?? (frame.events.at(-1)?.seq ?? after) + 1;
  if (loop.type === 'for_in_statement')
    left.push({
      point: expressionAt(source, head, frame, before),
      cost: left.length > 0 ? LIST_COST : 0,
      why: 'the loop was over this',
    });
  return left;
}

/** Statements that leave the loop, wherever in it they stand. */
function exitsOf(loop: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const visit = (node: SyntaxNode, isOwn: boolean): void => {
    if (isFunctionNode(node)) return;
    const isLeft =
      node.type === 'break_statement'
        ? isOwn || childOf(node, 'label') !== null
        : /^(?:return|throw)_statement$/u.test(node.type);
    if (isLeft) found.push(node);
    const isOther = node !== loop && (ANY_LOOP.test(node.type) || node.type === 'switch_statement');
    for (const child of node.children) visit(child, isOwn && !isOther);
  };
  visit(loop, true);
  return found;
}
