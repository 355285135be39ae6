/**
 * Something in the events that no one asked about and that looks wrong. Appended to the anomaly stream by the detectors,
 * consumed by the orchestrator's consumer group, and turned into a question of its own.
 */
import { z } from 'zod';

export const anomalySchema = z.object({
  version: z.literal(1),
  id: z.string(),
  kind: z.enum([
    'uncaught-exception',
    'swallowed-exception',
    'unhandled-rejection',
    'not-a-number',
    'became-undefined',
    'type-flip',
  ]),
  session: z.string(),
  run: z.number().int(),
  /** Node id of the site where it showed; absent for process-wide errors without a frame. */
  node: z.string().optional(),
  /** Variable or property that it is about. */
  subject: z.string().optional(),
  seq: z.number().int(),
  /** One line for a person. */
  message: z.string(),
  epochMs: z.number(),
});

export type Anomaly = Readonly<z.infer<typeof anomalySchema>>;
