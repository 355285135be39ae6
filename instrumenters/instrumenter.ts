/**
 * The contract of an instrumenter: a plain object that says which probes it can carry out and lays a plan out for a run. It
 * prepares a folder that the preload reads (`protocol/session.ts`) and never touches the user's files. What a plan asks for and
 * cannot be had comes back as problems; what is left runs.
 */
import type { ScopeTable } from '../code-graph/syntax/scope-table.ts';
import type { SyntaxTree } from '../code-graph/syntax/node.ts';
import type { InstrumentationPlan, Probe } from '../protocol/plan.ts';
import type { Problem } from '../protocol/problem.ts';
import type {
  DemandReply,
  DemandRequest,
  LaidGenerated,
  RuntimeConfig,
} from '../protocol/session.ts';
import type { Site } from '../protocol/site.ts';

/** `approximate` and `no` carry the reason, for a person and for the planner. */
export type Admission =
  | { readonly kind: 'exact' }
  | { readonly kind: 'approximate'; readonly reason: string }
  | { readonly kind: 'no'; readonly reason: string };

/** What a probe is on: a function or module, or a syntax node with its tree-sitter type. */
export interface ProbedNode {
  readonly id: string;
  readonly kind: 'module' | 'function' | 'node';
  /** tree-sitter's type where `kind` is `node`. */
  readonly type?: string;
  /** What a condition can read where a call of the function starts, or before the statement; absent where nobody knows. */
  readonly names?: readonly string[];
}

/** One source file. `tree` and `scopes` may be getters: they are read only where the file has to be rewritten. */
export interface TargetFile {
  readonly tree: SyntaxTree;
  readonly scopes: ScopeTable;
  readonly text: string;
  /** sha1 (hex) of the bytes on disk. */
  readonly sha1: string;
  /** Where it lies; absent where that is its path below the root. */
  readonly absolute?: string;
}

/** Where a plan is laid out, and for which run. */
export interface Target {
  readonly root: string;
  /** `.scope/sessions/<id>/run-<n>` */
  readonly runDir: string;
  readonly session: string;
  readonly run: number;
  readonly readTree: (path: string) => TargetFile | Problem;
  /** Rewritten files are kept here by content; by default `cache/overlay` of the `.scope` folder that `runDir` is in. */
  readonly cacheDir?: string;
  /** How events are kept; what is absent has the default of {@link DEFAULT_CAPTURE}. */
  readonly capture?: Partial<CaptureSettings>;
}

export type CaptureSettings = Pick<
  RuntimeConfig,
  'overflow' | 'ringBytes' | 'redactNames' | 'redactPatterns'
>;

/** What was laid out. */
export interface AppliedPlan {
  readonly sites: readonly Site[];
  /** Project paths of the files that will be served with probes. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  /**
   * Rewrites a generated file that the running command is about to load, as far as the plan means what it was made from.
   * @returns null where it means nothing of it
   * @throws where it cannot be read, or the run folder cannot be written
   */
  rewriteGenerated(request: DemandRequest): RewrittenGenerated | null;
}

export interface RewrittenGenerated {
  readonly reply: DemandReply;
  readonly laid: readonly LaidGenerated[];
}

export interface Instrumenter {
  readonly name: string;
  /** Pure and cheap: says what the kind of node allows, before any file is read. */
  admits(probe: Probe, node: ProbedNode): Admission;
  /** @throws ScopeError `disk-failed` where the run folder cannot be written */
  apply(plan: InstrumentationPlan, target: Target): Promise<AppliedPlan>;
}

/** Names and shapes of values that are never recorded, unless the user says otherwise. */
export const DEFAULT_CAPTURE: CaptureSettings = {
  overflow: 'drop-newest',
  ringBytes: 8 * 1024 * 1024,
  redactNames: [
    'password',
    'passwd',
    'secret',
    'token',
    'authorization',
    'cookie',
    'apikey',
    'api_key',
    'accesstoken',
    'refreshtoken',
    'privatekey',
    'creditcard',
    'ssn',
  ],
  redactPatterns: [
    '\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+',
    '-----BEGIN [A-Z ]*PRIVATE KEY-----',
    '\\b(?:sk|pk|ghp|gho|xox[abp])[-_][\\w-]{16,}',
    '\\bAKIA[0-9A-Z]{16}\\b',
  ],
};
