/**
 * Two runs of one command held side by side, through the command line: another commit, and a test that passes and fails by turns.
 * The user's repository and the system's temporary folder are as they were, however it ends.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '../../protocol/answer.ts';
import { answerOf, layProject } from './project.ts';
import type { Files, Outcome, Project } from './project.ts';

const NODE = process.execPath;
const TEST = ['--', NODE, '--test'];
const GOOD = `export function discount(order) {
  if (order.total >= 100) return 0.1;
  return 0;
}
export function priceOf(order) {
  const share = discount(order);
  order.total = order.total - order.total * share;
  return order.total;
}
`;
const BAD = GOOD.replace('>=', '>');
const files: Files = {
  'package.json': '{ "name": "shop", "type": "module", "scripts": { "check": "node --test" } }\n',
  'src/price.js': GOOD,
  'test/price.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { priceOf } from '../src/price.js';
test('a discount from 100 on', () => { assert.equal(priceOf({ total: 100 }), 90); });
test('none below', () => { assert.equal(priceOf({ total: 50 }), 50); });
`,
};

let temporary = '';
beforeAll(() => {
  temporary = realpathSync(mkdtempSync(join(tmpdir(), 'scope-e2e-tmp-')));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
const left = (): readonly string[] =>
  readdirSync(temporary).filter((name) => /^scope-/u.test(name));

const git = async ({ bare }: Project, ...words: readonly string[]): Promise<string> => {
  const own = [
    '-c',
    'user.name=e2e',
    '-c',
    'user.email=e2e@localhost',
    '-c',
    'commit.gpgsign=false',
  ];
  const { code, out, err } = await bare([
    'git',
    ...own,
    '-c',
    'protocol.file.allow=always',
    ...words,
  ]);
  if (code !== 0) throw new Error(`git ${words.join(' ')}: ${err}`);
  return out;
};
const commit = async (project: Project, tag: string): Promise<void> => {
  await git(project, 'add', '-A');
  await git(project, 'commit', '-qm', tag, '--allow-empty');
  await git(project, 'tag', tag);
};
const ask = (project: Project, ...words: readonly string[]): Promise<Outcome> =>
  project.scope(['ask', '--json', ...words], { TMPDIR: temporary });

/** Every file below .git, with its content. */
function digestOf(folder: string): string {
  const hash = createHash('sha1');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    hash.update(name);
    const path = join(folder, name);
    if (statSync(path).isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

async function layRegression(): Promise<Project> {
  const project = layProject(files);
  await commit(project, 'good');
  project.write('src/price.js', BAD);
  return project;
}

describe('--against', () => {
  it('names the changed line where the runs part, and leaves nothing behind', async () => {
    const project = await layRegression();
    await commit(project, 'bad');
    const before = digestOf(join(project.root, '.git'));
    const answer = answerOf(await ask(project, '--against', 'good', ...TEST));
    expect(answer.comparison).toMatchObject({
      kind: 'commit',
      here: { label: 'the work tree', outcome: 'failed' },
      there: { label: expect.stringMatching(/^good \(/u) as string, outcome: 'passed' },
      divergence: {
        kind: 'branch',
        inSlice: true,
        here: { file: 'src/price.js', line: 2, value: 'false' },
        there: { file: 'src/price.js', line: 2, value: 'true' },
        changed: [{ side: 'here', file: 'src/price.js', line: 2 }],
      },
      changes: [{ file: 'src/price.js', line: 2, ran: true }],
      changedFunctions: [{ here: 'src/price.js#discount', there: 'src/price.js#discount' }],
    });
    expect(answer.suspects[0]).toMatchObject({ file: 'src/price.js', line: 2 });
    expect(answer.answer).toContain('was changed since good');
    expect(answer.command.exitCode).toBe(1);
    expect(project.gitStatus()).toBe('');
    expect(digestOf(join(project.root, '.git'))).toBe(before);
    expect(left()).toEqual([]);
  });

  it('is about the commit where the command fails there', async () => {
    const project = layProject({ ...files, 'src/price.js': BAD });
    await commit(project, 'bad');
    project.write('src/price.js', GOOD);
    const answer = answerOf(await ask(project, '--against', 'bad', ...TEST));
    expect(answer.comparison?.here).toMatchObject({ outcome: 'failed' });
    expect(answer.comparison?.there).toMatchObject({ label: 'the work tree', outcome: 'passed' });
    expect(answer.suspects[0]).toMatchObject({ file: 'src/price.js', line: 2 });
    expect(answer.notes.join()).toContain('places in the chain are those of bad');
  });

  it('asks both sides the test that is being written', async () => {
    const project = await layRegression();
    project.write(
      'test/new.test.js',
      (files['test/price.test.js'] as string).replace('from 100 on', 'that is new'),
    );
    const command = [...TEST, 'test/new.test.js'];
    const { comparison, notes } = answerOf(await ask(project, '--against', 'HEAD', ...command));
    expect(comparison?.there.outcome).toBe('passed');
    expect(comparison?.divergence).toMatchObject({ kind: 'branch', inSlice: true });
    expect(notes.join()).not.toContain('before anything that is watched ran');
  });

  it('runs the other version of a package of the workspace', async () => {
    const project = layProject({
      'package.json': '{ "name": "mono", "private": true, "workspaces": ["packages/*"] }\n',
      'packages/price/package.json':
        '{ "name": "@mono/price", "type": "module", "main": "index.js" }\n',
      'packages/price/index.js': GOOD,
      'packages/shop/package.json': '{ "name": "@mono/shop", "type": "module" }\n',
      'packages/shop/shop.test.js': (files['test/price.test.js'] as string).replace(
        '../src/price.js',
        '@mono/price',
      ),
    });
    const modules = join(project.root, 'node_modules');
    rmSync(modules);
    mkdirSync(join(modules, '@mono'), { recursive: true });
    symlinkSync('../../packages/price', join(modules, '@mono/price'));
    await commit(project, 'good');
    project.write('packages/price/index.js', BAD);
    const answer = answerOf(await ask(project, '--against', 'good', ...TEST));
    expect(answer.comparison).toMatchObject({
      there: { outcome: 'passed' },
      divergence: { here: { file: 'packages/price/index.js', line: 2 } },
    });
    expect(readdirSync(modules)).toEqual(['@mono']);
  });

  it('says what else differs: packages, and submodules that it can not see or that are changed', async () => {
    const sub = layProject({ 'index.js': 'export const rate = 1;\n' });
    const project = layProject(files);
    await git(project, 'submodule', '--quiet', 'add', sub.root, 'vendor/sub');
    await commit(project, 'good');
    project.write('vendor/sub/index.js', 'export const rate = 2;\n');
    project.write('src/price.js', BAD);
    project.write('package.json', '{ "name": "shop", "type": "module", "version": "2.0.0" }\n');
    const { notes, comparison } = answerOf(await ask(project, '--against', 'good', ...TEST));
    expect(notes.join('\n')).toContain('package.json changed since good');
    expect(notes.join('\n')).toContain(
      'the submodule vendor/sub has changes that are not committed',
    );
    expect(comparison?.divergence?.kind).toBe('branch');
    await git(project, 'submodule', '--quiet', 'deinit', '--force', 'vendor/sub');
    const again = answerOf(await ask(project, '--against', 'good', ...TEST));
    expect(again.notes.join('\n')).toContain('the submodule vendor/sub is not checked out here');
  });

  it('answers without a comparison where the command does not start there, or starts nothing', async () => {
    const project = await layRegression();
    project.write('bin/run.sh', `#!/bin/sh\nexec "${NODE}" --test\n`);
    await git(project, 'add', '-A');
    const none = async (words: readonly string[], said: RegExp): Promise<void> => {
      const answer = answerOf(await ask(project, '--against', 'good', '--', ...words));
      expect(answer.comparison).toBeUndefined();
      expect(answer.notes[0]).toMatch(said);
      expect(answer.suspects.length).toBeGreaterThan(0);
    };
    await none(
      ['sh', 'bin/run.sh'],
      /at good \(\w+\) the command ended with exit code \d+ before/u,
    );
    project.write('tools/node.js', 'import "../test/price.test.js";\n');
    await git(project, 'add', '-A');
    const { notes } = answerOf(
      await ask(project, '--against', 'good', '--', 'chmod', '+x', 'bin/run.sh'),
    );
    expect(notes.join()).toContain('before anything that is watched ran');
    expect(left()).toEqual([]);
  });

  it.each([
    [
      'an unknown ref, with what is near',
      ['--against', 'goood'],
      /git knows no commit goood; near: good/u,
    ],
    ['an option in its place', ['--against', '--help-me'], /git knows no commit --help-me/u],
    ['two questions at once', ['--against', 'good', '--flaky'], /ask one of them/u],
    ['a recording', ['--against', 'good', '--recording', 'x'], /run the command/u],
    ['too few runs', ['--flaky', '1'], /from 2 to 1000/u],
  ])('refuses %s', async (_what, words, said) => {
    const project = await layRegression();
    const { code, out } = await ask(project, ...words, ...TEST);
    expect(code).toBe(2);
    expect(out).toMatch(said);
    expect(left()).toEqual([]);
  });

  it('refuses a folder that is in no repository', async () => {
    const project = await layRegression();
    rmSync(join(project.root, '.git'), { recursive: true });
    const { code, out } = await ask(project, '--against', 'good', ...TEST);
    expect(code).toBe(2);
    expect(out).toContain('is in no work tree of git');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    '%s while the command runs there leaves nothing, at the latest after the next comparison',
    async (signal) => {
      const project = layProject({
        ...files,
        'main.js': `import { priceOf } from './src/price.js';
console.error('priced', priceOf({ total: 100 }));
if (priceOf({ total: 100 }) === 90) setInterval(() => undefined, 1000);
`,
      });
      await commit(project, 'good');
      project.write('src/price.js', BAD);
      const words = ['ask', '--json', 'why is share 0', '--against', 'good', '--', NODE, 'main.js'];
      const { child, ended, printed } = project.startScope(words, { TMPDIR: temporary });
      await printed(/priced 90/u);
      // What can not be caught ends the whole group, as a machine that goes down does.
      process.kill(signal === 'SIGKILL' ? -(child.pid as number) : (child.pid as number), signal);
      if (signal === 'SIGINT') child.kill(signal);
      const { out } = await ended;
      if (signal === 'SIGKILL') {
        expect(left()).toHaveLength(1);
        await ask(project, '--against', 'good', ...TEST);
      } else if (out !== '')
        expect(answerOf({ code: 0, out, err: '' }).notes[0]).toContain('interrupted');
      expect(left()).toEqual([]);
      expect(existsSync(join(project.root, '.git/worktrees'))).toBe(false);
    },
  );
});

describe('--flaky', () => {
  const flaky = (condition: string): Project =>
    layProject({
      'package.json': '{ "name": "queue", "type": "module" }\n',
      'src/queue.js': `import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
export function nextOf(folder) {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder);
  writeFileSync(folder + '/job-' + names.length, '');
  const first = ${condition} ? 'late' : 'early';
  return first;
}
`,
      'queue.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { nextOf } from './src/queue.js';
test('is early', () => { assert.equal(nextOf('jobs'), 'early'); });
`,
    });
  const divergenceOf = ({ comparison }: Answer): unknown => comparison?.divergence;

  it('compares a failing run with a passing one, and names where the world enters', async () => {
    const project = flaky('names.length % 3 === 2');
    const answer = answerOf(await ask(project, '--flaky', '9', ...TEST));
    expect(answer.answer).toMatch(/^Of 3 runs 1 failed and 2 passed\./u);
    expect(answer.verdict).toBe('likely');
    expect(answer.comparison).toMatchObject({
      kind: 'flaky',
      here: { outcome: 'failed' },
      there: { outcome: 'passed' },
    });
    expect(divergenceOf(answer)).toMatchObject({
      inSlice: true,
      source: { kind: 'file-system', code: 'readdirSync(folder)', file: 'src/queue.js', line: 4 },
    });
    expect(answer.cost.runs).toBe(3);
    const [session = ''] = readdirSync(join(project.root, '.scope/sessions'));
    expect(readdirSync(join(project.root, '.scope/sessions', session))).toHaveLength(2);
  });

  it('says how often it ran and what to try where it never differs', async () => {
    const answer = answerOf(await ask(flaky('false'), '--flaky', '2', ...TEST));
    expect(answer.verdict).toBe('open');
    expect(answer.answer).toMatch(/passed in all 2 runs.*Try more runs/u);
    expect(answer.comparison).toBeUndefined();
  });
});

describe('a failing test beside a passing one of the same run', () => {
  it('says where the program does something else for it', async () => {
    const project = layProject({
      'package.json': '{ "name": "text", "type": "module" }\n',
      'src/title.js': `export function title(text) {
  if (text.includes('-')) return text;
  return text[0].toUpperCase() + text.slice(1);
}
`,
      'title.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { title } from './src/title.js';
test('a word', () => { assert.equal(title('one'), 'One'); });
test('two words', () => { assert.equal(title('one-two'), 'One-two'); });
`,
    });
    const answer = answerOf(await ask(project, ...TEST));
    expect(answer.comparison).toMatchObject({
      kind: 'tests',
      here: { label: 'test "two words"', outcome: 'failed' },
      there: { label: 'test "a word"', outcome: 'passed' },
      divergence: { kind: 'branch', inSlice: true, here: { file: 'src/title.js', line: 2 } },
    });
  });
});
