/**
 * How many tokens a model's tokenizer makes of a text, without a tokenizer: words by their parts (`applyDiscount` is two),
 * numbers by three digits, signs one by one, everything beyond ASCII by its bytes. Meant to be a little too high: a budget
 * that is kept by the estimate is kept by the tokenizer. Beside o200k and cl100k it is 1.13 to 1.18 times
 * the real number in the median, 0.95 times at the least; `npm run bench -- tokens` measures it.
 */

const PIECES =
  /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|\n[ \t]*|[ \t]{2,}|[!-/:-@[-`{-~]+|[^\x00-\x7f]+/gu;
/** Letters that one token holds in words that are not common English. */
const LETTERS = 4;

function tokensOf(piece: string): number {
  const first = piece.charCodeAt(0);
  if (first > 127) return new TextEncoder().encode(piece).length;
  if (first === 10 || first === 32 || first === 9) return 1;
  if (first >= 48 && first <= 57) return Math.ceil(piece.length / 3);
  const isWord = (first >= 65 && first <= 90) || (first >= 97 && first <= 122);
  return isWord ? Math.ceil(piece.length / LETTERS) : Math.ceil(piece.length / 2);
}

/** @returns tokens, rounded up; the estimate of two lines joined is the sum of theirs plus one */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) tokens += tokensOf(piece);
  return tokens;
}
