/**
 * What observing may cost: a share of the processor time that the process takes, saved up for a second at most. The
 * price of a fast event is its slots; what goes through the slow path is timed, one event in so many. Asking the system for the
 * processor time is dear, so that is done only when what came in until the last time is spent, and not too often.
 */
import { Math } from '../realm/builtin.ts';

/** Nanoseconds a slot costs the process: the probe, the thread that writes the file, and the system under it. */
const NS_PER_SLOT = 45;
/**
 * What the slow path costs the process for each nanosecond that it takes: its garbage is collected later, and the program's own
 * code runs slower behind it. Chosen so that the programs of the bench stay within the share.
 */
const BEHIND = 3;
/** A share of this time may be spent at once, and at the very start. */
const SAVED_MS = 1000;
const NS_PER_MS = 1e6;
const ASK_MS = 10;

export interface Budget {
  spend(slots: number, timedNs: number): void;
  /** @returns whether more was spent than came in */
  isSpent(nowMs: number): boolean;
}

/**
 * @param share  0.1 is ten per cent; 0 is no limit
 * @param cpuMs  processor time of the process so far
 */
export function createBudget(share: number, cpuMs: () => number): Budget {
  const mostNs = share * SAVED_MS * NS_PER_MS;
  let leftNs = mostNs;
  let earnedMs = -1;
  let askedMs = -Infinity;
  return {
    spend(slots, timedNs) {
      leftNs -= slots * NS_PER_SLOT + timedNs * BEHIND;
    },
    isSpent(nowMs) {
      if (share === 0 || leftNs >= 0) return false;
      if (nowMs - askedMs < ASK_MS) return true;
      askedMs = nowMs;
      const total = cpuMs();
      if (earnedMs >= 0) leftNs = Math.min(mostNs, leftNs + (total - earnedMs) * share * NS_PER_MS);
      earnedMs = total;
      return leftNs < 0;
    },
  };
}
