/**
 * How the evidence for a line is weighed. One home for every number of the ranking. Learnt on the development cases only, and
 * rounded: the order of the features matters, not their second digit.
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
  /** The symptom's value, or its wrong part, appears here first. */
  readonly birth: number;
  /** Of the share of the question's names that the line mentions. */
  readonly named: number;
  /** The function is named in the question. */
  readonly functionNamed: number;
  /** Of the line's Ochiai. */
  readonly spectrum: number;
  /** Only control leads from the symptom to the line. */
  readonly controlOnly: number;
  /** The line is a condition. */
  readonly condition: number;
  /** What is left of the score of a line that only passes the symptom's value on. */
  readonly passingFactor: number;
  /** A line of a test, or of a helper that only tests use, is seldom the cause. */
  readonly testFactor: number;
  /** The top level of the script that was started drives the program. */
  readonly driverFactor: number;
  /** Code of a package is less likely the cause than code of the project. */
  readonly packageFactor: number;
}

export const WEIGHT: Weights = {
  nearness: 1,
  reach: 2,
  functionRank: 0.6,
  operation: 0.25,
  birth: 0.7,
  named: 0.5,
  functionNamed: 0.3,
  spectrum: 0.5,
  controlOnly: -0.1,
  condition: 0,
  passingFactor: 0.5,
  testFactor: 0.12,
  driverFactor: 0.55,
  packageFactor: 0.85,
};

/** What a branch that turned another way adds to the distance of its function. */
export const UNTAKEN_DISTANCE = 0.8;
