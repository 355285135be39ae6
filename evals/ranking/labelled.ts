/**
 * Kept cases as data for the ranking: every candidate line of the last recording with its features, and whether it is faulty. The
 * programs do not run again; what is in query/ now reads what was recorded then.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readEvidence } from '../../orchestrator/ask-recording.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import { createProvider } from '../../providers/index.ts';
import { collectCandidates } from '../../query/suspect/rank.ts';
import type { Unscored } from '../../query/suspect/rank.ts';
import type { KeptCase } from './kept.ts';
import { overlaps, placeOf } from '../score.ts';
import { functionKeys } from '../source-shape.ts';

export interface LabelledLine extends Omit<Unscored, 'point'> {
  readonly functionKey: string;
  readonly isFaulty: boolean;
  readonly isInFaultyFunction: boolean;
}

export interface LabelledCase {
  readonly id: string;
  readonly project: string;
  readonly group: KeptCase['group'];
  readonly split: KeptCase['split'];
  /** Empty where nothing was recorded. */
  readonly lines: readonly LabelledLine[];
}

/** @returns the folder of the last run that was recorded in the case's folder, or null */
function lastRun(folder: string): string | null {
  const sessions = join(folder, '.scope/sessions');
  if (!existsSync(sessions)) return null;
  const session = readdirSync(sessions).sort().at(-1);
  if (session === undefined) return null;
  const runs = readdirSync(join(sessions, session))
    .filter((name) => /^run-\d+$/u.test(name))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  const run = runs.at(-1);
  return run === undefined ? null : join(sessions, session, run);
}

/** @throws where a recording cannot be read */
export async function labelCase(kept: KeptCase): Promise<LabelledCase> {
  const { id, project, group, split, folder, faulty } = kept;
  const base = { id, project, group, split };
  const runDir = lastRun(folder);
  if (runDir === null) return { ...base, lines: [] };
  const { question } = JSON.parse(readFileSync(join(runDir, 'plan.json'), 'utf8')) as {
    readonly question: string;
  };
  const { evidence } = await readEvidence({
    ...{ question, root: folder, cwd: folder, runDir },
    limits: DEFAULT_LIMITS,
    provider: await createProvider({ provider: 'mock' }),
    announce: () => {},
  });
  const key = functionKeys((file) => readFileSync(join(folder, file), 'utf8'));
  const faultyKeys = new Set(faulty.map((fault) => key(fault.file, fault.lines[0])));
  const lines = collectCandidates(evidence.ranking).map(({ point: _, ...line }): LabelledLine => {
    const functionKey = key(line.file, line.line);
    return {
      ...line,
      functionKey,
      isFaulty: faulty.some((fault) => overlaps(placeOf(line), fault)),
      isInFaultyFunction: faultyKeys.has(functionKey),
    };
  });
  return { ...base, lines };
}
