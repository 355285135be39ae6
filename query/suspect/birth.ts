/**
 * Where the symptom's value was made, and which lines only passed it on: followed through copies, and by the wrong text where one
 * is known.
 */
import { childOf } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import type { Value } from '../../protocol/event.ts';
import { isConstant } from '../provenance/point.ts';
import { isNothing, primitiveText } from '../value-text.ts';
import type { SlicePoint } from '../provenance/slice.ts';

/** A line of the ranking, as far as births go. */
export interface Born {
  readonly file: string;
  readonly points: readonly SlicePoint[];
}

/** The whole wrong text and its longest piece. */
const MOST_TEXTS = 2;

export interface Births<T> {
  /** Lines on which the symptom's value, followed through copies, was made; or on which its wrong text shows first. */
  readonly born: ReadonlySet<T>;
  /** Lines that only pass the symptom's value on. */
  readonly passing: ReadonlySet<T>;
  /** Lines of both kinds where the value is NaN or undefined: what came before says more there. */
  readonly nothing: ReadonlySet<T>;
}

/** The symptom's value, followed through copies to the lines where nothing before held it. */
export function birthsOf<T extends Born>(
  drafts: ReadonlyMap<string, T>,
  wrongTexts: readonly string[],
  isTest: (file: string) => boolean,
): Births<T> {
  const born = new Set<T>();
  const passing = new Set<T>();
  const nothing = new Set<T>();
  const chosen = new Set<T>();
  for (const draft of drafts.values()) {
    for (const point of draft.points) {
      const at = point.evidence;
      if (!point.carries || at === null) continue;
      if (isChoice(at.node)) chosen.add(draft);
      if (at.value === null || isConstant(at.node)) continue;
      if (isNothing(at.value) || (point.shows && isSpelledNothing(at.value))) nothing.add(draft);
      // What the expected value has went in as well: which of the two comes out was decided here.
      const isChosen = point.loses && !point.passes;
      if (point.passes || (point.shows && point.passesPiece && !isChosen)) passing.add(draft);
      else born.add(draft);
    }
  }
  const sources = new Map([...drafts].filter(([, draft]) => !isTest(draft.file)));
  for (const draft of firstShowing(sources, wrongTexts.slice(0, MOST_TEXTS))) born.add(draft);
  for (const draft of [...born, ...chosen]) passing.delete(draft);
  return { born, passing, nothing };
}

/** It makes nothing and does not only pass something on: which of two values it is was decided here. */
function isChoice(node: SyntaxNode): boolean {
  const operator = node.type === 'binary_expression' ? childOf(node, 'operator')?.type : undefined;
  return operator !== undefined && /^(?:&&|\|\||\?\?)$/u.test(operator);
}

/** `undefined`, `NaN` or an object that became part of a text. */
function isSpelledNothing(value: Value): boolean {
  return value.kind === 'string' && /\bundefined\b|\bNaN\b|\[object /u.test(value.text);
}

/** The line on which each wrong text was recorded first. */
function firstShowing<T extends Born>(
  drafts: ReadonlyMap<string, T>,
  wrongTexts: readonly string[],
): ReadonlySet<T> {
  const found = new Set<T>();
  for (const text of wrongTexts.filter(isTelling)) {
    let first: { readonly seq: number; readonly draft: T } | null = null;
    for (const draft of drafts.values()) {
      for (const { evidence } of draft.points) {
        if (evidence === null || evidence.seq === null || evidence.value === null) continue;
        if (!containsText(evidence.value, text)) continue;
        if (first === null || evidence.seq < first.seq) first = { seq: evidence.seq, draft };
      }
    }
    if (first !== null) found.add(first.draft);
  }
  return found;
}

/** `null`, `true` and small numbers are everywhere. */
function isTelling(text: string): boolean {
  return (
    text === 'NaN' || (text.length > 2 && !/^(?:null|undefined|true|false|\d{1,2})$/u.test(text))
  );
}

function containsText(value: Value, text: string): boolean {
  if (value.kind === 'string') return value.text.includes(text);
  return primitiveText(value) === text;
}
