/**
 * What one consumer group knows: how far it has read and what it handed out without an acknowledgement. Lies in one JSON file
 * that is replaced by an atomic rename, so a crash leaves the old state or the new one. Not synced to the disk's platter:
 * a power cut may cost the last operations, a killed process none.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ScopeError } from '../../../protocol/problem.ts';
import { START } from './segment.ts';

const handedOutSchema = z.object({
  id: z.string(),
  consumer: z.string(),
  sinceMs: z.number(),
  deliveries: z.number().int(),
});

const groupSchema = z.object({
  version: z.literal(1),
  cursor: z.object({ segment: z.number().int(), offset: z.number().int() }),
  pending: z.array(handedOutSchema),
});

export type HandedOut = Readonly<z.infer<typeof handedOutSchema>>;
export type GroupState = Readonly<z.infer<typeof groupSchema>>;

const fileOf = (dir: string, group: string): string => join(dir, `group-${group}.json`);

/** @returns the state; a new group starts at the oldest entry, and so does one whose file is damaged (`damaged`) */
export function loadGroup(dir: string, group: string): { state: GroupState; damaged: boolean } {
  const fresh: GroupState = { version: 1, cursor: START, pending: [] };
  let text: string;
  try {
    text = readFileSync(fileOf(dir, group), 'utf8');
  } catch {
    return { state: fresh, damaged: false };
  }
  try {
    return { state: groupSchema.parse(JSON.parse(text)), damaged: false };
  } catch {
    return { state: fresh, damaged: true };
  }
}

/** @throws ScopeError `disk-failed` */
export function saveGroup(dir: string, group: string, state: GroupState): void {
  const file = fileOf(dir, group);
  try {
    writeFileSync(`${file}.part`, JSON.stringify(state));
    renameSync(`${file}.part`, file);
  } catch (error) {
    throw new ScopeError('disk-failed', `cannot write ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
