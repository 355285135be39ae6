import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layRealCase, splitWords } from './checkout.ts';

describe('splitWords', () => {
  const check = (command: string, words: readonly string[]) =>
    expect(splitWords(command)).toEqual(words);
  it('splits at blanks', () => check('npx  vitest run', ['npx', 'vitest', 'run']));
  it('keeps what quotes group', () => check('a -t "b c" \'d e\'', ['a', '-t', 'b c', 'd e']));
  it('joins quoted parts of a word', () => check('--name="a b" x', ['--name=a b', 'x']));
  it('unescapes inside double quotes', () => check('"say \\"hi\\""', ['say "hi"']));
});

describe('layRealCase', () => {
  const checkouts = realpathSync(mkdtempSync(join(tmpdir(), 'scope-checkouts-')));
  const project = join(checkouts, 'shop');
  const git = (...args: readonly string[]) =>
    execFileSync(
      'git',
      ['-C', project, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args],
      { encoding: 'utf8' },
    );
  const commit = (source: string, test: string): string => {
    writeFileSync(join(project, 'a.js'), source);
    writeFileSync(join(project, 'a.test.js'), test);
    git('add', '-A');
    git('commit', '-q', '-m', source);
    return git('rev-parse', 'HEAD').trim();
  };
  afterAll(() => rmSync(checkouts, { recursive: true }));

  it('lays the buggy source with the test of the fix, and leaves the checkout alone', () => {
    mkdirSync(project);
    git('init', '-q');
    const buggy = commit('buggy', 'old test');
    const fix = commit('fixed', 'new test');
    mkdirSync(join(project, 'node_modules'));
    writeFileSync(join(project, 'node_modules/x.js'), 'x');
    writeFileSync(join(project, 'local.config.json'), '{}');
    const before = git('status', '--short');
    const folder = layRealCase(checkouts, {
      id: 'one',
      project: 'shop',
      buggy_commit: buggy,
      fix_commit: fix,
      test_files_from_fix: ['a.test.js'],
      run_command: '',
      question: '',
      faulty: [{ file: 'a.js', lines: [1, 1] }],
      omission: false,
      kind: '',
    });
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(['a.js', 'a.test.js', 'local.config.json', 'node_modules/x.js'].map(read)).toEqual([
      'buggy',
      'new test',
      '{}',
      'x',
    ]);
    expect(execFileSync('git', ['-C', folder, 'status', '--short'], { encoding: 'utf8' })).toBe(
      'M  a.test.js\n',
    );
    expect([git('status', '--short'), git('rev-parse', 'HEAD').trim()]).toEqual([before, fix]);
    rmSync(folder, { recursive: true });
  });
});
