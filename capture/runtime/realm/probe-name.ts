/**
 * Names that probes use, in text that runs, whoever printed it. Uses no regular expression, because those leave traces that
 * the program can see, and no string method that the program may have replaced.
 */
import { Reflect } from './builtin.ts';
const { apply } = Reflect;
const { indexOf, slice, charCodeAt } = String.prototype;

const OPENING = 40;
const COMMA = 44;

/** A name where it stands, and the site that it is called with as the first argument. */
export interface ProbeName {
  /** Offsets of the name, prefix included. */
  readonly start: number;
  readonly end: number;
  /** Zero where the name is not called with a site. */
  readonly site: number;
}

export function find(text: string, part: string, from: number): number {
  return apply(indexOf, text, [part, from]);
}

export function codeAt(text: string, at: number): number {
  return apply(charCodeAt, text, [at]);
}

export function cut(text: string, from: number, to: number): string {
  return apply(slice, text, [from, to]);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isWordPart(code: number): boolean {
  const isCapital = code >= 65 && code <= 90;
  return isDigit(code) || isLetter(code) || isCapital || code === 36 || code === 95 || code > 127;
}

/** @returns the site of a call whose arguments start at an offset; printers may write 1000 as `1e3` */
function siteAt(text: string, from: number): number {
  let at = from;
  let site = 0;
  for (; isDigit(codeAt(text, at)); at += 1) site = site * 10 + (codeAt(text, at) - 48);
  if (codeAt(text, at) === 101 && isDigit(codeAt(text, at + 1))) {
    site *= 10 ** (codeAt(text, at + 1) - 48);
    at += 2;
  }
  return codeAt(text, at) === COMMA ? site : 0;
}

/** @returns the next name: the prefix, letters and perhaps digits */
export function nextName(text: string, prefix: string, from: number): ProbeName | null {
  for (let start = find(text, prefix, from); start >= 0; start = find(text, prefix, start + 1)) {
    if (start > 0 && isWordPart(codeAt(text, start - 1))) continue;
    let end = start + prefix.length;
    if (!isLetter(codeAt(text, end))) continue;
    while (isLetter(codeAt(text, end))) end += 1;
    while (isDigit(codeAt(text, end))) end += 1;
    if (isWordPart(codeAt(text, end))) continue;
    const site = codeAt(text, end) === OPENING ? siteAt(text, end + 1) : 0;
    return { start, end, site };
  }
  return null;
}

/** @returns the first name that is called with a site */
export function firstCall(text: string, prefix: string): ProbeName | null {
  let name = nextName(text, prefix, 0);
  while (name !== null && name.site === 0) name = nextName(text, prefix, name.end);
  return name;
}
