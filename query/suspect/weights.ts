/**
 * How the evidence for a line is weighed. One home for every number of the ranking. Chosen by
 * hand and by a fit over the cases of evals/, examples/ and two dozen real bugs, and rounded; figures on those cases are in-sample.
 */
export interface Weights {
  /** Of exp(-distance / reach). */
  readonly nearness: number;
  /** The distance at which nearness has fallen to a third. */
  readonly reach: number;
  /** Of 1 / (1 + rank of its function by distance). */
  readonly functionRank: number;
  /** The line computes something; a pure copy does not. */
  readonly operation: number;
  /** The symptom's value, or its wrong part, appears here first: that explains well, and is seldom where the fault is. */
  readonly birth: number;
  /** The line only passes the symptom's value on. */
  readonly passing: number;
  /** The same two where the value is NaN or undefined: those come from one place and go through all others unchanged. */
  readonly birthOfNothing: number;
  readonly passingNothing: number;
  /** Of the share of the question's other names that the line mentions. */
  readonly named: number;
  /** Of what the line did only in failing tests. */
  readonly predicate: number;
  /** A call that does not give a parameter whose absence led to the symptom. */
  readonly lacksArgument: number;
  /** The question points at the line's function by a call: `after exclude()`. */
  readonly functionNamed: number;
  /** Only control leads from the symptom to the line. */
  readonly controlOnly: number;
  /** A line of a test, or of a helper that only tests use, is seldom the cause. */
  readonly test: number;
  /** The top level of the script that was started drives the program. */
  readonly driver: number;
}

export const WEIGHT: Weights = {
  nearness: 1.5,
  reach: 3,
  functionRank: 0.4,
  operation: 1.2,
  birth: -0.5,
  passing: -0.6,
  birthOfNothing: 0.8,
  passingNothing: -0.8,
  named: 0.6,
  predicate: 1.5,
  lacksArgument: 0.6,
  functionNamed: 0.6,
  controlOnly: -0.05,
  test: -2,
  driver: -0.7,
};

/** What a branch that turned another way adds to the distance of its function. */
export const UNTAKEN_DISTANCE = 0.8;
