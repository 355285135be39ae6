/**
 * What a step costs in the distance between the symptom and a suspect. A copy explains nothing and costs little; a step to the
 * object that held a value, or to a condition, is less likely to lead to the cause than the value itself.
 */
export const COST = {
  /** From an expression to its operand, from a write to its right side. */
  operand: 0.05,
  /** From a read to the write that it saw. */
  definition: 0.3,
  /** From a parameter to the argument, from a call to what the callee returned. */
  crossing: 0.5,
  /** From a property to the object it was read from. */
  base: 1.2,
  /** From a call that was not recorded to its receiver and arguments. */
  foreign: 0.6,
  /** From the result of a built-in to what it works on: the text of `slice`, the number of `toFixed`. */
  nativeSubject: 0.3,
  /** From the result of a built-in to its arguments, and to the collection that it works on. */
  nativePart: 0.5,
  /** From a collection that was taken as a whole to a place that filled it. */
  contents: 0.5,
  /** From an object or array literal to a part of it that nobody asked for by its key. */
  part: 1,
  /** From a place to the condition that decided it; each condition further out costs more. */
  control: 1,
  /** The same where a constant was taken: nothing but the condition explains it. */
  decisive: 0.3,
  outerControl: 0.5,
  /** What a condition costs beside that which only let the program go on, past an early return or throw. */
  guard: 0.4,
  /** The same where it would have thrown. */
  throwingGuard: 1.2,
  /** For each round of a loop further back in which the condition did not end it. */
  roundBefore: 0.2,
  /** From a place to the call that brought the program there. */
  call: 1.5,
  /** The same where no condition of the function decided it: the call is all there is. */
  soleCall: 0.7,
  /** From a property without a write to a call that was given its object. */
  given: 0.8,
  /** From a new collection to what would fill it. */
  filler: 0.6,
  /** From a value to a condition that kept another one from taking its place. */
  turned: 0.9,
  /** From a value to the condition that ended the loop which gave it that. */
  ended: 0.3,
  /** From a property that is not there to a computed key under which something was written instead. */
  otherKey: 0.5,
  /** One of these that is spelled nearly as the one that was asked for. */
  alikeKey: 0.25,
  /** From a read to a write that came only after it. */
  later: 1.2,
  /** The same where a callback wrote it when the function that read it had ended. */
  outlived: 0.6,
  /** From a value that arrived to a sending with the same content. */
  inferred: 0.7,
  /** A step to the same value costs this share: it is a copy. */
  copyFactor: 0.25,
  /** So does a step to a text that holds the same wrong piece. */
  pieceFactor: 0.5,
} as const;
