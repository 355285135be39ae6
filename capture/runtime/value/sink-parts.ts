/** What the probe functions are made of, and what they are beside what the rewritten text calls. */
import type { Sink } from '../../../protocol/target/sink.ts';
import type { Conditions } from '../cost/conditions.ts';
import type { Governor } from '../cost/governor.ts';
import type { Identity } from './identity.ts';
import type { RecorderParts } from './recorder.ts';

export interface SinkParts extends Omit<RecorderParts, 'activations'> {
  readonly governor: Governor;
  readonly conditions: Conditions;
  readonly identity: Identity;
}

export interface SinkWithErrors extends Sink {
  /** Reports the error that ends the process. `origin`: 0 uncaught exception, 1 unhandled rejection. */
  processError(origin: number, value: unknown): void;
  /** Writes what is held back of sites that report too often. Never throws. */
  flushHeld(): void;
}
