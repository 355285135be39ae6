/**
 * Second best: text that a compiler printed after the rewriting. Its author's words are gone, but the names of the probes can
 * be replaced by what needs no module around it, so that the text runs anywhere and means the same.
 */
import { codeAt, cut, find, nextName, type ProbeName } from './probe-name.ts';

/** Probes return their last argument. */
const INERT = '((...a)=>a.pop())';
/** The gates of all sites. */
const CLOSED = '[]';
const EQUALS = 61;
const SPACE = 32;

/** @returns whether a value is given to the name somewhere in the text */
function isAssigned(text: string, name: string): boolean {
  for (let at = find(text, name, 0); at >= 0; at = find(text, name, at + 1)) {
    let end = at + name.length;
    if (codeAt(text, end) === SPACE) end += 1;
    if (codeAt(text, end) === EQUALS && codeAt(text, end + 1) !== EQUALS) return true;
  }
  return false;
}

/** @returns what stands for a name that is not called with a site: activations, and the start of an early module */
function wordFor(text: string, name: string, prefix: string): string {
  const word = cut(name, prefix.length, name.length);
  if (word === 'k') return '0';
  if (word === 'q' || word === 'a') return INERT;
  if (word === 'g') return CLOSED;
  const isFrame = codeAt(word, 0) === 102 && word.length > 1 && codeAt(word, 1) <= 57;
  return isFrame && !isAssigned(text, name) ? '0' : name;
}

/** @param isOurs  whether a call is one that was inserted into a file */
export function inertText(
  text: string,
  prefix: string,
  isOurs: (name: string, site: number) => boolean,
): string {
  let result = '';
  let from = 0;
  let found: ProbeName | null = nextName(text, prefix, 0);
  while (found !== null) {
    const name = cut(text, found.start, found.end);
    result += cut(text, from, found.start);
    if (found.site === 0) result += wordFor(text, name, prefix);
    else result += isOurs(name, found.site) ? INERT : name;
    from = found.end;
    found = nextName(text, prefix, from);
  }
  return result + cut(text, from, text.length);
}
