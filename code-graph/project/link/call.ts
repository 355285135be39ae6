/** What is known of the calls of a project once they are linked: one edge for each pair of functions. */
import type { NodeId } from '../../../protocol/ids.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import type { Via } from './flow/invoke.ts';

export interface CallSite {
  readonly node: NodeId;
  readonly line: number;
}

export interface CallEdge {
  readonly from: NodeId;
  readonly to: NodeId;
  /** 1: nothing else can be called there; below 1: see `via` and `choices`. */
  readonly confidence: number;
  /** Who says so: the text, or a run of the program. */
  readonly source: 'static' | 'observed' | 'both';
  /**
   * `builtin`: a built-in calls it (`map`, `emit`); `implicit`: the language does (an iterator, `toString` of what a text is made of); `later`: after the caller ended;
   * `passed`: it was handed on.
   */
  readonly via: Exclude<Via, 'bound'>;
  /** How many functions the site may call: more than one is *may*. */
  readonly choices: number;
  readonly sites: readonly CallSite[];
}

/** The edges between the functions of some files in columns, in source order of the first call. */
export interface LinkedCalls {
  /** Functions and sites are numbered through these. */
  readonly files: readonly FileFacts[];
  readonly firstFunction: Int32Array;
  readonly firstSite: Int32Array;
  /** Numbers of functions. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Index in {@link VIAS}. */
  readonly via: Uint8Array;
  readonly choices: Uint8Array;
  readonly confidence: Float64Array;
  /** First site of each edge, and behind the last; numbers of sites. */
  readonly first: Int32Array;
  readonly sites: Int32Array;
  /** Where sites of a file are now that were others when it was linked: by their numbers in the file. */
  readonly moved?: ReadonlyMap<FileFacts, Int32Array>;
  /** Names that are read or written by a call: those of getters and setters. */
  readonly accessors: ReadonlySet<string>;
  /** The project is too large to be followed to the end: calls that are known only by what flows are missing. */
  readonly isCut: boolean;
}

export const VIAS = ['call', 'accessor', 'builtin', 'later', 'passed', 'implicit'] as const;

/** Calls that are less certain than that are possible, and no more: whoever counts calls leaves them out. */
export const LEAST_LIKELY = 0.4;
