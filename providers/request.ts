/**
 * The three things that are asked of a provider: draft a plan, refine it where the evidence ended, and put a proved chain
 * into words. Each is a pair of schemas: `input` is the facts (what the prompt is rendered from and what `mock` reads),
 * `output` is what comes back. Replies name graph nodes by id and hops by number; the orchestrator checks both.
 */
import { z } from 'zod';
import { hopSchema, suspectSchema } from '../protocol/answer.ts';
import { goalSchema, limitsSchema, probeSchema } from '../protocol/plan.ts';

/** One function of the static slice, ranked by the orchestrator. */
export const candidateSchema = z.object({
  id: z.string(),
  file: z.string(),
  name: z.string(),
  kind: z.enum(['function', 'module']).default('function'),
  /** Higher is more likely to matter; only the order and the proportions mean something. */
  score: z.number(),
  /** Why it is in the slice, each a short phrase: `writes total`, `calls applyDiscount`. */
  reasons: z.array(z.string()),
  /** Edges of the slice from the target: 0 is the target's own function. */
  distance: z.number().int().min(0),
  /** Call sites that name it, the measure of how often it may run. */
  calls: z.number().int().min(0),
  /** Depth of loops around its busiest call site or inside it. */
  loopDepth: z.number().int().min(0),
  /** Lines of its text. */
  lines: z.number().int().min(0),
});

/** A probe as a planner proposes it; `capture`, `when` and `sample` are optional refinements. */
export const probeDraftSchema = probeSchema;

const planningLimitsSchema = limitsSchema.pick({ probes: true }).extend({
  /** Runs that are left, this one included. */
  runs: z.number().int().min(0).optional(),
});

/** The part of the code that is near the question, by file, with the ids that a plan may name; empty where there is none. */
const outlineSchema = z.string().default('');

/** What was wrong with the last reply to the same request; empty the first time. */
const problemsSchema = z.array(z.string()).default([]);

export const draftInputSchema = z.object({
  question: z.string(),
  goal: goalSchema,
  candidates: z.array(candidateSchema),
  outline: outlineSchema,
  limits: planningLimitsSchema,
  problems: problemsSchema,
});

export const draftReplySchema = z.object({
  hypothesis: z.string().describe('the leading explanation that the probes test, one sentence'),
  probes: z.array(probeDraftSchema),
});

/** A place where the recording stops proving the chain. */
export const frontierSchema = z.object({
  node: z.string(),
  reason: z.string(),
  /** The function whose instrumentation would carry the chain on; null where there is none (native code, input). */
  functionId: z.string().nullable(),
  file: z.string(),
  value: z.string().optional(),
});

export const executedSchema = z.object({
  functionId: z.string(),
  calls: z.number().int().min(0),
  threw: z.number().int().min(0),
  distance: z.number().int().min(0),
});

export const refineInputSchema = z.object({
  question: z.string(),
  goal: goalSchema,
  frontiers: z.array(frontierSchema),
  executed: z.array(executedSchema),
  outline: outlineSchema,
  /** The probes of the revision that ran. */
  already: z.array(probeSchema.pick({ id: true, kind: true, node: true })),
  limits: planningLimitsSchema,
  problems: problemsSchema,
});

export const refineReplySchema = z.object({
  hypothesis: z.string().describe('what the changed plan should settle, one sentence'),
  add: z.array(probeDraftSchema),
  remove: z.array(z.string()).describe('ids of probes that are no longer needed'),
});

export const explainInputSchema = z.object({
  question: z.string(),
  goal: goalSchema.optional(),
  verdict: z.enum(['settled', 'likely', 'open']),
  /** In the order of the answer's chain: hop 1 first. */
  hops: z.array(
    hopSchema.pick({
      role: true,
      file: true,
      line: true,
      function: true,
      code: true,
      value: true,
      was: true,
      why: true,
    }),
  ),
  suspects: z.array(
    suspectSchema.pick({
      rank: true,
      file: true,
      line: true,
      function: true,
      score: true,
      why: true,
    }),
  ),
});

export const explainReplySchema = z.object({
  paragraph: z
    .string()
    .min(1)
    .describe('one paragraph; every claim cites the number of its hop, as (#3)'),
  ranking: z
    .array(z.number().int().min(1))
    .optional()
    .describe('ranks of the given suspects, most likely first; leave out to keep the order'),
});

export const REQUESTS = {
  'draft-plan': { input: draftInputSchema, output: draftReplySchema },
  'refine-plan': { input: refineInputSchema, output: refineReplySchema },
  explain: { input: explainInputSchema, output: explainReplySchema },
} as const;

export type RequestKind = keyof typeof REQUESTS;
/** What the caller writes: defaults may be left out. */
export type RequestInput<K extends RequestKind> = z.input<(typeof REQUESTS)[K]['input']>;
/** What a reader gets. */
export type RequestFacts<K extends RequestKind> = z.output<(typeof REQUESTS)[K]['input']>;
export type RequestOutput<K extends RequestKind> = z.output<(typeof REQUESTS)[K]['output']>;

export type Candidate = Readonly<z.output<typeof candidateSchema>>;
export type ProbeDraft = Readonly<z.output<typeof probeDraftSchema>>;
export type DraftInput = Readonly<RequestFacts<'draft-plan'>>;
export type DraftReply = Readonly<RequestOutput<'draft-plan'>>;
export type RefineInput = Readonly<RequestFacts<'refine-plan'>>;
export type RefineReply = Readonly<RequestOutput<'refine-plan'>>;
export type ExplainInput = Readonly<RequestFacts<'explain'>>;
export type ExplainReply = Readonly<RequestOutput<'explain'>>;
