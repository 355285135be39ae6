/** `scope run --watch`: prints every incident as it is explained; one document at the end with `--json`. */
import type { Anomaly } from '../../protocol/anomaly.ts';
import type { Answer } from '../../protocol/answer.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { EXIT_CODE } from '../../protocol/problem.ts';
import type { Incident } from '../../orchestrator/watch/incident.ts';
import { watch } from '../../orchestrator/watch/watch.ts';
import type { Io } from '../io.ts';
import { renderAnswer } from '../render/answer.ts';
import { coloursFor } from '../render/colour.ts';
import { cut, plural, wrap } from '../render/text.ts';
import { openScopeFolder } from '../session.ts';
import { VERDICT_CODES } from './ask.ts';
import type { PlanningOptions } from './planning.ts';
import type { Work } from './work.ts';

const MOST_CODE = 60;

export interface WatchInput {
  readonly work: Work;
  readonly options: PlanningOptions;
  readonly argv: readonly string[];
  readonly plan: InstrumentationPlan | undefined;
}

/** @returns 0 where nothing went wrong or all of it is explained, 3 where an incident is open */
export async function runWatch(io: Io, { work, options, argv, plan }: WatchInput): Promise<number> {
  const { progress, config } = work;
  progress.busy('reading the project');
  const { incidents, runs } = await watch({
    settings: work.settings(argv),
    limits: config.limits,
    provider: work.provider,
    announce: work.announce,
    onIncident(incident, isNew) {
      if (!options.json) io.out.write(incidentText(io, incident, isNew, options));
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

/** `the call` has no name of its own: its code stands for it. And where it was seen, unless the message says so. */
function describeAnomaly(anomaly: Anomaly, { chain, target }: Answer): string {
  const code = chain[0]?.code.replaceAll(/\s+/gu, ' ').trim() ?? '';
  const isNameless =
    anomaly.subject === undefined && /^(?:the|a) [a-z]+ is /u.test(anomaly.message);
  const text =
    isNameless && code !== '' && chain[0]?.node === anomaly.node
      ? anomaly.message.replace(/^(?:the|a) [a-z]+/u, cut(code, MOST_CODE))
      : anomaly.message;
  return target === null ? text : `${text} at ${target.file}:${target.line}`;
}

function incidentText(
  io: Io,
  { anomaly, answer }: Incident,
  isNew: boolean,
  options: PlanningOptions,
): string {
  const colours = coloursFor(io.out, io.env, options.color);
  const heading = wrap(
    `${isNew ? 'Incident' : 'Incident, now explained better'}: ${describeAnomaly(anomaly, answer)} (${anomaly.kind})`,
    io.out.columns,
  ).map((line) => colours.bold(line));
  const body = renderAnswer(
    { ...answer, question: '' },
    { colours, columns: io.out.columns, isFull: options.full },
  );
  return `\n${heading.join('\n')}${body}`;
}
