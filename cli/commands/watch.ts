/** `scope run --watch`: prints every incident as it is explained; one document at the end with `--json`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Anomaly } from '../../protocol/anomaly.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { EXIT_CODE } from '../../protocol/problem.ts';
import type { Site } from '../../protocol/site.ts';
import type { Incident } from '../../orchestrator/watch/incident.ts';
import { watch } from '../../orchestrator/watch/watch.ts';
import type { Io } from '../io.ts';
import { describeAnomaly } from '../render/anomaly.ts';
import { renderAnswer } from '../render/answer/answer.ts';
import { coloursFor } from '../render/colour.ts';
import { renderOptions } from '../render/options.ts';
import { plural, wrap } from '../render/text.ts';
import { openScopeFolder } from '../session.ts';
import { VERDICT_CODES } from './ask.ts';
import type { PlanningOptions } from './planning.ts';
import type { Work } from './work.ts';

export interface WatchInput {
  readonly work: Work;
  readonly options: PlanningOptions;
  readonly argv: readonly string[];
  readonly plan: InstrumentationPlan | undefined;
}

/** @returns 0 where nothing went wrong or all of it is explained, 3 where an incident is open */
export async function runWatch(io: Io, { work, options, argv, plan }: WatchInput): Promise<number> {
  const { progress, config } = work;
  const describe = createDescriber(work.root);
  progress.busy('reading the project');
  const { incidents, runs } = await watch({
    settings: work.settings(argv),
    limits: config.limits,
    provider: work.provider,
    announce: work.announce,
    onIncident(incident, isNew) {
      if (!options.json) io.out.write(incidentText(io, incident, { isNew, describe, options }));
    },
    plan,
    scopeDir: openScopeFolder(work.root),
    redisUrl: config.redisUrl,
  });
  progress.stop();
  const last = runs.at(-1)?.launch;
  if (options.json) {
    const command = { argv, exitCode: last?.exitCode ?? null, signal: last?.signal ?? null };
    io.out.write(`${JSON.stringify({ version: 1, incidents, command }, null, 2)}\n`);
  } else {
    progress.line(
      incidents.length === 0 ? 'nothing went wrong that Scope can see' : summaryOf(incidents),
    );
  }
  return incidents.some(({ answer }) => VERDICT_CODES[answer.verdict] === EXIT_CODE.open)
    ? EXIT_CODE.open
    : EXIT_CODE.settled;
}

function summaryOf(incidents: readonly Incident[]): string {
  const related = incidents.reduce((sum, one) => sum + one.related.length, 0);
  const more =
    related === 0
      ? ''
      : `; ${related} more ${related === 1 ? 'anomaly leads' : 'anomalies lead'} back to them`;
  const names = incidents.map(({ id }) => `.scope/incidents/${id}.json`).join(', ');
  return `${plural(incidents.length, 'incident')}: ${names}${more}`;
}

/** The sites of a run do not change; a run is read once. */
function createDescriber(root: string): (anomaly: Anomaly) => string {
  const sitesOf = new Map<string, readonly Site[]>();
  const textOf = (file: string): string | null => readText(join(root, file));
  return (anomaly) => {
    const run = join(root, '.scope', 'sessions', anomaly.session, `run-${anomaly.run}`);
    const sites = sitesOf.get(run) ?? readSites(join(run, 'sites.json'));
    sitesOf.set(run, sites);
    return describeAnomaly(anomaly, { sites, textOf });
  };
}

function readSites(path: string): readonly Site[] {
  const text = readText(path);
  return text === null ? [] : (JSON.parse(text) as readonly Site[]);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

interface IncidentStyle {
  readonly isNew: boolean;
  readonly describe: (anomaly: Anomaly) => string;
  readonly options: PlanningOptions;
}

function incidentText(
  io: Io,
  { anomaly, answer }: Incident,
  { isNew, describe, options }: IncidentStyle,
): string {
  const colours = coloursFor(io.out, io.env, options.color);
  const heading = wrap(
    `${isNew ? 'Incident' : 'Incident, now explained better'}: ${describe(anomaly)} (${anomaly.kind})`,
    io.out.columns,
  ).map((line) => colours.bold(line));
  const body = renderAnswer({ ...answer, question: '' }, renderOptions(io, options));
  return `\n${heading.join('\n')}${body}`;
}
