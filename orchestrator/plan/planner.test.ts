import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { Goal, Probe } from '../../protocol/plan.ts';
import type { GenerateReply, GenerateRequest, Provider } from '../../providers/provider.ts';
import { createTreeReader } from '../run.ts';
import { createPlanner } from './planner.ts';
import type { Planner } from './planner.ts';

const USAGE = { inputTokens: 10, outputTokens: 2, usd: 0.5 };
const GOAL: Goal = { kind: 'value', subject: 'x' };
const FACTS = { frontiers: [], executed: [] };
const INVALID: GenerateReply<never> = {
  outcome: 'invalid',
  problems: [{ message: 'no probes', severity: 'error' }],
  text: '{}',
  usage: USAGE,
};

const value = (what: unknown): GenerateReply<unknown> => ({
  outcome: 'value',
  value: what,
  repairs: 0,
  usage: USAGE,
});
const probe = (node: string, id = node, kind: Probe['kind'] = 'write'): Probe => ({
  id,
  kind,
  node,
  why: 'test',
});

interface Double {
  readonly provider: Provider;
  readonly calls: GenerateRequest<unknown>[];
}

/** Gives the replies in order and keeps what it was asked. */
function double(...replies: readonly GenerateReply<unknown>[]): Double {
  const calls: GenerateRequest<unknown>[] = [];
  const provider: Provider = {
    name: 'double',
    model: 'none',
    generate: <T>(request: GenerateRequest<T>) => {
      calls.push(request as GenerateRequest<unknown>);
      return Promise.resolve(replies[calls.length - 1] as GenerateReply<T>);
    },
    runTools: () => Promise.reject(new Error('not asked')),
  };
  return { provider, calls };
}

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'scope-planner-'));
  writeFileSync(join(root, 'a.ts'), 'function f() { return g(); }\nfunction g() { return 1; }\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function draft(planner: Planner): ReturnType<Planner['draft']> {
  const readTree = createTreeReader(root, new Map());
  return planner.draft({ question: 'why is x 1', goal: GOAL, candidates: [], readTree });
}

describe('createPlanner', () => {
  it('asks once for a draft, with the limits, and keeps what the project has', async () => {
    const nodes = ['a.ts#f', 'a.ts#gone', 'b.ts#f', 'nonsense', 'a.ts#*'];
    const { provider, calls } = double(
      value({ hypothesis: 'h', probes: nodes.map((node) => probe(node)) }),
    );
    const plan = await draft(createPlanner(provider, { ...DEFAULT_LIMITS, probes: 7, runs: 2 }));
    expect(plan.probes.map(({ node }) => node)).toEqual(['a.ts#f', 'a.ts#*']);
    expect(plan.provenance).toMatchObject({
      provider: 'double',
      model: 'none',
      prompt: 'draft-plan',
    });
    expect(calls.map(({ kind, input }) => ({ kind, input }))).toEqual([
      {
        kind: 'draft-plan',
        input: {
          question: 'why is x 1',
          goal: GOAL,
          candidates: [],
          limits: { probes: 7, runs: 2 },
        },
      },
    ]);
  });

  it('has no plan where the reply is not usable', async () => {
    for (const reply of [INVALID, { outcome: 'refused', message: 'no', usage: USAGE } as const]) {
      const planner = createPlanner(double(reply).provider, DEFAULT_LIMITS);
      await expect(draft(planner)).rejects.toMatchObject({
        name: 'ScopeError',
        code: 'provider-failed',
        message: expect.stringContaining('double gave no usable draft-plan reply'),
      });
      expect(planner.usage()).toEqual(USAGE);
    }
  });

  it('refines: adds, removes, and names what was there', async () => {
    const { provider, calls } = double(
      value({ hypothesis: 'h', probes: [probe('a.ts#f', 'p1'), probe('a.ts#', 'p2')] }),
      value({ hypothesis: 'h', add: [probe('a.ts#g', 'p3')], remove: ['p2'] }),
    );
    const planner = createPlanner(provider, DEFAULT_LIMITS);
    const plan = await draft(planner);
    const readTree = createTreeReader(root, new Map());
    const next = await planner.refine({ question: 'q', goal: GOAL, plan, facts: FACTS, readTree });
    expect(next?.probes.map(({ id }) => id)).toEqual(['p1', 'p3']);
    expect(next).toMatchObject({ id: plan.id, revision: 2, parent: 1 });
    expect(calls[1]?.input).toMatchObject({
      already: [
        { id: 'p1', kind: 'write', node: 'a.ts#f' },
        { id: 'p2', kind: 'write', node: 'a.ts#' },
      ],
    });
  });

  it('is done where a refinement adds nothing new', async () => {
    const same = [probe('a.ts#f', 'p1')];
    const { provider } = double(
      value({ hypothesis: 'h', probes: same }),
      value({ hypothesis: 'h', add: [probe('a.ts#f', 'p9'), probe('a.ts#gone')], remove: [] }),
    );
    const planner = createPlanner(provider, DEFAULT_LIMITS);
    const plan = await draft(planner);
    const readTree = createTreeReader(root, new Map());
    expect(
      await planner.refine({ question: 'q', goal: GOAL, plan, facts: FACTS, readTree }),
    ).toBeNull();
  });

  it('goes without an explanation that is not usable; it was paid for all the same', async () => {
    const planner = createPlanner(double(INVALID, INVALID).provider, DEFAULT_LIMITS);
    const input = { question: 'q', verdict: 'open', hops: [], suspects: [] } as const;
    expect(await planner.explain({ ...input, hops: [], suspects: [] })).toBeNull();
    await planner.explain({ ...input, hops: [], suspects: [] });
    expect(planner.usage()).toEqual({ inputTokens: 20, outputTokens: 4, usd: 1 });
  });

  it('does not know a sum of which a part is not known', async () => {
    const unpriced = { ...INVALID, usage: { ...USAGE, usd: null } };
    const planner = createPlanner(double(INVALID, unpriced).provider, DEFAULT_LIMITS);
    const input = { question: 'q', verdict: 'open', hops: [], suspects: [] } as const;
    for (let n = 0; n < 2; n += 1) await planner.explain({ ...input, hops: [], suspects: [] });
    expect(planner.usage().usd).toBeNull();
  });
});
