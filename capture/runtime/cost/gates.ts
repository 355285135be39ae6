/**
 * The gates of all sites: one byte each, which the rewritten text itself reads before it calls a probe. They lie in shared memory,
 * so that the drain worker can let a site try again while the program's thread is busy.
 */
import { Atomics } from '../realm/builtin.ts';

/** Values of a site's gate. Only ARMED takes the fast path; a closed one costs one read. */
export const DORMANT = 0;
export const ARMED = 1;
export const SPECIAL = 2;

export interface Gates {
  readonly buffer: SharedArrayBuffer;
  readonly gates: Uint8Array;
  /** 1 where a site was closed for its cost and is to be let in again after a while. */
  readonly resting: Uint8Array;
}

export function createGates(sites: number): Gates {
  return openGates(new SharedArrayBuffer(sites * 2));
}

/** The same gates, seen from another thread. */
export function openGates(buffer: SharedArrayBuffer): Gates {
  const sites = buffer.byteLength / 2;
  return {
    buffer,
    gates: new Uint8Array(buffer, 0, sites),
    resting: new Uint8Array(buffer, sites, sites),
  };
}

/** Opens the gates of resting sites a crack: their next event asks whether there is something to spend again. */
export function knock({ gates, resting }: Gates): void {
  for (let site = 0; site < resting.length; site += 1) {
    if (resting[site] === 1 && Atomics.compareExchange(resting, site, 1, 0) === 1)
      Atomics.store(gates, site, SPECIAL);
  }
}
