/**
 * What one conformance check is made of: a program in one mode, what it should do, and what it did when it ran plainly and
 * instrumented. Everything here crosses from the parent to its worker processes and back, so it is plain data.
 */

export interface Expected {
  readonly phase: 'parse' | 'resolution' | 'runtime';
  /** Name of the constructor of the error. */
  readonly type: string;
}

/** A program in one mode: the same test in sloppy and in strict mode is two cases. */
export interface ConformanceCase {
  readonly id: string;
  /** Where the program lies: imports are relative to it, and stacks name it. */
  readonly file: string;
  readonly text: string;
  readonly kind: 'script' | 'module';
  /** Ends when it prints how it went. */
  readonly isAsync: boolean;
  /** The error that it must end with; null where it must end without. */
  readonly expected: Expected | null;
  /** Scripts that run before it in the same realm, absolute paths. */
  readonly includes: readonly string[];
  readonly features: readonly string[];
}

/** What a program did, as far as anybody outside can see. */
export interface Outcome {
  readonly passed: boolean;
  readonly phase: 'parse' | 'resolution' | 'runtime' | null;
  /** Name and message of what was thrown, with the functions and lines of the program that its stack names; null where nothing was. */
  readonly thrown: string | null;
  readonly printed: readonly string[];
  /** Rejections that nobody handled and errors that nobody caught, in order. */
  readonly unhandled: readonly string[];
}

/** What the rewriter made of a case's own texts. */
export interface Coverage {
  readonly functions: number;
  /** Why functions were left alone, one entry for each. */
  readonly uninstrumented: readonly string[];
  readonly sites: number;
}

/** From a worker: first the plain outcome; where that passed, the instrumented one. */
export type Report =
  | { readonly at: number; readonly type: 'plain'; readonly outcome: Outcome }
  | {
      readonly at: number;
      readonly type: 'instrumented';
      readonly outcome: Outcome;
      readonly coverage: Coverage;
      /** Bytes of events that this case wrote. */
      readonly recorded: number;
    };

/** Exit code of a worker that has an error of its own, not of the program that it runs. */
export const WORKER_FAILED = 70;

/** @returns true where nobody outside could tell the two runs apart */
export function isSame(a: Outcome, b: Outcome): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
