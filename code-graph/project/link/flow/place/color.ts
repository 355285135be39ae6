/**
 * What a vertex of a file is told from others by, as a number: the rows, calls and signatures that name it, and what else those name. Two
 * versions of a file give what did not change the same numbers, wherever it stands.
 */
import { CALL_ROW, FLOW_ROW, OP, SIGNATURE_ROW } from '../../../facts/flow/flow-fact.ts';
import type { FlowFacts } from '../../../facts/flow/flow-fact.ts';
import { ENDS } from '../inert.ts';

/** What the numbers of one file stand for, as those of both files do. */
export interface Meaning {
  name(index: number): number;
  module(index: number): number;
  class(index: number): number;
  function(index: number): number;
  token(index: number): number;
}

export interface Colors {
  /** By vertex. */
  readonly all: Int32Array;
  /** By what gives the vertex something alone. */
  readonly given: Int32Array;
}

const mix = (a: number, b: number): number => {
  const hash = Math.imul(a ^ (b + 0x7f4a7c15 + (a << 6) + (a >>> 2)), 0x9e3779b1);
  return hash ^ (hash >>> 15);
};

/** Words that are said of some vertices at once: a word, how many vertices, the vertices. */
class Sentences {
  readonly #numbers: number[] = [];

  say(word: number, vertices: readonly number[]): void {
    this.#numbers.push(word, vertices.length);
    // One by one: a call may have more arguments than a call of `push` can.
    for (const vertex of vertices) this.#numbers.push(vertex);
  }

  each(visit: (word: number, vertices: readonly number[]) => void): void {
    for (let at = 0; at < this.#numbers.length;) {
      const count = this.#numbers[at + 1] as number;
      visit(this.#numbers[at] as number, this.#numbers.slice(at + 2, at + 2 + count));
      at += 2 + count;
    }
  }
}

/** What a row says besides its vertices. */
function wordOf(rows: Int32Array, at: number, meaning: Meaning): number {
  const [op, a, b, c, d] = rows.subarray(at, at + FLOW_ROW) as unknown as readonly [
    number,
    number,
    number,
    number,
    number,
  ];
  switch (op) {
    case OP.token:
      return mix(op, meaning.token(b));
    case OP.load:
      return mix(op, meaning.name(c));
    case OP.store:
      return mix(op, meaning.name(b));
    case OP.extend:
      return mix(op, meaning.class(a));
    case OP.import:
      return mix(mix(op, meaning.module(b)), meaning.name(c));
    case OP.accessor:
      return mix(mix(op, meaning.name(c)), d);
    default:
      return op;
  }
}

function rowsOf({ rows }: FlowFacts, meaning: Meaning, into: Sentences, given: Int32Array): void {
  for (let at = 0; at < rows.length; at += FLOW_ROW) {
    const ends = ENDS[rows[at] as number];
    if (ends === undefined) continue;
    const word = wordOf(rows, at, meaning);
    const to = ends.to === -1 ? -1 : (rows[at + ends.to] as number);
    if (to !== -1) given[to] = ((given[to] as number) + mix(word, 1)) | 0;
    into.say(word, [to, ...ends.from.map((column) => rows[at + column] as number)]);
  }
}

function callsOf(
  { calls, args }: FlowFacts,
  meaning: Meaning,
  into: Sentences,
  given: Int32Array,
): void {
  for (let at = 0; at < calls.length; at += CALL_ROW) {
    const column = (index: number): number => calls[at + index] as number;
    const [first, count] = [column(6), column(7)];
    const names = mix(meaning.name(column(3)), meaning.name(column(4)));
    const word = mix(mix(names, count), column(8));
    const result = column(5);
    if (result >= 0) given[result] = ((given[result] as number) + mix(word, 2)) | 0;
    const list = args.subarray(first, first + count);
    into.say(word, [result, column(1), column(2), ...Array.from(list, (arg) => Math.max(-1, arg))]);
  }
}

function signaturesOf({ signatures }: FlowFacts, meaning: Meaning, into: Sentences): void {
  for (let at = 0; at < signatures.length; at += SIGNATURE_ROW) {
    const [result, self, first, count] = signatures.subarray(at, at + 4);
    const params = Array.from({ length: count as number }, (_, index) => (first as number) + index);
    const fn = at / SIGNATURE_ROW;
    into.say(meaning.function(fn), [result as number, self as number, ...params]);
  }
}

/** @returns numbers of the vertices of a file */
export function colorsOf(facts: FlowFacts, meaning: Meaning): Colors {
  const sentences = new Sentences();
  const given = new Int32Array(facts.vertices);
  rowsOf(facts, meaning, sentences, given);
  callsOf(facts, meaning, sentences, given);
  signaturesOf(facts, meaning, sentences);
  let colors = new Int32Array(facts.vertices);
  for (let round = 0; round < 2; round += 1) {
    const next = new Int32Array(facts.vertices);
    sentences.each((word, vertices) => {
      const whole = vertices.reduce(
        (sum, one) => mix(sum, one < 0 ? one : (colors[one] as number)),
        word,
      );
      vertices.forEach((one, place) => {
        if (one >= 0) next[one] = ((next[one] as number) + mix(whole, place)) | 0;
      });
    });
    colors = next;
  }
  return { all: colors, given };
}
