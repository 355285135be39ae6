import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { answerSchema } from '../protocol/answer.ts';
import type { InstrumentationPlan } from '../protocol/plan.ts';
import type { Io } from './io.ts';
import { runCli, splitWords } from './run.ts';

const PROGRAM = `
export function half(amount) {
  return amount.value / 2;
}
const order = { total: half({ value: 8 }) };
order.total = half({ amount: 8 });
console.log('total', order.total);
`;

describe('the command line', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'scope-cli-'));
    writeFileSync(join(root, 'package.json'), '{ "name": "p", "type": "module" }');
    writeFileSync(join(root, 'main.js'), PROGRAM);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  interface Outcome {
    readonly code: number;
    readonly out: string;
    readonly err: string;
  }
  const run = async (
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> => {
    let out = '';
    let err = '';
    const io: Io = {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env },
      out: { isTerminal: false, columns: 80, write: (text) => void (out += text) },
      err: { isTerminal: false, columns: 80, write: (text) => void (err += text) },
      onInterrupt: () => () => undefined,
    };
    return { code: await runCli(argv, io), out, err };
  };
  const check = async (
    argv: readonly string[],
    code: number,
    said: RegExp,
    env?: Readonly<Record<string, string>>,
  ): Promise<void> => {
    const outcome = await run(argv, env);
    expect(`${outcome.code} ${outcome.out}${outcome.err}`).toMatch(said);
    expect(outcome.code).toBe(code);
  };

  it('asks, checks and draws the code graph', async () => {
    await check(
      ['graph', 'query', 'functions where reads value'],
      0,
      /main\.js:2 .*half\(amount\)/u,
    );
    await check(['graph', 'query', 'writers of total', '--json'], 0, /"line": 6/u);
    await check(['graph', 'query', 'functoins'], 2, /did you mean `functions`[\s\S]*\^{9}/u);
    await check(['graph', 'query', 'callers of hlaf'], 2, /did you mean half/u);
    await check(['graph', 'query', 'functions', '--format', 'got'], 2, /did you mean dot/u);
    await check(['graph', 'chekc'], 2, /did you mean check/u);
    await check(['graph', 'check', '--rule', 'shared-stat'], 2, /did you mean shared-state/u);
    await check(['graph', 'check'], 0, /0 hits in 1 file/u);
    await check(['graph', 'draw', 'half'], 0, /<svg [\s\S]*return amount\.value/u);
    await check(['graph', 'measure'], 0, /cognitive +cyclomatic[\s\S]*half/u);
    await check(['graph', 'cycles', '--json'], 0, /"cycles": \[\]/u);
    const { out } = await run(['graph', 'query', 'readers of total']);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('splits its own words from the command at the first --', () => {
    expect(splitWords(['ask', 'q', '--', 'npm', 'test', '--', '-x'])).toEqual({
      own: ['ask', 'q'],
      command: ['npm', 'test', '--', '-x'],
    });
    expect(splitWords(['doctor']).command).toBeNull();
  });
  it('helps', () => check(['--help'], 0, /Examples:[\s\S]*scope ask "why does order\.total/u));
  it('helps with a command', () => check(['ask', '--help'], 0, /--time-limit <seconds>/u));
  it('tells its version', () => check(['--version'], 0, /^0 \d+\.\d+\.\d+/u));
  it('wants a command', () => check([], 2, /Usage: scope/u));
  it('suggests a command', () => check(['aks', '--', 'x'], 2, /unknown command[\s\S]*ask/u));
  it('refuses an unknown option', () => check(['ask', '--jsn'], 2, /unknown option '--jsn'/u));
  it('wants the --', () =>
    check(['ask', 'why does x change', 'npm', 'test'], 2, /write it after --/u));
  it('wants words after the --', () => check(['ask', 'why', '--'], 2, /write it after --/u));
  it('wants to know what to run by', () => check(['run', '--', 'x'], 2, /--plan FILE/u));
  it('names the place of a bad setting', () =>
    check(['config'], 2, /SCOPE_PROVIDER: expected one of/u, { SCOPE_PROVIDER: 'none' }));
  it('shows where a setting comes from, and no secret', async () => {
    const { code, out } = await run(['config', '--runs', '7'], { OPENAI_API_KEY: 'sk-secret' });
    expect(code).toBe(0);
    expect(out).toMatch(/limits\.runs +7 +flag --runs/u);
    expect(out).toMatch(/openai\.apiKey +set, not shown +environment OPENAI_API_KEY/u);
    expect(out).not.toContain('sk-secret');
  });
  it('says what is near a name that is not there', () =>
    check(
      ['ask', 'why does order.totl change', '--', 'node', 'main.js'],
      2,
      /nothing in this project is called order\.totl[\s\S]*near match: total/u,
    ));
  it('says what to do about a command that is not there', () =>
    check(
      ['ask', 'why does order.total change', '--', 'no-such-command-here'],
      4,
      /no such command; is it installed/u,
    ));
  it('wants a Redis that answers', () =>
    check(['run', '--watch', '--', 'node', 'main.js'], 2, /cannot reach Redis/u, {
      SCOPE_REDIS_URL: 'redis://127.0.0.1:1',
    }));
  it.each([
    ['an option', ['ask', '--json', '--nope', '--', 'node', 'main.js'], 2, 'usage', /--nope/u],
    ['a command', ['aks', '--json'], 2, 'usage', /unknown command 'aks'/u],
    ['no command', ['ask', '--json', 'why does order.total change'], 2, 'usage', /after --/u],
    ['a setting', ['config', '--json', '--runs', '0'], 2, 'config-invalid', /runs/u],
    ['a plan', ['run', '--json', '--plan', 'none', '--', 'x'], 2, 'plan-invalid', /no plan file/u],
    [
      'a command that is not there',
      ['ask', '--json', 'why does order.total change', '--', './nope.sh'],
      4,
      'command-not-started',
      /nope\.sh could not be started .* no such file/u,
    ],
    [
      'a provider',
      [
        'ask',
        '--json',
        '--provider',
        'openai',
        'why does order.total change',
        '--',
        'node',
        'main.js',
      ],
      5,
      'provider-failed',
      /openai/iu,
    ],
  ])('tells with --json what is wrong with %s', async (_, argv, code, name, said) => {
    const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://127.0.0.1:1' };
    const outcome = await run(argv, name === 'provider-failed' ? env : {});
    const document = JSON.parse(outcome.out) as {
      error: { code: string; message: string; problems: readonly object[] };
    };
    expect(document).toMatchObject({ version: 1, error: { code: name, problems: [] } });
    expect(document.error.message).toMatch(said);
    expect(outcome.err).toContain(document.error.message);
    expect(outcome.code).toBe(code);
  });
  it('tells with --json what is near a name', async () => {
    const argv = ['ask', '--json', 'why does order.totl change', '--', 'node', 'main.js'];
    const { code, out, err } = await run(argv);
    const { error } = JSON.parse(out) as {
      error: { code: string; problems: readonly { message: string; where?: string }[] };
    };
    expect([code, error.code]).toEqual([2, 'question-unresolved']);
    expect(error.problems[0]).toEqual({
      message: expect.stringContaining('total'),
      where: 'near match',
    });
    expect(err).toMatch(/nothing in this project is called order\.totl/u);
  });
  it('leaves the --json of the command to the command', async () => {
    const { code, out } = await run(['ask', 'why does order.totl change', '--', 'x', '--json']);
    expect([code, out]).toEqual([2, '']);
  });
  it('leaves no session behind where the command did not start', async () => {
    await run(['ask', 'why does order.total change', '--', './nope.sh']);
    expect(readdirSync(join(root, '.scope', 'sessions'))).toEqual([]);
  });
  it('knows node:test by the scripts', async () => {
    expect((await run(['doctor'])).out).not.toContain('node:test');
    const scripts = { test: 'node --import tsx --test src', more: 'node test.js --test-x' };
    writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', scripts }));
    expect((await run(['doctor'])).out).toMatch(/works +node:test +used by npm script test\n/u);
  });
  it('has no recording to show yet', () => check(['show'], 2, /no recording/u));

  it('answers with one document on stdout and leaves the project as it was', async () => {
    const argv = ['ask', '--json', 'why does order.total change', '--', 'node', 'main.js'];
    const { code, out } = await run(argv);
    const answer = answerSchema.parse(JSON.parse(out));
    expect(code).toBe(0);
    expect(answer.command).toEqual({ argv: ['node', 'main.js'], exitCode: 0, signal: null });
    expect(answer.chain[0]).toMatchObject({ file: 'main.js', line: 6, value: 'NaN' });
    expect(readdirSync(root).sort()).toEqual(['.scope', 'main.js', 'package.json']);
    expect(readFileSync(join(root, '.scope', '.gitignore'), 'utf8')).toBe('*\n');
    const shown = await run(['show']);
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/half\(amount: \{ amount: 8 \}\) → NaN/u);
    expect((await run(['clean'])).out).toMatch(/sessions: 1 session, /u);
    expect(readdirSync(join(root, '.scope'))).toEqual(['.gitignore']);
  });

  it('takes back what is lent to caches before it cleans, and waits for a run that uses it', async () => {
    const folder = join(root, '.scope/cache/transforms');
    const path = join(root, 'node_modules/.cache/jest/a_1');
    mkdirSync(folder, { recursive: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'Symbol.for("scope.sink")');
    const index = { version: 1, entries: [{ path, bytes: 1 }] };
    writeFileSync(join(folder, 'index.json'), JSON.stringify(index));
    writeFileSync(join(root, '.scope/cache/other'), '');
    writeFileSync(join(folder, `lent-to-${process.ppid}`), '');
    await check(['clean', '--dry-run'], 0, /cache: 3 files/u);
    await check(
      ['clean'],
      0,
      /cache: 1 file, [\s\S]*transforms stays: a run that goes on uses it/u,
    );
    expect(readdirSync(join(root, '.scope/cache'))).toEqual(['transforms']);
    expect(existsSync(path)).toBe(true);
    rmSync(join(folder, `lent-to-${process.ppid}`));
    const cleaned = await run(['clean']);
    expect([cleaned.code, cleaned.err]).toEqual([0, '']);
    expect([existsSync(path), existsSync(join(root, '.scope/cache'))]).toEqual([false, false]);
  });

  it('saves a plan, applies it, and refuses what does not fit', async () => {
    const drafted = await run(['plan', 'why does order.total change', '--', 'node', 'main.js']);
    expect(drafted.code).toBe(0);
    expect(drafted.out).toMatch(/^main\.js {2}function write branch value$/mu);
    expect(drafted.out).not.toContain('its arguments and result tell');
    const wordy = await run(['plan', '--verbose', 'why does order.total change', '--', 'x']);
    expect(wordy.out).toMatch(/main\.js#\*\n {4}function: [\s\S]*its arguments/u);
    const folder = join(root, '.scope', 'plans');
    const file = join(folder, readdirSync(folder)[0] ?? '');
    expect(readdirSync(join(root, '.scope'))).not.toContain('sessions');
    const applied = await run(['run', '--plan', file, '--json', '--', 'node', 'main.js']);
    expect(applied.code).toBe(0);
    expect(answerSchema.parse(JSON.parse(applied.out)).verdict).not.toBe('open');

    const plan = JSON.parse(readFileSync(file, 'utf8')) as InstrumentationPlan;
    const [first] = plan.probes;
    const write = (name: string, probes: readonly object[]): string => {
      mkdirSync(join(root, 'out'), { recursive: true });
      const path = join(root, 'out', name);
      writeFileSync(path, JSON.stringify({ ...plan, probes }));
      return path;
    };
    const argv = (path: string): string[] => ['run', '--plan', path, '--', 'node', 'main.js'];
    await check(argv(write('kind.json', [{ ...first, kind: 'wrte' }])), 2, /probes\.0\.kind/u);
    await check(
      argv(write('node.json', [{ ...first, node: 'main.js#halve' }])),
      2,
      /probes\.0: there is no node main\.js#halve; near: main\.js#half/u,
    );
    await check(argv(join(root, 'none.json')), 2, /there is no plan file/u);
  });

  it('explains what goes wrong without a question', async () => {
    const { code, out } = await run(['run', '--watch', '--json', '--', 'node', 'main.js']);
    const { incidents } = JSON.parse(out) as {
      incidents: readonly { anomaly: { kind: string }; answer: { verdict: string } }[];
    };
    expect(code).toBe(0);
    expect(incidents.map(({ anomaly }) => anomaly.kind)).toContain('not-a-number');
    expect(incidents.every(({ answer }) => answer.verdict !== 'open')).toBe(true);
    expect(readdirSync(join(root, '.scope', 'incidents')).length).toBe(incidents.length);
  });
});
