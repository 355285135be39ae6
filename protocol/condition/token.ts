/**
 * The words of a condition, each with its place. They are cut as JavaScript cuts them; what a condition does not have is told with
 * the reason, so that whoever wrote it, a person or a model, learns what to leave out.
 */

export interface Token {
  readonly kind: 'name' | 'number' | 'bigint' | 'string' | 'sign' | 'end';
  /** Of a string, what it means. */
  readonly text: string;
  /** Where it begins, counted from 1. */
  readonly at: number;
  /** Index behind it. */
  readonly end: number;
}

export interface Fault {
  readonly message: string;
  /** Counted from 1. */
  readonly at: number;
}

const SPACE = /\s*/uy;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /0[xX][\da-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
const BIGINT = /\d+n/uy;
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/uy;
const ESCAPE = /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|([^]))/gu;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', 0: '\0' };

const NO_CHANGE = 'a condition changes nothing; === compares';
const NO_OPERATOR = 'this operator is not possible';
const ONE_ONLY = 'one expression is all there can be';

/** Signs of JavaScript, those first that are the beginning of no other before them; with a reason where they are not possible. */
const SIGNS: readonly (readonly [sign: string, objection?: string])[] = [
  ['>>>=', NO_CHANGE],
  ['...', 'nothing can be spread'],
  ['==='],
  ['!=='],
  ...['**=', '<<=', '>>=', '&&=', '||=', '??='].map((sign) => [sign, NO_CHANGE] as const),
  ['>>>', NO_OPERATOR],
  ['=>', 'functions are not possible: a condition runs nothing'],
  ...['==', '!=', '<=', '>=', '&&', '||', '??', '?.'].map((sign) => [sign] as const),
  ...['++', '--', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^='].map(
    (sign) => [sign, NO_CHANGE] as const,
  ),
  ...['**', '<<', '>>', '&', '|', '^', '~'].map((sign) => [sign, NO_OPERATOR] as const),
  ...['(', ')', '[', ']', '.', '!', '<', '>', '+', '-', '*', '/', '%'].map(
    (sign) => [sign] as const,
  ),
  ['=', NO_CHANGE],
  ['?', '?: is not possible; && and || can say it'],
  ['`', 'template texts are not possible; "…" is a text'],
  ['#', 'private fields cannot be read'],
  ['"', 'the text does not end'],
  ["'", 'the text does not end'],
  ...[',', ';', ':', '{', '}'].map((sign) => [sign, ONE_ONLY] as const),
];

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** @returns what a quoted text means; null where an escape is not one */
function unescaped(literal: string): string | null {
  let isWrong = false;
  const text = literal
    .slice(1, -1)
    .replace(ESCAPE, (_all, long?: string, four?: string, two?: string, one = '') => {
      const code = long ?? four ?? two;
      if (code === undefined) {
        isWrong ||= /[ux1-9]/u.test(one);
        return ESCAPED[one] ?? one;
      }
      const point = parseInt(code, 16);
      isWrong ||= point > 0x10ffff;
      return isWrong ? '' : String.fromCodePoint(point);
    });
  return isWrong ? null : text;
}

/** @returns the next token at or behind the index */
export function nextToken(text: string, from: number): Token | Fault {
  const start = from + (matchAt(SPACE, text, from)?.length ?? 0);
  const at = start + 1;
  if (start >= text.length) return { kind: 'end', text: '', at, end: start };
  const make = (kind: Token['kind'], found: string, value = found): Token => ({
    ...{ kind, text: value, at, end: start + found.length },
  });
  const name = matchAt(NAME, text, start);
  if (name !== null) return make('name', name);
  const bigint = matchAt(BIGINT, text, start);
  const number = bigint ?? matchAt(NUMBER, text, start);
  if (number !== null) {
    const behind = matchAt(NAME, text, start + number.length);
    if (behind !== null) return { message: `${number}${behind} is not a number`, at };
    return make(bigint === null ? 'number' : 'bigint', number);
  }
  const string = matchAt(STRING, text, start);
  if (string !== null) {
    const value = unescaped(string);
    if (value === null) return { message: 'an escape in the text is not known', at };
    return make('string', string, value);
  }
  const found = SIGNS.find(([sign]) => text.startsWith(sign, start));
  if (found !== undefined && found[1] === undefined) return make('sign', found[0]);
  const shown = String.fromCodePoint(text.codePointAt(start) ?? 0);
  return {
    message: found === undefined ? `${shown} means nothing here` : `${found[0]}: ${found[1] ?? ''}`,
    at,
  };
}
