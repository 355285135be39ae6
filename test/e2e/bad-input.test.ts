/** What people get wrong: each gives one clear message with what to do, and the exit code that the README lists. */
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { answerOf, layProject, readJson } from './project.ts';
import type { Outcome } from './project.ts';

interface GraphDocument {
  readonly files: number;
  readonly cached: number;
  readonly problems: readonly { readonly message: string }[];
}

const NODE = process.execPath;
const files = {
  'main.cjs': `const { half } = require('./half.cjs');
const order = { total: half({ value: 8 }) };
order.total = half({ amount: 8 });
console.log('total', order.total);
`,
  'half.cjs': `exports.half = (amount) => {
  return amount.value / 2;
};
`,
};
const QUESTION = 'why does order.total change';
const COMMAND = ['--', NODE, 'main.cjs'];

/** One message: nothing on stdout, no stack, and the words that help. */
function refused({ code, out, err }: Outcome, exitCode: number, ...said: readonly RegExp[]): void {
  expect(`${code}\n${err}`).toMatch(new RegExp(`^${exitCode}\n`, 'u'));
  expect(out).toBe('');
  expect(err).not.toMatch(/^ +at |bug in Scope/mu);
  for (const words of said) expect(err).toMatch(words);
}

describe('a command line that cannot be followed', () => {
  const project = layProject(files);
  it.each<[string, readonly string[], number, RegExp]>([
    ['unknown command', ['aks', QUESTION, ...COMMAND], 2, /unknown command 'aks'[\s\S]*ask/u],
    ['no --', ['ask', QUESTION, NODE, 'main.cjs'], 2, /write it after --/u],
    ['nothing after --', ['ask', QUESTION, '--'], 2, /write it after --/u],
    ['a command that is not there', ['ask', QUESTION, '--', 'no-such-cmd'], 4, /is it installed/u],
    ['a command that is no program', ['ask', QUESTION, '--', './main.cjs'], 4, /not executable/u],
    ['a folder as command', ['ask', QUESTION, '--', '/tmp'], 4, /could not be started/u],
    [
      'a name that is nearly in the code',
      ['ask', 'why does order.totl change', ...COMMAND],
      2,
      /nothing in this project is called order\.totl\n {2}near match: total \(.*main\.cjs/u,
    ],
    ['a limit of no kind', ['ask', '--limit', 'deepth=2', QUESTION, ...COMMAND], 2, /deepth/u],
    ['a plan that is not there', ['run', '--plan', 'x.json', ...COMMAND], 2, /no plan file/u],
    ['a recording that is not there', ['show', 'nothing'], 2, /no session or recording nothing/u],
    ['a function that is not there', ['graph', 'dot', 'hlaf'], 2, /hlaf[\s\S]*half/u],
  ])('%s', async (_name, argv, exitCode, said) => {
    refused(await project.scope(argv), exitCode, said);
    expect(project.gitStatus()).toBe('');
  });

  it('one that names nothing says so in JSON mode too, as a document', async () => {
    const outcome = await project.scope(['ask', '--json', 'why is blurb 3', ...COMMAND]);
    expect(JSON.parse(outcome.out)).toMatchObject({
      version: 1,
      error: { code: 'question-unresolved', message: 'nothing in this project is called blurb' },
    });
    refused({ ...outcome, out: '' }, 2, /blurb/u);
  });
  it('a configuration with a wrong value names file and place', async () => {
    const configured = layProject({
      ...files,
      'scope.config.ts': `export default { limits: { runs: 'many' } };\n`,
    });
    const outcome = await configured.scope(['ask', QUESTION, ...COMMAND]);
    refused(outcome, 2, /scope\.config\.ts[\s\S]*limits\.runs/u);
  });
});

describe('a plan file', () => {
  it('goes round: plan, then run --plan', async () => {
    const project = layProject(files);
    const drafted = await project.scope(['plan', '--json', QUESTION, ...COMMAND]);
    expect(drafted.code).toBe(0);
    const plan = JSON.parse(drafted.out) as InstrumentationPlan;
    const [name] = readdirSync(join(project.root, '.scope/plans'));
    const file = join('.scope/plans', name as string);
    expect(readJson(join(project.root, file))).toEqual(plan);
    expect(drafted.err).toContain(`scope run --plan ${file} -- ${NODE} main.cjs`);
    const applied = await project.scope(['run', '--plan', file, '--json', ...COMMAND]);
    expect(applied.code).toBe(0);
    const answer = answerOf(applied);
    expect(answer).toMatchObject({ question: QUESTION, target: { file: 'main.cjs', line: 3 } });
    expect(answer.plan).toMatchObject({ id: plan.id, probes: plan.probes.length });
    expect(applied.err).toContain('total NaN');

    const edited = (change: object): string =>
      project.write('edited.json', JSON.stringify({ ...plan, ...change }));
    const [first] = plan.probes;
    const apply = (path: string): Promise<Outcome> =>
      project.scope(['run', '--plan', path, ...COMMAND]);
    const unknown = edited({ probes: [{ ...first, node: 'half.cjs#halve' }] });
    refused(await apply(unknown), 2, /probes\.0: there is no node half\.cjs#halve; near: .*half/u);
    const gone = edited({ probes: [{ ...first, node: 'gone.cjs#*' }] });
    refused(await apply(gone), 2, /probes\.0: gone\.cjs: the file can not be read/u);
    const kind = edited({ probes: [first, { ...first, kind: 'wrte' }] });
    refused(await apply(kind), 2, /probe kinds are function, [\s\S]*probes\.1\.kind/u);
    refused(await apply(project.write('cut.json', '{ "version": 1,')), 2, /is not JSON/u);
  }, 60_000);
});

describe('a project that cannot be read as it should', () => {
  it('is answered for all the same where one source file has a syntax error', async () => {
    const project = layProject({
      ...files,
      'broken.js': 'export function half(amount { return amount.value / ;\n',
      'lib/worse.ts': '<<<<<<< ours\nconst a = 1;\n=======\nconst a = "\n>>>>>>> theirs\n',
    });
    const outcome = await project.scope(['ask', '--json', QUESTION, ...COMMAND]);
    expect(outcome.code).toBe(0);
    expect(answerOf(outcome).chain[0]).toMatchObject({ file: 'main.cjs', line: 3, value: 'NaN' });
  });

  it('runs a broken file as it is: the command fails as without Scope', async () => {
    const project = layProject({
      'main.cjs': `const total = 1;\nrequire('./broken.cjs');\nconsole.log(total);\n`,
      'broken.cjs': 'exports.total = (;\n',
    });
    const bare = await project.bare([NODE, 'main.cjs']);
    const asked = await project.scope(['ask', '--json', 'why does total change', ...COMMAND]);
    expect(answerOf(asked).command.exitCode).toBe(bare.code);
    expect(asked.err).toContain("SyntaxError: Unexpected token ';'");
    expect(asked.err).toMatch(/broken\.cjs:1\n/u);
  });

  it('is refused where its folder is gone', async () => {
    const project = layProject(files);
    const inGone = `mkdir gone && cd gone && rmdir ../gone && exec "$@"`;
    const words = ['sh', '-c', inGone, 'sh', NODE, project.cli, 'ask', QUESTION, ...COMMAND];
    refused(await project.bare(words), 2, /cannot be read \(ENOENT/u);
  });

  it('is refused where its folder may not be read', async () => {
    const project = layProject({ ...files, 'inner/package.json': '{}' });
    const inner = join(project.root, 'inner');
    chmodSync(inner, 0o300);
    // Root reads everything unless it gives that up.
    const caps = '-dac_override,-dac_read_search';
    const as =
      process.getuid?.() === 0 ? ['setpriv', `--bounding-set=${caps}`, '--inh-caps=-all'] : [];
    const inInner = ['sh', '-c', 'cd inner && exec "$@"', 'sh'];
    const words = [...as, ...inInner, NODE, project.cli, 'ask', QUESTION, ...COMMAND];
    const outcome = await project.bare(words);
    refused(outcome, 2, /cannot be read[\s\S]*may read/u);
    chmodSync(inner, 0o700);
  });

  it('is refused, with what to do, where Scope may not write there', async () => {
    const project = layProject({ ...files, '.scope': 'a file where the folder should be\n' });
    refused(await project.scope(['ask', QUESTION, ...COMMAND]), 1, /\.scope cannot be written/u);
  });
});

describe('a project of which not everything can be read', () => {
  const strange = {
    ...files,
    'broken.js': 'function kept() {}\nconst = = ;\n',
    'small.js': `var a=1;${'f(1);'.repeat(6_000)}`,
  };
  it('is built all the same, with a line for each file', async () => {
    const project = layProject(strange);
    writeFileSync(join(project.root, 'utf16.js'), Buffer.from('\uFEFFf()', 'utf16le'));
    writeFileSync(join(project.root, 'latin.js'), "exports.name = 'caf\xe9'", 'latin1');
    const before = project.gitStatus();
    const built = await project.scope(['graph', 'build']);
    expect(built.code).toBe(0);
    expect(built.out).toMatch(/^4 files/u);
    expect(built.out).toMatch(/broken\.js:2: cannot read this syntax/u);
    expect(built.out).toMatch(/utf16\.js: left out: UTF-16, .* save it as UTF-8/u);
    expect(built.out).toMatch(/latin\.js: is not UTF-8; /u);
    expect(built.out).toMatch(/small\.js: left out: looks minified/u);
    writeFileSync(join(project.root, '.scope/cache/facts.json'), 'not a cache');
    const again = await project.scope(['graph', 'build', '--json']);
    const { files: read, cached, problems } = JSON.parse(again.out) as GraphDocument;
    expect([read, cached]).toEqual([4, 0]);
    expect(problems.map(({ message }) => message).join('\n')).toMatch(
      /^the cache of the code graph is damaged and is made anew\n/u,
    );
    expect(project.gitStatus()).toBe(before);
  });
});
