/**
 * The drain worker: writes what the program's thread put into the ring to the recording file, every few milliseconds, raw. It
 * holds nothing of the program: it never keeps it alive, prints nothing, and when it fails the program's thread writes itself.
 */
import { workerData } from 'node:worker_threads';
import { knock, openGates } from './cost/gates.ts';
import * as ring from './ring.ts';

/** What the program's thread hands over. */
export interface DrainData {
  readonly buffer: SharedArrayBuffer;
  readonly path: string;
  readonly gates: SharedArrayBuffer;
}

const POLL_MS = 5;
/** After so many empty rounds the worker sleeps until it is woken. */
const IDLE_ROUNDS = 40;
const SLEEP_MS = 1000;
/** Sites that rest for their cost may try again so often; the program's thread may be too busy to let them. */
const KNOCK_MS = 100;

function run(data: DrainData): void {
  const shared = ring.openRing(data.buffer);
  const { control } = shared;
  const fd = ring.openRecording(data.path);
  if (
    Atomics.compareExchange(control, ring.STATE, ring.WORKER_STARTING, ring.WORKER_READY) ===
    ring.CLOSED
  )
    return;
  const gates = openGates(data.gates);
  let idle = 0;
  let knockedMs = performance.now();
  while (Atomics.load(control, ring.STATE) === ring.WORKER_READY) {
    const epoch = Atomics.load(control, ring.EPOCH);
    const seen = Atomics.load(control, ring.POS);
    const rests = gates.resting.includes(1);
    const woken = pause(control, idle < IDLE_ROUNDS ? POLL_MS : rests ? KNOCK_MS : SLEEP_MS);
    if (rests && performance.now() - knockedMs >= KNOCK_MS) {
      knock(gates);
      knockedMs = performance.now();
    }
    if (!ring.lock(shared, 1000)) continue;
    // The position is published by a plain store. One poll later whatever was stored before it is there to be read; a
    // program that waits has published it in order.
    const valid = Atomics.load(control, ring.EPOCH) === epoch;
    const target = woken && control[ring.WAITING] === 1 ? Atomics.load(control, ring.POS) : seen;
    const written = valid ? ring.drain(shared, fd, target) : 0;
    ring.unlock(shared);
    idle = written > 0 || woken ? 0 : idle + 1;
  }
  ring.closeRecording(fd);
}

/** @returns whether somebody woke the worker */
function pause(control: Int32Array, timeoutMs: number): boolean {
  if (timeoutMs > POLL_MS) Atomics.store(control, ring.SLEEPING, 1);
  const how = Atomics.wait(control, ring.WAKE, 0, timeoutMs);
  Atomics.store(control, ring.SLEEPING, 0);
  Atomics.store(control, ring.WAKE, 0);
  return how !== 'timed-out';
}

const data = workerData as DrainData;
try {
  run(data);
} catch {
  const { control } = ring.openRing(data.buffer);
  const was = Atomics.load(control, ring.STATE);
  // A recording that is closed stays closed: then there is nothing left to write.
  if (was !== ring.CLOSED) Atomics.compareExchange(control, ring.STATE, was, ring.WORKER_FAILED);
}
