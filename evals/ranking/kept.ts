/**
 * Cases that were asked and left where they lay, with their recordings: a list of folders, so that a ranking can be measured
 * again without running a program again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { faultSchema } from '../case.ts';

const keptSchema = z.object({
  id: z.string(),
  group: z.enum(['npm', 'seeded', 'real']),
  split: z.enum(['development', 'held-out']),
  /** Cases of one project are held out together. */
  project: z.string(),
  /** Absolute path of the laid case; `.scope/sessions/` below it holds what was recorded. */
  folder: z.string(),
  faulty: z.array(faultSchema).min(1),
  omission: z.boolean(),
});

export type KeptCase = Readonly<z.infer<typeof keptSchema>>;

/** @throws where the file is not such a list */
export function readKept(list: string): readonly KeptCase[] {
  return z.array(keptSchema).parse(JSON.parse(readFileSync(list, 'utf8')));
}

/** Adds a case to the list, in place of one of the same id. */
export function keepCase(list: string, one: KeptCase): void {
  const known = existsSync(list) ? readKept(list) : [];
  const kept = [...known.filter(({ id }) => id !== one.id), keptSchema.parse(one)];
  writeFileSync(list, `${JSON.stringify(kept, null, 2)}\n`);
}
