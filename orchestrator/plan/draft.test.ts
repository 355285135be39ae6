import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { createMockProvider } from '../../providers/mock/mock.ts';
import { draftPlan } from './draft.ts';
import type { Draft, DraftRequest } from './draft.ts';
import type { GenerateRequest, Provider } from '../../providers/provider.ts';
import { readPlanFile } from './plan-file.ts';

let root = '';
let said: string[] = [];

function lay(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scope-draft-'));
  said = [];
  lay({
    'package.json': '{}',
    'main.js': 'let total = 1;\nfunction add() { total += 1; }\nadd();\n',
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const draft = (plan?: InstrumentationPlan, change?: Partial<DraftRequest>): Promise<Draft> =>
  draftPlan({
    question: 'why does total change',
    root,
    cwd: root,
    argv: ['node', 'main.js'],
    limits: DEFAULT_LIMITS,
    provider: createMockProvider(),
    announce: (line) => said.push(line),
    ...(plan === undefined ? {} : { plan }),
    ...change,
  });
const planOn = (...nodes: readonly string[]): InstrumentationPlan => ({
  version: 1,
  id: 'plan-test',
  revision: 1,
  question: 'why does total change',
  goal: { kind: 'change', subject: 'total' },
  probes: nodes.map((node) => ({ id: node, kind: 'write', node, why: 'test' })),
  limits: DEFAULT_LIMITS,
  provenance: { provider: 'person' },
});

describe('a plan that was given', () => {
  it('is applied as far as its files are of the project, and the rest is told', async () => {
    lay({ 'node_modules/p/i.js': 'exports.x = 1;\n' });
    const { plan } = await draft(planOn('main.js#add', 'node_modules/p/i.js#*'));
    expect(plan.probes.map(({ node }) => node)).toEqual(['main.js#add']);
    expect(said).toContain(
      'left out of the plan: node_modules/p/i.js: the file is not of the project, and no run loaded it',
    );
  });

  it('may name a built file of the project, which the graph leaves out', async () => {
    lay({ 'dist/main.js': 'export const x = () => 1;\n' });
    const { plan } = await draft(planOn('dist/main.js#*'));
    expect(plan.probes.map(({ node }) => node)).toEqual(['dist/main.js#*']);
    expect(said.filter((line) => line.startsWith('left out'))).toEqual([]);
  });

  it('is refused where nothing of it is left', async () =>
    await expect(draft(planOn('../outside/o.js#*'))).rejects.toMatchObject({
      code: 'plan-invalid',
      problems: [{ where: 'probes.0', severity: 'error' }],
    }));

  it.each(['../../../../etc/passwd#*', '/dev/zero#*', '../outside/o.js#*', 'main.js#gone'])(
    'a file of it may not name %s',
    (node) => {
      lay({ 'plan.json': JSON.stringify(planOn('main.js#add', node)) });
      expect(() => readPlanFile(join(root, 'plan.json'), root)).toThrow(
        expect.objectContaining({
          code: 'plan-invalid',
          problems: [expect.objectContaining({ where: 'probes.1' })],
        }),
      );
    },
  );
});

describe('what a provider is asked', () => {
  it('shows it the code of the question, as far as it may cost', async () => {
    const asked: GenerateRequest<unknown>[] = [];
    const mock = createMockProvider();
    const provider: Provider = {
      ...mock,
      name: 'double',
      generate(request) {
        asked.push(request as GenerateRequest<unknown>);
        return mock.generate(request);
      },
    };
    const { plan } = await draft(undefined, { provider });
    expect(plan.provenance.provider).toBe('double');
    const shown = 'main.js\n  #add function add() [2-2, complexity 1]';
    expect(asked[0]?.input).toMatchObject({ outline: expect.stringContaining(shown) });
    expect(asked[0]?.prompt.user).toContain(shown);
    await draft(undefined, { provider, limits: { ...DEFAULT_LIMITS, modelTokens: 20 } });
    expect(asked[1]?.input).toMatchObject({ outline: '' });
  });
});

describe('candidates of a large project', () => {
  const filler = (name: string): string =>
    Array.from({ length: 1500 }, (_, at) => `exports.${name}${at} = ${at};\n`).join('');

  it('has the file that declares a name of the question, though no import reaches it', async () => {
    lay({
      'main.js': "require('./big.js');\nrequire('./big2.js');\nrequire('./' + process.argv[2]);\n",
      'big.js': filler('a'),
      'big2.js': filler('b'),
      'plugin.js': 'let total = 1;\nexports.add = function add() { total += 1; };\n',
      'other.js': 'exports.other = 1;\n',
    });
    const { plan } = await draft();
    const nodes = new Set(plan.probes.map(({ node }) => node));
    expect([...nodes].filter((node) => node.startsWith('plugin.js'))).toEqual(
      expect.arrayContaining(['plugin.js#*', 'plugin.js#add']),
    );
    expect(nodes).not.toContain('other.js#*');
    const inside = plan.probes.filter(({ node }) => node === 'plugin.js#add');
    expect(inside.map(({ kind }) => kind)).toContain('write');
  });

  it('has it too where what imports reach is small', async () => {
    lay({
      'main.js': "require('./' + process.argv[2]);\n",
      'big.js': filler('a'),
      'big2.js': filler('b'),
      'plugin.js': 'let total = 1;\nexports.add = function add() { total += 1; };\n',
    });
    const { plan } = await draft();
    const nodes = new Set(plan.probes.map(({ node }) => node));
    expect([...nodes]).toEqual(
      expect.arrayContaining(['main.js#*', 'plugin.js#*', 'plugin.js#add']),
    );
    expect(nodes).not.toContain('big.js#*');
  });
});
