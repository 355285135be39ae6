/**
 * An incident: an anomaly with its explanation, stored as one file below `.scope/incidents/`. Anomalies that lead back to the
 * same place are one incident; the first in time stands for it.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { anomalySchema } from '../../protocol/anomaly.ts';
import type { Anomaly } from '../../protocol/anomaly.ts';
import { answerSchema } from '../../protocol/answer.ts';
import type { Answer } from '../../protocol/answer.ts';
import { ScopeError } from '../../protocol/problem.ts';

export const incidentSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  anomaly: anomalySchema,
  /** Other anomalies that lead back to the same place. */
  related: z.array(anomalySchema),
  answer: answerSchema,
});

export type Incident = Readonly<z.infer<typeof incidentSchema>>;

/** @returns a name that the same anomaly always gets, usable as a file name */
export function incidentId(anomaly: Anomaly): string {
  const digest = createHash('sha1').update(anomaly.id).digest('hex').slice(0, 6);
  return `${anomaly.session}-${anomaly.kind}-${digest}`.replaceAll(/[^\w.-]/gu, '-');
}

export function createIncident(anomaly: Anomaly, answer: Answer): Incident {
  return { version: 1, id: incidentId(anomaly), anomaly, related: [], answer };
}

const NEAR_SUSPECTS = 5;

/** What ends a program, or could, stands alone whatever it leads back to. */
const STANDS_ALONE: ReadonlySet<Anomaly['kind']> = new Set([
  'uncaught-exception',
  'unhandled-rejection',
]);

/** @returns whether the later anomaly leads back to what the earlier incident names; an open answer is like no other */
export function isSameCause(earlier: Incident, anomaly: Anomaly, answer: Answer): boolean {
  const first = earlier.answer.suspects[0];
  if (first === undefined || STANDS_ALONE.has(anomaly.kind)) return false;
  if (earlier.answer.verdict === 'open' || answer.verdict === 'open') return false;
  const places = [first, ...earlier.answer.chain];
  return answer.suspects
    .slice(0, NEAR_SUSPECTS)
    .some((suspect) =>
      places.some((place) => place.file === suspect.file && place.line === suspect.line),
    );
}

/**
 * Written to a temporary name first, then renamed.
 * @returns the path of the file
 * @throws ScopeError `disk-failed`
 */
export function storeIncident(scopeDir: string, incident: Incident): string {
  const folder = join(scopeDir, 'incidents');
  const file = join(folder, `${incident.id}.json`);
  try {
    mkdirSync(folder, { recursive: true });
    const part = `${file}.${process.pid}.part`;
    writeFileSync(part, `${JSON.stringify(incident, null, 2)}\n`);
    renameSync(part, file);
    return file;
  } catch (error) {
    throw new ScopeError(
      'disk-failed',
      `${file} cannot be written (${(error as Error).message}); free some space and run again`,
      { cause: error },
    );
  }
}
