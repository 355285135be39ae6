/**
 * Anomalies of a run that is still going: reads its recordings again whenever they grew and tells what was not told before.
 * Reading waits longer the longer it takes, so that it never takes more than a fifth of a core. What was cut off in the
 * middle of an event is read whole the next time.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createDetector } from '../../capture/anomaly/detector.ts';
import { mergeRecordings } from '../../capture/recording.ts';
import type { Recording } from '../../capture/recording.ts';
import type { Anomaly } from '../../protocol/anomaly.ts';

export interface Follower {
  /**
   * @param isOver  the run has ended: what only the end shows is told too
   * @returns anomalies that were not told before, with positions in {@link latest}
   */
  poll(isOver: boolean): readonly Anomaly[];
  /** What the last poll read; null before the first event. */
  latest(): Recording | null;
}

export interface FollowOptions {
  readonly runDir: string;
  readonly session: string;
  readonly run: number;
  /** Milliseconds. */
  readonly now?: () => number;
}

const PATIENCE = 4;

export function followRun(options: FollowOptions): Follower {
  const { runDir, session, run, now = () => performance.now() } = options;
  const told = new Set<string>();
  let seen = '';
  let notBefore = 0;
  let latest: Recording | null = null;
  return {
    latest: () => latest,
    poll(isOver) {
      const grown = sizesOf(join(runDir, 'recordings'));
      if (!isOver && (grown === seen || now() < notBefore)) return [];
      seen = grown;
      const started = now();
      latest = mergeRecordings(runDir);
      const found = detect(latest, { session, run, isOver });
      const ended = now();
      notBefore = ended + (ended - started) * PATIENCE;
      return found.filter((anomaly) => {
        const key = keyOf(anomaly);
        if (told.has(key)) return false;
        told.add(key);
        return true;
      });
    },
  };
}

function detect(
  recording: Recording,
  { session, run, isOver }: { session: string; run: number; isOver: boolean },
): readonly Anomaly[] {
  const sites = recording.sites.filter((site) => site !== undefined);
  const detector = createDetector({ sites, session, run });
  const found = recording.events.flatMap((event) => detector.push(event));
  return isOver ? [...found, ...detector.end()] : found;
}

/** Positions move when another process joins the recording; the place and the kind stay. */
function keyOf({ kind, node, subject, message }: Anomaly): string {
  return [kind, node ?? message, subject ?? ''].join(' ');
}

function sizesOf(folder: string): string {
  try {
    return readdirSync(folder)
      .map((name) => `${name}:${statSync(join(folder, name)).size}`)
      .join(' ');
  } catch {
    return '';
  }
}
