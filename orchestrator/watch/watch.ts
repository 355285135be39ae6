/**
 * Watching: the command runs once, its events are read while they come, and whatever looks wrong goes to the anomaly stream. The
 * orchestrator's consumer group takes it from there, explains it from what is recorded, and stores an incident; where the
 * evidence ends and the command has ended too, the plan is refined and the command runs again. Nobody asks anything.
 */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStream } from '../../capture/stream/open.ts';
import type { Stream } from '../../capture/stream/stream.ts';
import { anomalySchema } from '../../protocol/anomaly.ts';
import type { Anomaly } from '../../protocol/anomaly.ts';
import type { InstrumentationPlan, Limits } from '../../protocol/plan.ts';
import type { Provider } from '../../providers/provider.ts';
import { runPlan } from '../run.ts';
import type { RunResult, RunSettings } from '../run.ts';
import { createExplainer } from './explainer.ts';
import type { Explainer } from './explainer.ts';
import { followRun } from './follow.ts';
import type { Incident } from './incident.ts';
import { prepareWatch } from './prepare.ts';

export interface WatchRequest {
  readonly settings: RunSettings;
  readonly limits: Limits;
  readonly provider: Provider;
  readonly announce: (line: string) => void;
  /** Told whenever an incident is new or was explained better. */
  readonly onIncident: (incident: Incident, isNew: boolean) => void;
  /** A plan to watch with instead of the survey. */
  readonly plan?: InstrumentationPlan | undefined;
  /** `.scope` of the project: streams and incidents lie there. */
  readonly scopeDir: string;
  /** Redis; embedded where absent. */
  readonly redisUrl: string | undefined;
}

export interface WatchResult {
  readonly incidents: readonly Incident[];
  readonly runs: readonly RunResult[];
}

export const GROUP = 'orchestrator';
const TICK_MS = 500;
const BATCH = 20;
/** What a consumer that died left behind is taken over after so long. */
const STALE_MS = 60_000;
const DRAIN_MS = 5_000;

/** @throws ScopeError `stream-unavailable`, `command-not-started`, `disk-failed`, `provider-failed` */
export async function watch(request: WatchRequest): Promise<WatchResult> {
  const { settings, announce } = request;
  const stream = await openStream({
    name: streamName(settings.root),
    dir: request.scopeDir,
    url: request.redisUrl,
    schema: anomalySchema,
    report: ({ message }) => announce(`stream: ${message}`),
  });
  try {
    const prepared = await prepareWatch(request);
    const explainer = createExplainer(request, prepared);
    const consumer = createConsumer(stream, explainer, settings.session);
    await consumer.takeOver();
    let { plan } = prepared;
    const runs: RunResult[] = [];
    for (let n = 1; n <= plan.limits.runs; n += 1) {
      announce(
        `${n === 1 ? 'watching' : 'running again'} with ${plan.probes.length} probes, revision ${plan.revision}; anomalies go to the ${stream.kind} stream`,
      );
      const run = await followOne(n, plan, { request, prepared, stream, explainer, consumer });
      runs.push(run);
      if (run.launch.interrupted || n === plan.limits.runs) break;
      const next = await explainer.refine(plan, run);
      if (next === null) break;
      plan = next;
    }
    await explainer.finish();
    return { incidents: explainer.incidents(), runs };
  } finally {
    await stream.close();
  }
}

interface Watching {
  readonly request: WatchRequest;
  readonly prepared: Awaited<ReturnType<typeof prepareWatch>>;
  readonly stream: Stream<Anomaly>;
  readonly explainer: Explainer;
  readonly consumer: Consumer;
}

async function followOne(
  n: number,
  plan: InstrumentationPlan,
  { request, prepared, stream, explainer, consumer }: Watching,
): Promise<RunResult> {
  const { settings } = request;
  const follower = followRun({
    runDir: join(settings.sessionDir, `run-${n}`),
    session: settings.session,
    run: n,
  });
  const step = async (isOver: boolean): Promise<void> => {
    for (const anomaly of follower.poll(isOver)) {
      const recording = follower.latest();
      if (recording !== null) explainer.remember(anomaly, recording, plan);
      request.announce(`anomaly: ${anomaly.message}`);
      await stream.append(anomaly);
      consumer.expect(anomaly);
    }
    await consumer.consume();
  };
  let result: RunResult | null = null;
  const running = runPlan(settings, plan, n, prepared.readTree, prepared.paths).then((run) => {
    result = run;
  });
  // A failure is thrown below, where it is awaited; until then it must not count as unhandled.
  running.catch(() => undefined);
  while (result === null) {
    await Promise.race([running, sleep(TICK_MS)]);
    if (result === null) await step(false);
  }
  const run = result as RunResult;
  explainer.ended(run);
  await step(true);
  await consumer.drain();
  return run;
}

interface Consumer {
  /** Explains what a consumer that died had taken and not acknowledged. */
  takeOver(): Promise<void>;
  /** This anomaly must come out of the stream before {@link drain} is done. */
  expect(anomaly: Anomaly): void;
  /** Explains what is there; does not wait for more. */
  consume(): Promise<void>;
  /** Waits for what is expected; what does not come in time (the server is away) is explained from memory. */
  drain(): Promise<void>;
}

function createConsumer(stream: Stream<Anomaly>, explainer: Explainer, session: string): Consumer {
  const name = `${hostname()}-${process.pid}`.replaceAll(/[^\w.-]/gu, '-').slice(0, 100);
  const expected = new Map<string, Anomaly>();
  const handle = async (id: string, anomaly: Anomaly): Promise<void> => {
    if (anomaly.session === session) {
      if (expected.delete(anomaly.id)) await explainer.explain(anomaly);
    } else await explainer.explainEarlier(anomaly);
    await stream.ack(GROUP, [id]);
  };
  const consume = async (): Promise<void> => {
    for (;;) {
      const entries = await stream.readGroup(GROUP, name, { count: BATCH, blockMs: 0 });
      for (const { id, value } of entries) await handle(id, value);
      if (entries.length < BATCH) return;
    }
  };
  return {
    consume,
    expect: (anomaly) => void expected.set(anomaly.id, anomaly),
    async takeOver() {
      for (const { id, value } of await stream.claimStale(GROUP, name, STALE_MS))
        await handle(id, value);
    },
    async drain() {
      const deadline = performance.now() + DRAIN_MS;
      while (expected.size > 0 && performance.now() < deadline) {
        await consume();
        if (expected.size > 0) await sleep(TICK_MS / 5);
      }
      for (const anomaly of [...expected.values()]) {
        expected.delete(anomaly.id);
        await explainer.explain(anomaly);
      }
    },
  };
}

/** One stream for each project folder, on a server that several may share. */
export function streamName(root: string): string {
  const digest = createHash('sha1').update(root).digest('hex').slice(0, 8);
  const name = basename(root)
    .replaceAll(/[^\w-]/gu, '-')
    .slice(0, 60);
  return `anomalies-${name}-${digest}`;
}
