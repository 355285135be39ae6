/** What is rewritten on demand is kept: the same bundle with the same probes is taken from the cache by the next run. */
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { DEFAULT_LIMITS } from '../../../protocol/plan.ts';
import type { InstrumentationPlan } from '../../../protocol/plan.ts';
import { ast } from '../index.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-generated-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const cacheDir = join(root, 'cache');
const bundle = join(root, 'out.js');

const plan: InstrumentationPlan = {
  ...{ version: 1, id: 'p', revision: 1, question: 'why', goal: { kind: 'value' } },
  probes: [{ id: 'one', kind: 'write', node: 'half.ts#*', why: 'test' }],
  limits: DEFAULT_LIMITS,
  provenance: { provider: 'mock' },
};

/** One run that loads the bundle. @returns its rewritten text, null where the original runs */
async function load(run: number, more: Partial<InstrumentationPlan> = {}): Promise<string | null> {
  const runDir = join(root, `run-${run}`);
  const readTree = (where: string) => ({ message: 'not there', where, severity: 'error' }) as const;
  const target = { root, runDir, session: 's', run, readTree, cacheDir };
  const { rewriteGenerated } = await ast.apply({ ...plan, ...more }, target);
  const sha1 = createHash('sha1').update(readFileSync(bundle)).digest('hex');
  const made = rewriteGenerated({ path: bundle, sha1 });
  return made === null
    ? null
    : readFileSync(join(runDir, 'overlay', made.laid[0]?.file.overlay ?? ''), 'utf8');
}

const entries = (): readonly string[] => readdirSync(cacheDir).sort();

it('rewrites once', async () => {
  const text = 'export function half(a: number) {\n  const b = a / 2;\n  return b;\n}\n';
  writeFileSync(join(root, 'half.ts'), text);
  const source = `import { half } from './half.ts';\nconsole.log(half(4));\n`;
  writeFileSync(join(root, 'main.ts'), source);
  const options = { absWorkingDir: root, entryPoints: ['main.ts'], outfile: bundle };
  buildSync({ ...options, bundle: true, sourcemap: 'inline', logLevel: 'error' });

  const first = await load(1);
  expect(first).toContain('Reflect.get(globalThis');
  const [entry = '', ...others] = entries();
  expect(others).toEqual([]);
  // Whoever reads the entry again finds this mark in it.
  const kept = JSON.parse(readFileSync(join(cacheDir, entry), 'utf8')) as { text: string };
  writeFileSync(join(cacheDir, entry), JSON.stringify({ ...kept, text: `/* kept */${kept.text}` }));
  expect(await load(2)).toBe(`/* kept */${first}`);
  expect(entries()).toEqual([entry]);

  // Other probes, another text of the bundle: rewritten anew.
  const probes = plan.probes.map((probe) => ({ ...probe, kind: 'function' as const }));
  expect(await load(3, { probes })).not.toContain('/* kept */');
  writeFileSync(bundle, `// moved\n${readFileSync(bundle, 'utf8')}`);
  expect(await load(4)).not.toContain('/* kept */');
  expect(entries().length).toBe(3);
});
