import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { Goal, Probe } from '../../protocol/plan.ts';
import { ScopeError } from '../../protocol/problem.ts';
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
  it('asks once for a draft that fits, with the limits', async () => {
    const { provider, calls } = double(
      value({ hypothesis: 'h', probes: [probe('a.ts#f'), probe('a.ts#*')] }),
    );
    const plan = await draft(createPlanner(provider, { ...DEFAULT_LIMITS, probes: 7, runs: 2 }));
    expect(plan.probes.map(({ node }) => node)).toEqual(['a.ts#f', 'a.ts#*']);
    expect(plan.provenance).toEqual({
      provider: 'double',
      model: 'none',
      prompt: 'draft-plan',
      promptVersion: 4,
    });
    expect(calls.map(({ kind, input }) => ({ kind, input }))).toEqual([
      {
        kind: 'draft-plan',
        input: {
          question: 'why is x 1',
          goal: GOAL,
          outline: '',
          candidates: [],
          limits: { probes: 7, runs: 2 },
          problems: [],
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
      value({ hypothesis: 'h', add: [probe('a.ts#f', 'p9')], remove: [] }),
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

const RICH = { ...DEFAULT_LIMITS, usd: 100 };
const reply = (...probes: readonly Probe[]): GenerateReply<unknown> =>
  value({ hypothesis: 'h', probes });
const change = (...add: readonly Probe[]): GenerateReply<unknown> =>
  value({ hypothesis: 'h', add, remove: [] });
const CANDIDATE = {
  id: 'a.ts#f',
  file: 'a.ts',
  name: 'f',
  score: 1,
  reasons: ['is f'],
  distance: 0,
  calls: 1,
  loopDepth: 0,
  lines: 1,
};
const draftWith = (planner: Planner): ReturnType<Planner['draft']> =>
  planner.draft({
    question: 'why is x 1',
    goal: GOAL,
    candidates: [CANDIDATE],
    readTree: createTreeReader(root, new Map()),
  });

describe('a reply that does not fit', () => {
  it('goes back once with every problem, and both replies count', async () => {
    const { provider, calls } = double(
      reply(
        probe('a.ts#f', 'p1'),
        probe('a.ts#gone'),
        probe('nonsense'),
        probe('a.ts#', 'p2', 'state'),
        { ...probe('a.ts#g', 'p3', 'value'), when: 'x > 1' },
      ),
      reply(probe('a.ts#g', 'p1'), probe('a.ts#still-gone')),
    );
    const plan = await draft(createPlanner(provider, RICH));
    expect(plan.probes.map(({ id, node }) => [id, node])).toEqual([
      ['p1', 'a.ts#g'],
      ['p1-2', 'a.ts#f'],
    ]);
    expect(plan.provenance.provider).toBe('double');
    expect(calls).toHaveLength(2);
    expect((calls[1]?.input as { readonly problems: readonly string[] }).problems).toEqual([
      'there is no node a.ts#gone',
      expect.stringContaining('nonsense is not a node id'),
      'a.ts#: a state probe needs a method',
      'a.ts#g: `when` "x > 1", at 1: x is not known there; a value probe reads value',
    ]);
    expect(calls[1]?.prompt.user).toContain('there is no node a.ts#gone');
  });

  it.each(['../../../../etc/passwd#*', '/dev/zero#*', '../outside/o.js#*', '/etc/hosts.js#*'])(
    'may not name %s',
    async (node) => {
      const { provider, calls } = double(reply(probe('a.ts#f'), probe(node)), reply());
      const plan = await draft(createPlanner(provider, RICH));
      expect(plan.probes.map((one) => one.node)).toEqual(['a.ts#f']);
      expect(calls).toHaveLength(2);
    },
  );

  it('keeps what the first reply brought where the second is not usable or does not come', async () => {
    const first = reply(probe('a.ts#f'), probe('a.ts#gone'));
    const failing = double(first);
    const generate = failing.provider.generate.bind(failing.provider);
    const cut: Provider = {
      ...failing.provider,
      generate: (request) =>
        failing.calls.length === 0
          ? generate(request)
          : Promise.reject(new ScopeError('provider-failed', 'no network')),
    };
    for (const provider of [double(first, INVALID).provider, cut]) {
      const plan = await draft(createPlanner(provider, RICH));
      expect(plan.probes.map(({ node }) => node)).toEqual(['a.ts#f']);
    }
  });

  it('gives way to the deterministic planner where nothing can be watched, and that is told', async () => {
    const said: string[] = [];
    const bad = reply(probe('a.ts#gone'));
    const { provider, calls } = double(bad, bad);
    const plan = await draftWith(createPlanner(provider, RICH, (line) => said.push(line)));
    expect(plan.probes.map(({ id }) => id)).toContain('value:a.ts#f');
    expect(plan.provenance.provider).toBe('double+mock');
    expect(calls).toHaveLength(2);
    expect(said).toEqual(['double proposed nothing that can be watched; going on without it here']);
  });

  it('is repaired in a refinement too, or gives way there', async () => {
    const facts = {
      frontiers: [{ node: 'a.ts#f', reason: 'it ends', functionId: 'a.ts#g', file: 'a.ts' }],
      executed: [],
    };
    const readTree = createTreeReader(root, new Map());
    const gone = change(probe('a.ts#gone'));
    const refineWith = async (second: GenerateReply<unknown>) => {
      const planner = createPlanner(double(reply(probe('a.ts#f')), gone, second).provider, RICH);
      const plan = await draft(planner);
      return planner.refine({ question: 'q', goal: GOAL, plan, facts, readTree });
    };
    const repaired = await refineWith(change(probe('a.ts#g', 'p2')));
    expect(repaired?.probes.map(({ id }) => id)).toEqual(['a.ts#f', 'p2']);
    expect(repaired?.provenance.provider).toBe('double');
    const replaced = await refineWith(gone);
    expect(replaced?.probes.map(({ id }) => id)).toContain('value:a.ts#g');
    expect(replaced?.provenance.provider).toBe('double+mock');
  });
});

describe('limits of what a model may cost', () => {
  it.each([
    ['modelTokens', { ...RICH, modelTokens: 12 }, 'limits.modelTokens (12)'],
    ['usd', { ...RICH, usd: 0.5 }, 'limits.usd ($0.5)'],
  ] as const)(
    '%s: no further call once it is reached, and one line says so',
    async (_, limits, word) => {
      const said: string[] = [];
      const { provider, calls } = double(reply(probe('a.ts#f')));
      const planner = createPlanner(provider, limits, (line) => said.push(line));
      const plan = await draft(planner);
      const readTree = createTreeReader(root, new Map());
      const facts = {
        frontiers: [{ node: 'a.ts#f', reason: 'it ends', functionId: 'a.ts#g', file: 'a.ts' }],
        executed: [],
      };
      const next = await planner.refine({ question: 'q', goal: GOAL, plan, facts, readTree });
      expect(next?.provenance.provider).toBe('double+mock');
      const prose = await planner.explain({
        question: 'q',
        verdict: 'open',
        hops: [],
        suspects: [],
      });
      expect(prose?.paragraph).toContain('Nothing that was recorded');
      expect(calls).toHaveLength(1);
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(word);
    },
  );

  it('a limit of nothing asks nobody', async () => {
    const { provider, calls } = double();
    const plan = await draftWith(createPlanner(provider, { ...RICH, modelTokens: 0 }));
    expect(plan.probes.length).toBeGreaterThan(0);
    expect(calls).toEqual([]);
  });

  it('does not pay for a repair that it can not afford', async () => {
    const { provider, calls } = double(reply(probe('a.ts#f'), probe('a.ts#gone')));
    const plan = await draft(createPlanner(provider, { ...RICH, usd: 0.4 }));
    expect(plan.probes.map(({ node }) => node)).toEqual(['a.ts#f']);
    expect(calls).toHaveLength(1);
  });
});
