/**
 * The answer: what `--json` prints and evals, agents and other programs read (design §10). Paths are relative to the project
 * root with `/`; lines are 1-based lines of the original source. Every hop cites an event or a graph edge.
 */
import { z } from 'zod';
import { comparisonSchema } from './comparison.ts';

/** How the reason of a hop begins that is no step of the chain: a place beside it that had a say. */
export const BESIDE_CHAIN = 'had a part in it';

export const ANSWER_VERSION = 1;

export const hopSchema = z.object({
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
  why: z.string(),
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

export const answerSchema = z.object({
  version: z.literal(ANSWER_VERSION),
  question: z.string(),
  verdict: z.enum(['settled', 'likely', 'open']),
  answer: z.string(),
  target: z.object({ node: z.string(), file: z.string(), line: z.number().int() }).nullable(),
  chain: z.array(hopSchema),
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
  }),
  recordings: z.array(z.string()),
  /** What could not be observed, and what was done about it: host notes, dropped events, uninstrumented files. */
  notes: z.array(z.string()),
  /** Present where another run was held against this one. */
  comparison: comparisonSchema.optional(),
});

export type Hop = Readonly<z.infer<typeof hopSchema>>;
export type Suspect = Readonly<z.infer<typeof suspectSchema>>;
export type Answer = Readonly<z.infer<typeof answerSchema>>;
export type Verdict = Answer['verdict'];
