/** The checks of `scope doctor`, each a line; a check never throws and changes nothing but a file it removes again. */
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Flags } from '../../config/layer.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/load.ts';
import { findPreload, openScopeFolder } from '../../session.ts';

export interface Check {
  readonly name: string;
  readonly state: 'works' | 'absent' | 'doubtful' | 'broken';
  readonly detail: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const LEAST_NODE = [20, 19] as const;

/** Hosts that Scope reaches, with the majors that were tried. */
const HOSTS: Readonly<Record<string, readonly number[]>> = {
  vitest: [3, 4],
  jest: [29, 30],
  mocha: [10, 11],
  ava: [5, 6],
  tsx: [4],
  'ts-node': [10],
};

export async function runChecks(root: string, env: Env, flags: Flags): Promise<readonly Check[]> {
  const config = await attempt(() => loadConfig({ root, env, flags }));
  return [
    checkNode(),
    await checkParser(),
    checkPreload(),
    checkFolder(root),
    checkConfig(config),
    ...('value' in config
      ? [checkProvider(config.value), await checkRedis(config.value, root)]
      : []),
    ...checkHosts(root),
    ...checkNodeTest(root),
  ];
}

type Attempt<T> = { readonly value: T } | { readonly error: string };

async function attempt<T>(work: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return {
    name: 'node',
    state: isEnough ? 'works' : 'broken',
    detail: `${process.versions.node}${isEnough ? '' : `; at least ${LEAST_NODE.join('.')} is needed`}`,
  };
}

async function checkParser(): Promise<Check> {
  const tried = await attempt(async () => {
    const { parseSource } = await import('../../../code-graph/index.ts');
    const { tree, problems } = parseSource('check.ts', 'const a: number = 1;\n');
    return { type: tree.root.type, problems: problems.length };
  });
  const isGood = 'value' in tried && tried.value.problems === 0;
  return {
    name: 'parser',
    state: isGood ? 'works' : 'broken',
    detail: isGood
      ? 'tree-sitter loads and parses TypeScript'
      : `tree-sitter does not work (${'error' in tried ? tried.error : 'wrong tree'}); run npm install again on this machine`,
  };
}

function checkPreload(): Check {
  try {
    return { name: 'preload', state: 'works', detail: findPreload() };
  } catch (error) {
    return { name: 'preload', state: 'broken', detail: (error as Error).message };
  }
}

function checkFolder(root: string): Check {
  try {
    const folder = openScopeFolder(root);
    const probe = join(folder, `doctor-${randomBytes(4).toString('hex')}`);
    writeFileSync(probe, 'x');
    rmSync(probe);
    return { name: '.scope', state: 'works', detail: `${folder} can be written` };
  } catch (error) {
    return { name: '.scope', state: 'broken', detail: (error as Error).message };
  }
}

function checkConfig(config: Attempt<Config>): Check {
  return 'value' in config
    ? { name: 'config', state: 'works', detail: 'scope config shows what is in force' }
    : { name: 'config', state: 'broken', detail: config.error };
}

function checkProvider(config: Config): Check {
  const keys = config.entries
    .filter(({ name, value }) => name.endsWith('.apiKey') && value !== undefined)
    .map(({ place }) => place);
  return {
    name: 'provider',
    state: 'works',
    detail: `${config.choice}; keys: ${keys.length === 0 ? 'none' : keys.join(', ')}`,
  };
}

async function checkRedis(config: Config, root: string): Promise<Check> {
  const { redisUrl } = config;
  if (redisUrl === undefined)
    return {
      name: 'redis',
      state: 'absent',
      detail: 'SCOPE_REDIS_URL is not set; streams are kept on disk',
    };
  const tried = await attempt(async () => {
    const { openStream } = await import('../../../capture/stream/open.ts');
    const stream = await openStream({
      name: 'doctor',
      dir: join(root, '.scope'),
      schema: z.unknown(),
      url: redisUrl,
    });
    await stream.close();
  });
  return 'value' in tried
    ? { name: 'redis', state: 'works', detail: 'the server of SCOPE_REDIS_URL answers' }
    : { name: 'redis', state: 'broken', detail: tried.error };
}

function checkHosts(root: string): readonly Check[] {
  return Object.entries(HOSTS).flatMap(([name, majors]): readonly Check[] => {
    const version = versionOf(root, name);
    if (version === null) return [];
    const isTried = majors.includes(Number(version.split('.')[0]));
    return [
      {
        name,
        state: isTried ? 'works' : 'doubtful',
        detail: isTried
          ? version
          : `${version}; tried with ${majors.join(' and ')}, others may work`,
      },
    ];
  });
}

/** The test runner that needs no package shows only in the scripts. */
function checkNodeTest(root: string): readonly Check[] {
  const users = Object.entries(scriptsOf(root))
    .filter(([, script]) => /(?:^|[\s/])node\s(?:[^&|;]*\s)?--test(?:\s|$)/u.test(script))
    .map(([name]) => name);
  const detail = `used by npm script${users.length === 1 ? '' : 's'} ${users.join(', ')}`;
  return users.length === 0 ? [] : [{ name: 'node:test', state: 'works', detail }];
}

function scriptsOf(root: string): Readonly<Record<string, string>> {
  try {
    const text = readFileSync(join(root, 'package.json'), 'utf8');
    const scripts = (JSON.parse(text) as { scripts?: Record<string, unknown> }).scripts ?? {};
    return Object.fromEntries(
      Object.entries(scripts).filter((entry): entry is [string, string] => {
        return typeof entry[1] === 'string';
      }),
    );
  } catch {
    return {};
  }
}

/** Version of a package as the project would load it, without loading it. */
function versionOf(root: string, name: string): string | null {
  for (let folder = root; ; folder = dirname(folder)) {
    try {
      const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version?: string }).version ?? null;
    } catch {
      if (dirname(folder) === folder) return null;
    }
  }
}
