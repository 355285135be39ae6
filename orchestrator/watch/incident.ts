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

/** @returns whether both lead back to the same lines; an answer that found nothing is like no other */
export function isSameCause(a: Answer, b: Answer): boolean {
  const [first, second] = [a.suspects[0], b.suspects[0]];
  if (first === undefined || second === undefined) return false;
  const isIn = (answer: Answer, suspect: Answer['suspects'][number]): boolean =>
    [...answer.chain, ...answer.suspects.slice(0, 3)].some(
      (place) => place.file === suspect.file && place.line === suspect.line,
    );
  return isIn(a, second) || isIn(b, first);
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
