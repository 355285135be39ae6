/**
 * What a detector is made of: rules, one per kind of anomaly, each fed every event and the values observed in it. A rule
 * tells every occurrence; telling a person once per place is the detector's work. All memory of a rule is bounded.
 */
import type { ScopeEvent } from '../../protocol/event.ts';
import type { FrameId, ObjectRef, Seq } from '../../protocol/ids.ts';
import type { Site } from '../../protocol/site.ts';
import type { Observation } from './observe.ts';

/** One occurrence. */
export interface Finding {
  /** The same place tells the same anomaly again. */
  readonly place: string;
  readonly site: Site | undefined;
  readonly subject: string | undefined;
  readonly seq: Seq;
  /** One line for a person. */
  readonly message: string;
}

export interface Rule {
  push(event: ScopeEvent, observations: readonly Observation[]): readonly Finding[];
  /** What only the end of the events shows. */
  end?(): readonly Finding[];
}

export interface RuleContext {
  readonly siteOf: (event: ScopeEvent) => Site | undefined;
  /** Places, frames or objects that a rule remembers at most. */
  readonly capacity: number;
}

export type CreateRule = (context: RuleContext) => Rule;

export const NOTHING: readonly Finding[] = [];

/** Frames and objects are numbered per process; this tells them apart in a merged recording. */
export function keyInProcess(process: number, id: FrameId | ObjectRef): string {
  return `${process}:${id}`;
}

/** What a rule finds in each of the values alone; allocates nothing where it finds nothing. */
export function collect(
  observations: readonly Observation[],
  check: (observation: Observation) => Finding | null,
): readonly Finding[] {
  let findings: Finding[] | null = null;
  for (const observation of observations) {
    const finding = check(observation);
    if (finding !== null) (findings ??= []).push(finding);
  }
  return findings ?? NOTHING;
}
