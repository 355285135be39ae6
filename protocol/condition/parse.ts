/**
 * Reads a `when`. A small part of JavaScript's expressions, with its precedence, and three words for texts. Scope reads it itself:
 * the text is never handed to an engine, whoever wrote it.
 *
 *   or      = and (("||" | "??") and)*          one of the two, unless in parentheses
 *   and     = same ("&&" same)*
 *   same    = order (("==" | "!=" | "===" | "!==") order)*
 *   order   = sum (("<" | "<=" | ">" | ">=" | "contains" | "startsWith" | "endsWith") sum)*
 *   sum     = product (("+" | "-") product)*
 *   product = unary (("*" | "/" | "%") unary)*
 *   unary   = ("!" | "-" | "typeof") unary | path
 *   path    = value ("." name | "?." name | "[" or "]" | "?.[" or "]")*
 *   value   = name | number | bigint | text | true | false | null | undefined | NaN | Infinity | this | "(" or ")"
 */
import { UNARY_OPERATORS } from './condition.ts';
import type { BinaryOperator, Condition } from './condition.ts';
import { nextToken } from './token.ts';
import type { Fault, Token } from './token.ts';

export type { Fault } from './token.ts';

export type ParsedCondition =
  { readonly condition: Condition; readonly names: readonly NameUse[] } | { readonly fault: Fault };

export interface NameUse {
  readonly name: string;
  /** Counted from 1. */
  readonly at: number;
}

export const MOST_LETTERS = 500;
const MOST_STEPS = 60;

const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||', '??'],
  ['&&'],
  ['==', '!=', '===', '!=='],
  ['<', '<=', '>', '>=', 'contains', 'startsWith', 'endsWith'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Words that begin something else in JavaScript. */
const RESERVED =
  /^(?:await|async|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|finally|for|function|if|import|in|instanceof|let|new|return|super|switch|throw|try|var|void|while|with|yield)$/u;

const CONSTANTS: Readonly<Record<string, Condition>> = {
  true: { kind: 'literal', value: true },
  false: { kind: 'literal', value: false },
  null: { kind: 'literal', value: null },
  undefined: { kind: 'undefined' },
  NaN: { kind: 'nan' },
  Infinity: { kind: 'infinity' },
};

class Unreadable extends Error {
  readonly fault: Fault;
  constructor(message: string, at: number) {
    super(message);
    this.fault = { message, at };
  }
}

/** @returns the condition and the names in it, or what is wrong with the text and where */
export function parseCondition(text: string): ParsedCondition {
  if (text.length > MOST_LETTERS)
    return { fault: { message: `longer than ${MOST_LETTERS} letters`, at: MOST_LETTERS + 1 } };
  try {
    return new Reader(text).readAll();
  } catch (error) {
    if (error instanceof Unreadable) return { fault: error.fault };
    throw error;
  }
}

class Reader {
  readonly #text: string;
  readonly #names: NameUse[] = [];
  #token: Token;
  #steps = 0;

  constructor(text: string) {
    this.#text = text;
    this.#token = this.#tokenAt(0);
  }

  readAll(): ParsedCondition {
    const condition = this.#level(0);
    if (this.#token.kind !== 'end') this.#fail(`${this.#shown()} is not expected here`);
    return { condition, names: this.#names };
  }

  #tokenAt(index: number): Token {
    const found = nextToken(this.#text, index);
    if ('message' in found) throw new Unreadable(found.message, found.at);
    return found;
  }

  #take(): Token {
    const token = this.#token;
    this.#token = this.#tokenAt(token.end);
    return token;
  }

  #fail(message: string, at = this.#token.at): never {
    throw new Unreadable(message, at);
  }

  #shown(): string {
    return this.#token.kind === 'end' ? 'the end' : this.#token.text;
  }

  #is(sign: string): boolean {
    return this.#token.kind === 'sign' && this.#token.text === sign;
  }

  #expect(sign: string): void {
    if (!this.#is(sign)) this.#fail(`${sign} is missing before ${this.#shown()}`);
    this.#take();
  }

  #level(level: number): Condition {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    if (level === 0) this.#step();
    let left = this.#level(level + 1);
    let first: BinaryOperator | null = null;
    for (;;) {
      const { kind, text, at } = this.#token;
      const operator = operators.find((one) => one === text);
      if (operator === undefined || kind === 'string') return left;
      if (level === 0 && first !== null && first !== operator)
        this.#fail(`${first} and ${operator} together want parentheses`, at);
      first = operator;
      this.#take();
      this.#step();
      left = { kind: 'binary', operator, left, right: this.#level(level + 1) };
    }
  }

  /** Each nests the tree by one at most, and the target walks it without asking how deep it is. */
  #step(): void {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) this.#fail('too much for one condition');
  }

  #unary(): Condition {
    const { kind, text } = this.#token;
    const operator = UNARY_OPERATORS.find((one) => one === text);
    if (operator === undefined || kind === 'string') return this.#path();
    this.#take();
    this.#step();
    return { kind: 'unary', operator, operand: this.#unary() };
  }

  #path(): Condition {
    let object = this.#value();
    for (;;) {
      if (this.#is('('))
        this.#fail('calls are not possible: a condition runs nothing of the program');
      if (this.#is('[')) object = this.#index(object);
      else if (this.#is('.') || this.#is('?.')) {
        const isOptional = this.#is('?.');
        this.#take();
        if (isOptional && this.#is('[')) object = this.#index(object);
        else if (isOptional && this.#is('(')) continue;
        else object = this.#field(object);
      } else return object;
    }
  }

  #index(object: Condition): Condition {
    this.#take();
    const key = this.#level(0);
    this.#expect(']');
    return { kind: 'get', object, key };
  }

  #field(object: Condition): Condition {
    this.#step();
    if (this.#token.kind !== 'name')
      this.#fail(`a field's name is missing before ${this.#shown()}`);
    return { kind: 'get', object, key: { kind: 'literal', value: this.#take().text } };
  }

  #value(): Condition {
    const { kind, text, at } = this.#token;
    switch (kind) {
      case 'number':
        this.#take();
        return { kind: 'literal', value: Number(text) };
      case 'bigint':
        this.#take();
        return { kind: 'bigint', digits: text.slice(0, -1) };
      case 'string':
        this.#take();
        return { kind: 'literal', value: text };
      case 'name': {
        if (RESERVED.test(text)) this.#fail(`${text} is not possible in a condition`);
        this.#take();
        const constant = Object.hasOwn(CONSTANTS, text) ? CONSTANTS[text] : undefined;
        if (constant !== undefined) return constant;
        this.#names.push({ name: text, at });
        return { kind: 'name', name: text };
      }
      default: {
        if (text === '/')
          this.#fail('patterns are not possible; contains, startsWith and endsWith compare texts');
        if (!this.#is('(')) this.#fail(`a value is missing before ${this.#shown()}`);
        this.#take();
        const inner = this.#level(0);
        this.#expect(')');
        return inner;
      }
    }
  }
}
