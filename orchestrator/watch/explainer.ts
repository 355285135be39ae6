/**
 * Explains anomalies and keeps their incidents: from the recording so far while the command runs, from the whole one when it
 * has ended, and again from the next run where the plan was refined for them. A better explanation replaces a worse one.
 */
import { basename, dirname, join } from 'node:path';
import { loadRecording } from '../../capture/recording.ts';
import type { Recording } from '../../capture/recording.ts';
import type { Anomaly } from '../../protocol/anomaly.ts';
import type { Answer, Verdict } from '../../protocol/answer.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import type { Context } from '../../query/provenance/point.ts';
import { indexSources } from '../../query/source-index.ts';
import { buildTimeline } from '../../query/timeline.ts';
import { composeAnswer } from '../answer.ts';
import { explainRecording } from '../evidence/explain.ts';
import type { Evidence } from '../evidence/explain.ts';
import { createImportFinder, filesInCommand } from '../project.ts';
import { outlineOfFacts } from '../plan/prior/outlined.ts';
import { collectFacts } from '../plan/refine.ts';
import type { Resolved } from '../question/resolve.ts';
import { missedIn } from '../run.ts';
import type { RunResult, RunSettings } from '../run.ts';
import { buildSpectrum } from '../evidence/spectrum.ts';
import { resolveAnomaly } from './goal.ts';
import { createIncident, isSameCause, storeIncident } from './incident.ts';
import type { Incident } from './incident.ts';
import type { Prepared } from './prepare.ts';
import type { WatchRequest } from './watch.ts';

export interface Explainer {
  /** The recording in which the positions of this anomaly hold. */
  remember(anomaly: Anomaly, recording: Recording, plan: InstrumentationPlan): void;
  explain(anomaly: Anomaly): Promise<void>;
  /** An anomaly that another session left in the stream; passed over where its recording is gone. */
  explainEarlier(anomaly: Anomaly): Promise<void>;
  ended(run: RunResult): void;
  /** @returns the next revision for the incidents whose evidence ends, or null where nothing new would show */
  refine(plan: InstrumentationPlan, run: RunResult): Promise<InstrumentationPlan | null>;
  /** Composes the incidents once more with how the command ended. */
  finish(): Promise<void>;
  incidents(): readonly Incident[];
}

interface Remembered {
  readonly recording: Recording;
  readonly plan: InstrumentationPlan;
}

/** Everything that led to an incident's answer. */
interface Explained {
  readonly anomaly: Anomaly;
  readonly resolved: Resolved;
  readonly context: Context;
  readonly evidence: Evidence;
  readonly answer: Answer;
  readonly plan: InstrumentationPlan;
}

const MOST_SUSPECTS = 10;
/** Incidents that are explained in one session; later anomalies are in the stream and the recording all the same. */
const MOST_INCIDENTS = 20;
const RANK: Readonly<Record<Verdict, number>> = { open: 0, likely: 1, settled: 2 };

export function createExplainer(request: WatchRequest, prepared: Prepared): Explainer {
  const { settings, scopeDir, announce } = request;
  const remembered = new Map<string, Remembered>();
  const found = new Map<string, { incident: Incident; explained: Explained }>();
  const runs: RunResult[] = [];
  const started = performance.now();
  let isFull = false;

  async function answerFor(anomaly: Anomaly, { recording, plan }: Remembered): Promise<Explained> {
    const context: Context = {
      timeline: buildTimeline(recording),
      sources: indexSources(recording.sources, recording.sites, recording.maps),
      resolveImport: createImportFinder(prepared.graph.paths()),
    };
    const resolved = resolveAnomaly(anomaly, context);
    const evidence = explainRecording(context, resolved.goal, {
      names: resolved.names,
      spectrum: buildSpectrum(context),
      dropped: missedIn(recording),
      mostSuspects: MOST_SUSPECTS,
      drivers: new Set(filesInCommand(settings.root, settings.cwd, settings.argv)),
    });
    const answer = await compose(anomaly, { resolved, evidence, recording, plan });
    return { anomaly, resolved, context, evidence, answer, plan };
  }

  function compose(
    anomaly: Anomaly,
    part: Pick<Explained, 'resolved' | 'evidence' | 'plan'> & { readonly recording: Recording },
  ): Promise<Answer> {
    const question = `why: ${anomaly.message}`;
    return composeAnswer({
      request: { ...request, question },
      resolved: part.resolved,
      plan: part.plan,
      runs: [...runs.filter((run) => run.n !== anomaly.run), runOf(anomaly, part.recording)],
      evidence: part.evidence,
      planner: prepared.planner,
      wallMs: performance.now() - started,
    });
  }

  /** The run that the anomaly is from, as far as it is known: it may still be going. */
  function runOf(anomaly: Anomaly, recording: Recording): RunResult {
    return (
      runs.find((run) => run.n === anomaly.run && anomaly.session === settings.session) ?? {
        n: anomaly.run,
        argv: settings.argv,
        runDir: runDirOf(settings, anomaly),
        launch: {
          exitCode: null,
          signal: null,
          timedOut: false,
          interrupted: false,
          wallMs: performance.now() - started,
          cpuMs: null,
          leftBehind: [],
        },
        // That it has no end yet is no news while it runs.
        recording: { ...recording, problems: [] },
        problems: [],
        loaded: [],
      }
    );
  }

  function keep(explained: Explained): void {
    const { anomaly, answer } = explained;
    const same = [...found.values()].find(
      ({ incident }) =>
        isSameAnomaly(incident.anomaly, anomaly) || isSameCause(incident, anomaly, answer),
    );
    if (same === undefined) {
      const incident = createIncident(anomaly, answer);
      found.set(incident.id, { incident, explained });
      storeIncident(scopeDir, incident);
      request.onIncident(incident, true);
      return;
    }
    const { incident } = same;
    const isBetter =
      isSameAnomaly(incident.anomaly, anomaly) && improves(answer, same.explained, anomaly.run);
    const isRelated =
      !isSameAnomaly(incident.anomaly, anomaly) &&
      !incident.related.some((other) => isSameAnomaly(other, anomaly));
    if (!isBetter && !isRelated) return;
    same.incident = {
      ...incident,
      related: isRelated ? [...incident.related, anomaly] : incident.related,
      answer: isBetter ? answer : incident.answer,
    };
    if (isBetter) same.explained = explained;
    storeIncident(scopeDir, same.incident);
    if (isBetter) request.onIncident(same.incident, false);
  }

  return {
    remember: (anomaly, recording, plan) => void remembered.set(anomaly.id, { recording, plan }),
    ended: (run) => void runs.push(run),
    incidents: () => [...found.values()].map(({ incident }) => incident),
    async explain(anomaly) {
      const known = remembered.get(anomaly.id);
      if (known === undefined) return;
      remembered.delete(anomaly.id);
      if (found.size >= MOST_INCIDENTS) {
        if (!isFull)
          announce(
            `${MOST_INCIDENTS} incidents are explained; further anomalies are only recorded`,
          );
        isFull = true;
        return;
      }
      keep(await answerFor(anomaly, known));
    },
    async explainEarlier(anomaly) {
      const recording = loadRecording(runDirOf(settings, anomaly));
      if (recording.plan === null || recording.events.length < anomaly.seq) {
        announce(
          `an anomaly of session ${anomaly.session} was left over and its recording is gone: ${anomaly.message}`,
        );
        return;
      }
      announce(`explaining an anomaly that session ${anomaly.session} left over`);
      keep(await answerFor(anomaly, { recording, plan: recording.plan }));
    },
    async refine(plan, run) {
      let next = plan;
      for (const { explained } of found.values()) {
        if (explained.anomaly.session !== settings.session) continue;
        const { context, evidence, resolved } = explained;
        const facts = collectFacts(context, evidence.slice, evidence.found, next, run.loaded);
        if (facts.frontiers.length === 0 && !facts.executed.some((one) => one.distance <= 2))
          continue;
        const refined = await prepared.planner.refine({
          question: explained.answer.question,
          goal: resolved.goal,
          plan: next,
          facts,
          outline: () => outlineOfFacts(prepared.graph, facts, next.limits),
          readTree: prepared.readTree,
        });
        if (refined === null) continue;
        announce(`the evidence of "${explained.anomaly.message}" ends; refining the plan`);
        next = { ...refined, revision: plan.revision + 1, parent: plan.revision };
      }
      return next === plan ? null : next;
    },
    async finish() {
      for (const entry of found.values()) {
        const { explained } = entry;
        if (explained.anomaly.session !== settings.session) continue;
        const run = runs.find(({ n }) => n === explained.anomaly.run);
        if (run === undefined || explained.answer.command.exitCode !== null) continue;
        const { exitCode, signal } = run.launch;
        const { answer } = entry.incident;
        entry.incident = {
          ...entry.incident,
          answer: { ...answer, command: { ...answer.command, exitCode, signal } },
        };
        storeIncident(scopeDir, entry.incident);
      }
    },
  };
}

/** A surer answer, or one from a closer look that goes further back. */
function improves(answer: Answer, before: Explained, run: number): boolean {
  const rank = RANK[answer.verdict] - RANK[before.answer.verdict];
  return (
    rank > 0 ||
    (rank === 0 && run > before.anomaly.run && answer.chain.length > before.answer.chain.length)
  );
}

function isSameAnomaly(a: Anomaly, b: Anomaly): boolean {
  return (
    a.kind === b.kind &&
    a.node === b.node &&
    a.subject === b.subject &&
    (a.node !== undefined || a.message === b.message)
  );
}

/** Where the recording of an anomaly of any session of this project lies. */
function runDirOf(settings: RunSettings, anomaly: Anomaly): string {
  return join(dirname(settings.sessionDir), basename(anomaly.session), `run-${anomaly.run}`);
}
