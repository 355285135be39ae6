/**
 * The text of a function as its author wrote it. Rewritten text is the original with insertions whose places are known, so a
 * function's text only has to be found in the rewritten file: the first call of a probe in it carries a site number, which
 * names the file and the place. Text that a compiler printed anew gets inert probes instead.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddedOverlay, AddedText } from '../../../protocol/session.ts';
import { inertText } from './inert-text.ts';
import { codeAt, cut, find, firstCall, type ProbeName } from './probe-name.ts';
import { JSON } from './builtin.ts';

/** A rewritten file, and where in it text was inserted: pairs of an offset and a length, ascending. */
export interface RewrittenFile {
  readonly text: string;
  readonly insertions: readonly number[];
}

/** Where types were blanked out, the running text has other characters but every token in its place. */
export function liesAt(file: string, at: number, text: string): boolean {
  if (at < 0 || at + text.length > file.length) return false;
  for (let n = 0; n < text.length; n += 1) {
    const code = codeAt(text, n);
    if (code === codeAt(file, at + n) || code === 32 || code === 10 || code === 59) continue;
    return false;
  }
  return true;
}

/** @returns the text without what was inserted into the file between its ends */
export function withoutInsertions(
  text: string,
  start: number,
  insertions: readonly number[],
): string {
  let result = '';
  let from = 0;
  for (let n = 0; n + 1 < insertions.length; n += 2) {
    const at = (insertions[n] as number) - start;
    const end = at + (insertions[n + 1] as number);
    if (end <= 0) continue;
    if (at >= text.length) break;
    if (at > from) result += cut(text, from, at);
    from = end;
  }
  return from < text.length ? result + cut(text, from, text.length) : result;
}

/** @returns the text without probes; null where it does not stand in that file */
function cutText(text: string, prefix: string, file: RewrittenFile): string | null {
  const call = firstCall(text, prefix);
  if (call === null) return null;
  const wanted = `${cut(text, call.start, call.end)}(${call.site},`;
  for (let at = find(file.text, wanted, 0); at >= 0; at = find(file.text, wanted, at + 1)) {
    const start = at - call.start;
    if (liesAt(file.text, start, text)) return withoutInsertions(text, start, file.insertions);
  }
  return null;
}

/** @returns the text with inert probes; null where it is not from that file */
function silenceText(text: string, prefix: string, file: RewrittenFile): string | null {
  const call = firstCall(text, prefix);
  if (call === null) return null;
  if (find(file.text, `${cut(text, call.start, call.end)}(${call.site},`, 0) < 0) return null;
  return inertText(text, prefix, (name, site) => find(file.text, `${name}(${site},`, 0) >= 0);
}

/** @returns the text without probes, or with inert ones where it was printed anew; null where it is not from that file */
export function restoreText(text: string, prefix: string, file: RewrittenFile): string | null {
  return cutText(text, prefix, file) ?? silenceText(text, prefix, file);
}

/**
 * @param later  may grow
 * @returns a function that gives the original of a text that runs, and null for all text that is not rewritten
 */
export function openOriginalTexts(
  runDir: string,
  later: readonly AddedOverlay[] = [],
): (text: string) => string | null {
  const read = readFileSync;
  const { parse } = JSON;
  const files: Record<string, RewrittenFile | undefined> = {};
  let index: readonly AddedText[] | undefined;

  function openIndex(): readonly AddedText[] {
    // Stays empty where the run folder has no such file.
    index = [];
    index = parse(read(join(runDir, 'added.json'), 'utf8')) as readonly AddedText[];
    return index;
  }
  function open(overlay: string): RewrittenFile {
    return (files[overlay] ??= {
      text: read(join(runDir, 'overlay', overlay), 'utf8'),
      insertions: parse(
        read(join(runDir, 'overlay', `${overlay}.map`), 'utf8'),
      ) as readonly number[],
    });
  }
  /** What `restore` makes of the text with the first of the files that may hold it. */
  function search(text: string, restore: typeof cutText): string | null {
    const laid = index ?? openIndex();
    let prefix = '';
    let call: ProbeName | null = null;
    for (let k = 0; k < laid.length + later.length; k += 1) {
      const more = k < laid.length ? undefined : later[k - laid.length];
      const { prefix: own, firstSite, sites } = more?.added ?? (laid[k] as AddedText);
      if (own !== prefix) call = firstCall(text, own);
      prefix = own;
      if (call === null || call.site < firstSite || call.site >= firstSite + sites) continue;
      const original = restore(text, own, open(more?.overlay ?? `${k}`));
      if (original !== null) return original;
    }
    return null;
  }
  // A text that goes to `eval` and the file around it both hold a function: that it was printed anew is known last.
  return (text) =>
    find(text, '$', 0) < 0 ? null : (search(text, cutText) ?? search(text, silenceText));
}
