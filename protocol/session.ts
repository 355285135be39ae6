/**
 * The folder that the tool lays out and the preload reads: `.scope/sessions/<id>/run-<n>/`. Everything the target needs is
 * in these few small files; no parser ever loads there. The environment names the folder (`SCOPE_RUN_DIR`).
 *
 *   run-1/files.json      FileIndex: which files are served, and from where
 *   run-1/overlay/<k>     the rewritten text of file k
 *   run-1/overlay/<k>.map what of it was inserted: number[], pairs of an offset and a length, ascending
 *   run-1/added.json      AddedText[], by k
 *   run-1/runtime.json    RuntimeConfig
 *   run-1/sites.json      Site[] (for the tool; the target does not read it)
 *   run-1/plan.json       InstrumentationPlan
 *   run-1/sources/<k>     original text of file k
 *   run-1/recordings/<pid>-<thread>.scope[.part]
 *   run-1/over            CommandEnd: the command has ended
 *   run-1/host.jsonl      HostNote a line, appended by the preloads
 *
 * Generated files (bundles, what a compiler emitted) may be made by the command itself, so they are rewritten when a loader
 * first reads them: the preload asks, the tool answers.
 *
 *   run-1/demand/<key>.ask    DemandRequest; the key is made of path and content
 *   run-1/demand/<key>.reply  DemandReply
 *   run-1/demand/<key>.laid   LaidGenerated[] (for the tool; the target does not read it)
 *   run-1/sources/<k>.map     source map of file k, if it was generated
 */
import type { Condition } from './condition/condition.ts';
import type { Limits } from './plan.ts';
import type { Site } from './site.ts';

export const RUN_DIR_VARIABLE = 'SCOPE_RUN_DIR';

/** In the run folder once its command has ended: what still lives, or starts later, with its environment is left alone. */
export const OVER_FILE = 'over';

/** How the command ended that a run was made of, whichever of its processes were recorded. */
export interface CommandEnd {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** It was stopped at the limit that the user gave. */
  readonly timedOut: boolean;
}

/** Global symbol under which the sink (the probe functions) hangs, non-enumerable, on every realm's globalThis. */
export const SINK_SYMBOL = 'scope.sink';

export interface ServedFile {
  /** Absolute, real path on disk. */
  readonly path: string;
  /** What sites call it: the path relative to the project root, with `/`. */
  readonly name?: string;
  /** Name of the rewritten text below `overlay/`. */
  readonly overlay: string;
  /** sha1 (hex) of the original bytes; served only while the file on disk still has it. */
  readonly sha1: string;
}

export interface FileIndex {
  readonly version: 1;
  readonly files: readonly ServedFile[];
  /** Names of options whose values the notes about a process leave out. */
  readonly redactNames?: readonly string[];
  /** Name of the global symbol by which the text of this run finds its sink; {@link SINK_SYMBOL} where absent. */
  readonly sink?: string;
  /** Absent: nothing is rewritten on demand. */
  readonly demand?: Demand;
}

/** How the target asks for the rewritten text of generated files. */
export interface Demand {
  /** The process that answers; when it is gone, nobody waits. */
  readonly toolPid: number;
  /** How long a read may wait for its answer. */
  readonly waitMs: number;
}

export interface DemandRequest {
  /** Absolute, real path. */
  readonly path: string;
  /** sha1 (hex) of the bytes that were read. */
  readonly sha1: string;
}

/** Sites that are not in {@link RuntimeConfig}: all armed. */
export interface AddedSites {
  readonly first: number;
  /** base64 of a byte a site: 1 where the sites of a function begin. */
  readonly functions: string;
  /** base64 of a byte a site: snapshot depth. */
  readonly depth: string;
  readonly sample: Readonly<Record<number, number>>;
  readonly redactValues: Readonly<Record<number, readonly number[]>>;
  readonly conditions: readonly SiteCondition[];
}

export type DemandReply =
  | {
      readonly file: ServedFile;
      /** The rewritten texts that run: that of the file, or those that it gives to `eval`, and then itself. */
      readonly texts: readonly AddedOverlay[];
      readonly sites: AddedSites;
    }
  /** The original text runs. */
  | { readonly file: null };

/** A text that was made from sources of the project: a generated file, or one of the texts that it gives to `eval`. */
export interface LaidGenerated {
  readonly file: ServedFile;
  readonly sites: readonly Site[];
}

/** How text that was inserted into a file is known. */
export interface AddedText {
  /** What all inserted names begin with. */
  readonly prefix: string;
  readonly firstSite: number;
  /** Number of sites of the file; they are consecutive. */
  readonly sites: number;
}

/** A text that was rewritten while the program ran, and how what was inserted is known. */
export interface AddedOverlay {
  readonly overlay: string;
  readonly added: AddedText;
}

/** Sites whose events are recorded only while a condition may hold; its names are positions of the values that they report. */
export interface SiteCondition {
  readonly condition: Condition;
  readonly sites: readonly number[];
}

export interface RuntimeConfig {
  readonly version: 1;
  readonly session: string;
  readonly run: number;
  /** Number of sites + 1; site ids index the arrays below. */
  readonly siteCount: number;
  /** How many sites may be added while the program runs. */
  readonly room?: number;
  /** base64 of Uint8Array(siteCount): 0 dormant, 1 armed. */
  readonly armed: string;
  /**
   * base64 of Uint8Array(siteCount): 1 where the sites of a function begin, with that of its start. Absent: every site
   * stands alone.
   */
  readonly functions?: string;
  /** base64 of Uint8Array(siteCount): snapshot depth. */
  readonly depth: string;
  /** Sites that keep one event in n. */
  readonly sample: Readonly<Record<number, number>>;
  readonly limits: Limits;
  readonly overflow: 'drop-oldest' | 'drop-newest' | 'block';
  readonly ringBytes: number;
  /** Property and variable names (lower case) whose values are never recorded, and patterns of values that are not. */
  readonly redactNames: readonly string[];
  readonly redactPatterns: readonly string[];
  /**
   * By site: positions of the reported values (0 where a site reports one) that are never recorded, because the tool knows
   * the variable's, parameter's or property's name and the target does not.
   */
  readonly redactValues?: Readonly<Record<number, readonly number[]>>;
  readonly conditions?: readonly SiteCondition[];
}

/** `over`: the command had ended. `unread`: a transformer of the command could not read the rewritten text. */
export type DeniedReason = 'not-a-loader' | 'changed' | 'unreadable' | 'over' | 'unread';

/** What a preload tells the tool about the process it runs in; one JSON line in `host.jsonl`. */
export type HostNote =
  | {
      readonly type: 'process';
      readonly pid: number;
      readonly thread: number;
      readonly argv: readonly string[];
      readonly node: string;
    }
  /** A planned file was read by a loader and the rewritten text was given. */
  | {
      readonly type: 'served';
      readonly pid: number;
      readonly path: string;
      readonly loader: string;
    }
  /** A planned file was read, and the original text was given. */
  | {
      readonly type: 'denied';
      readonly pid: number;
      readonly path: string;
      readonly reason: DeniedReason;
      readonly reader: string;
    }
  /** Rewritten text, transpiled or not, went to this file; `writer` is the package that wrote it, null for other code. */
  | {
      readonly type: 'written';
      readonly pid: number;
      readonly path: string;
      readonly writer: string | null;
    }
  /** A source file was loaded that no plan names: candidates for the next revision. */
  | { readonly type: 'loaded'; readonly pid: number; readonly path: string }
  | { readonly type: 'failed'; readonly pid: number; readonly message: string };
