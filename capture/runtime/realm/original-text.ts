/**
 * The text of a function as its author wrote it. Rewritten text is the original with insertions whose places are known, so a
 * function's text only has to be found in the rewritten file: the first call of a probe in it carries a site number, which
 * names the file and the place. Text that a compiler printed anew is not found. Uses no regular expression, because those
 * leave traces that the program can see.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddedText } from '../../../protocol/session.ts';

const { apply } = Reflect;
const { indexOf, slice, charCodeAt } = String.prototype;

const DIGIT_0 = 48;
const DIGIT_9 = 57;
const LETTER_A = 97;
const LETTER_Z = 122;
const OPENING = 40;
const COMMA = 44;

/** A rewritten file, and where in it text was inserted: pairs of an offset and a length, ascending. */
export interface RewrittenFile {
  readonly text: string;
  readonly insertions: readonly number[];
}

function find(text: string, part: string, from: number): number {
  return apply(indexOf, text, [part, from]);
}

function codeAt(text: string, at: number): number {
  return apply(charCodeAt, text, [at]);
}

function isDigit(code: number): boolean {
  return code >= DIGIT_0 && code <= DIGIT_9;
}

interface ProbeCall {
  readonly at: number;
  readonly end: number;
  readonly site: number;
}

/** @returns the call at an offset behind the prefix: letters, perhaps a digit, and a site as the first argument */
function readCall(text: string, at: number, prefix: string): ProbeCall | null {
  let end = at + prefix.length;
  const name = end;
  while (codeAt(text, end) >= LETTER_A && codeAt(text, end) <= LETTER_Z) end += 1;
  if (end === name) return null;
  while (isDigit(codeAt(text, end))) end += 1;
  if (codeAt(text, end) !== OPENING) return null;
  let site = 0;
  for (end += 1; isDigit(codeAt(text, end)); end += 1)
    site = site * 10 + (codeAt(text, end) - DIGIT_0);
  return site > 0 && codeAt(text, end) === COMMA ? { at, end: end + 1, site } : null;
}

function firstCall(text: string, prefix: string): ProbeCall | null {
  for (let at = find(text, prefix, 0); at >= 0; at = find(text, prefix, at + 1)) {
    const call = readCall(text, at, prefix);
    if (call !== null) return call;
  }
  return null;
}

/** Where types were blanked out, the running text has other characters but every token in its place. */
function liesAt(file: string, at: number, text: string): boolean {
  if (at < 0 || at + text.length > file.length) return false;
  for (let n = 0; n < text.length; n += 1) {
    const code = codeAt(text, n);
    if (code === codeAt(file, at + n) || code === 32 || code === 10 || code === 59) continue;
    return false;
  }
  return true;
}

/** @returns the text without what was inserted into the file between its ends */
function withoutInsertions(text: string, start: number, insertions: readonly number[]): string {
  let result = '';
  let from = 0;
  for (let n = 0; n + 1 < insertions.length; n += 2) {
    const at = (insertions[n] as number) - start;
    const end = at + (insertions[n + 1] as number);
    if (end <= 0) continue;
    if (at >= text.length) break;
    if (at > from) result += apply(slice, text, [from, at]);
    from = end;
  }
  return from < text.length ? result + apply(slice, text, [from]) : result;
}

/** @returns what stands in the original at the place of a text that runs; null where it is not from that file */
export function restoreText(text: string, prefix: string, file: RewrittenFile): string | null {
  const call = firstCall(text, prefix);
  if (call === null) return null;
  const wanted = apply(slice, text, [call.at, call.end]) as string;
  for (let at = find(file.text, wanted, 0); at >= 0; at = find(file.text, wanted, at + 1)) {
    const start = at - call.at;
    if (liesAt(file.text, start, text)) return withoutInsertions(text, start, file.insertions);
  }
  return null;
}

/** @returns a function that gives the original of a text that runs, and null for all text that is not rewritten */
export function openOriginalTexts(runDir: string): (text: string) => string | null {
  const read = readFileSync;
  const { parse } = JSON;
  const files: (RewrittenFile | undefined)[] = [];
  let index: readonly AddedText[] | undefined;

  function openIndex(): readonly AddedText[] {
    // Stays empty where the run folder has no such file.
    index = [];
    index = parse(read(join(runDir, 'added.json'), 'utf8')) as readonly AddedText[];
    return index;
  }
  function open(k: number): RewrittenFile {
    return (files[k] ??= {
      text: read(join(runDir, 'overlay', `${k}`), 'utf8'),
      insertions: parse(read(join(runDir, 'overlay', `${k}.map`), 'utf8')) as readonly number[],
    });
  }
  return (text) => {
    if (find(text, '$', 0) < 0) return null;
    const added = index ?? openIndex();
    let prefix = '';
    let call: ProbeCall | null = null;
    for (let k = 0; k < added.length; k += 1) {
      const { prefix: own, firstSite, sites } = added[k] as AddedText;
      if (own !== prefix) call = firstCall(text, own);
      prefix = own;
      if (call === null || call.site < firstSite || call.site >= firstSite + sites) continue;
      const original = restoreText(text, own, open(k));
      if (original !== null) return original;
    }
    return null;
  };
}
