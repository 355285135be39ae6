/**
 * The numbers of sites. A file whose text and probes are those of the run before keeps its numbers, and so its rewritten text,
 * to the letter: whatever a tool of the command keeps by that text serves it again. All other files are numbered behind the
 * highest number of that run.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AddedText, FileIndex } from '../../../protocol/session.ts';
import type { Target } from '../../instrumenter.ts';

export interface Numbering {
  /** First number of the file's sites in the run before. */
  before(path: string): number | undefined;
  /** First number that nothing has. */
  readonly free: number;
}

/** From here on the numbers begin anew: tables of a run are as long as its highest number. */
const HIGHEST = 2_000_000;
const NEW: Numbering = { before: () => undefined, free: 1 };

/** @returns the numbers of the run before, where it lies beside this one */
export function readNumbering({ runDir, run }: Pick<Target, 'runDir' | 'run'>): Numbering {
  const folder = join(dirname(runDir), `run-${run - 1}`);
  try {
    const { files } = JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')) as FileIndex;
    const added = JSON.parse(
      readFileSync(join(folder, 'added.json'), 'utf8'),
    ) as readonly AddedText[];
    const first = new Map(files.map(({ path, name }, k) => [name ?? path, added[k]?.firstSite]));
    const free = added.reduce((most, one) => Math.max(most, one.firstSite + one.sites), 1);
    return free > HIGHEST ? NEW : { before: (path) => first.get(path), free };
  } catch {
    return NEW;
  }
}
