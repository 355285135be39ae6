/**
 * How well an answer names the faulty lines. A suspect hits a range that it overlaps; one that spans more than ten lines counts
 * with its first line only, so that naming a whole file wins nothing. By function, suspects of one function count once.
 */
import type { Answer } from '../protocol/answer.ts';
import type { Fault } from './case.ts';
import type { LineRange } from './source-shape.ts';

export interface Score {
  /** Rank of the first suspect that overlaps a faulty range; null where none does. A baseline's rank may be a mean of ties. */
  readonly rankLine: number | null;
  readonly rankFunction: number | null;
  /** Rank by which every faulty range was hit. */
  readonly rankAll: number | null;
  readonly isInChain: boolean;
}

export interface Place extends LineRange {
  readonly file: string;
}

/** Key of the function around a line of a file. */
export type FunctionKey = (file: string, line: number) => string;

const WIDEST_SUSPECT = 10;
export const NO_SCORE: Score = {
  rankLine: null,
  rankFunction: null,
  rankAll: null,
  isInChain: false,
};

export function overlaps(place: Place, fault: Fault): boolean {
  return place.file === fault.file && place.from <= fault.lines[1] && place.to >= fault.lines[0];
}

export function placeOf(named: {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
}): Place {
  const isWide = named.endLine - named.line >= WIDEST_SUSPECT;
  return { file: named.file, from: named.line, to: isWide ? named.line : named.endLine };
}

function rankOf(places: readonly Place[], fault: Fault): number | null {
  const at = places.findIndex((place) => overlaps(place, fault));
  return at < 0 ? null : at + 1;
}

/** @returns the smallest, null where there is none */
export function bestOf(ranks: readonly (number | null)[]): number | null {
  const found = ranks.filter((rank) => rank !== null);
  return found.length === 0 ? null : Math.min(...found);
}

/** @returns the largest, null where one is missing */
export function worstOf(ranks: readonly (number | null)[]): number | null {
  const found = ranks.filter((rank) => rank !== null);
  return found.length < ranks.length || found.length === 0 ? null : Math.max(...found);
}

export function scoreAnswer(
  answer: Pick<Answer, 'suspects' | 'chain'>,
  faulty: readonly Fault[],
  functionKey: FunctionKey,
): Score {
  const places = [...answer.suspects].sort((a, b) => a.rank - b.rank).map(placeOf);
  const keys = [...new Set(places.map((place) => functionKey(place.file, place.from)))];
  const ranks = faulty.map((fault) => rankOf(places, fault));
  const functionRanks = faulty.map((fault) => {
    const at = keys.indexOf(functionKey(fault.file, fault.lines[0]));
    return at < 0 ? null : at + 1;
  });
  const hops = answer.chain.filter((hop) => hop.role !== 'frontier').map(placeOf);
  return {
    rankLine: bestOf(ranks),
    rankFunction: bestOf(functionRanks),
    rankAll: worstOf(ranks),
    isInChain: hops.some((hop) => faulty.some((fault) => overlaps(hop, fault))),
  };
}
