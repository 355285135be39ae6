/** A bundle with probes: it runs alone, records where a sink is, and its source map leads to the original text. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { loadRecording } from '../capture/recording.ts';
import { findMap, openGeneratedMap } from '../code-graph/index.ts';
import { DEFAULT_LIMITS } from '../protocol/plan.ts';
import { esbuild } from './index.ts';

const FILES = {
  'package.json': '{ "name": "shop" }\n',
  'src/main.ts': `import { priceOf } from './price';
const lines = [{ unit: 2, count: 3 }, { unit: 4 }];
for (const line of lines) console.log('price', priceOf(line));
`,
  'src/price.ts': `export interface Line { readonly unit: number; readonly count?: number }
export function priceOf(line: Line): number {
  const price = line.unit * line.count!;
  return price;
}
`,
} as const;
const PRELOAD = join(import.meta.dirname, '../dist/capture/target/preload.cjs');

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-plugin-')));
  mkdirSync(join(root, 'src'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(root, name), text);
  const probes = ['function', 'write', 'value'].map((kind) => ({
    ...{ id: kind, kind, node: 'src/price.ts#*', why: 'the price may be wrong' },
  }));
  const plan = {
    ...{ version: 1, id: 'plan-1', revision: 1, question: 'why is price NaN' },
    ...{ goal: { kind: 'value', subject: 'price' }, probes, limits: DEFAULT_LIMITS },
    provenance: { provider: 'mock' },
  };
  writeFileSync(join(root, 'plan.json'), JSON.stringify(plan));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function bundle(options: BuildOptions, isPlain = false): Promise<string> {
  const outfile = join(root, isPlain ? 'plain.cjs' : 'out.cjs');
  await build({
    ...{ absWorkingDir: root, entryPoints: ['src/main.ts'], bundle: true, outfile },
    ...{ platform: 'node', sourcemap: true, logLevel: 'error' },
    ...options,
    plugins: isPlain ? [] : [esbuild({ plan: 'plan.json', root })],
  });
  return outfile;
}

function run(file: string, env: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  return stdout;
}

const runDir = (): string => {
  const [key] = readdirSync(join(root, '.scope/builds'));
  return join(root, '.scope/builds', key ?? '');
};

const original = console.warn;
beforeAll(() => (console.warn = () => undefined));
afterAll(() => (console.warn = original));

describe('a build with probes', () => {
  it.each<BuildOptions>([{}, { minify: true }, { format: 'iife', target: 'es2018' }])(
    'runs alone as one without: %j',
    async (options) => {
      const out = await bundle(options);
      expect(readFileSync(out, 'utf8')).toContain('scope.build:');
      expect(run(out)).toBe(run(await bundle(options, true)));
      expect(run(out)).toBe('price 6\nprice NaN\n');
    },
  );

  it('runs where there is no Node', async () => {
    const out = await bundle({ platform: 'browser', format: 'iife' });
    const said: unknown[] = [];
    vm.runInNewContext(readFileSync(out, 'utf8'), {
      console: { log: (...words: unknown[]) => said.push(words.join(' ')) },
    });
    expect(said).toEqual(['price 6', 'price NaN']);
  });

  it.each([false, true])('records with the preload in front (minified: %j)', async (minify) => {
    const out = await bundle({ minify });
    const env = { NODE_OPTIONS: `--require ${PRELOAD}`, SCOPE_RUN_DIR: runDir() };
    expect(run(out, env)).toBe('price 6\nprice NaN\n');
    const { events, sites, sources, problems } = loadRecording(runDir());
    expect(problems).toEqual([]);
    const written = events.flatMap((event) => {
      if (event.type !== 'variable-written') return [];
      const { file = '', start = 0, end = 0 } = sites[event.site] ?? {};
      return [[file, sources.get(file)?.slice(start, end), event.value]];
    });
    expect(written).toEqual([
      ['src/price.ts', 'price = line.unit * line.count', { kind: 'number', value: 6 }],
      ['src/price.ts', 'price = line.unit * line.count', { kind: 'number', value: NaN }],
    ]);
  });

  it('is not mistaken for a text of another run', async () => {
    const out = await bundle({});
    expect(readFileSync(out, 'utf8')).not.toContain('"scope.sink"');
  });

  it('has a source map that leads to the original text', async () => {
    const out = await bundle({});
    const text = readFileSync(out, 'utf8');
    const stored = findMap(root, out, text);
    const map = stored === null ? null : openGeneratedMap(text, stored);
    const place = map?.originalAt(text.indexOf('.count') + 1) ?? null;
    expect(place?.path).toBe('src/price.ts');
    const source = FILES['src/price.ts'];
    expect(map?.texts.get('src/price.ts')).toBe(source);
    expect(source.slice(place?.offset, (place?.offset ?? 0) + 5)).toBe('count');
  });

  it('says what is wrong with a plan', async () => {
    writeFileSync(join(root, 'plan.json'), '{}');
    await expect(bundle({ logLevel: 'silent' })).rejects.toThrow(/no plan that can be applied/u);
  });
});
