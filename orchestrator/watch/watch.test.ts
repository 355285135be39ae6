import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openStream } from '../../capture/stream/open.ts';
import { anomalySchema } from '../../protocol/anomaly.ts';
import type { Anomaly } from '../../protocol/anomaly.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { createProvider } from '../../providers/index.ts';
import type { RunSettings } from '../run.ts';
import { incidentSchema } from './incident.ts';
import type { Incident } from './incident.ts';
import { GROUP, streamName, watch } from './watch.ts';
import type { WatchResult } from './watch.ts';

const STOCK = `
const stock = new Map([['tea', 12]]);
export function take(name, quantity) {
  const left = stock.get(name) - quantity;
  stock.set(name, left);
  return left;
}
export function restock(name, delivery) {
  stock.set(name, stock.get(name) + delivery.quantity);
}
`;
const MAIN = `
import { restock, take } from './stock.js';
for (let round = 1; round < 9; round += 1) {
  take('tea', 1);
  restock('tea', round < 5 ? { quantity: 2 } : { amount: 2 });
}
`;
const QUIET = `
import { restock, take } from './stock.js';
take('tea', 1);
restock('tea', { quantity: 2 });
`;

describe('watching', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-watch-')));
    writeFileSync(join(root, 'package.json'), '{ "name": "w", "type": "module" }');
    writeFileSync(join(root, 'stock.js'), STOCK);
    writeFileSync(join(root, 'main.js'), MAIN);
    writeFileSync(join(root, 'quiet.js'), QUIET);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const scopeDir = (): string => join(root, '.scope');
  const settings = (session: string, file: string): RunSettings => {
    const sessionDir = join(scopeDir(), 'sessions', session);
    mkdirSync(sessionDir, { recursive: true });
    return {
      root,
      cwd: root,
      argv: ['node', file],
      env: { PATH: process.env['PATH'] },
      sessionDir,
      session,
      preloadPath: resolve('dist/capture/target/preload.cjs'),
      stdio: 'to-stderr',
      timeoutMs: 20_000,
    };
  };
  const start = async (
    session: string,
    file: string,
    plan?: InstrumentationPlan,
  ): Promise<WatchResult & { readonly said: readonly string[] }> => {
    const said: string[] = [];
    const result = await watch({
      settings: settings(session, file),
      limits: DEFAULT_LIMITS,
      provider: await createProvider({ provider: 'mock' }),
      announce: (line) => void said.push(line),
      onIncident: () => undefined,
      plan,
      scopeDir: scopeDir(),
      redisUrl: undefined,
    });
    return { ...result, said };
  };
  const openAnomalies = (): ReturnType<typeof openStream<Anomaly>> =>
    openStream({ name: streamName(root), dir: scopeDir(), schema: anomalySchema });

  it('ends with a stored incident that names the cause, every anomaly acknowledged', async () => {
    const { incidents } = await start('s1', 'main.js');
    const [first] = incidents;
    expect(first?.anomaly).toMatchObject({ kind: 'became-undefined', subject: 'quantity' });
    expect(first?.answer.chain.map(({ file }) => file)).toContain('main.js');
    expect(first?.answer.command.exitCode).toBe(0);
    expect(first?.related.length).toBeGreaterThan(0);
    const files = readdirSync(join(scopeDir(), 'incidents'));
    expect(files.length).toBe(incidents.length);
    const stored: readonly Incident[] = files.map((file) =>
      incidentSchema.parse(JSON.parse(readFileSync(join(scopeDir(), 'incidents', file), 'utf8'))),
    );
    expect(stored.map(({ id }) => id)).toContain(first?.id);
    const stream = await openAnomalies();
    expect(await stream.length()).toBeGreaterThan(0);
    expect((await stream.pending(GROUP)).total).toBe(0);
    await stream.close();
  });

  it('finds nothing where nothing is wrong', async () => {
    expect((await start('s1', 'quiet.js')).incidents).toEqual([]);
  });

  it('refines the plan and runs again where the evidence ends', async () => {
    const plan: InstrumentationPlan = {
      version: 1,
      id: 'plan-borders',
      revision: 1,
      question: 'what goes wrong?',
      goal: { kind: 'anomaly' },
      probes: ['main.js#*', 'stock.js#*'].map((node) => ({
        id: `function:${node}`,
        kind: 'function',
        node,
        why: 'borders only',
      })),
      limits: DEFAULT_LIMITS,
      provenance: { provider: 'test' },
    };
    const { incidents, runs, said } = await start('s1', 'main.js', plan);
    expect(runs.length).toBeGreaterThan(1);
    expect(said.some((line) => line.includes('refining the plan'))).toBe(true);
    const nan = incidents.find(({ anomaly }) => anomaly.subject === 'take()');
    expect(nan?.answer.chain.length).toBeGreaterThan(1);
    expect(nan?.answer.plan.revisions).toBeGreaterThan(1);
  });

  it('explains what an earlier session left in the stream', async () => {
    const { incidents } = await start('s1', 'main.js');
    const left = incidents[0]?.anomaly;
    if (left === undefined) throw new Error('no anomaly to leave behind');
    const stream = await openAnomalies();
    await stream.append(left);
    await stream.append({ ...left, id: 'gone', session: 'gone' });
    await stream.close();
    const later = await start('s2', 'quiet.js');
    expect(later.incidents.map(({ anomaly }) => anomaly.id)).toEqual([left.id]);
    expect(later.said.join('\n')).toContain('recording is gone');
  });
});
