/**
 * Two runs compared: where they part first, what either side shows there, and what the code or the world around the program has
 * to do with it. A difference of two runs is evidence that they differ, not by itself of why; the chain of the answer says
 * whether the symptom depends on it. `here` is the side that the chain is of, `there` the other one.
 */
import { z } from 'zod';

const placeSchema = z.object({
  file: z.string(),
  line: z.number().int(),
  endLine: z.number().int(),
  function: z.string(),
  code: z.string(),
  value: z.string().optional(),
  /** Which activation it was, where things that ran at once are told apart: `load(2, 6)`. */
  call: z.string().optional(),
  /** The event in the recording of this side. */
  seq: z.number().int(),
});

const linesSchema = z.object({
  /** Whose lines these are. */
  side: z.enum(['here', 'there']),
  file: z.string(),
  line: z.number().int(),
  endLine: z.number().int(),
  /** Only around the place: the other side has lines there that this one lacks. */
  around: z.boolean(),
});

export const sourceKindSchema = z.enum([
  'time',
  'random',
  'order',
  'environment',
  'file-system',
  'network',
  'process',
]);

const sourceSchema = z.object({
  kind: sourceKindSchema,
  /** As the program spells it: `Date.now()`. */
  code: z.string(),
  file: z.string(),
  line: z.number().int(),
  here: z.string().optional(),
  there: z.string().optional(),
  seq: z.number().int(),
});

const sideSchema = z.object({
  label: z.string(),
  outcome: z.enum(['passed', 'failed']),
  recording: z.string(),
});

export const divergenceSchema = z.object({
  kind: z.enum(['branch', 'call', 'path', 'value', 'outcome', 'order', 'object']),
  /** One sentence. */
  text: z.string(),
  here: placeSchema.nullable(),
  there: placeSchema.nullable(),
  /** The symptom depends on it. */
  inSlice: z.boolean(),
  /** A later difference is the first one that the symptom depends on. */
  later: z.boolean(),
  /** Differences before it on which the symptom does not depend. */
  before: z.number().int(),
  /** Changed lines that ran on the way to it, the nearest first. */
  changed: z.array(linesSchema),
  /** Where what the program does not decide enters it. */
  source: sourceSchema.nullable(),
});

export const comparisonSchema = z.object({
  kind: z.enum(['commit', 'flaky', 'tests']),
  here: sideSchema,
  there: sideSchema,
  /** Events of `here` before the divergence that have a partner in `there`; all of them where there is no divergence. */
  aligned: z.number().int(),
  /** Null: what was recorded of both is the same. */
  divergence: divergenceSchema.nullable(),
  /** What else the program does not decide and had other values, the earliest first. */
  sources: z.array(sourceSchema),
  /** Lines that differ between the commits, and whether they ran; tests left out. */
  changes: z.array(linesSchema.extend({ ran: z.boolean() })),
  /** Functions whose text differs; null where a side has no such function. */
  changedFunctions: z.array(
    z.object({ here: z.string().nullable(), there: z.string().nullable() }),
  ),
});

export type Comparison = Readonly<z.infer<typeof comparisonSchema>>;
export type Divergence = NonNullable<Comparison['divergence']>;
export type DivergencePlace = NonNullable<Divergence['here']>;
export type ChangedLines = Readonly<z.infer<typeof linesSchema>>;
export type ComparedSource = Readonly<z.infer<typeof sourceSchema>>;
