/**
 * The instrumentation plan: what to watch, and why. One zod schema; the TypeScript types and the JSON Schema that a
 * provider receives both come from it. A plan is data: nothing in it is ever executed. A probe whose node is a function
 * (or a module: `src/a.ts#`) covers everything of its kind directly in that function, nested functions not included.
 */
import { z } from 'zod';

export const PLAN_VERSION = 1;

export const probeKindSchema = z.enum([
  'function',
  'value',
  'write',
  'branch',
  'snapshot',
  'state',
  'message',
]);

export const captureSchema = z.object({
  /** Levels of fields that are copied: 0 is identity only. */
  depth: z.number().int().min(0).max(6).default(1),
  /** Fields or elements per object. */
  width: z.number().int().min(1).max(1000).default(12),
  /** UTF-16 units kept of a string. */
  stringLength: z.number().int().min(1).max(100_000).default(400),
});

export const probeSchema = z.object({
  id: z.string().min(1),
  kind: probeKindSchema,
  node: z.string().min(1).describe('a node id from the outline, never a line number'),
  capture: captureSchema.optional(),
  /** A side-effect-free condition in Scope's own expression language (`condition/parse.ts`). */
  when: z
    .string()
    .optional()
    .describe('records only while this holds: parameters and this on a function, else value'),
  /** Keep one event in `sample`. */
  sample: z.number().int().min(1).optional(),
  why: z.string().describe('the hypothesis that this probe tests'),
});

export const limitsSchema = z.object({
  depth: z.number().int().min(0).max(6).default(1),
  width: z.number().int().min(1).max(1000).default(12),
  stringLength: z.number().int().min(1).max(100_000).default(400),
  /** Events a second of one probe point before it is turned down; 0 is no limit. */
  eventsPerSecondPerProbe: z.number().int().min(0).default(20_000),
  /** Events a second of one process before probes are turned down; 0 is no limit. */
  eventsPerSecond: z.number().int().min(0).default(400_000),
  /** Milliseconds that one value may take to be captured. */
  captureTimeMs: z.number().min(0).default(5),
  /** Of one process. Read, it takes thirteen times as much memory, and an answer may hold two runs. */
  bytesPerRecording: z
    .number()
    .int()
    .min(4096)
    .default(128 * 1024 * 1024),
  /** Share of processor time that observing may cost: 0.02 is two per cent, 0 is no limit. */
  overhead: z.number().min(0).default(0.02),
  runs: z.number().int().min(1).max(20).default(3),
  probes: z.number().int().min(1).default(1200),
  /** Milliseconds after which a run is stopped and answered from what there is; 0 is no limit. */
  runTimeMs: z.number().int().min(0).default(0),
  modelTokens: z.number().int().min(0).default(200_000),
  usd: z.number().min(0).default(1),
});

export const goalSchema = z.object({
  kind: z.enum([
    'change',
    'value',
    'not-value',
    'writers',
    'origin',
    'throw',
    'not-happened',
    'not-ended',
    'loop-left',
    'run',
    'failing-test',
    'anomaly',
  ]),
  /** The graph node the question is about; absent for a failing test before its first run. */
  node: z.string().optional(),
  /** The name in the program (`order.total`, `applyDiscount`). */
  subject: z.string().optional(),
  /** Literal values that the question names, as source text: the observed one first. */
  observed: z.string().optional(),
  expected: z.string().optional(),
});

export const provenanceSchema = z.object({
  provider: z.string(),
  model: z.string().optional(),
  prompt: z.string().optional(),
  promptVersion: z.number().int().optional(),
});

export const planSchema = z.object({
  version: z.literal(PLAN_VERSION),
  id: z.string().min(1),
  revision: z.number().int().min(1),
  /** The revision that this one refines. */
  parent: z.number().int().min(1).optional(),
  question: z.string(),
  goal: goalSchema,
  probes: z.array(probeSchema),
  limits: limitsSchema,
  provenance: provenanceSchema,
});

export type ProbeKind = z.infer<typeof probeKindSchema>;
export type Capture = Readonly<z.infer<typeof captureSchema>>;
export type Probe = Readonly<z.infer<typeof probeSchema>>;
export type Limits = Readonly<z.infer<typeof limitsSchema>>;
export type Goal = Readonly<z.infer<typeof goalSchema>>;
export type PlanProvenance = Readonly<z.infer<typeof provenanceSchema>>;
export type InstrumentationPlan = Readonly<z.infer<typeof planSchema>>;

export const DEFAULT_LIMITS: Limits = limitsSchema.parse({});

/** Limits under which no probe is turned down or rests, whatever it costs. */
export const NOT_TURNED_DOWN = {
  eventsPerSecond: 0,
  eventsPerSecondPerProbe: 0,
  overhead: 0,
} as const satisfies Partial<Limits>;
