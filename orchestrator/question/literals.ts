/** Literal values in a question: what was seen, what was hoped for, and what only says which one is meant. */

interface Literal {
  readonly text: string;
  readonly at: number;
}

/** `f("a")` quotes what was given, not what came out; offsets stay. */
export function withoutArguments(text: string): string {
  return text.replace(/(?<=[\w$])\([^)]*\)/gu, (given) => ' '.repeat(given.length));
}

const QUOTED = /(["'])((?:\\.|(?!\1).)*)\1/gu;
/** `08:30`, `2024-01-31`, `/reports/7`, `https://a/b`, `12.50€`, `5%`: written without quotes, and no name. A place in a file is none. */
const COMPOSED = new RegExp(
  `(?<![^\\s([,])(?:${[
    String.raw`\d{4}-\d\d(?:-\d\d)?(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?`,
    String.raw`\d{1,2}:\d\d(?::\d\d)?`,
    String.raw`(?:https?:\/)?\/[\p{L}\d][^\s"'?!,;()[\]{}]*?`,
    String.raw`[€$£]-?\d[\d.,]*`,
    String.raw`-?\d[\d.,]*[€%£$]`,
  ].join('|')})(?=[?!.,;:)\\]]*(?:\\s|$))`,
  'gu',
);
const PLAIN =
  /(?<![\w.$/:#-])(-?\d+(?:\.\d+)?|NaN|undefined|null|true|false|Infinity)(?![\w$]|[:/-]\w)/gu;

const THING =
  '(?:user|row|line|page|order|item|step|column|cell|day|week|month|version|request|call|case|entry|record|customer|account|id|index|port|attempt|round|iteration|element|slot|level|chapter|player|worker|job|task|batch|chunk|message|product|employee|student|team|group|room|table|field)s?';
/** `why does user 3 …`, `of order 7`, `for 3`: which one it is, of which the question says something. `is port 3000` is a value. */
const NUMBERED = new RegExp(
  `\\b(?:do|does|did|has|have|can|will|of|for|in|on|at|from|to|with|by|after|before) (?:the |my |an? )?(?:${THING} |(?<=for ))$`,
  'iu',
);

/** @returns the literals of a text that may be values, in order */
export function literalsOf(text: string): readonly Literal[] {
  const quoted = [...text.matchAll(QUOTED)].map((match) => ({
    text: match[2] ?? '',
    at: match.index,
    end: match.index + match[0].length,
  }));
  const isFree = (at: number): boolean => !quoted.some((one) => one.at <= at && at < one.end);
  const composed = [...text.matchAll(COMPOSED)]
    .filter(({ index }) => isFree(index) && !/\bfor $/u.test(text.slice(0, index)))
    .map((match) => ({ text: match[0], at: match.index, end: match.index + match[0].length }));
  const taken = (at: number): boolean =>
    !isFree(at) || composed.some((one) => one.at <= at && at < one.end);
  const plain = [...text.matchAll(PLAIN)]
    .filter((match) => !taken(match.index) && !isWhichOne(text, match[0], match.index))
    .map((match) => ({ text: match[0], at: match.index }));
  return [...quoted, ...composed, ...plain].sort((a, b) => a.at - b.at);
}

function isWhichOne(text: string, literal: string, at: number): boolean {
  return /^\d/u.test(literal) && NUMBERED.test(text.slice(0, at));
}

/** Says under which condition, and not what was seen. */
const CONDITION = /[,\s](?:when|whenever|if|unless|although|though|while|because|since)\s/iu;

/** @returns where a question says what it is about, and not when, or although what: `when I pass 5, why is total 12` */
export function mainClause(text: string): { readonly from: number; readonly end: number } {
  const asked = Math.max(0, text.search(/\bwhy\b/iu));
  const from = CONDITION.test(` ${text.slice(0, asked)}`) ? asked : 0;
  const length = text.slice(asked).search(CONDITION);
  return { from, end: length < 0 ? text.length : asked + length };
}

/** Which literal was seen and which was hoped for; what holds only under a condition is neither. */
export function splitLiterals(
  all: readonly Literal[],
  isNegated: boolean,
  text: string,
): { readonly observed: string | null; readonly expected: string | null } {
  const { from, end } = mainClause(text);
  const literals = all.filter(({ at }) => at >= from && at < end);
  const clause = text.search(
    /\s(?:when|if|for|with|after|before|although|though|while|and|in)\s/iu,
  );
  const main = clause < 0 ? [] : literals.filter((literal) => literal.at < clause);
  const [first, second] = main.length > 0 ? main : literals;
  if (first === undefined) return { observed: null, expected: null };
  const around = (turn: number): readonly (string | null)[] => [
    literals.findLast((literal) => literal.at < turn)?.text ?? null,
    literals.find((literal) => literal.at > turn)?.text ?? null,
  ];
  const turn = text.search(/\binstead of\b|\brather than\b/iu);
  if (turn >= 0) {
    const [observed = null, expected = null] = around(turn);
    return { observed, expected };
  }
  // `80 and not 62.5`, `80, not 62.5`; the other way round `not 62.5 but 80`.
  const [seen = null, hoped = null] = around(text.search(/(?:,|\band|\bbut)\s+not\b/iu));
  if (seen !== null) return { observed: seen, expected: hoped };
  const [denied = null, instead = null] = around(text.search(/(?<=\bnot\b.*)\bbut\b/iu));
  if (denied !== null && instead !== null) return { observed: instead, expected: denied };
  if (isNegated && second === undefined) return { observed: null, expected: first.text };
  return { observed: first.text, expected: null };
}
