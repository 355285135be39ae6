import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createProvider, DEFAULT_MODELS, PROVIDER_NAMES } from './index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Makes the provider in a process of its own and lists the packages that were loaded there. */
async function packagesLoadedBy(settings: object): Promise<readonly string[]> {
  const hooks = `export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    process.getBuiltinModule('node:fs').appendFileSync(3, resolved.url + '\\n');
    return resolved;
  }`;
  const program = `
    const { register, createRequire } = await import('node:module');
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    const { createProvider } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const { buildRequest } = await import(${JSON.stringify(new URL('./prompt.ts', import.meta.url).href)});
    const provider = await createProvider(${JSON.stringify(settings)});
    const input = { question: 'q', goal: { kind: 'value' }, candidates: [], limits: { probes: 5 } };
    if (provider.name === 'mock') await provider.generate(buildRequest('draft-plan', input));
    console.log(Object.keys(createRequire(import.meta.url).cache ?? {}).join('\\n'));
    console.log('made ' + provider.name);`;
  const { stdout } = await run(
    '/bin/sh',
    [
      '-c',
      `exec "$0" --import tsx --input-type=module --eval "$1" 3>&1`,
      process.execPath,
      program,
    ],
    { cwd: root, maxBuffer: 1 << 26 },
  );
  expect(stdout).toContain(`made ${(settings as { provider: string }).provider}`);
  const names = [...stdout.matchAll(/node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gu)];
  return [...new Set(names.map((match) => match[1] ?? ''))];
}

const MODEL_PACKAGE = /langchain|openai|google|generative|vertex|gaxios|langsmith/u;

describe('createProvider', () => {
  it('loads no model package for mock', async () => {
    const loaded = await packagesLoadedBy({ provider: 'mock' });
    expect(loaded).toContain('zod');
    expect(loaded.filter((name) => MODEL_PACKAGE.test(name))).toEqual([]);
  });
  it('loads one vendor for openai, and LangChain', async () => {
    const loaded = await packagesLoadedBy({ provider: 'openai', apiKey: 'key' });
    expect(loaded).toEqual(expect.arrayContaining(['openai', 'langchain', '@langchain/core']));
    expect(loaded.filter((name) => /google/u.test(name))).toEqual([]);
  });
  it('makes every provider that it names', async () => {
    for (const provider of PROVIDER_NAMES) {
      const made = await createProvider({ provider, apiKey: 'key', project: 'shop' });
      expect([made.name, made.model]).toEqual([provider, DEFAULT_MODELS[provider]]);
    }
  });
  it('needs no key for a server of one’s own', async () => {
    const made = await createProvider({ provider: 'openai', baseUrl: 'http://localhost:8080/v1' });
    expect(made.name).toBe('openai');
  });
});

describe('.env.example', () => {
  it('names the variables that the messages name', () => {
    const text = readFileSync(`${root}.env.example`, 'utf8');
    const source = readFileSync(new URL('./index.ts', import.meta.url), 'utf8');
    const named = source.match(/\b(?:OPENAI|GEMINI|GOOGLE)_[A-Z_]+\b/gu) ?? [];
    expect(named.length).toBeGreaterThan(3);
    for (const variable of named) expect(text).toContain(`${variable}=`);
  });
});
