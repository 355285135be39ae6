/**
 * What was to be said or made and was not: an expected message, or an expected value, that stands in the text of the program, in
 * code that did not run. The nearest condition that turned away from it is where a walk backwards may begin.
 */
import { childOf, namedChildren, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { fileOf } from '../../protocol/ids.ts';
import type { Value } from '../../protocol/event.ts';
import type { Context } from '../provenance/point.ts';
import { framesOf } from '../provenance/potential/missing.ts';
import { turnedAway } from '../provenance/potential/untaken.ts';
import type { Target } from '../provenance/slice.ts';
import type { SourceFile } from '../source-index.ts';
import type { Frame } from '../timeline.ts';
import { formatValue, isSameValue, primitiveText } from '../value-text.ts';

/** Shorter texts stand anywhere. */
const TELLING = 8;
const MOST_PLACES = 12;
const MOST_FRAMES = 6;
const SHOWN = 40;
/** What stands between the parts of a message that are fixed: holes of a template, signs of a regular expression. */
const HOLES = /\\.|[()[\]{}*+?.|^$"'`]|\d+/u;

interface Place {
  readonly source: SourceFile;
  readonly node: SyntaxNode;
}

/**
 * @param expected the whole text, or the source of a regular expression
 * @param isTest such files say what is expected, and do not say it
 * @param said what was said instead: of a function that ran several times, those activations count that had it in the end
 * @returns the conditions that kept it from being said, the last activation first
 */
export function unsaidTargets(
  context: Context,
  expected: string,
  isTest: (file: string) => boolean,
  said: readonly string[] = [],
): readonly Target[] {
  const pieces = expected.split(HOLES).map((piece) => piece.trim());
  const piece = pieces.toSorted((a, b) => b.length - a.length)[0] ?? '';
  // One word may be any key or name.
  if (piece.length < TELLING || !/\S\s+\S/u.test(piece)) return [];
  const what = `"${piece.slice(0, SHOWN)}" from being said`;
  return keptFrom(context, placesOf(context, piece, isTest), what, ({ id }) => {
    const frames = framesOf(context, id);
    const meant = frames.filter((frame) => ended(context, frame, said));
    return meant.length > 0 ? meant : frames;
  });
}

/** @returns true where a variable of the activation, or what it returned, was one of the texts in the end */
function ended({ timeline }: Context, frame: Frame, texts: readonly string[]): boolean {
  const last = new Map<number, Value>();
  for (const event of frame.events)
    if (event.type === 'variable-written')
      last.set(timeline.sites[event.site]?.binding?.declaredAt ?? -1, event.value);
  return [...last.values(), ...(frame.value === null ? [] : [frame.value])].some((value) =>
    texts.includes(primitiveText(value) ?? ''),
  );
}

function placesOf(
  context: Context,
  piece: string,
  isTest: (file: string) => boolean,
): readonly Place[] {
  const found: Place[] = [];
  for (const path of new Set(context.timeline.sites.map((site) => site?.file))) {
    const source = path === undefined || isTest(path) ? null : context.sources.file(path);
    if (source === null || !source.text.includes(piece)) continue;
    walkSyntax(source.root, (node) => {
      if (found.length >= MOST_PLACES) return false;
      if (node.end - node.start < piece.length) return false;
      if (!/^(?:string|template_string)$/u.test(node.type)) return true;
      if (source.text.slice(node.start, node.end).includes(piece)) found.push({ source, node });
      return true;
    });
  }
  return found;
}

function keptFrom(
  context: Context,
  places: readonly Place[],
  what: string,
  activations: (fn: { readonly id: string }) => readonly Frame[],
): readonly Target[] {
  const found = new Map<SyntaxNode, Target>();
  for (const { source, node } of places) {
    const fn = source.scopes.functionOf(node);
    for (const frame of activations(fn).slice(-MOST_FRAMES).toReversed()) {
      const before = frame.endSeq ?? Infinity;
      const span = { frame, after: frame.start.seq, before, inAnyRound: true };
      for (const { to, why } of turnedAway(context, source, node, span, what)) {
        const at = 'node' in to ? to.node : node;
        if (!found.has(at)) found.set(at, { point: to, cost: 0, why, hint: 'turned' });
      }
    }
  }
  return [...found.values()];
}

/** A value that an assertion found in the place of the expected one. */
export interface Unmade {
  /** Of the property that was to have the value; null where the compared value itself was to be it. */
  readonly key: string | null;
  readonly expected: Value | null;
  readonly actual: Value | null;
}

/** Activations below a test that are looked through. */
const MOST_BELOW = 5000;

/**
 * The functions that ran below `root` and spell the expected value, in a place that did not run: as the property's value, or as
 * what a function returns that returned the actual value.
 * @returns the conditions that turned away from it
 */
export function unmadeTargets(
  context: Context,
  { key, expected, actual }: Unmade,
  root: Frame,
): readonly Target[] {
  const text = expected === null ? null : primitiveText(expected);
  if (expected === null || text === null) return [];
  const { all, below } = framesBelow(root);
  const name = key ?? 'the value';
  const what = `${name} from being ${formatValue(expected, SHOWN)}`;
  const gave = (frame: Frame): boolean =>
    actual !== null && frame.value !== null && isSameValue(frame.value, actual);
  const passing = passedOn(all, root, gave);
  const returned = actual !== null && isTelling(actual) ? gave : (at: Frame) => passing.has(at);
  const places: Place[] = [];
  for (const [id, frames] of below) {
    const source = context.sources.file(fileOf(id));
    const node = source?.scopes.nodeById(id) ?? null;
    if (source === null || node === null || places.length >= MOST_PLACES) continue;
    if (key === null && !frames.some(returned)) continue;
    if (!source.text.slice(node.start, node.end).includes(text)) continue;
    for (const made of ownMakers(source, node, key))
      if (isLiteral(source, made, expected, text)) places.push({ source, node: made });
  }
  return keptFrom(context, places, what, ({ id }) => {
    const frames = below.get(id) ?? [];
    return key === null ? frames.filter(returned) : frames;
  });
}

interface Below {
  /** Who called stands before whom it called. */
  readonly all: readonly Frame[];
  /** By function. */
  readonly below: ReadonlyMap<string, readonly Frame[]>;
}

/** Asked for each leaf in which two compared values differ. */
const belows = new WeakMap<Frame, Below>();

function framesBelow(root: Frame): Below {
  const known = belows.get(root);
  if (known !== undefined) return known;
  const found = collectBelow(root);
  belows.set(root, found);
  return found;
}

function collectBelow(root: Frame): Below {
  const below = new Map<string, Frame[]>();
  const all: Frame[] = root.children.slice(0, MOST_BELOW);
  for (let at = 0; at < all.length; at += 1) {
    const frame = all[at] as Frame;
    const { node } = frame.site;
    const known = below.get(node);
    if (known === undefined) below.set(node, [frame]);
    else known.push(frame);
    for (const child of frame.children.slice(0, MOST_BELOW - all.length)) all.push(child);
  }
  return { all, below };
}

/** `false`, `0` and the like are what many functions return that have nothing to do with each other. */
function isTelling(value: Value): boolean {
  if (value.kind === 'string') return value.length > 0;
  return value.kind === 'number' && !(Math.abs(value.value) <= 1);
}

/** The activations that gave the value to one that gave it as well, up to the test. */
function passedOn(
  all: readonly Frame[],
  root: Frame,
  gave: (frame: Frame) => boolean,
): ReadonlySet<Frame> {
  const found = new Set<Frame>();
  for (const frame of all) {
    const { parent } = frame;
    if (gave(frame) && parent !== null && (parent === root || found.has(parent))) found.add(frame);
  }
  return found;
}

/** What the function gives the property, or, without a key, what it returns. */
function ownMakers(source: SourceFile, fn: SyntaxNode, key: string | null): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const spelled = (node: SyntaxNode | null): string =>
    node === null ? '' : source.text.slice(node.start, node.end).replaceAll(/^['"]|['"]$/gu, '');
  walkSyntax(fn, (node) => {
    if (node !== fn && source.scopes.functionOf(node).node !== fn) return false;
    let made: SyntaxNode | null = null;
    if (key === null) {
      if (node.type === 'return_statement') made = namedChildren(node)[0] ?? null;
    } else if (node.type === 'pair')
      made = spelled(childOf(node, 'key')) === key ? childOf(node, 'value') : null;
    else if (node.type === 'assignment_expression') {
      const property = childOf(childOf(node, 'left') ?? node, 'property');
      made = spelled(property) === key ? childOf(node, 'right') : null;
    }
    if (made !== null) found.push(made);
    return true;
  });
  return found;
}

function isLiteral(source: SourceFile, node: SyntaxNode, { kind }: Value, text: string): boolean {
  const spelled = source.text.slice(node.start, node.end);
  if (/^(?:string|template_string)$/u.test(node.type))
    return kind === 'string' && spelled.slice(1, -1) === text;
  if (kind === 'bigint') return spelled === `${text}n`;
  return kind !== 'string' && spelled === text;
}
