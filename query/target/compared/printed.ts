/**
 * The text of a stored snapshot as one side of a comparison: what pretty-format printed, read back as far as it is plain (strings,
 * numbers, arrays, objects, Maps and Sets). Anything else in it is not known.
 */
import type { Value } from '../../../protocol/event.ts';
import type { Side } from './side.ts';
import { listOf, mapOf, primitiveOf, UNKNOWN } from './side.ts';

interface Reading {
  readonly text: string;
  at: number;
}

const DEEPEST = 40;

/** @returns the side of a printed value; one of which nothing is known where the text is not understood */
export function printedSide(text: string): Side {
  const reading: Reading = { text: text.trim(), at: 0 };
  const side = readValue(reading, 0);
  skip(reading);
  return side === null || reading.at < reading.text.length ? UNKNOWN : side;
}

function skip(reading: Reading): void {
  while (/\s/u.test(reading.text[reading.at] ?? '')) reading.at += 1;
}

function take(reading: Reading, pattern: RegExp): RegExpExecArray | null {
  const sticky = new RegExp(pattern.source, 'uy');
  sticky.lastIndex = reading.at;
  const found = sticky.exec(reading.text);
  if (found !== null) reading.at = sticky.lastIndex;
  return found;
}

function readValue(reading: Reading, depth: number): Side | null {
  skip(reading);
  if (depth > DEEPEST) return null;
  if (reading.text[reading.at] === '"') return primitiveOf(readString(reading));
  const opened = take(reading, /(?:[A-Z][\w$]* )?[[{]/u)?.[0];
  if (opened !== undefined) return readParts(reading, opened, depth);
  const word = take(reading, /[-+\w.]+(?=,?\s|$)/u)?.[0];
  const value = word === undefined ? null : wordOf(word);
  if (value !== null) return primitiveOf(value);
  // A date or a function is a line of its own, of which nothing more is known.
  const rest = depth === 0 ? null : take(reading, /[^\n,]*/u);
  return rest === null ? null : UNKNOWN;
}

function readString(reading: Reading): Value | null {
  const found = take(reading, /"((?:[^"\\]|\\[^])*)"/u)?.[1];
  if (found === undefined) return null;
  const text = found.replaceAll(/\\(["\\])/gu, '$1');
  return { kind: 'string', text, length: text.length };
}

function wordOf(word: string): Value | null {
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' };
  if (word === 'null' || word === 'undefined') return { kind: word };
  const isNumber = word === 'NaN' || !Number.isNaN(Number(word));
  return isNumber ? { kind: 'number', value: Number(word) } : null;
}

/** What stands between the braces: values, or `key: value`, or `key => value`. */
function readParts(reading: Reading, opened: string, depth: number): Side | null {
  const end = opened.endsWith('[') ? ']' : '}';
  const parts: (readonly [key: string, side: Side])[] = [];
  for (;;) {
    skip(reading);
    if (reading.text[reading.at] === end) break;
    const key = take(reading, /"((?:[^"\\]|\\[^])*)"(?=: | => )|[\w$]+(?= => )/u);
    if (key !== null) take(reading, /: | => /u);
    const side = readValue(reading, depth + 1);
    if (side === null) return null;
    parts.push([key === null ? String(parts.length) : (key[1] ?? key[0]), side]);
    skip(reading);
    if (take(reading, /,/u) === null && reading.text[reading.at] !== end) return null;
  }
  reading.at += 1;
  if (end === ']') return listOf(parts, 'array');
  const name = opened.slice(0, -2);
  return name === 'Set' ? listOf(parts, 'set') : mapOf(parts, name === 'Map' ? 'map' : 'object');
}

/** @returns the text of a snapshot of a stored file, by its name; null where it has none */
export function storedSnapshot(file: string, name: string): string | null {
  for (const [, key, text] of file.matchAll(
    /^exports\[`((?:[^`\\]|\\[^])*)`\] = `((?:[^`\\]|\\[^])*)`;$/gmu,
  ))
    if (unescaped(key ?? '') === name) return unescaped(text ?? '');
  return null;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([`\\$])/gu, '$1');
}
