/** What one run showed, the next plan looks at. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCodeGraph, keepObserved } from '../code-graph/index.ts';
import type { Recording } from '../capture/recording.ts';
import { observedCalls } from './observed.ts';
import { collectCandidates } from './plan/candidate.ts';
import { createPrior } from './plan/prior/prior.ts';

/** Two calls: `a.js#m` at the top, `b.js#plugin` below it; a third in another process. */
const RECORDING = {
  sites: [undefined, { fn: 'a.js#m' }, { fn: 'b.js#plugin' }],
  events: [
    { type: 'call-start', process: 0, site: 1, frame: 1, parent: 0 },
    { type: 'call-start', process: 0, site: 2, frame: 2, parent: 1 },
    { type: 'call-start', process: 0, site: 2, frame: 3, parent: 1 },
    { type: 'call-start', process: 1, site: 2, frame: 4, parent: 1 },
  ],
} as unknown as Recording;

describe('observed calls', () => {
  const root = mkdtempSync(join(tmpdir(), 'scope-seen-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are pairs of functions, each once', () => {
    expect(observedCalls(RECORDING)).toEqual([{ from: 'a.js#m', to: 'b.js#plugin' }]);
  });

  it('lead the next plan to files that no import names', async () => {
    writeFileSync(join(root, 'a.js'), 'function m() { require(process.env.NAME)() }\nm()\n');
    writeFileSync(join(root, 'b.js'), 'module.exports = function plugin() {}\n');
    const candidates = async (): Promise<readonly string[]> => {
      const graph = await buildCodeGraph(root);
      const resolved = { functions: [] } as unknown as Parameters<typeof collectCandidates>[1];
      const prior = createPrior(graph, { files: [] });
      const options = { commandFiles: ['a.js'], smallLines: 0, isTest: () => false, prior };
      return collectCandidates(graph, resolved, options).map(({ file }) => file);
    };
    expect(await candidates()).toEqual(['a.js']);
    keepObserved(root, observedCalls(RECORDING));
    expect(await candidates()).toEqual(['a.js', 'b.js']);
  });
});
