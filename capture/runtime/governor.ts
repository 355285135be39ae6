/**
 * Keeps observing within its limits: a site that reports too often in one second is turned down, first to one activation (or
 * event) in sixteen, then off, and up again when it has calmed down. Whole activations are kept or left out, never halves.
 * Costs one counter per event; everything else happens once per few hundred events.
 */
import type { Limits } from '../../protocol/plan.ts';
import { THROTTLE_STATES } from '../../protocol/wire.ts';
import { Object } from './realm/builtin.ts';

/** Values of a site's gate. Only ARMED takes the fast path. */
export const DORMANT = 0;
export const ARMED = 1;
export const SPECIAL = 2;

const WINDOW_MS = 1000;
const KEEP_ONE_IN = 16;
/** Looking at the sum of all sites is done once per so many looks at one site. */
const LOOKS_PER_SUM = 16;
/** When the process as a whole reports too much, sites with at least this share of it are turned down. */
const HEAVY_SHARE = 1 / 32;

const FULL = THROTTLE_STATES.indexOf('full');
const SAMPLED = THROTTLE_STATES.indexOf('sampled');
const OFF = THROTTLE_STATES.indexOf('off');

export interface Governor {
  readonly gates: Uint8Array;
  /** Events per site in the current second; the probes count up. */
  readonly counts: Uint32Array;
  /** Looks at one site, the one whose event came just now: busy sites are looked at often. */
  look(site: number, nowMs: number): void;
  /** For sites that are not plainly armed. @returns whether this event, or activation, is kept; where not, it is counted */
  admit(site: number): boolean;
  /** Switches a site on or off. */
  arm(site: number, on: boolean): void;
  /** Arms sites for which there was room; those beyond it stay off. */
  add(sites: NewSites): void;
  /** From now on every event takes the slow path. */
  slowDown(): void;
}

export interface NewSites {
  readonly first: number;
  readonly count: number;
  readonly sample: Readonly<Record<number, number>>;
  /** Sites with redacted values. */
  readonly special: readonly number[];
}

export interface GovernorOptions {
  readonly armed: Uint8Array;
  readonly sample: Readonly<Record<number, number>>;
  /** Sites with redacted values. */
  readonly special: readonly number[];
  /** How many sites may be added. */
  readonly room?: number;
  readonly limits: Pick<Limits, 'eventsPerSecond' | 'eventsPerSecondPerProbe'>;
  /** Told about each change, to record it. */
  readonly onChange: (site: number, state: number) => void;
  /** Told about each event that is left out. */
  readonly onLeftOut: () => void;
}

export function createGovernor(options: GovernorOptions): Governor {
  const { limits, onChange, onLeftOut } = options;
  let sites = options.armed.length;
  const capacity = sites + (options.room ?? 0);
  const gates = new Uint8Array(capacity);
  const counts = new Uint32Array(capacity);
  const states = new Uint8Array(capacity);
  const every = new Uint32Array(capacity).fill(1);
  const ticks = new Uint32Array(capacity);
  const special = new Uint8Array(capacity);
  let slow = false;
  let windowStart = -Infinity;
  let looks = 0;
  let throttled = 0;

  // No iteration: the program may have replaced it.
  options.special.forEach((site) => (special[site] = 1));
  Object.keys(options.sample).forEach((site) => (every[+site] = options.sample[+site] as number));
  for (let site = 0; site < sites; site += 1) arm(site, options.armed[site] === 1);

  function arm(site: number, on: boolean): void {
    const plain = !slow && special[site] === 0 && every[site] === 1 && states[site] === FULL;
    gates[site] = on ? (plain ? ARMED : SPECIAL) : DORMANT;
  }

  function set(site: number, state: number): void {
    if (states[site] === state) return;
    throttled += state === FULL ? -1 : states[site] === FULL ? 1 : 0;
    states[site] = state;
    arm(site, gates[site] !== DORMANT);
    onChange(site, state);
  }

  /** Turns a site down whose count passed `limit` in this window. */
  function judge(site: number, limit: number): void {
    const count = counts[site] as number;
    if (count > limit * KEEP_ONE_IN) set(site, OFF);
    else if (count > limit && states[site] === FULL) set(site, SAMPLED);
  }

  function judgeAll(): void {
    const limit = limits.eventsPerSecond;
    let sum = 0;
    for (let site = 0; site < sites; site += 1)
      sum += states[site] === FULL ? (counts[site] as number) : 0;
    if (sum <= limit) return;
    for (let site = 0; site < sites; site += 1) {
      if ((counts[site] as number) >= sum * HEAVY_SHARE && states[site] === FULL)
        set(site, SAMPLED);
    }
  }

  /** A site comes back one step when its last window would have been within the limits of that step. */
  function endWindow(nowMs: number): void {
    const limit = limits.eventsPerSecondPerProbe || limits.eventsPerSecond * HEAVY_SHARE;
    const seconds = windowStart === -Infinity ? 1 : (nowMs - windowStart) / WINDOW_MS;
    for (let site = 0; throttled > 0 && site < sites; site += 1) {
      const rate = (counts[site] as number) / seconds;
      if (states[site] === OFF && rate <= limit * KEEP_ONE_IN) set(site, SAMPLED);
      else if (states[site] === SAMPLED && rate <= limit) set(site, FULL);
    }
    counts.fill(0, 0, sites);
    windowStart = nowMs;
  }

  function isKept(site: number): boolean {
    const state = states[site] as number;
    if (state === OFF) return false;
    const n = (every[site] as number) * (state === SAMPLED ? KEEP_ONE_IN : 1);
    if (n === 1) return true;
    const tick = ticks[site] as number;
    ticks[site] = tick + 1;
    return tick % n === 0;
  }

  return {
    gates,
    counts,
    look(site, nowMs) {
      if (nowMs - windowStart >= WINDOW_MS) endWindow(nowMs);
      if (limits.eventsPerSecondPerProbe > 0) judge(site, limits.eventsPerSecondPerProbe);
      looks += 1;
      if (limits.eventsPerSecond > 0 && looks % LOOKS_PER_SUM === 0) judgeAll();
    },
    admit(site) {
      counts[site] = (counts[site] as number) + 1;
      const kept = isKept(site);
      if (!kept) onLeftOut();
      return kept;
    },
    arm,
    add({ first, count, sample, special: withSecrets }) {
      const end = first + count < capacity ? first + count : capacity;
      for (let at = 0; at < withSecrets.length; at += 1) special[withSecrets[at] as number] = 1;
      for (let site = first; site < end; site += 1) {
        every[site] = sample[site] ?? 1;
        arm(site, true);
      }
      if (end > sites) sites = end;
    },
    slowDown() {
      slow = true;
      for (let site = 0; site < sites; site += 1) arm(site, gates[site] !== DORMANT);
    },
  };
}
