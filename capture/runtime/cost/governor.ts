/**
 * Keeps observing within its limits. Of a site that reports too often in one second only what is news is written from then on, and
 * the last before anything else (`held.ts`), until it has calmed down. And
 * when observing costs more than its share of the time, the functions that cost most rest, gates closed, and try again a tenth
 * of a second later. Costs one counter per event; everything else happens once per few hundred events.
 */
import type { Limits } from '../../../protocol/plan.ts';
import { THROTTLE_STATES } from '../../../protocol/wire.ts';
import { createBudget } from './budget.ts';
import { ARMED, createGates, DORMANT, knock, SPECIAL } from './gates.ts';
import type { Gates } from './gates.ts';
import { Object } from '../realm/builtin.ts';
import { cpuMs, now } from '../value/intrinsic.ts';

const WINDOW_MS = 1000;
/** Beyond the limit by this factor a site comes back in two steps. */
const FAR_BEYOND = 16;
/** Looking at the sum of all sites is done once per so many looks at one site. */
const LOOKS_PER_SUM = 16;
/** When the process as a whole reports too much, sites with at least this share of it are turned down. */
const HEAVY_SHARE = 1 / 32;
const KNOCK_MS = 100;
/** What an event that is left out costs, in slots. */
const LEFT_OUT_SLOTS = 0.5;
const ADMITS_PER_LOOK = 1024;

const FULL = THROTTLE_STATES.indexOf('full');
const SAMPLED = THROTTLE_STATES.indexOf('sampled');
/** Of what is turned down so far, only what is news is written. */
const COUNTED = THROTTLE_STATES.indexOf('counted');
const OFF = THROTTLE_STATES.indexOf('off');

/** What becomes of an event: nothing, because its site rests; it is written; or it is left out, as the plan or the limits want. */
export const CLOSED = 0;
export const KEPT = 1;
export const SKIPPED = 2;
export const THINNED = 3;

export interface Governor {
  readonly gates: Uint8Array;
  /** The same gates, for the thread that drains. */
  readonly shared: Gates;
  /** Events per site in the current second, dear ones for several; the probes count up. */
  readonly counts: Uint32Array;
  /** One number: nanoseconds that went into the slow path since the last look. */
  readonly timedNs: Float64Array;
  /** Looks at one site, the one whose event came just now: busy sites are looked at often. `slots` were written since. */
  look(site: number, nowMs: number, slots: number): void;
  /**
   * For sites that are not plainly armed.
   * @returns what becomes of this event, or activation: one of the four below
   */
  admit(site: number): number;
  /** @returns false where the site rests, or is off; its gate is closed then */
  isOpen(site: number): boolean;
  /** An event that its condition leaves out: it costs time, and is none of those that the limits count. */
  pass(site: number): void;
  /** The site reports too often: not everything of it is kept. */
  isThinned(site: number): boolean;
  /** Lets resting sites try again, if it is time. */
  refresh(nowMs: number): void;
  /** Switches a site on or off. */
  arm(site: number, on: boolean): void;
  /** Arms sites for which there was room; those beyond it stay off. */
  add(sites: NewSites): void;
  /** From now on every event takes the slow path. */
  slowDown(): void;
  /** No site reports any more. */
  stop(): void;
}

export interface NewSites {
  readonly first: number;
  readonly count: number;
  /** By site, from `first` on: 1 where the sites of a function begin. */
  readonly starts: Uint8Array;
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
  /** By site: the site of the function that it belongs to. What rests, rests together. */
  readonly owners: Uint32Array;
  readonly limits: Pick<Limits, 'eventsPerSecond' | 'eventsPerSecondPerProbe' | 'overhead'>;
  /** Processor time of the process, in milliseconds; a parameter for tests. */
  readonly cpuMs?: () => number;
  /** The clock, in milliseconds; a parameter for tests. */
  readonly nowMs?: () => number;
  /** Told about each change, to record it. */
  readonly onChange: (site: number, state: number) => void;
}

export function createGovernor(options: GovernorOptions): Governor {
  const { limits, onChange } = options;
  let sites = options.armed.length;
  const capacity = sites + (options.room ?? 0);
  const owners = new Uint32Array(capacity);
  owners.set(options.owners);
  const shared = createGates(capacity);
  const { gates, resting } = shared;
  const counts = new Uint32Array(capacity);
  const passed = new Uint32Array(capacity);
  const timedNs = new Float64Array(1);
  const clock = options.nowMs ?? now;
  const budget = createBudget(limits.overhead, options.cpuMs ?? cpuMs);
  /** By function: its sites rest. */
  const asleep = new Uint8Array(capacity);
  const wanted = new Uint8Array(capacity);
  const states = new Uint8Array(capacity);
  /** One in so many is kept, and none is left out where it says 0: room that is never used is never touched. */
  const every = new Uint32Array(capacity);
  const ticks = new Uint32Array(capacity);
  const special = new Uint8Array(capacity);
  let slow = false;
  let windowStart = -Infinity;
  let looks = 0;
  let turn = 0;
  let throttled = 0;
  let admits = 0;
  let sleepers = 0;
  let knockedMs = 0;

  // No iteration: the program may have replaced it.
  options.special.forEach((site) => (special[site] = 1));
  Object.keys(options.sample).forEach((site) => (every[+site] = options.sample[+site] as number));
  for (let site = 0; site < sites; site += 1) arm(site, options.armed[site] === 1);

  function arm(site: number, on: boolean): void {
    wanted[site] = on ? 1 : 0;
    open(site);
  }

  function open(site: number): void {
    const plain =
      !slow && special[site] === 0 && (every[site] as number) <= 1 && states[site] === FULL;
    const isOpen = wanted[site] === 1 && asleep[owners[site] as number] === 0;
    gates[site] = isOpen ? (plain ? ARMED : SPECIAL) : DORMANT;
  }

  /** Opens or closes all sites of a function, whose numbers follow its own. */
  function setAsleep(owner: number, on: boolean): void {
    asleep[owner] = on ? 1 : 0;
    sleepers += on ? 1 : -1;
    for (let site = owner; site < sites && (site === owner || owners[site] === owner); site += 1) {
      resting[site] = 0;
      open(site);
    }
    onChange(owner, on ? OFF : (states[owner] as number));
  }

  function loadOf(site: number): number {
    return (counts[site] as number) + (passed[site] as number);
  }

  /** All functions rest, until the next knock, but those with a site that reports far less than the average. */
  function economise(): void {
    let sum = 0;
    let busy = 0;
    for (let site = 0; site < sites; site += 1) {
      if (gates[site] === DORMANT || loadOf(site) === 0) continue;
      sum += loadOf(site);
      busy += 1;
    }
    const isHeavy = (site: number): boolean => loadOf(site) * busy * 4 >= sum;
    for (let site = 0; site < sites; site += 1) {
      const owner = owners[site] as number;
      if (gates[site] !== DORMANT && asleep[owner] === 0 && isHeavy(site)) setAsleep(owner, true);
    }
    // A function may be called again, or may have a loop that is where the events come from.
    for (let site = 0; site < sites; site += 1) {
      const owner = owners[site] as number;
      if (asleep[owner] === 1 && wanted[site] === 1 && (site === owner || isHeavy(site)))
        resting[site] = 1;
    }
  }

  /** A knock opened the gate: the function wakes up, or goes on resting. */
  function wake(site: number): boolean {
    const owner = owners[site] as number;
    if (budget.isSpent(clock())) {
      gates[site] = DORMANT;
      resting[site] = 1;
      return false;
    }
    setAsleep(owner, false);
    return gates[site] !== DORMANT;
  }

  function set(site: number, state: number): void {
    if (states[site] === state) return;
    throttled += state === FULL ? -1 : states[site] === FULL ? 1 : 0;
    states[site] = state;
    open(site);
    onChange(site, state);
  }

  /** Turns a site down whose count passed `limit` in this window. */
  function judge(site: number, limit: number): void {
    const count = counts[site] as number;
    if (count > limit * FAR_BEYOND) set(site, COUNTED);
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
      if (states[site] === COUNTED && rate <= limit * FAR_BEYOND) set(site, SAMPLED);
      else if (states[site] === SAMPLED && rate <= limit) set(site, FULL);
    }
    counts.fill(0, 0, sites);
    passed.fill(0, 0, sites);
    windowStart = nowMs;
  }

  function isKept(site: number): boolean {
    if (states[site] !== FULL) return false;
    const n = (every[site] as number) || 1;
    if (n === 1) return true;
    const tick = ticks[site] as number;
    ticks[site] = tick + 1;
    return tick % n === 0;
  }

  function isOpen(site: number): boolean {
    if (wanted[site] === 0) gates[site] = DORMANT;
    return wanted[site] === 1 && (asleep[owners[site] as number] !== 1 || wake(site));
  }

  function refresh(nowMs: number): void {
    if (sleepers > 0 && nowMs - knockedMs >= KNOCK_MS) {
      knockedMs = nowMs;
      knock(shared);
    }
  }

  function look(site: number, nowMs: number, slots: number): void {
    if (nowMs - windowStart >= WINDOW_MS) endWindow(nowMs);
    if (limits.eventsPerSecondPerProbe > 0) {
      judge(site, limits.eventsPerSecondPerProbe);
      // While something is held back, which one is looked at repeats itself: those that never are have their turn.
      judge(owners[site] as number, limits.eventsPerSecondPerProbe);
      turn = turn + 1 < sites ? turn + 1 : 0;
      judge(turn, limits.eventsPerSecondPerProbe);
    }
    looks += 1;
    if (limits.eventsPerSecond > 0 && looks % LOOKS_PER_SUM === 0) judgeAll();
    budget.spend(slots, timedNs[0] as number);
    timedNs[0] = 0;
    if (budget.isSpent(nowMs)) {
      if (sleepers === 0) knockedMs = nowMs;
      economise();
    }
    refresh(nowMs);
  }

  return {
    gates,
    shared,
    counts,
    timedNs,
    look,
    admit(site) {
      if (!isOpen(site)) return CLOSED;
      counts[site] = (counts[site] as number) + 1;
      const kept = isKept(site) ? KEPT : states[site] === FULL ? SKIPPED : THINNED;
      admits += 1;
      if (admits % ADMITS_PER_LOOK === 0) look(site, clock(), ADMITS_PER_LOOK * LEFT_OUT_SLOTS);
      return kept;
    },
    isOpen,
    pass: (site) => void (passed[site] = (passed[site] as number) + 1),
    isThinned: (site) => states[site] !== FULL && asleep[owners[site] as number] === 0,
    refresh,
    arm,
    add({ first, count, starts, sample, special: withSecrets }) {
      const end = first + count < capacity ? first + count : capacity;
      for (let at = 0; at < withSecrets.length; at += 1) special[withSecrets[at] as number] = 1;
      for (let site = first; site < end; site += 1) {
        every[site] = sample[site] ?? 1;
        owners[site] = starts[site - first] === 1 ? site : (owners[site - 1] as number);
        arm(site, true);
      }
      if (end > sites) sites = end;
    },
    slowDown() {
      slow = true;
      for (let site = 0; site < sites; site += 1) open(site);
    },
    stop() {
      wanted.fill(0);
      resting.fill(0);
      gates.fill(DORMANT);
    },
  };
}
