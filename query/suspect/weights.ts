/**
 * How the evidence for a line is weighed. One home for every number of the ranking. Chosen by hand and by a search over the
 * development cases of evals/, examples/, two dozen real bugs and a hundred mutants of their programs, held near the first
 * choice and rounded; figures on those cases are in-sample, those on the held-out cases are not.
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
  /** The line only calls what was recorded: it chose the callee and the arguments. */
  readonly forwarding: number;
  /** The line only passes the symptom's value on. */
  readonly passing: number;
  /** The same two where the value is NaN or undefined: those come from one place and go through all others unchanged. */
  readonly birthOfNothing: number;
  readonly passingNothing: number;
  /** Of the share of the question's other names that the line mentions. */
  readonly named: number;
  /** Of what the line did only in failing tests. */
  readonly predicate: number;
  /** The same once more, for what failing tests alone did: of its fourth power. */
  readonly onlyFailing: number;
  /** The piece in which the symptom's text is wrong appears here first. */
  readonly pieceBorn: number;
  /** The line is where the question begins: it shows the symptom. */
  readonly symptom: number;
  /** No dependence leads to the line: a condition that ran near those that do. */
  readonly onlyNear: number;
  /** An object that lacks a property that was read. */
  readonly lacksProperty: number;
  /** What is not given here was there to be given: the function has that name. */
  readonly lost: number;
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
  /** A regular expression is written out. */
  readonly pattern: number;
  readonly returns: number;
  /** Of the number of calls, four of them or more being all. */
  readonly calls: number;
  /** Of 1 / (1 + functions that called the line's function): what many use has been tried by many. */
  readonly fewCallers: number;
  /** Of the share of the question's words in the function's name. */
  readonly likeFunction: number;
  /** Of the share of the question's words on the line. */
  readonly likeLine: number;
  /** The path of the failing test speaks of another file of the project. */
  readonly elsewhere: number;
  /** What the expected value has goes in and does not come out. */
  readonly loses: number;
  /** Equal values are compared by their order: with or without `=` the condition turns the other way. */
  readonly atBound: number;
  /** An operator or a built-in met values with which it is known to do other than it seems. */
  readonly pitfall: number;
  /** Zero or an empty text is taken for what is missing. */
  readonly empty: number;
  /** A constant, or something empty, took the place of another value, and that is what was seen. */
  readonly reset: number;
  /** A promise is used as if it were what it comes to. */
  readonly unawaited: number;
  /** Of exp(-share of lines that were changed later / 0.2): git knows. */
  readonly changed: number;
}

/** What a weight is for; `reach` is a distance instead. */
export type Term = Exclude<keyof Weights, 'reach'>;

export const WEIGHT: Weights = {
  nearness: 1.5,
  reach: 3,
  functionRank: 0.1,
  operation: 1.1,
  forwarding: 0.3,
  birth: -0.8,
  passing: -0.9,
  birthOfNothing: 0.8,
  passingNothing: -0.3,
  named: 0.6,
  predicate: 0.5,
  onlyFailing: 0.4,
  pieceBorn: 0.2,
  symptom: -0.3,
  onlyNear: -0.3,
  lacksArgument: 0.6,
  lacksProperty: -0.2,
  lost: 0.5,
  functionNamed: 0.7,
  controlOnly: -0.1,
  test: -2.2,
  driver: -0.7,
  pattern: 0.5,
  returns: 0.2,
  calls: 0.5,
  fewCallers: 0.5,
  likeFunction: 0.5,
  likeLine: 0.3,
  elsewhere: -0.4,
  loses: 0.6,
  atBound: 0.4,
  pitfall: 1,
  empty: 0.5,
  reset: 1.2,
  unawaited: 1.5,
  changed: 0.5,
};

/** What a branch that turned another way adds to the distance of its function. */
export const UNTAKEN_DISTANCE = 0.8;
