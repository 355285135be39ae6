/** Where an event happened: its site, the recorded source and the syntax node, or null where one of them was not recorded. */
import { childOf, namedChildren } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { ScopeEvent } from '../../protocol/event.ts';
import type { Site } from '../../protocol/site.ts';
import { textOf } from '../source-index.ts';
import type { SourceFile } from '../source-index.ts';
import { expressionAt, unwrap } from './point.ts';
import type { Context, ExpressionPoint } from './point.ts';

export interface Place {
  readonly site: Site;
  readonly source: SourceFile;
  readonly node: SyntaxNode;
}

/** @returns the place of a site, by its number */
export function placeOf(context: Context, id: number | undefined): Place | null {
  const site = id === undefined ? undefined : context.timeline.sites[id];
  return site === undefined ? null : placeOfSite(context, site);
}

export function placeOfSite(context: Context, site: Site): Place | null {
  const source = context.sources.file(site.file);
  const node = context.sources.nodeOf(site);
  return source === null || node === null ? null : { site, source, node };
}

/** @returns the expression that the event is about, just after it; null for events of no activation */
export function expressionOf(context: Context, event: ScopeEvent): ExpressionPoint | null {
  if (!('site' in event) || !('frame' in event)) return null;
  const frame = context.timeline.frame(event.process, event.frame);
  const place = placeOf(context, event.site);
  return frame === null || place === null
    ? null
    : expressionAt(place.source, place.node, frame, event.seq + 1);
}

const LITERAL = /^(?:object|array)$/u;
const TAKES = /^(?:variable_declarator|assignment_expression|(?:public_)?field_definition)$/u;

/**
 * @returns the expression that made an object which the event is the first to show: where that is a write or a return of a literal,
 * the literal; else what the event is about. Null for events of no activation.
 */
export function creationAt(context: Context, event: ScopeEvent): ExpressionPoint | null {
  const at = expressionOf(context, event);
  if (at === null || !/^(?:variable-written|property-written|call-end)$/u.test(event.type))
    return at;
  const { source, node, frame } = at;
  const taken = TAKES.test(node.type)
    ? (childOf(node, 'right') ?? childOf(node, 'value'))
    : node.type === 'return_statement'
      ? namedChildren(node)[0]
      : node;
  const literal = taken == null ? null : unwrap(taken);
  return literal !== null && LITERAL.test(literal.type)
    ? expressionAt(source, literal, frame, event.seq)
    : at;
}

const DECIDES = /^(?:if|while|do)_statement$/u;

/** @returns true for a condition, and what a logical operator or `!` stands at. */
export function asksForTruth(source: SourceFile, node: SyntaxNode): boolean {
  const { parent, field } = node;
  switch (parent?.type) {
    case 'unary_expression':
      return textOf(source, childOf(parent, 'operator')) === '!';
    case 'binary_expression':
      return field === 'left' && /^(?:&&|\|\|)$/u.test(textOf(source, childOf(parent, 'operator')));
    case 'ternary_expression':
      return field === 'condition';
    default:
      return field === 'condition' && DECIDES.test(parent?.type ?? '');
  }
}
