/** Questions to what was recorded before, by a run of Scope or by a program that was built with probes: nothing runs again. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { esbuild } from '../../plugin/index.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { answerOf, layProject, readJson } from './project.ts';
import type { Outcome, Project } from './project.ts';

const NODE = process.execPath;
const PRELOAD = join(import.meta.dirname, '../../dist/capture/target/preload.cjs');
const files = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'src/main.ts': `import { appendFileSync } from 'node:fs';
import { priceOf } from './price.ts';
appendFileSync('runs.log', 'x');
for (const line of [{ unit: 2, count: 3 }, { unit: 4 }]) {
  const total = priceOf(line);
  console.log('total', total);
}
`,
  'src/price.ts': `import { countOf } from './count.ts';
export interface Line { readonly unit: number; readonly count?: number }
export function priceOf(line: Line): number {
  const price = line.unit * countOf(line);
  return price;
}
`,
  'src/count.ts': `export function countOf(line: { readonly count?: number }): number {
  return Number(line.count);
}
`,
};
const COMMAND = ['--', NODE, '--import', 'tsx', 'src/main.ts'];

const runsOf = ({ root }: Project): number => readFileSync(join(root, 'runs.log'), 'utf8').length;

describe('a session', () => {
  const project = layProject(files);
  const ask = (...words: readonly string[]): Promise<Outcome> =>
    project.scope(['ask', '--json', ...words]);
  let session = '';
  beforeAll(async () => {
    expect((await project.scope(['ask', 'why is total NaN', ...COMMAND])).code).toBe(0);
    [session = ''] = readdirSync(join(project.root, '.scope/sessions'));
  });

  it.each([
    ['its id', (id: string) => id],
    ['its folder', (id: string) => `.scope/sessions/${id}`],
    ['its recordings', (id: string) => `.scope/sessions/${id}/run-1/recordings`],
  ])('answers another question, named by %s, and runs nothing', async (_name, named) => {
    const runs = runsOf(project);
    const outcome = await ask('why is price NaN', '--recording', named(session));
    expect(outcome.code).toBe(0);
    const answer = answerOf(outcome);
    expect(answer).toMatchObject({
      question: 'why is price NaN',
      verdict: 'likely',
      target: { file: 'src/price.ts', line: 4 },
      cost: { runs: 1 },
      command: { exitCode: 0 },
    });
    expect(answer.suspects[0]).toMatchObject({ file: 'src/count.ts', line: 2 });
    expect(runsOf(project)).toBe(runs);
    expect(readdirSync(join(project.root, '.scope/sessions'))).toEqual([session]);
  });

  it('without a question answers that of its plan', async () => {
    const answer = answerOf(await ask('--recording', session));
    expect(answer).toMatchObject({ question: 'why is total NaN', target: { line: 5 } });
  });

  it('says which file is no longer the one that ran', async () => {
    project.write('src/count.ts', `// changed\n${files['src/count.ts']}`);
    const answer = answerOf(await ask('why is price NaN', '--recording', session));
    project.write('src/count.ts', files['src/count.ts']);
    expect(answer.suspects[0]).toMatchObject({ file: 'src/count.ts', line: 2 });
    expect(answer.notes.join('\n')).toMatch(/src\/count\.ts: changed since it was recorded/u);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a command beside it', ['why is price NaN', '--recording', '.', ...COMMAND], /leave out --/u],
    ['one that is not there', ['why is price NaN', '--recording', 'x'], /recording x/u],
    ['a folder without one', ['why is price NaN', '--recording', 'src'], /holds no run/u],
  ])('is refused: %s', async (_name, words, said) => {
    const { code, err } = await project.scope(['ask', ...words]);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  });
});

describe('a program that was built with probes', () => {
  const original = console.warn;
  beforeAll(() => (console.warn = () => undefined));
  afterAll(() => (console.warn = original));

  it('is asked, and asked again after a build with the plan that the answer names', async () => {
    const project = layProject(files);
    const { root } = project;
    const planned = await project.scope(['plan', '--json', 'why is total NaN', ...COMMAND]);
    const plan = JSON.parse(planned.out) as InstrumentationPlan;
    // Only the first two files are watched: the evidence ends at a call into the third.
    const narrow = plan.probes.filter(({ node }) => !node.startsWith('src/count.ts'));
    project.write('narrow.json', JSON.stringify({ ...plan, probes: narrow }));
    const bundle = async (file: string): Promise<string> => {
      const known = existsSync(join(root, '.scope/builds'))
        ? readdirSync(join(root, '.scope/builds'))
        : [];
      await build({
        ...{ absWorkingDir: root, entryPoints: ['src/main.ts'], bundle: true, minify: true },
        ...{ outfile: join(root, 'out.mjs'), format: 'esm', platform: 'node', logLevel: 'error' },
        plugins: [esbuild({ plan: file, root })],
      });
      const made = readdirSync(join(root, '.scope/builds')).find((name) => !known.includes(name));
      return `.scope/builds/${made}`;
    };
    const ask = async (folder: string): Promise<ReturnType<typeof answerOf>> =>
      answerOf(await project.scope(['ask', '--json', '--recording', folder, 'why is total NaN']));

    const first = await bundle('narrow.json');
    const empty = await project.scope(['ask', '--recording', first, 'why is total NaN']);
    expect([empty.code, empty.err]).toEqual([2, expect.stringMatching(/nothing was recorded/u)]);
    const record = (folder: string): Promise<Outcome> =>
      project.bare([NODE, 'out.mjs'], {
        ...{ NODE_OPTIONS: `--require ${PRELOAD}`, SCOPE_RUN_DIR: join(root, folder) },
      });
    expect((await record(first)).out).toBe('total 6\ntotal NaN\n');
    const before = await ask(first);
    expect(before).toMatchObject({ verdict: 'likely', target: { file: 'src/main.ts', line: 5 } });
    expect(before.suspects.map(({ file }) => file)).not.toContain('src/count.ts');
    const named = /record again with (\S+\.json)/u.exec(before.notes.join('\n'))?.[1] ?? '';
    expect(readJson(join(root, named))).toMatchObject({ id: plan.id, revision: 2, parent: 1 });

    const second = await bundle(named);
    await record(second);
    const after = await ask(second);
    expect(after.chain).toContainEqual(
      expect.objectContaining({ file: 'src/count.ts', line: 2, value: 'NaN' }),
    );
    expect(after.suspects.map(({ file }) => file)).toContain('src/count.ts');
    expect(after.plan.revisions).toBe(2);
  }, 60_000);
});

describe('functions that rested for their cost', () => {
  it('take the certainty from an answer, which says what it may have missed', async () => {
    const project = layProject({
      'main.cjs': `function countOf(text) { return Number(text); }
let total = 0;
function add(text) { total = total + countOf(text); return total; }
for (let i = 0; i < 200000; i += 1) add('1');
add('x');
console.log('total', total);
`,
    });
    const limit = ['--limit', 'overhead=0.0001', '--runs', '1'];
    const command = ['--', NODE, 'main.cjs'];
    const outcome = await project.scope([
      'ask',
      '--json',
      ...limit,
      'who writes total',
      ...command,
    ]);
    const answer = answerOf(outcome);
    expect(answer.verdict).not.toBe('settled');
    expect(answer.notes.join('\n')).toMatch(/total may have had other values/u);
    expect(answer.notes.join('\n')).toMatch(/left out for parts of the run/u);
  }, 60_000);
});
