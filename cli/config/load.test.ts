import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScopeError } from '../../protocol/problem.ts';
import type { Flags } from './layer.ts';
import { loadConfig } from './load.ts';
import type { Config } from './load.ts';

describe('configuration', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'scope-config-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const load = (
    env: Readonly<Record<string, string>> = {},
    flags: Flags = {},
    file?: object,
  ): Promise<Config> => {
    if (file !== undefined) writeFileSync(join(root, 'scope.config.json'), JSON.stringify(file));
    return loadConfig({ root, env, flags });
  };
  const entry = (config: Config, name: string): string => {
    const found = config.entries.find((one) => one.name === name);
    return `${String(found?.value)} ${found?.source ?? ''} ${found?.place ?? ''}`.trim();
  };

  it('has defaults', async () => {
    const config = await load();
    expect(entry(config, 'limits.runs')).toBe('3 default');
    expect(entry(config, 'provider')).toBe('mock default no key is set');
    expect(config.limits.runs).toBe(3);
  });
  it('takes the file over the defaults', async () => {
    const config = await load({}, {}, { limits: { runs: 5 }, model: 'm-file' });
    expect(entry(config, 'limits.runs')).toBe('5 file scope.config.json');
    expect(entry(config, 'model')).toBe('m-file file scope.config.json');
    expect(config.limits.width).toBe(12);
  });
  it('takes the environment over the file, and flags over both', async () => {
    const env = { SCOPE_MODEL: 'm-env' };
    const file = { limits: { runs: 5 }, model: 'm-file' };
    expect(entry(await load(env, {}, file), 'model')).toBe('m-env environment SCOPE_MODEL');
    const flags = { model: 'm-flag', limit: ['runs=2'] };
    const config = await load(env, flags, file);
    expect(entry(config, 'model')).toBe('m-flag flag --model');
    expect(config.limits.runs).toBe(2);
  });
  it('takes an empty variable for unset', async () => {
    expect((await load({ SCOPE_PROVIDER: '', OPENAI_API_KEY: '' })).provider.provider).toBe('mock');
  });
  it('reads seconds of --time-limit', async () => {
    expect((await load({}, { timeLimit: '1.5' })).limits.runTimeMs).toBe(1500);
  });

  const choice = async (env: Readonly<Record<string, string>>, expected: string): Promise<void> =>
    expect((await load(env)).provider.provider).toBe(expected);
  it('picks the first provider whose key is set', async () => {
    await choice({ OPENAI_API_KEY: 'k', GEMINI_API_KEY: 'k' }, 'openai');
    await choice({ OPENAI_BASE_URL: 'http://localhost:11434/v1' }, 'openai');
    await choice({ GOOGLE_API_KEY: 'k' }, 'gemini');
  });
  it('does not take a project id alone for consent', async () => {
    await choice({ GOOGLE_CLOUD_PROJECT: 'p' }, 'mock');
    await choice(
      { GOOGLE_CLOUD_PROJECT: 'p', GOOGLE_APPLICATION_CREDENTIALS: '/k.json' },
      'vertex',
    );
  });
  it('lets a named provider win', async () => {
    await choice({ OPENAI_API_KEY: 'k', SCOPE_PROVIDER: 'mock' }, 'mock');
  });

  const refusal = async (work: Promise<Config>, expected: readonly string[]): Promise<void> => {
    const error: unknown = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ScopeError)) throw new Error(`expected a refusal, got ${String(error)}`);
    expect(error.code).toBe('config-invalid');
    const lines = error.problems.map(({ where, message }) => `${where ?? ''}: ${message}`);
    expect([error.message, ...lines]).toEqual(expected);
  };
  it('names the place of every value that does not fit', () =>
    refusal(load({ SCOPE_GOOGLE_SDK: 'new' }, { runs: 'abc' }, { limits: { width: 'x' } }), [
      '--runs: expected number, received string',
      'SCOPE_GOOGLE_SDK: expected one of "genai"|"legacy"',
      'scope.config.json: limits.width: expected number, received string',
    ]));
  it('names a setting that is like an unknown one', () =>
    refusal(load({}, { limit: ['depht=2'] }), [
      '--limit depht: there is no such setting; did you mean limits.depth?',
    ]));
  it('refuses a key in a file', () =>
    refusal(load({}, {}, { openai: { apiKey: 'k' } }), [
      'scope.config.json: openai.apiKey: keys belong in the environment (OPENAI_API_KEY), not in a file that is committed',
    ]));
});
