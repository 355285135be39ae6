/**
 * Takes the tokens of a query one after the other, and says what is wrong with the first that does not fit: what was
 * expected there, what stands there, and which word is near.
 */
import { nearestNames } from '../project/search.ts';
import type { Token } from './token.ts';

/** Ends the reading; never leaves the parser. */
export class QueryFault extends Error {
  readonly token: Token;
  constructor(message: string, token: Token) {
    super(message);
    this.token = token;
  }
}

export class Reader {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get next(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token;
  }

  get isAtEnd(): boolean {
    return this.next.kind === 'end';
  }

  take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }

  /** Takes the word or sign if it stands here. */
  accept(text: string): boolean {
    if (this.next.kind === 'text' || this.next.text !== text) return false;
    this.at += 1;
    return true;
  }

  expect(text: string, after: string): void {
    if (!this.accept(text)) this.fail(`expected \`${text}\` after ${after}`, [text]);
  }

  /** One of the words. */
  choice<T extends string>(words: readonly T[], what: string): T {
    const { kind, text } = this.next;
    const found = kind === 'word' ? words.find((word) => word === text) : undefined;
    if (found === undefined) return this.fail(`expected ${what}: ${words.join(', ')}`, words);
    this.at += 1;
    return found;
  }

  /** A name, place or glob: a word, or anything in quotes. */
  name(what: string): string {
    const token = this.next;
    if ((token.kind !== 'word' && token.kind !== 'text') || token.text === '')
      return this.fail(`expected ${what}`);
    return this.take().text;
  }

  text(what: string): string {
    if (this.next.kind !== 'text') return this.fail(`expected ${what} in quotes`);
    return this.take().text;
  }

  number(what: string, most = 1_000_000): number {
    const { kind, text } = this.next;
    if (kind !== 'word' || !/^\d+(?:\.\d+)?$/u.test(text))
      return this.fail(`expected a number ${what}`);
    const value = Number(text);
    if (value > most) return this.fail(`expected at most ${most} ${what}`);
    this.at += 1;
    return value;
  }

  fail(message: string, words: readonly string[] = []): never {
    const { kind, text } = this.next;
    const found = kind === 'end' ? 'the query ends here' : `found \`${text}\``;
    const [near] = kind === 'word' ? nearestNames(text, words, 1) : [];
    const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
    throw new QueryFault(`${message}; ${found}${hint}`, this.next);
  }
}
