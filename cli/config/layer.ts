/** One source of settings, flattened to dotted names and checked against the table; every objection names its place. */
import type { Problem } from '../../protocol/problem.ts';
import { SETTINGS } from './setting.ts';

export type Source = 'flag' | 'environment' | 'file' | 'default';

export interface Entry {
  readonly name: string;
  readonly value: unknown;
  readonly source: Source;
  /** `--model`, `SCOPE_MODEL`, `scope.config.ts`, or empty for a default. */
  readonly place: string;
}

export interface Layer {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

const LEAST_LIKENESS = 0.5;

/** @param label  how a person finds the value: the option, the variable, the file with the name */
export function checkEntry(entry: Entry, label: string): Problem | null {
  const rule = SETTINGS[entry.name];
  if (rule === undefined)
    return {
      message: `there is no such setting${nearest(entry.name)}`,
      where: label,
      severity: 'error',
    };
  const parsed = rule.schema.safeParse(entry.value);
  if (parsed.success) return null;
  const message = (parsed.error.issues[0]?.message ?? 'does not fit').replace(
    /^Invalid (?:input|option): /u,
    '',
  );
  return { message, where: label, severity: 'error' };
}

/** The known setting that shares most letter pairs with the unknown one. */
function nearest(name: string): string {
  const pairs = (text: string): readonly string[] =>
    [...text.toLowerCase()].slice(1).map((letter, at) => (text.toLowerCase()[at] ?? '') + letter);
  const wanted = new Set(pairs(name));
  const scored = Object.keys(SETTINGS)
    .map((known) => {
      const own = pairs(known);
      const common = own.filter((pair) => wanted.has(pair)).length;
      return { known, score: (2 * common) / (own.length + wanted.size) };
    })
    .sort((a, b) => b.score - a.score)[0];
  return scored === undefined || scored.score < LEAST_LIKENESS
    ? '; `scope config` lists them all'
    : `; did you mean ${scored.known}?`;
}

/** The environment; empty values count as unset. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const entries = Object.entries(SETTINGS).flatMap(([name, rule]): Entry[] => {
    const place = rule.variables.find((variable) => (env[variable] ?? '') !== '');
    return place === undefined ? [] : [{ name, value: env[place], source: 'environment', place }];
  });
  return check(entries, (entry) => entry.place);
}

/** What a configuration file exports. */
export function fileLayer(exported: unknown, place: string): Layer {
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported))
    return {
      entries: [],
      problems: [
        { message: 'expected an object as default export', where: place, severity: 'error' },
      ],
    };
  const entries = flatten(exported, '').map(([name, value]): Entry => ({
    name,
    value,
    source: 'file',
    place,
  }));
  const secret = entries.filter(({ name }) => SETTINGS[name]?.inFile === false);
  const layer = check(
    entries.filter((entry) => !secret.includes(entry)),
    (entry) => `${place}: ${entry.name}`,
  );
  return {
    entries: layer.entries,
    problems: [
      ...layer.problems,
      ...secret.map(({ name }): Problem => ({
        message: `keys belong in the environment (${SETTINGS[name]?.variables[0] ?? ''}), not in a file that is committed`,
        where: `${place}: ${name}`,
        severity: 'error',
      })),
    ],
  };
}

/** Values of options; undefined ones are not set. */
export function flagLayer(flags: Flags): Layer {
  const entries: Entry[] = [];
  const add = (name: string, value: unknown, place: string): void => {
    if (value !== undefined) entries.push({ name, value, source: 'flag', place });
  };
  add('provider', flags.provider, '--provider');
  add('model', flags.model, '--model');
  add('limits.runs', flags.runs === undefined ? undefined : toNumber(flags.runs), '--runs');
  if (flags.timeLimit !== undefined) {
    const seconds = toNumber(flags.timeLimit);
    const value = typeof seconds === 'number' ? Math.round(seconds * 1000) : seconds;
    add('limits.runTimeMs', value, '--time-limit');
  }
  for (const word of flags.limit ?? []) {
    const at = word.indexOf('=');
    const name = at < 0 ? word : word.slice(0, at);
    add(`limits.${name}`, toNumber(at < 0 ? '' : word.slice(at + 1)), `--limit ${name}`);
  }
  return check(entries, (entry) => entry.place);
}

export interface Flags {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly runs?: string | undefined;
  /** Seconds. */
  readonly timeLimit?: string | undefined;
  /** `name=number` */
  readonly limit?: readonly string[] | undefined;
}

/** The text itself where it is no number, so that the check can object to it. */
function toNumber(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

function flatten(value: object, prefix: string): readonly (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const name = `${prefix}${key}`;
    const isFolder = Object.keys(SETTINGS).some((known) => known.startsWith(`${name}.`));
    return isFolder && typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? flatten(inner, `${name}.`)
      : [[name, inner] as const];
  });
}

function check(entries: readonly Entry[], label: (entry: Entry) => string): Layer {
  const problems = entries.flatMap((entry) => {
    const problem = checkEntry(entry, label(entry));
    return problem === null ? [] : [problem];
  });
  return { entries, problems };
}
