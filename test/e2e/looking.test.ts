/** The commands around the main job, and what the command line prints where: documents, colours, exit codes. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Incident } from '../../orchestrator/watch/incident.ts';
import { answerOf, layProject, readJson } from './project.ts';
import type { Env, Outcome } from './project.ts';

const NODE = process.execPath;
const ESCAPE = /\u001b\[/u;
const files = {
  'package.json': JSON.stringify({ name: 'e2e', devDependencies: { tsx: '*' } }),
  'scope.config.ts': `export default { limits: { runs: 2 } };\n`,
  'src/cart.ts': `export class Cart {
  total = 0;
  add(cents: number, count: number): void {
    if (count > 0) this.total += cents * count;
  }
}
`,
  'src/main.ts': `import { Cart } from './cart';
const cart = new Cart();
cart.add(100, 2);
cart.add(Number('9,5'), 1);
console.log('total', cart.total);
`,
};
const QUESTION = 'why is cart.total NaN';
const COMMAND = ['--', NODE, '--import', 'tsx', 'src/main.ts'];

describe('documents', () => {
  const project = layProject(files);

  it('--json prints one answer document on stdout; the command prints on stderr', async () => {
    const outcome = await project.scope(['ask', '--json', QUESTION, ...COMMAND]);
    const answer = answerOf(outcome);
    expect(outcome.code).toBe(0);
    expect(outcome.err).toContain('total NaN\n');
    expect(answer.question).toBe(QUESTION);
    expect(answer.command).toEqual({ argv: COMMAND.slice(1), exitCode: 0, signal: null });
    for (const hop of answer.chain.filter(({ role }) => role !== 'frontier')) {
      expect(hop.file).toMatch(/^src\/(?:main|cart)\.ts$/u);
      // What has no event is written in the code: a constant is its own proof.
      if (hop.seq === undefined) expect(hop.code).toContain(hop.value);
      else expect(answer.cost.events).toBeGreaterThanOrEqual(hop.seq);
    }
    expect(answer.chain.filter(({ seq }) => seq !== undefined).length).toBeGreaterThan(2);
    expect(answer.suspects.map(({ rank }) => rank)).toEqual(answer.suspects.map((_, at) => at + 1));
    for (const folder of answer.recordings)
      expect(existsSync(join(project.root, folder))).toBe(true);
    expect(project.gitStatus()).toBe('');
  });

  it('show, config, doctor and graph stats print one document each', async () => {
    const document = async (...argv: readonly string[]): Promise<unknown> => {
      const { code, out } = await project.scope([...argv, '--json']);
      expect([argv, code]).toEqual([argv, 0]);
      return JSON.parse(out);
    };
    expect(await document('show')).toMatchObject({ events: expect.anything() });
    expect(await document('config')).toMatchObject({
      root: project.root,
      settings: expect.arrayContaining([
        expect.objectContaining({ name: 'limits.runs', value: 2, source: 'file' }),
      ]),
    });
    expect(JSON.stringify(await document('doctor'))).toContain(process.versions.node);
    expect(await document('graph', 'dot', 'Cart.add')).toEqual({
      dot: expect.stringMatching(/^digraph /u),
      problems: [],
    });
    expect(await document('graph', 'stats')).toMatchObject({ files: 3 });
  });

  it('doctor says what works here, and config where a value is from', async () => {
    const doctor = await project.scope(['doctor']);
    expect(doctor.code).toBe(0);
    expect(doctor.out).toContain('tsx');
    const { out } = await project.scope(['config', '--runs', '5'], { SCOPE_PROVIDER: 'mock' });
    expect(out).toMatch(/limits\.runs +5 +flag --runs/u);
    expect(out).toMatch(/provider +mock +environment SCOPE_PROVIDER/u);
    const fromFile = await project.scope(['config']);
    expect(fromFile.out).toMatch(/limits\.runs +2 +scope\.config\.ts/u);
  });

  it('graph dot draws a function for Graphviz, by any name that means it', async () => {
    const flow = await project.scope(['graph', 'dot', 'Cart.add']);
    expect(flow.code).toBe(0);
    expect(flow.out).toMatch(/^digraph .*\{\n[\s\S]*"\d+: if \(count > 0\)"[\s\S]*->[\s\S]*\}\n$/u);
    const data = await project.scope(['graph', 'dot', '--data', 'src/cart.ts#Cart.add']);
    expect(data.out).toMatch(/^digraph /u);
    expect(data.out).not.toBe(flow.out);
  });

  it('clean says what it takes away, and takes only that', async () => {
    const dry = await project.scope(['clean', '--dry-run']);
    expect(dry.out).toMatch(/sessions: 1 session, [\s\S]*would remove/u);
    expect(readdirSync(join(project.root, '.scope/sessions'))).toHaveLength(1);
    const { code } = await project.scope(['clean']);
    expect(code).toBe(0);
    expect(readdirSync(join(project.root, '.scope'))).not.toContain('sessions');
    expect((await project.scope(['clean'])).out).toMatch(/nothing to remove/u);
    expect(project.gitStatus()).toBe('');
  });
});

describe('colours', () => {
  const project = layProject(files);
  const ask = ['ask', QUESTION, ...COMMAND];
  const atTerminal = (argv: readonly string[], env?: Env): Promise<Outcome> =>
    project.scopeAtTerminal(argv, env).ended;

  it('are there at a terminal, and nowhere else', async () => {
    const [terminal, piped] = await Promise.all([
      atTerminal(ask, { TERM: 'xterm' }),
      project.scope(ask),
    ]);
    expect(terminal.out).toMatch(ESCAPE);
    expect(`${piped.out}${piped.err}`).not.toMatch(ESCAPE);
    expect([terminal.code, piped.code]).toEqual([0, 0]);
  });

  it('are not where NO_COLOR, --no-color or a dumb terminal says no', async () => {
    const texts = await Promise.all([
      atTerminal(['config'], { TERM: 'xterm', NO_COLOR: '1' }),
      atTerminal(['config', '--no-color'], { TERM: 'xterm' }),
      atTerminal(['config'], { TERM: 'dumb' }),
    ]);
    for (const { out } of texts) {
      expect(out).toContain('limits.runs');
      expect(out).not.toMatch(ESCAPE);
    }
  });
});

describe('run --watch', () => {
  const drifting = {
    'main.cjs': `const { feed } = require('./feed.cjs');
const meter = { level: 0 };
let n = 0;
const timer = setInterval(() => {
  n += 1;
  meter.level = feed(n).litres / 2;
  if (n === 60) clearInterval(timer);
}, 5);
`,
    'feed.cjs': `exports.feed = (n) => {
  const raw = n > 40 ? {} : { volume: n * 2 };
  return { at: n, litres: raw.volume };
};
`,
  };

  it('ends with an incident that explains what went wrong after a while', async () => {
    const project = layProject(drifting);
    const { code, out, err } = await project.scope([...['run', '--watch', '--', NODE, 'main.cjs']]);
    expect(`${code}\n${err}`).toMatch(/^0\n/u);
    expect(out).toMatch(
      /Incident: volume is undefined, was 80 before, at feed\.cjs:3 .*\n[\s\S]*feed\.cjs:2/u,
    );
    expect(err).toMatch(/\d incidents?: \.scope\/incidents\//u);
    const folder = join(project.root, '.scope/incidents');
    const incidents = readdirSync(folder).map((name) => readJson(join(folder, name)) as Incident);
    const [first] = incidents;
    expect(first?.answer.verdict).toMatch(/^(?:settled|likely)$/u);
    const kinds = incidents.flatMap(({ anomaly, related }) => [anomaly, ...related]);
    expect(kinds.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(
      expect.arrayContaining(['became-undefined volume', 'not-a-number level']),
    );
    expect(project.gitStatus()).toBe('');
  });
});
