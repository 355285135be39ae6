/**
 * Anomalies of a program that is still running: reads its events as they come and appends what looks wrong to a stream. How
 * events come out of a growing recording is the reader's affair; this asks only for an async iterable.
 */
import type { Anomaly } from '../../protocol/anomaly.ts';
import type { ScopeEvent } from '../../protocol/event.ts';
import type { AnomalyCount, Detector } from './detector.ts';

/** Follows the recordings of one run, `.part` files included; ends when the run has ended or `signal` is given. */
export type FollowEvents = (runDir: string, signal: AbortSignal) => AsyncIterable<ScopeEvent>;

export interface TailReport {
  readonly events: number;
  readonly anomalies: readonly AnomalyCount[];
}

/**
 * @param append  stores one anomaly, in practice `Stream.append`; waited for, so that order is kept
 * @throws what the events or `append` throw
 */
export async function detectAnomalies(
  events: AsyncIterable<ScopeEvent>,
  detector: Detector,
  append: (anomaly: Anomaly) => Promise<unknown>,
): Promise<TailReport> {
  let count = 0;
  for await (const event of events) {
    count += 1;
    for (const anomaly of detector.push(event)) await append(anomaly);
  }
  for (const anomaly of detector.end()) await append(anomaly);
  return { events: count, anomalies: detector.counts() };
}
