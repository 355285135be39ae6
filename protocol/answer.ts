/**
 * The answer: what `--json` prints and evals, agents and other programs read (design §10). Paths are relative to the project
 * root with `/`; lines are 1-based lines of the original source. Every hop cites an event or a graph edge.
 */
import { z } from 'zod';
import { comparisonSchema } from './comparison.ts';

/** The reason of a hop that the question only speaks of. */
export const MENTIONED = 'the question mentions it';
/** How the reason of a hop begins that is no step of the chain: a place beside it that had a say. */
export const BESIDE_CHAIN = 'had a part in it';
/** Begins the `why` of a hop that the message of an error is about; the text of the expression may follow behind a colon. */
export const NAMED_BY_ERROR = 'what the error names';
/** Begins the `why` of a hop where the engine threw; who, what it threw and the message follow. */
export const THREW = { program: 'the program threw', test: 'the test threw' } as const;

export const ANSWER_VERSION = 1;

/** @returns at most `length` characters of it; the last one says where more stood */
export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** @returns the text in one line: breaks become a blank with what is around them; blanks that stand side by side stay, as in a text in quotes */
export function inOneLine(text: string): string {
  return text.replaceAll(/ *[^\S ]\s*/gu, ' ').trim();
}

export const hopSchema = z.object({
  /** Names the hop in `scope show`: made of its place and of how often that had reported before, so another run of the same code gives the same. */
  id: z.string().optional(),
  role: z.enum(['change', 'value', 'control', 'call', 'origin', 'frontier']),
  node: z.string(),
  file: z.string(),
  line: z.number().int(),
  endLine: z.number().int(),
  function: z.string(),
  code: z.string(),
  value: z.string().optional(),
  was: z.string().optional(),
  /** The event that proves it; absent only for a frontier or a hop proved by a graph edge alone. */
  seq: z.number().int().optional(),
  /** The value is what that object held before this event: what was recorded of it up to there is part of it. */
  asOf: z.number().int().optional(),
  why: z.string(),
  /** No event links it to the hop before: what was sent and what arrived have the same content. */
  inferred: z.literal(true).optional(),
});

export const suspectSchema = z.object({
  rank: z.number().int(),
  file: z.string(),
  line: z.number().int(),
  endLine: z.number().int(),
  function: z.string(),
  score: z.number(),
  why: z.string(),
});

/** Failures of one run that have one cause, as far as the recording shows it. */
export const failureGroupSchema = z.object({
  /** How many failing tests it holds. */
  count: z.number().int(),
  /** The names of some of them, as far as the source says them. */
  tests: z.array(z.string()),
  /** What they have in common: the suspect, or the line that threw. */
  file: z.string(),
  line: z.number().int(),
  function: z.string(),
  why: z.string(),
  /** The error of the first of them. */
  error: z.string(),
});

export const answerSchema = z.object({
  version: z.literal(ANSWER_VERSION),
  question: z.string(),
  verdict: z.enum(['settled', 'likely', 'open']),
  answer: z.string(),
  target: z.object({ node: z.string(), file: z.string(), line: z.number().int() }).nullable(),
  chain: z.array(hopSchema.required({ id: true })),
  suspects: z.array(suspectSchema),
  plan: z.object({
    id: z.string(),
    revisions: z.number().int(),
    probes: z.number().int(),
    files: z.number().int(),
  }),
  cost: z.object({
    runs: z.number().int(),
    events: z.number().int(),
    dropped: z.number().int(),
    bytes: z.number().int(),
    wallMs: z.number(),
    baselineMs: z.number().nullable(),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    usd: z.number(),
  }),
  command: z.object({
    argv: z.array(z.string()),
    exitCode: z.number().int().nullable(),
    signal: z.string().nullable(),
    /** The line of its own output that says why it failed, where nothing that was recorded shows that; quoted from a run without Scope. */
    said: z
      .object({
        text: z.string(),
        /** A place of the project that was printed with it; the line is 1-based. */
        file: z.string().optional(),
        line: z.number().int().optional(),
      })
      .optional(),
  }),
  recordings: z.array(z.string()),
  /** What could not be observed, and what was done about it: host notes, dropped events, uninstrumented files. */
  notes: z.array(z.string()),
  /** Present where another run was held against this one. */
  comparison: comparisonSchema.optional(),
  /** Where several tests failed: what they have in common, the largest group first; the answer is about the first one. */
  failures: z
    .object({
      /** Failing tests that the groups hold: those of the last run in watched files. */
      total: z.number().int(),
      /** Failing tests that any of the runs recorded. */
      seen: z.number().int(),
      /** Groups beyond those listed. */
      more: z.number().int(),
      groups: z.array(failureGroupSchema),
    })
    .optional(),
  /** What was left out to keep within `--max-tokens`. */
  omitted: z.array(z.string()).optional(),
});

/** An answer that was cut to so many tokens: what is not in it is named in `omitted`. */
export const briefAnswerSchema = answerSchema.partial({
  target: true,
  plan: true,
  cost: true,
  command: true,
  recordings: true,
});

export type Hop = Readonly<z.infer<typeof hopSchema>>;
/** A hop of an answer that is given. */
export type CitedHop = Readonly<Answer['chain'][number]>;
export type BriefAnswer = Readonly<z.infer<typeof briefAnswerSchema>>;
export type FailureGroup = Readonly<z.infer<typeof failureGroupSchema>>;
export type Suspect = Readonly<z.infer<typeof suspectSchema>>;
export type Answer = Readonly<z.infer<typeof answerSchema>>;
export type Verdict = Answer['verdict'];
