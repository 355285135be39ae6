/**
 * `npm run eval:mutants -- --cases <file> --checkouts <folder> [--only id,id] [--mutants n] [--seed n] [--keep file]`: puts faults of
 * one place into the repaired versions of real projects, into statements that the case's test runs, and asks why the test fails,
 * with no further question. A mutated line that ran decided what went wrong: where it is not among the candidates, provenance lost
 * its way. Prints one JSON document; what happens meanwhile goes to stderr.
 */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { askCase } from '../ask.ts';
import type { Fault } from '../case.ts';
import { layRealCase, readRealCases, splitWords } from '../checkout.ts';
import type { RealCase } from '../checkout.ts';
import { runCommand } from '../command.ts';
import { keepCase } from '../ranking/kept.ts';
import type { KeptCase } from '../ranking/kept.ts';
import { labelCase } from '../ranking/labelled.ts';
import type { LabelledCase } from '../ranking/labelled.ts';
import { editedText } from '../robust/moved-text.ts';
import { NO_SCORE, scoreAnswer } from '../score.ts';
import type { Score } from '../score.ts';
import { functionKeys } from '../source-shape.ts';
import { mutationsOf } from './mutate.ts';
import type { Mutation, MutationKind } from './mutate.ts';
import { reachedStatements, replaceFile } from './reached.ts';

const TIMEOUT_MS = 120_000;
/** Files that are looked at for places, those near the case's fault first. */
const MOST_FILES = 120;
/** Places tried for each fault that is wanted: most faults in code that runs are seen by no test. */
const TRIES = 6;
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const SOURCE = /\.[cm]?[jt]sx?$/u;
const NO_PLACE =
  /(?:^|\/)(?:node_modules|dist|build|tests?|__tests__|spec|examples?|benchmarks?|docs)\/|\.d\.[cm]?ts$|(?:[-._](?:test|spec|bench|config))\.[cm]?[jt]sx?$|(?:^|\/)tests?\.|^\./iu;

interface Settings {
  readonly checkouts: string;
  readonly cases: readonly RealCase[];
  readonly keep: string;
  readonly mutants: number;
  readonly seed: number;
}

interface Site extends Mutation {
  readonly path: string;
}

interface Found {
  readonly id: string;
  readonly project: string;
  readonly kind: MutationKind;
  readonly file: string;
  readonly line: number;
  readonly change: string;
  readonly scope: Score;
  /** Place among all candidates of the last recording, from 1; null where the line is none. */
  readonly candidate: number | null;
  readonly verdict: string | null;
  readonly problem: string | null;
  readonly wallMs: number;
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      checkouts: { type: 'string' },
      only: { type: 'string', default: '' },
      mutants: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      keep: { type: 'string', default: '' },
    },
  });
  if (values.cases === undefined || values.checkouts === undefined)
    throw new Error(
      'usage: npm run eval:mutants -- --cases <file> --checkouts <folder> [--only id,id] [--mutants n] [--seed n] [--keep file]',
    );
  return {
    checkouts: resolve(values.checkouts),
    cases: readRealCases(values.cases, values.only),
    keep: values.keep,
    mutants: Number(values.mutants),
    seed: Number(values.seed),
  };
}

/** @returns the same in an order that the seed decides */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const order = [...items];
  let state = seed >>> 0;
  for (let at = order.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [order[at], order[other]] = [order[other] as T, order[at] as T];
  }
  return order;
}

function closeness(path: string, to: string): number {
  const [parts, other] = [path.split('/'), to.split('/')];
  const split = parts.findIndex((part, at) => part !== other[at]);
  return split < 0 ? parts.length : split;
}

/** The project's own files beside the case's fault. */
function filesNear(cwd: string, faulty: string): readonly string[] {
  const top = faulty.includes('/') ? faulty.slice(0, faulty.indexOf('/') + 1) : '';
  return readdirSync(join(cwd, top), { recursive: true, encoding: 'utf8' })
    .map((name) => `${top}${name}`)
    .filter((path) => SOURCE.test(path) && (path === faulty || !NO_PLACE.test(path)))
    .toSorted((a, b) => closeness(b, faulty) - closeness(a, faulty) || (a < b ? -1 : 1))
    .slice(0, MOST_FILES);
}

async function sitesOf(cwd: string, one: RealCase): Promise<readonly Site[] | null> {
  const files = filesNear(cwd, (one.faulty[0] as Fault).file);
  const command = splitWords(one.run_command);
  const reached = await reachedStatements({ cwd, files, command, timeoutMs: TIMEOUT_MS });
  if (reached === null) return null;
  return [...reached].flatMap(([path, starts]) =>
    mutationsOf(path, readFileSync(join(cwd, path), 'utf8'))
      .filter(({ statement }) => starts.has(statement))
      .map((mutation) => ({ ...mutation, path })),
  );
}

/** @returns null where the test does not see the fault */
async function askAbout(
  settings: Settings,
  { one, id, site }: { readonly one: RealCase; readonly id: string; readonly site: Site },
): Promise<Found | null> {
  const cwd = layRealCase(settings.checkouts, { ...one, id, buggy_commit: one.fix_commit });
  const command = splitWords(one.run_command);
  const { edit, kind, path: file } = site;
  const text = readFileSync(join(cwd, file), 'utf8');
  const line = text.slice(0, edit.from).split('\n').length;
  const lines: [number, number] = [line, text.slice(0, edit.to).split('\n').length];
  replaceFile(join(cwd, file), editedText(text, [edit]));
  let isKept = false;
  try {
    const bare = await runCommand(command, { cwd, timeoutMs: TIMEOUT_MS });
    if (bare.exitCode === 0 || bare.timedOut) return null;
    const { answer, problem, wallMs } = await askCase({
      ...{ root: ROOT, cwd, question: '', command, timeoutMs: TIMEOUT_MS },
    });
    const faulty = [{ file, lines }];
    const kept: KeptCase = {
      ...{ id, project: one.project, group: 'real', split: 'development', folder: cwd, faulty },
      omission: kind === 'dropped',
    };
    if (settings.keep !== '') {
      keepCase(settings.keep, kept);
      isKept = true;
    }
    const candidates = answer === null ? [] : await linesOf(kept);
    const at = candidates.findIndex(({ isFaulty }) => isFaulty);
    const key = functionKeys((path) => readFileSync(join(cwd, path), 'utf8'));
    return {
      ...{ id, project: one.project, kind, file, line, problem, wallMs },
      change: `${text.slice(edit.from, edit.to)} -> ${edit.text}`,
      scope: answer === null ? NO_SCORE : scoreAnswer(answer, faulty, key),
      candidate: at < 0 ? null : at + 1,
      verdict: answer?.verdict ?? null,
    };
  } finally {
    if (!isKept) rmSync(cwd, { recursive: true, force: true });
  }
}

/** Empty where nothing was recorded. */
async function linesOf(kept: KeptCase): Promise<LabelledCase['lines']> {
  try {
    return (await labelCase(kept)).lines;
  } catch {
    return [];
  }
}

async function runCase(settings: Settings, one: RealCase): Promise<readonly Found[]> {
  const cwd = layRealCase(settings.checkouts, { ...one, buggy_commit: one.fix_commit });
  const sites = await sitesOf(cwd, one).finally(() =>
    rmSync(cwd, { recursive: true, force: true }),
  );
  if (sites === null || sites.length === 0) {
    console.error(`${one.id}: ${sites === null ? 'fails as repaired' : 'no place to change'}`);
    return [];
  }
  const order = shuffled(sites, settings.seed);
  const found: Found[] = [];
  for (const [at, site] of order.slice(0, settings.mutants * TRIES).entries()) {
    if (found.length === settings.mutants) break;
    const id = `${one.id}-${at}`;
    const result = await askAbout(settings, { one, id, site });
    if (result === null) continue;
    found.push(result);
    const { scope, kind, file, line, candidate, verdict, problem } = result;
    console.error(
      `${id}: ${kind} ${file}:${line} ${result.change.replaceAll(/\s+/gu, ' ').slice(0, 60)} | line ${scope.rankLine ?? '-'}, ` +
        `function ${scope.rankFunction ?? '-'}, chain ${scope.isInChain ? 'yes' : 'no'}, candidate ${candidate ?? 'NONE'}, ${verdict ?? problem}`,
    );
  }
  return found;
}

function share(found: readonly Found[], holds: (one: Found) => boolean): number {
  return found.length === 0 ? 0 : found.filter(holds).length / found.length;
}

function totalsOf(found: readonly Found[]) {
  const within = (most: number, rank: (score: Score) => number | null): number =>
    share(found, ({ scope }) => (rank(scope) ?? Infinity) <= most);
  const ranks = [1, 3, 5, 10].map((most) => [`@${most}`, within(most, (s) => s.rankLine)] as const);
  return {
    mutants: found.length,
    line: Object.fromEntries(ranks),
    function: { '@1': within(1, (s) => s.rankFunction), '@5': within(5, (s) => s.rankFunction) },
    chain: share(found, ({ scope }) => scope.isInChain),
    candidate: share(found, ({ candidate }) => candidate !== null),
    settled: share(found, ({ verdict }) => verdict === 'settled'),
    settledAndWrong: share(
      found,
      ({ verdict, scope }) => verdict === 'settled' && !scope.isInChain && scope.rankLine === null,
    ),
  };
}

if (!existsSync(join(ROOT, 'dist/cli/main.js')))
  throw new Error('dist/cli/main.js is missing: npm run build first');
const settings = readSettings();
const found: Found[] = [];
for (const one of settings.cases) {
  try {
    found.push(...(await runCase(settings, one)));
  } catch (error) {
    console.error(`${one.id}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
const totals = {
  all: totalsOf(found),
  withoutDropped: totalsOf(found.filter(({ kind }) => kind !== 'dropped')),
};
console.log(JSON.stringify({ version: 1, seed: settings.seed, totals, mutants: found }, null, 2));
