/**
 * Watches a stream of events for what looks wrong without anyone having asked. Each kind of anomaly is one rule in the table;
 * an anomaly is told once per kind and place and counted from then on. Memory is bounded: places used longest ago are
 * forgotten, and could then be told again.
 */
import type { Anomaly } from '../../protocol/anomaly.ts';
import type { ScopeEvent } from '../../protocol/event.ts';
import type { Site } from '../../protocol/site.ts';
import { createBecameUndefinedRule } from './rules/became-undefined.ts';
import { createLru } from './lru.ts';
import { createNotANumberRule } from './rules/not-a-number.ts';
import { createObserve } from './observe.ts';
import { createProcessErrorRule } from './rules/process-error.ts';
import type { CreateRule, Finding, RuleContext } from './rule.ts';
import { createSwallowedExceptionRule } from './rules/swallowed-exception.ts';
import { createTypeFlipRule } from './rules/type-flip.ts';

const RULES: Readonly<Record<Anomaly['kind'], CreateRule>> = {
  'uncaught-exception': createProcessErrorRule('uncaught-exception'),
  'unhandled-rejection': createProcessErrorRule('unhandled-rejection'),
  'swallowed-exception': createSwallowedExceptionRule,
  'not-a-number': createNotANumberRule,
  'became-undefined': createBecameUndefinedRule,
  'type-flip': createTypeFlipRule,
};

const CAPACITY = 10_000;

export interface Detector {
  /** @returns what this event shows for the first time */
  push(event: ScopeEvent): readonly Anomaly[];
  /** @returns what only the end of the events shows; call it once, when no more will come */
  end(): readonly Anomaly[];
  /** How often each anomaly that was told has occurred, oldest first. */
  counts(): readonly AnomalyCount[];
}

export interface AnomalyCount {
  readonly anomaly: Anomaly;
  readonly count: number;
}

export interface DetectorOptions {
  readonly sites: readonly Site[];
  readonly session: string;
  readonly run: number;
  /** Epoch milliseconds, until the first clock event tells. */
  readonly now?: () => number;
  /** Places that each rule remembers at most; 10,000 where absent. */
  readonly capacity?: number;
}

/** @param options.sites  the table that travels with the recording; events of other sites are passed over */
export function createDetector(options: DetectorOptions): Detector {
  const { sites, session, run, now = Date.now, capacity = CAPACITY } = options;
  const byId = new Map<number, Site>(sites.map((site) => [site.id, site]));
  const context: RuleContext = {
    siteOf: (event) => ('site' in event ? byId.get(event.site) : undefined),
    capacity,
  };
  const observe = createObserve(context);
  const rules = (Object.keys(RULES) as Anomaly['kind'][]).map(
    (kind) => [kind, RULES[kind](context)] as const,
  );
  const told = createLru<string, { readonly anomaly: Anomaly; count: number }>(capacity);
  let clockMs: number | null = null;

  /** @returns the anomaly, or null where it was told before */
  function tell(kind: Anomaly['kind'], finding: Finding): Anomaly | null {
    const key = `${kind} ${finding.place}`;
    const known = told.get(key);
    if (known !== undefined) {
      known.count += 1;
      return null;
    }
    const { site, subject, seq, message } = finding;
    const anomaly: Anomaly = {
      version: 1,
      id: `${session}/${run}/${seq}/${kind}${subject === undefined ? '' : `/${subject}`}`,
      kind,
      session,
      run,
      ...(site === undefined ? {} : { node: site.node }),
      ...(subject === undefined ? {} : { subject }),
      seq,
      message,
      epochMs: clockMs ?? now(),
    };
    told.set(key, { anomaly, count: 1 });
    return anomaly;
  }

  function tellNew(into: Anomaly[], kind: Anomaly['kind'], findings: readonly Finding[]): void {
    for (const finding of findings) {
      const anomaly = tell(kind, finding);
      if (anomaly !== null) into.push(anomaly);
    }
  }

  return {
    push(event) {
      if (event.type === 'clock') clockMs = event.epochMs;
      const observations = observe(event);
      const anomalies: Anomaly[] = [];
      for (const [kind, rule] of rules) tellNew(anomalies, kind, rule.push(event, observations));
      return anomalies;
    },
    end() {
      const anomalies: Anomaly[] = [];
      for (const [kind, rule] of rules) tellNew(anomalies, kind, rule.end?.() ?? []);
      return anomalies;
    },
    counts: () =>
      told
        .values()
        .map(({ anomaly, count }) => ({ anomaly, count }))
        .sort((a, b) => a.anomaly.seq - b.anomaly.seq),
  };
}
