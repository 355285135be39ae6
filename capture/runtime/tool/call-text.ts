/** Finds where a call ends in source text that is known to be whole, without a parser: brackets, with what may hide them. */
const NAME = /[\w$]/u;
const CALLEE = /[A-Za-z_$][\w$]*(?:\s*\??\.\s*[A-Za-z_$][\w$]*)*\s*(?:\?\.)?\(/uy;
const BEFORE_MEMBER = /(?:[A-Za-z_$][\w$]*\s*\??\.\s*)+$/u;
/** Behind these a slash begins a regular expression. */
const BEFORE_PATTERN =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|void|in|of|instanceof|delete))\s*$/u;
/** As far as one looks back for the beginning of a callee. */
const LOOK_BACK = 200;

export interface CallText {
  /** Offsets of the callee's first character and behind the closing bracket. */
  readonly start: number;
  readonly end: number;
  /** Commas between arguments are not in brackets. */
  readonly commas: number;
  /** Whether a semicolon stands somewhere within. */
  readonly hasSemicolon: boolean;
}

/** @returns the offset behind a string, template, comment or regular expression that begins at `at`; `at` for anything else */
function skip(text: string, at: number): number {
  const char = text[at];
  if (char === '"' || char === "'") return quoteEnd(text, at, char);
  if (char === '`') return templateEnd(text, at);
  if (char !== '/') return at;
  if (text[at + 1] === '/') return orEnd(text, text.indexOf('\n', at));
  if (text[at + 1] === '*') return orEnd(text, text.indexOf('*/', at), 2);
  return BEFORE_PATTERN.test(text.slice(Math.max(0, at - LOOK_BACK), at))
    ? patternEnd(text, at)
    : at;
}

function orEnd(text: string, at: number, more = 0): number {
  return at < 0 ? text.length : at + more;
}

function quoteEnd(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

function templateEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '`') return at + 1;
    else if (text.startsWith('${', at)) at = bracketEnd(text, at + 1).end - 1;
  }
  return text.length;
}

function patternEnd(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at + 1;
  }
  return text.length;
}

type Brackets = Omit<CallText, 'start'>;

/** @param from  offset of an opening bracket */
function bracketEnd(text: string, from: number): Brackets {
  let depth = 0;
  let commas = 0;
  let hasSemicolon = false;
  for (let at = from; at < text.length; at += 1) {
    const behind = skip(text, at);
    if (behind > at) {
      at = behind - 1;
      continue;
    }
    const char = text[at] as string;
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (char === ';') hasSemicolon = true;
    else if (char === ',' && depth === 1 && !/^\s*\)/u.test(text.slice(at + 1, at + LOOK_BACK)))
      commas += 1;
    if (depth === 0) return { end: at + 1, commas, hasSemicolon };
  }
  return { end: text.length, commas, hasSemicolon };
}

/** @returns the call whose callee, a plain chain of names, the offset lies in; null where none does */
export function callAt(text: string, offset: number): CallText | null {
  if (NAME.test(text[offset - 1] ?? '')) return null;
  const lead = BEFORE_MEMBER.exec(text.slice(Math.max(0, offset - LOOK_BACK), offset));
  const start = offset - (lead?.[0].length ?? 0);
  CALLEE.lastIndex = start;
  const callee = CALLEE.exec(text);
  if (callee === null || start + callee[0].length <= offset) return null;
  return { start, ...bracketEnd(text, start + callee[0].length - 1) };
}
