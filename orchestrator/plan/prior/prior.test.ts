import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCodeGraph } from '../../../code-graph/index.ts';
import type { CodeGraph } from '../../../code-graph/index.ts';
import { collectCandidates } from '../candidate.ts';
import { outlineFor, outlineOfFacts } from './outlined.ts';
import { createPrior } from './prior.ts';
import { estimateTokens } from '../../../code-graph/token-estimate.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scope-prior-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const graphOf = (files: Readonly<Record<string, string>>): Promise<CodeGraph> => {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  return buildCodeGraph(root, { cacheFile: null });
};
const SHOP = {
  'main.js': "import { a } from './a.js';\nimport { b } from './b.js';\na({});\nb({});\n",
  'a.js': "import { rate } from './rate.js';\nexport function a(o) { o.total = rate(o); }\n",
  'b.js': `import { rate } from './rate.js';
export function b(o) {
  if (o.x) for (const y of o.x) if (y) o.total = rate(y); else o.total = 0;
}
export function c(o) {
  o.total = parseInt(o.text.trim());
}
`,
  'rate.js': 'export function rate(o) { return o.total; }\n',
};

describe('what is looked at first', () => {
  it('is what is complex, what rules point at, and files that much stands on', async () => {
    const graph = await graphOf(SHOP);
    const prior = createPrior(graph, { files: ['a.js', 'b.js'] });
    expect(prior.ofFunction('b.js#b')).toBeGreaterThan(prior.ofFunction('a.js#a'));
    expect(prior.findings('b.js#c')).toEqual(['parse-int-radix in line 6']);
    expect(prior.ofFunction('b.js#c')).toBeGreaterThan(prior.ofFunction('a.js#a'));
    expect(prior.ofFile('rate.js')).toBeGreaterThan(prior.ofFile('a.js'));
    expect(prior.ofFile('rate.js')).toBeLessThan(1);
    expect([prior.ofFile('main.js') < prior.ofFile('a.js'), prior.ofFile('none')]).toEqual([
      true,
      0,
    ]);
    for (const { id } of graph.functions()) expect(prior.ofFunction(id)).toBeLessThan(1);
  });

  it('has rules read only what there is room for', async () => {
    const graph = await graphOf({ ...SHOP, 'long.js': `${'\n'.repeat(9000)}` });
    expect(createPrior(graph, { files: ['long.js', 'b.js'] }).findings('b.js#c')).toHaveLength(1);
    expect(createPrior(graph, { files: [] }).findings('b.js#c')).toEqual([]);
  });

  it('orders functions that the question means equally, and none across', async () => {
    const graph = await graphOf({ ...SHOP, 'filler.js': '\n'.repeat(3000) });
    const holder = (id: string, weight: number) => ({ id, weight, reason: 'writes total' });
    const found = collectCandidates(
      graph,
      {
        goal: { kind: 'change', subject: 'total' },
        functions: [
          holder('rate.js#rate', 6),
          holder('a.js#a', 2),
          holder('b.js#b', 2),
          holder('b.js#c', 2),
        ],
        names: new Set(['total']),
      },
      {
        commandFiles: ['main.js'],
        smallLines: 10,
        isTest: () => false,
        prior: createPrior(graph, { files: ['b.js'] }),
      },
    );
    const named = found.filter(({ kind }) => kind === 'function');
    expect(named.map(({ id }) => id)).toEqual(['rate.js#rate', 'b.js#c', 'b.js#b', 'a.js#a']);
    expect(named[1]?.reasons).toEqual(['writes total', 'parse-int-radix in line 6']);
    const files = found.filter(({ kind }) => kind === 'module').map(({ file }) => file);
    expect(files).toEqual(['main.js', 'a.js', 'b.js', 'rate.js']);
  });
});

describe('the outline of a request', () => {
  const limits = { modelTokens: 200_000 };
  it('has what the question names, what is one call away, then the rest of the files', async () => {
    const graph = await graphOf(SHOP);
    const prior = createPrior(graph, { files: [] });
    const near = outlineFor(graph, { functions: ['a.js#a'], limits });
    expect(near.split('\n')).toEqual([
      'a.js',
      '  #a function a(o) [2-2, complexity 1]',
      '    calls rate.js#rate',
      '    called by main.js#',
      '    writes .total /assign[0]:2',
      'rate.js',
      '  #rate function rate(o) [1-1, complexity 1]',
      '    called by a.js#a, b.js#b',
      '    reads .total /member[0]:1',
    ]);
    const all = outlineFor(graph, { functions: [], rest: { files: ['b.js'], prior }, limits });
    expect(all).toMatch(/^b\.js\n {2}#b function/u);
    expect(all).toContain('  #c function');
  });

  it('keeps to a twentieth of what a job may cost, and is empty where that is nothing', async () => {
    const graph = await graphOf(SHOP);
    const prior = createPrior(graph, { files: [] });
    const rest = { files: graph.paths(), prior };
    for (const modelTokens of [0, 200, 1000, 2000, 200_000]) {
      const text = outlineFor(graph, { functions: [], rest, limits: { modelTokens } });
      expect(estimateTokens(text)).toBeLessThanOrEqual(modelTokens / 20);
      if (modelTokens === 0) expect(text).toBe('');
    }
  });

  it('of a refinement shows where the evidence ended and what ran near it', async () => {
    const graph = await graphOf(SHOP);
    const end = { node: 'a.js#', reason: 'r', file: 'a.js' };
    const facts = {
      frontiers: [
        { ...end, functionId: 'a.js#a' },
        { ...end, functionId: 'b.js#*' },
        { ...end, functionId: null },
      ],
      executed: [
        { functionId: 'b.js#b', calls: 1, threw: 0, distance: 1 },
        { functionId: 'b.js#c', calls: 1, threw: 0, distance: 5 },
      ],
    };
    const text = outlineOfFacts(graph, facts, limits);
    expect(text).toContain('\n  #a function');
    expect(text).toContain('  b.js# module');
    expect(text).toContain('  #b function');
    expect(text).not.toContain('  #c function');
  });
});
