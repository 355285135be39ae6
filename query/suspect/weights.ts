/**
 * How the evidence for a line is weighed. One home for every number of the ranking; each is a share of the score of a line
 * that has the feature in full. Learnt on the development cases only.
 */
export const WEIGHT = {
  /** 1 / (1 + distance of the line from the symptom). */
  nearness: 1,
  /** 1 / (1 + rank of its function by distance). */
  functionRank: 0.6,
  /** The line computes something; a pure copy does not. */
  operation: 0.25,
  /** The value, or the wrong part of it, that the symptom shows appears here for the first time. */
  birth: 0.7,
  /** The share of the question's names that the line mentions. */
  named: 0.5,
  /** The function is named in the question. */
  functionNamed: 0.3,
  /** Ochiai of the line over the passing and failing tests of the run. */
  spectrum: 0.5,
  /** Only control leads from the symptom to the line. */
  controlOnly: -0.1,
} as const;

/** What is left of the score of a line that only passes the symptom's value on. */
export const PASSING_FACTOR = 0.5;
/** A line of a test, or of a helper that only tests use, is seldom the cause. */
export const TEST_FACTOR = 0.12;
/** Code of a package is less likely the cause than code of the project, and what cannot be mended here is of less use. */
export const PACKAGE_FACTOR = 0.85;
/** What a branch that turned another way adds to the distance of its function. */
export const UNTAKEN_DISTANCE = 0.8;
