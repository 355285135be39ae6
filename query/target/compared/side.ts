/**
 * One side of a comparison, whatever it is known from: a value that was recorded, or an expression of the test whose literals say
 * what was hoped for. Both answer the same questions: which primitive, which keys, what is at a key. Never a guess: what is not
 * known is said to be unknown.
 */
import { childOf, namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import type { Value } from '../../../protocol/event.ts';
import { argumentsOf, calleeName } from '../../provenance/call.ts';
import { expressionAt, unwrap } from '../../provenance/point.ts';
import type { Context, ExpressionPoint } from '../../provenance/point.ts';
import { memberValue, valueOf } from '../../provenance/value.ts';
import { primitiveText, refOf } from '../../value-text.ts';
import { heldBy } from '../../held.ts';

export interface Side {
  /** As it was recorded; null where only the source says what it is. */
  readonly value: Value | null;
  /** A primitive; null for objects and for what is not known. */
  readonly primitive: Value | null;
  /** `array`, `map`, `set`, `date`, `object`; null where it is no object, or not known. */
  readonly shape: string | null;
  readonly keys: ReadonlySet<string>;
  /** All keys are known, and nothing beyond them matters. */
  readonly isWhole: boolean;
  /** Elements of an array, entries of a Map or Set; null where it is not known. */
  readonly size: number | null;
  at(key: string): Side | null;
}

/** @returns the side of a recorded value; what an object held is asked of its history up to `before` */
export function recordedSide(
  context: Context,
  process: number,
  value: Value | null,
  before: number,
): Side {
  const ref = refOf(value);
  if (ref === null)
    return { ...UNKNOWN, value, primitive: value?.kind === 'omitted' ? null : value };
  const held = heldBy(context, process, ref, before);
  const shown = value?.kind === 'object' ? value : held.shown;
  return {
    value: held.shown ?? value,
    primitive: null,
    shape: shown === null ? null : shapeName(shown.shape),
    keys: new Set(held.entries.keys()),
    isWhole: held.isWhole,
    size: held.size,
    at(key) {
      const found = held.entries.get(key) ?? memberValue(context, process, ref, key, before);
      return found === null ? null : recordedSide(context, process, found, before);
    },
  };
}

function shapeName(shape: string): string {
  return /^(?:array|map|set|date|regexp|function|class|error)$/u.test(shape) ? shape : 'object';
}

/** Nothing is known of it. */
export const UNKNOWN: Side = {
  ...{ value: null, primitive: null, shape: null, size: null },
  ...{ keys: new Set<string>(), isWhole: false, at: () => null },
};

/** @returns the side that an expression of the test spells; of names and calls what was recorded of them */
export function spelledSide(context: Context, at: ExpressionPoint): Side {
  const { source, frame, before } = at;
  const node = unwrap(at.node);
  const inner = (part: SyntaxNode): Side =>
    spelledSide(context, expressionAt(source, part, frame, before));
  switch (node.type) {
    case 'object':
      return objectSide(node, (part) => source.text.slice(part.start, part.end), inner);
    case 'array':
      return listSide(namedChildren(node), 'array', inner);
    case 'string':
      return stringSide(source.text.slice(node.start, node.end));
    case 'new_expression':
      return madeSide(context, at, node, inner);
    case 'call_expression':
      return matcherSide(source.text, node, inner) ?? recordedAt(context, at);
    default:
      return recordedAt(context, at);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/** A string as the program has it, its escapes read. */
function stringSide(spelled: string): Side {
  const text = spelled
    .slice(1, -1)
    .replaceAll(
      /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|(\r?\n)|(.))/giu,
      (
        _,
        point: string | undefined,
        unit: string | undefined,
        byte: string | undefined,
        line,
        one,
      ) => {
        const code = point ?? unit ?? byte;
        if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
        return line === undefined ? (ESCAPES[one as string] ?? (one as string)) : '';
      },
    );
  const value: Value = { kind: 'string', text, length: text.length };
  return { ...UNKNOWN, value, primitive: value };
}

function recordedAt(context: Context, { source, node, frame, before }: ExpressionPoint): Side {
  const value = valueOf(context, source, node, frame, before) ?? signed(source.text, node);
  return recordedSide(context, frame.process, value, before);
}

/** `-1` and `undefined` are no literals of the grammar; a template without parts is one. */
function signed(text: string, node: SyntaxNode): Value | null {
  const spelled = text.slice(node.start, node.end);
  if (spelled === 'undefined') return { kind: 'undefined' };
  if (/^[-+]?\s*(?:\d[\d_.]*(?:e[-+]?\d+)?|0x[\da-f]+|Infinity)$|^NaN$/iu.test(spelled))
    return { kind: 'number', value: Number(spelled.replaceAll(/[\s_]/gu, '')) };
  const isPlainTemplate =
    node.type === 'template_string' &&
    !node.children.some(({ type }) => type === 'template_substitution');
  if (!isPlainTemplate || spelled.includes('\\')) return null;
  const inner = spelled.slice(1, -1);
  return { kind: 'string', text: inner, length: inner.length };
}

function objectSide(
  node: SyntaxNode,
  textOf: (node: SyntaxNode) => string,
  inner: (part: SyntaxNode) => Side,
): Side {
  const parts = new Map<string, SyntaxNode>();
  let isWhole = true;
  for (const part of namedChildren(node)) {
    const key = part.type === 'pair' ? childOf(part, 'key') : part;
    const value = part.type === 'pair' ? childOf(part, 'value') : part;
    const isNamed = key !== null && /identifier|string|number/u.test(key.type);
    if (!isNamed || value === null || part.type === 'spread_element') isWhole = false;
    else parts.set(textOf(key).replaceAll(/^['"]|['"]$/gu, ''), value);
  }
  return { ...UNKNOWN, shape: 'object', isWhole, ...partsOf(parts, inner) };
}

function listSide(
  elements: readonly SyntaxNode[],
  shape: 'array' | 'set',
  inner: (part: SyntaxNode) => Side,
): Side {
  const isPlain = elements.every(({ type }) => type !== 'spread_element');
  const parts = new Map(elements.map((part, index) => [String(index), part] as const));
  if (!isPlain) return { ...UNKNOWN, shape };
  return { ...UNKNOWN, shape, isWhole: true, ...partsOf(parts, inner), size: elements.length };
}

function partsOf(
  parts: ReadonlyMap<string, SyntaxNode>,
  inner: (part: SyntaxNode) => Side,
): Pick<Side, 'keys' | 'at'> {
  return {
    keys: new Set(parts.keys()),
    at(key) {
      const part = parts.get(key);
      return part === undefined ? null : inner(part);
    },
  };
}

/** `new Map([[k, v]])`, `new Set([a, b])`, `new Date('…')`. */
function madeSide(
  context: Context,
  at: ExpressionPoint,
  node: SyntaxNode,
  inner: (part: SyntaxNode) => Side,
): Side {
  const [given] = argumentsOf(node);
  const entries = given?.type === 'array' ? namedChildren(given) : null;
  const name = calleeName(at.source, node);
  if (name === 'Set' && (entries !== null || given === undefined))
    return listSide(entries ?? [], 'set', inner);
  if (name !== 'Map' || (given !== undefined && entries === null)) return recordedAt(context, at);
  const parts = new Map<string, SyntaxNode>();
  for (const entry of entries ?? []) {
    const [key, value] = entry.type === 'array' ? namedChildren(entry) : [];
    const text = key === undefined ? null : textOfPrimitive(inner(key));
    if (text === null || value === undefined) return recordedAt(context, at);
    parts.set(text, value);
  }
  return { ...UNKNOWN, shape: 'map', isWhole: true, size: parts.size, ...partsOf(parts, inner) };
}

/** `expect.objectContaining({…})` names a part; of other matchers nothing is known. */
function matcherSide(
  text: string,
  node: SyntaxNode,
  inner: (part: SyntaxNode) => Side,
): Side | null {
  const callee = childOf(node, 'function');
  const spelled = callee === null ? '' : text.slice(callee.start, callee.end);
  const matcher = /^(?:expect|sinon\.match|match)\.(?:not\.)?(\w+)$/u.exec(spelled)?.[1];
  if (matcher === undefined) return null;
  const [given] = argumentsOf(node);
  return matcher === 'objectContaining' && given !== undefined && !spelled.includes('.not.')
    ? { ...inner(given), isWhole: false, size: null }
    : UNKNOWN;
}

/** @returns the text of a primitive side, or null */
export function textOfPrimitive({ primitive }: Side): string | null {
  return primitive === null ? null : primitiveText(primitive);
}

/** @returns the side of a primitive that a text says; one of which nothing is known for null */
export function primitiveOf(value: Value | null): Side {
  return value === null ? UNKNOWN : { ...UNKNOWN, value, primitive: value };
}

type Parts = readonly (readonly [key: string, side: Side])[];

/** @returns the side of an array or Set that a text says */
export function listOf(parts: Parts, shape: 'array' | 'set'): Side {
  return { ...mapOf(parts, shape), size: parts.length };
}

/** @returns the side of an object or Map that a text says */
export function mapOf(parts: Parts, shape: string): Side {
  const held = new Map(parts);
  const size = shape === 'map' ? held.size : null;
  const keys = new Set(held.keys());
  return { ...UNKNOWN, shape, isWhole: true, keys, size, at: (key) => held.get(key) ?? null };
}
