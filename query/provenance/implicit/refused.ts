/**
 * Stores that the engine refused (`Cannot assign to read only property 'set' of …`, `object is not extensible`): the value has nothing
 * to do with it. What has is which object and which key were meant, and what made the property read-only before.
 */
import { childOf, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { SourceFile } from '../../source-index.ts';
import type { Frame } from '../../timeline.ts';
import { primitiveText, refOf } from '../../value-text.ts';
import { argumentsOf, callInside } from '../call.ts';
import { COST } from '../cost.ts';
import { expressionOf } from '../place.ts';
import { expressionAt, unwrap } from '../point.ts';
import type { Context, Dependence, ExpressionPoint, Point } from '../point.ts';
import { valueStep } from '../step/dependence.ts';
import { memberValue, valueOf } from '../value.ts';

/** What the engine says, and what may have made it say so. */
const MESSAGES: readonly (readonly [RegExp, RegExp])[] = [
  [/^Cannot assign to read only property '([^']+)' of /u, /^(?:freeze|define)/u],
  [/^Cannot set property (\S+) of .* which has only a getter$/u, /^define/u],
  [/^Cannot add property (\S+), object is not extensible$/u, /^(?:freeze|seal|prevent)/u],
  [/^Cannot delete property '([^']+)' of /u, /^(?:freeze|seal|define)/u],
  [/^Cannot redefine property: (\S+)$/u, /^(?:freeze|seal|define)/u],
];

/** A store that was refused: of which key, and calls of what name may be why. */
export interface Refusal {
  readonly key: string;
  readonly locks: RegExp;
}

/** @returns what could not be stored, where the message of the error says so */
export function refusalOf(message: string): Refusal | null {
  for (const [pattern, locks] of MESSAGES) {
    const key = pattern.exec(message)?.[1];
    if (key !== undefined) return { key, locks };
  }
  return null;
}

/** @returns the objects that the statement stores this key in, or deletes it of, and the expressions that give a computed key */
export function refusedParts(
  source: SourceFile,
  statement: SyntaxNode,
  key: string,
): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walkSyntax(statement, (node) => {
    const stored =
      childOf(node, 'left') ?? (CHANGES.test(node.type) ? childOf(node, 'argument') : null);
    const place = stored === null ? null : unwrap(stored);
    const object = place === null ? null : childOf(place, 'object');
    if (place === null || object === null || !STORES.test(node.type)) return true;
    const property = childOf(place, 'property');
    const index = childOf(place, 'index');
    const isMeant = property === null || source.text.slice(property.start, property.end) === key;
    if (isMeant) found.push(...(index === null ? [object] : [index, object]));
    return true;
  });
  return found;
}

const CHANGES = /^(?:update|unary)_expression$/u;
const STORES = /^(?:(?:augmented_)?assignment|update|unary)_expression$/u;
const LOCKS =
  /^(?:Object|Reflect)\.(freeze|seal|preventExtensions|defineProperty|defineProperties)\b/u;
const MOST_LOCKS = 2;

export interface Refused extends Refusal {
  readonly source: SourceFile;
  readonly statement: SyntaxNode;
  readonly frame: Frame;
  readonly before: number;
}

/** @returns steps to the last calls that made the property what it is: those that name the key, or that were given the object itself */
export function lockedBy(context: Context, refused: Refused): readonly Dependence[] {
  const { source, statement, frame, before, key, locks } = refused;
  const objects = new Set(
    refusedParts(source, statement, key).flatMap(
      (node) => refOf(valueOf(context, source, node, frame, before)) ?? [],
    ),
  );
  const found: (Lock & { readonly seq: number })[] = [];
  for (const site of context.timeline.sites) {
    if (site?.kind !== 'call') continue;
    const text = context.sources.file(site.file)?.text.slice(site.start, site.start + 40) ?? '';
    const how = LOCKS.exec(text)?.[1];
    if (how === undefined || !locks.test(how)) continue;
    for (const event of context.timeline.siteHits(site)) {
      const at =
        event.seq < before && event.process === frame.process ? expressionOf(context, event) : null;
      const lock = at === null ? null : lockOf(context, at, { how, key, objects });
      if (lock !== null) found.push({ ...lock, seq: event.seq });
    }
  }
  // Another object with this key matters only as a prototype of the one that was meant.
  const own = found.filter(({ isOwn }) => isOwn);
  const why = own.length > 0 ? `made ${key} what it is` : `may have made ${key} what it is`;
  return (own.length > 0 ? own : found)
    .toSorted((a, b) => b.seq - a.seq)
    .slice(0, MOST_LOCKS)
    .map(({ to }) => valueStep(to, COST.definition, why));
}

interface Meant {
  readonly how: string;
  readonly key: string;
  readonly objects: ReadonlySet<number>;
}

interface Lock {
  readonly to: Point;
  /** It was done to the object itself. */
  readonly isOwn: boolean;
}

/** What the call says of this key; null where it says nothing of it. */
function lockOf(
  context: Context,
  { source, node, frame, before }: ExpressionPoint,
  { how, key, objects }: Meant,
): Lock | null {
  const call = callInside(node);
  const [object, second, descriptor] = call === null ? [] : argumentsOf(call);
  if (object === undefined) return null;
  const value = (part: SyntaxNode) => valueOf(context, source, part, frame, before);
  const isOwn = objects.has(refOf(value(object)) ?? NaN);
  if (how === 'defineProperty' && second !== undefined) {
    const name = value(second);
    const isMeant = name !== null && primitiveText(name) === key;
    return isMeant
      ? { to: expressionAt(source, descriptor ?? second, frame, before), isOwn }
      : null;
  }
  if (how === 'defineProperties' && second !== undefined) {
    const ref = refOf(value(second));
    const { process } = frame;
    if (ref === null || memberValue(context, process, ref, key, before) === null) return null;
    const at = expressionAt(source, second, frame, before);
    return { to: { kind: 'member', process, ref, key, before, at }, isOwn };
  }
  return isOwn ? { to: expressionAt(source, node, frame, before), isOwn } : null;
}
