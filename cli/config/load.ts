/**
 * The configuration that is in force: flags win over the environment, the environment over `scope.config.ts`, that over the
 * defaults. All objections of all sources are told at once. The configuration file is user code and is run as such.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '../../protocol/plan.ts';
import { ScopeError } from '../../protocol/problem.ts';
import { DEFAULT_MODELS } from '../../providers/index.ts';
import type { ProviderName, ProviderSettings } from '../../providers/index.ts';
import { environmentLayer, fileLayer, flagLayer } from './layer.ts';
import type { Entry, Flags, Layer } from './layer.ts';
import { SETTINGS } from './setting.ts';

export interface Config {
  /** Every setting with its source, in the order of the table. */
  readonly entries: readonly Entry[];
  readonly provider: ProviderSettings;
  /** One line: which provider, and why that one. */
  readonly choice: string;
  readonly limits: Limits;
  readonly redisUrl: string | undefined;
}

export interface LoadConfigInput {
  /** Folder of the project; the configuration file lies there. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: Flags;
}

const FILES = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((end) => `scope.config.${end}`);

/** @throws ScopeError `config-invalid`, with a problem for every value that does not fit and the place it stands at */
export async function loadConfig({ root, env, flags }: LoadConfigInput): Promise<Config> {
  const layers = [flagLayer(flags), environmentLayer(env), await readFileLayer(root)];
  const problems = layers.flatMap((layer) => layer.problems);
  const [first, ...rest] = problems;
  if (first !== undefined)
    throw new ScopeError(
      'config-invalid',
      `${first.where === undefined ? '' : `${first.where}: `}${first.message}`,
      { problems: rest },
    );
  const entries = mergeLayers(layers);
  const chosen = chooseProvider(entries);
  return {
    entries: entries.map((entry) => {
      if (entry.value !== undefined) return entry;
      const { provider } = chosen.settings;
      if (entry.name === 'provider') return { ...entry, value: provider, place: chosen.because };
      return entry.name === 'model'
        ? { ...entry, value: DEFAULT_MODELS[provider], place: `of ${provider}` }
        : entry;
    }),
    provider: chosen.settings,
    choice: chosen.line,
    limits: limitsOf(entries),
    redisUrl: valueOf(entries, 'redisUrl'),
  };
}

/** @param layers  strongest first */
export function mergeLayers(layers: readonly Layer[]): readonly Entry[] {
  return Object.entries(SETTINGS).map(([name, rule]) => {
    for (const { entries } of layers) {
      const found = entries.findLast((entry) => entry.name === name);
      if (found !== undefined) return found;
    }
    return { name, value: rule.fallback, source: 'default', place: '' };
  });
}

/** The file is looked for before the loader is: without one, nothing loads. */
async function readFileLayer(root: string): Promise<Layer> {
  const file = FILES.find((name) => existsSync(join(root, name)));
  if (file === undefined) return { entries: [], problems: [] };
  const { loadConfig: loadFile } = await import('c12');
  try {
    const { config } = await loadFile({
      cwd: root,
      configFile: file.replace(/\.\w+$/u, ''),
      rcFile: false,
      globalRc: false,
      packageJson: false,
      dotenv: false,
      envName: false,
      extend: false,
      giget: false,
      jitiOptions: { fsCache: false },
    });
    return fileLayer(config, file);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ScopeError('config-invalid', `${file}: ${message.split('\n')[0] ?? ''}`, {
      cause: error,
    });
  }
}

function valueOf(entries: readonly Entry[], name: string): string | undefined {
  const value = entries.find((entry) => entry.name === name)?.value;
  return typeof value === 'string' ? value : undefined;
}

function limitsOf(entries: readonly Entry[]): Limits {
  const limits = entries
    .filter(({ name }) => name.startsWith('limits.'))
    .map(({ name, value }) => [name.slice('limits.'.length), value]);
  return Object.fromEntries(limits) as Limits;
}

interface Choice {
  readonly settings: ProviderSettings;
  readonly because: string;
  readonly line: string;
}

/** The named provider, else the first whose key is set, else `mock`. A project id alone is no consent to send code there. */
function chooseProvider(entries: readonly Entry[]): Choice {
  const of = (name: string): string | undefined => valueOf(entries, name);
  const placeOf = (name: string): string =>
    entries.find((entry) => entry.name === name)?.place ?? '';
  const named = of('provider') as ProviderName | undefined;
  const found: readonly [ProviderName, string] | undefined =
    (
      [
        ['openai', 'openai.apiKey'],
        ['openai', 'openai.baseUrl'],
        ['gemini', 'gemini.apiKey'],
      ] as const
    ).find(([, name]) => of(name) !== undefined) ??
    (of('vertex.project') !== undefined && of('vertex.credentialsFile') !== undefined
      ? (['vertex', 'vertex.credentialsFile'] as const)
      : undefined);
  const provider = named ?? found?.[0] ?? 'mock';
  const because =
    named !== undefined
      ? placeOf('provider')
      : found === undefined
        ? 'no key is set'
        : `${placeOf(found[1])} is set`;
  const settings: ProviderSettings = {
    provider,
    model: of('model'),
    apiKey: provider === 'gemini' ? of('gemini.apiKey') : of('openai.apiKey'),
    baseUrl: provider === 'openai' ? of('openai.baseUrl') : undefined,
    project: of('vertex.project'),
    location: of('vertex.location'),
    credentialsFile: of('vertex.credentialsFile'),
    sdk: of('google.sdk') === 'legacy' ? 'legacy' : 'genai',
  };
  const model = settings.model ?? DEFAULT_MODELS[provider];
  const line =
    provider === 'mock'
      ? `planning with the built-in mock provider (${because})`
      : `planning with ${provider} ${model} (${because}); it is sent source excerpts and recorded values`;
  return { settings, because, line };
}
