/**
 * A test runner's transforms of rewritten text are kept between the runs of Scope and are nowhere else: plain runs before,
 * between and after say the same and leave the same files, and another plan is not answered with the text of an earlier one.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { HostNote } from '../../protocol/session.ts';
import { answerOf, layProject } from './project.ts';
import type { Project } from './project.ts';

const FILES = {
  'package.json': JSON.stringify({
    name: 'shop',
    jest: { transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] } },
  }),
  'order.ts': `import { rate } from './rate';
export function sum(prices: number[]): number {
  let total = 0;
  for (const price of prices) total += price;
  return total * rate('two');
}
`,
  'rate.ts': `export function rate(name: string): number {
  const found = Number(name);
  return found;
}
`,
  'order.test.ts': `import { sum } from './order';
test('sum', () => {
  expect(sum([1, 2])).toBe(6);
});
`,
};
const JEST = ['node_modules/jest/bin/jest.js', '--ci', '--colors=false'];
/** Names of all JSON files of the project, and how long tests took. */
const NOT_COMPARED = /(?:haste-map|perf-cache)-/u;

function filesBelow(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !NOT_COMPARED.test(name) && statSync(join(folder, name)).isFile(),
  );
  return new Map(
    names.sort().map((name) => {
      const hash = createHash('sha1').update(readFileSync(join(folder, name)));
      return [name, hash.digest('hex')] as const;
    }),
  );
}

/** What the preloads of each run of the newest session said. */
function notesOfRuns({ root }: Project): readonly (readonly HostNote[])[] {
  const sessions = join(root, '.scope/sessions');
  const newest = join(sessions, readdirSync(sessions).sort().at(-1) ?? '');
  return readdirSync(newest)
    .sort()
    .map((run) =>
      readFileSync(join(newest, run, 'host.jsonl'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as HostNote),
    );
}

describe('transforms that jest made of rewritten text', () => {
  it('serve the next run of Scope, no plain run, and no other plan', async () => {
    const project = layProject(FILES);
    const scratch = join(project.root, 'tmp');
    mkdirSync(scratch);
    const env = { TMPDIR: scratch, NODE_OPTIONS: '--no-warnings' };
    const command = [process.execPath, ...JEST];
    const plain = async () => {
      const { code, err } = await project.bare(command, env);
      return { code, said: err.replace(/^(?:Time:.*|.*\(\d+(?:\.\d+)? m?s\))$/gmu, '') };
    };
    const ask = async (question: string) =>
      answerOf(await project.scope(['ask', '--json', question, '--', ...command], env));
    const written = () =>
      notesOfRuns(project).map((notes) => notes.filter(({ type }) => type === 'written').length);

    const first = await plain();
    expect(first.code).toBe(1);
    const left = filesBelow(scratch);
    expect(left.size).toBeGreaterThan(2);

    const cold = await ask('why is total NaN');
    expect(written()[0]).toBeGreaterThan(0);
    expect(filesBelow(scratch)).toEqual(left);
    expect(await plain()).toEqual(first);
    expect(filesBelow(scratch)).toEqual(left);

    const warm = await ask('why is total NaN');
    expect(written()[0]).toBe(0);
    const served = notesOfRuns(project)[0]?.filter(({ type }) => type === 'served');
    expect(served?.length).toBeGreaterThan(0);
    expect(warm.suspects).toEqual(cold.suspects);
    expect(warm.chain.map(({ file, line, value }) => [file, line, value])).toEqual(
      cold.chain.map(({ file, line, value }) => [file, line, value]),
    );
    expect(filesBelow(scratch)).toEqual(left);

    const plan = { id: 'write:rate.ts#rate', kind: 'write', node: 'rate.ts#rate', why: 'test' };
    const drafted = JSON.parse(
      readFileSync(join(project.root, '.scope', newestPlan(project)), 'utf8'),
    ) as object;
    const other = project.write('other-plan.json', JSON.stringify({ ...drafted, probes: [plan] }));
    const ran = await project.scope(['run', '--plan', other, '--', ...command], env);
    expect(ran.err).toContain('1 failed');
    const found = notesOfRuns(project)[0]?.filter(({ type }) => type === 'served') ?? [];
    expect(found.map((note) => 'path' in note && note.path)).toEqual([
      join(project.root, 'rate.ts'),
    ]);
    expect(written()[0]).toBeGreaterThan(0);
    expect(await plain()).toEqual(first);
    expect(filesBelow(scratch)).toEqual(left);

    // A file that was changed is the only one that is transpiled again.
    project.write('rate.ts', `${FILES['rate.ts']}export const half = rate('0.5') / 1;\n`);
    const edited = await ask('why is total NaN');
    expect(edited.chain.map(({ file }) => file)).toContain('rate.ts');
    const anew = notesOfRuns(project)[0]?.flatMap((note) =>
      note.type === 'written' ? [basename(note.path).split('_')[0]] : [],
    );
    expect(new Set(anew)).toEqual(new Set(['rate']));
    project.write('rate.ts', FILES['rate.ts']);

    const kept = join(project.root, '.scope/cache/transforms');
    expect(readdirSync(kept).length).toBeGreaterThan(1);
    await project.scope(['clean']);
    expect(existsSync(kept)).toBe(false);
    expect(await plain()).toEqual(first);
  }, 120_000);
});

function newestPlan({ root }: Project): string {
  const sessions = readdirSync(join(root, '.scope/sessions')).sort();
  return join('sessions', sessions.at(-1) ?? '', 'run-1/plan.json');
}
