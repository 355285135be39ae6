/**
 * The words of a query. A word is anything without spaces, quotes, bars, parentheses and comparison signs, so that names,
 * globs, places and node ids need no quotes; quotes (single, double or back) hold everything else and know no escapes.
 */

export interface Token {
  readonly kind: 'word' | 'text' | 'sign' | 'end';
  readonly text: string;
  /** UTF-16 offsets in the query. */
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /\s+|(?<quote>['"`])(?<text>[\s\S]*?)\k<quote>|(?<sign>>=|<=|!=|[|()<>=])|(?<word>[^\s'"`|()<>=!]+)|(?<other>[\s\S])/guy;

export interface Tokens {
  readonly tokens: readonly Token[];
  /** A quote that nothing closes, or a sign that means nothing. */
  readonly wrong: Token | null;
}

/** @returns the tokens and the end; what is wrong ends them */
export function readTokens(query: string): Tokens {
  const tokens: Token[] = [];
  for (const match of query.matchAll(TOKEN)) {
    const { quote, text, sign, word, other } = match.groups as Readonly<
      Record<string, string | undefined>
    >;
    const place = { start: match.index, end: match.index + match[0].length };
    if (quote !== undefined) tokens.push({ kind: 'text', text: text ?? '', ...place });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, ...place });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, ...place });
    else if (other !== undefined)
      return { tokens, wrong: { kind: 'sign', text: other, ...place, end: query.length } };
  }
  tokens.push({ kind: 'end', text: '', start: query.length, end: query.length });
  return { tokens, wrong: null };
}
