import { buildRequest } from '../prompt.ts';
import { describeProvider } from '../provider.contract.ts';
import type { Candidate, RequestInput, RequestOutput } from '../request.ts';
import type { RequestKind } from '../request.ts';
import { createMockProvider } from './mock.ts';

describeProvider('mock', () => ({ provider: createMockProvider(), wire: null }));

async function ask<K extends RequestKind>(
  kind: K,
  input: RequestInput<K>,
): Promise<RequestOutput<K>> {
  const reply = await createMockProvider().generate(buildRequest(kind, input));
  if (reply.outcome !== 'value') throw new Error(reply.outcome);
  return reply.value;
}

const candidate = (name: string, change: Partial<Candidate> = {}): Candidate => ({
  id: `src/a.ts#${name}`,
  file: 'src/a.ts',
  name,
  kind: 'function',
  score: 1,
  reasons: [],
  distance: 0,
  calls: 1,
  loopDepth: 0,
  lines: 10,
  ...change,
});
const many = (count: number, change: Partial<Candidate>): readonly Candidate[] =>
  Array.from({ length: count }, (_, index) =>
    candidate(`f${String(index).padStart(2, '0')}`, { score: 100 - index, ...change }),
  );

describe('the first plan', () => {
  const goal = { kind: 'change', subject: 'order.total' } as const;
  const draft = async (
    candidates: readonly Candidate[],
    probes = 400,
  ): Promise<readonly string[]> => {
    const input = { question: 'q', goal, candidates: [...candidates], limits: { probes } };
    return (await ask('draft-plan', input)).probes.map((probe) => probe.id);
  };

  it('watches everything of a near function', async () =>
    expect(await draft([candidate('f')])).toEqual([
      'function:src/a.ts#f',
      'write:src/a.ts#f',
      'branch:src/a.ts#f',
      'value:src/a.ts#f',
    ]));
  it('watches the borders of a far function that ranks low', async () => {
    const far = candidate('far', { distance: 3, score: 0 });
    expect((await draft([...many(12, {}), far])).slice(-1)).toEqual(['function:src/a.ts#far']);
    expect((await draft([...many(11, {}), far])).slice(-1)).toEqual(['value:src/a.ts#far']);
  });
  it('leaves the reads of a hot function out, unless it is the target', async () => {
    const hot = { loopDepth: 2 };
    expect(await draft([candidate('f', { ...hot, distance: 1 })])).not.toContain(
      'value:src/a.ts#f',
    );
    expect(await draft([candidate('f', { ...hot, distance: 0 })])).toContain('value:src/a.ts#f');
  });
  it('ranks by score, then by distance, then by cost', async () => {
    const ids = await draft([
      candidate('costly', { calls: 50 }),
      candidate('cheap'),
      candidate('far', { distance: 1 }),
      candidate('best', { score: 2, distance: 2 }),
    ]);
    expect(ids.filter((id) => id.startsWith('function:'))).toEqual([
      'function:src/a.ts#best',
      'function:src/a.ts#cheap',
      'function:src/a.ts#costly',
      'function:src/a.ts#far',
    ]);
  });
  it('stays within the limit: the inside of the best, the borders of the rest', async () => {
    const ids = await draft(many(30, {}), 20);
    expect(ids).toHaveLength(20);
    expect(ids.slice(0, 4)).toEqual([
      'function:src/a.ts#f00',
      'write:src/a.ts#f00',
      'branch:src/a.ts#f00',
      'value:src/a.ts#f00',
    ]);
    expect(ids.at(-1)).toBe('function:src/a.ts#f09');
    expect(await draft(many(30, { distance: 3 }), 66)).toHaveLength(66);
    expect(await draft(many(30, { distance: 3 }), 65)).toHaveLength(65);
    expect(await draft(many(30, { distance: 3 }), 400)).toHaveLength(66);
    expect(await draft(many(30, {}), 1)).toEqual(['function:src/a.ts#f00']);
  });
  it('says what each probe tests', async () => {
    const input = {
      question: 'q',
      goal,
      candidates: [candidate('f', { reasons: ['writes total'] })],
      limits: { probes: 9 },
    };
    const { hypothesis, probes } = await ask('draft-plan', input);
    expect(hypothesis).toBe('order.total is decided in or near f');
    expect(probes[1]?.why).toBe(
      'f may write order.total or a value that it is made from (writes total)',
    );
  });
  it('has an empty plan for no candidates', async () => expect(await draft([])).toEqual([]));
});

describe('a refinement', () => {
  const refine = (change: Partial<RequestInput<'refine-plan'>>) =>
    ask('refine-plan', {
      question: 'q',
      goal: { kind: 'change', subject: 'total' },
      frontiers: [],
      executed: [],
      already: [],
      limits: { probes: 40 },
      ...change,
    });
  const frontier = (functionId: string | null, value?: string) => ({
    node: 'src/a.ts#f/call[0]',
    reason: 'not instrumented',
    functionId,
    file: 'src/a.ts',
    ...(value === undefined ? {} : { value }),
  });
  const ids = (probes: readonly { readonly id: string }[]) => probes.map(({ id }) => id);

  it('adds what is missing where the evidence ended', async () => {
    const { add, remove, hypothesis } = await refine({
      frontiers: [frontier('src/b.ts#g', 'NaN'), frontier(null)],
      already: [{ id: 'x', kind: 'function', node: 'src/b.ts#g' }],
    });
    expect(ids(add)).toEqual(['write:src/b.ts#g', 'branch:src/b.ts#g', 'value:src/b.ts#g']);
    expect(add[0]?.why).toContain('the evidence ended there: not instrumented');
    expect(remove).toEqual([]);
    expect(hypothesis).toBe('the value NaN comes from inside g');
  });
  it('then looks into near functions that ran, and those that threw', async () => {
    const executed = [
      { functionId: 'a.ts#near', calls: 3, threw: 0, distance: 2 },
      { functionId: 'a.ts#far', calls: 3, threw: 0, distance: 3 },
      { functionId: 'a.ts#threw', calls: 1, threw: 1, distance: 9 },
      { functionId: 'a.ts#idle', calls: 0, threw: 0, distance: 0 },
    ];
    const { add } = await refine({ executed });
    expect([...new Set(add.map((probe) => probe.node))]).toEqual(['a.ts#near', 'a.ts#threw']);
  });
  it('takes the first of the near ones where there is no room for all', async () => {
    const executed = ['z.ts#first', 'm.ts#second', 'a.ts#third'].map((functionId) => ({
      ...{ functionId, calls: 1, threw: 0, distance: 1 },
    }));
    const { add } = await refine({ executed, limits: { probes: 8 } });
    expect([...new Set(add.map((probe) => probe.node))]).toEqual(['z.ts#first', 'm.ts#second']);
  });
  it('removes only what it needs the room of: probes that never fired first', async () => {
    const already = [
      { id: 'busy', kind: 'value', node: 'a.ts#busy' },
      { id: 'idle', kind: 'function', node: 'a.ts#idle' },
      { id: 'kept', kind: 'function', node: 'a.ts#kept' },
      { id: 'file', kind: 'function', node: 'a.ts#*' },
      { id: 'unused', kind: 'function', node: 'c.ts#*' },
    ] as const;
    const executed = [
      { functionId: 'a.ts#busy', calls: 10_000, threw: 0, distance: 3 },
      { functionId: 'a.ts#kept', calls: 1, threw: 0, distance: 3 },
    ];
    const frontiers = [frontier('src/b.ts#g')];
    const change = { already: [...already], executed, frontiers };
    expect((await refine({ ...change, limits: { probes: 9 } })).remove).toEqual([]);
    expect((await refine({ ...change, limits: { probes: 8 } })).remove).toEqual(['idle']);
    // What watches a whole file is in use as soon as anything of the file ran.
    const tight = await refine({ ...change, limits: { probes: 4 } });
    expect(tight.remove).toEqual(['idle', 'unused', 'busy']);
    expect(ids(tight.add)).toEqual(['function:src/b.ts#g', 'write:src/b.ts#g']);
  });
  it('changes nothing where nothing can be watched', async () => {
    const { add, remove, hypothesis } = await refine({ frontiers: [frontier(null)] });
    expect([add, remove]).toEqual([[], []]);
    expect(hypothesis).toContain('outside');
  });
});

describe('an explanation', () => {
  type Input = RequestInput<'explain'>;
  const hop = (change: Partial<Input['hops'][number]>): Input['hops'][number] => ({
    role: 'value',
    file: 'src/pricing.ts',
    line: 12,
    function: 'applyDiscount',
    code: 'order.total = total - discount',
    value: 'NaN',
    why: '',
    ...change,
  });
  const explain = async (change: Partial<Input>): Promise<string> =>
    (
      await ask('explain', {
        question: 'why does order.total change',
        goal: { kind: 'change', subject: 'order.total' },
        verdict: 'settled',
        hops: [],
        suspects: [],
        ...change,
      })
    ).paragraph;

  it('reads the chain aloud and cites every hop', async () =>
    expect(
      await explain({
        hops: [
          hop({ role: 'change', was: '118.8' }),
          hop({ line: 11, code: 'total * rate', value: 'NaN' }),
          hop({ role: 'control', line: 9, code: 'if (order.coupon)', value: 'true' }),
          hop({
            role: 'origin',
            file: 'src/coupons.ts',
            line: 4,
            function: 'rateOf',
            code: 'parseFloat(text)',
          }),
        ],
      }),
    ).toBe(
      'order.total became NaN, after being 118.8, at src/pricing.ts:12 in applyDiscount (#1): ' +
        '`order.total = total - discount`. It was made from `total * rate`, which was NaN, at src/pricing.ts:11 in ' +
        'applyDiscount (#2). That ran because `if (order.coupon)` was true at src/pricing.ts:9 in applyDiscount (#3). ' +
        'It starts with `parseFloat(text)`, which gave NaN, at src/coupons.ts:4 in rateOf (#4).',
    ));
  it('says of a place without a value what is the matter there', async () => {
    const { value: _, ...place } = hop({ role: 'value', line: 9, code: 'rule.apply(cart);' });
    const why = 'returned another one with a different total, which was not used';
    expect(await explain({ hops: [hop({}), { ...place, why }] })).toContain(
      `On the way stands \`rule.apply(cart);\` at src/pricing.ts:9 in applyDiscount (#2): ${why}.`,
    );
  });
  it('does not say that what the question mentions led there', async () => {
    const { value: _, ...mentioned } = hop({ why: 'the question mentions it', role: 'value' });
    const text = await explain({ hops: [hop({}), mentioned] });
    expect(text).toContain('The question mentions `');
    expect(text).not.toContain('made from');
  });
  it('tells the ends of a long chain', async () => {
    const hops = Array.from({ length: 12 }, (_, index) => hop({ line: index + 1 }));
    const text = await explain({ hops });
    expect(text).toContain('6 more steps lead there (#4 to #9).');
    expect([...text.matchAll(/\(#(\d+)\)/gu)].map((match) => Number(match[1]))).toEqual([
      1, 2, 3, 10, 11, 12,
    ]);
    expect(await explain({ hops: hops.slice(0, 7) })).not.toContain('more steps');
  });
  it('says where the evidence ends, and where to look', async () => {
    const text = await explain({
      verdict: 'open',
      hops: [hop({}), hop({ role: 'frontier', line: 3, why: 'native code.' })],
      suspects: [
        {
          rank: 1,
          file: 'src/b.ts',
          line: 7,
          function: 'g',
          score: 0.9,
          why: '',
        },
      ],
    });
    expect(text).toContain(
      'There the evidence ends, at src/pricing.ts:3 in applyDiscount (#2): native code.',
    );
    expect(text).toMatch(/The cause is not proved: .* look is src\/b\.ts:7 in g\.$/u);
  });
  it('says in one sentence that nothing was recorded', async () =>
    expect(await explain({ verdict: 'open' })).toMatch(/^Nothing that was recorded [^.]*\.$/u));

  const thrown = hop({
    role: 'change',
    line: 3,
    function: 'planOf',
    code: 'throw new RangeError(`unknown plan`);',
    value: 'RangeError: unknown plan',
    was: '2',
  });
  it('says what was thrown, and quotes the code as it is', async () =>
    expect(await explain({ goal: { kind: 'throw', subject: 'priceOf' }, hops: [thrown] })).toBe(
      'priceOf threw RangeError: unknown plan at src/pricing.ts:3 in planOf (#1): ' +
        '“throw new RangeError(`unknown plan`);”.',
    ));
  it('says what the test looked at only where a failing test is asked about', async () => {
    const failing = await explain({ goal: { kind: 'failing-test' }, hops: [hop({})] });
    expect(failing).toMatch(/^The value that the test looked at was NaN at src\/pricing\.ts:12 /u);
    const other = hop({ ...thrown, code: 'const error = new RangeError(`unknown plan`);' });
    expect(await explain({ goal: { kind: 'throw' }, hops: [other] })).toMatch(
      /^The value became RangeError: unknown plan, /u,
    );
  });
  it('says what was thrown where nothing looked at a value', async () => {
    for (const kind of ['throw', 'failing-test'] as const)
      expect(await explain({ goal: { kind }, hops: [thrown] })).toBe(
        'RangeError: unknown plan was thrown at src/pricing.ts:3 in planOf (#1): ' +
          '“throw new RangeError(`unknown plan`);”.',
      );
  });
  it('calls only a statement what sets a value', async () => {
    const bare = { role: 'change', file: 'a.ts', line: 1, function: 'f', why: '' } as const;
    expect(await explain({ hops: [{ ...bare, code: 'total = 3;' }] })).toBe(
      'order.total was set at a.ts:1 in f (#1) by `total = 3;`.',
    );
    for (const text of ['export async function f() {', 'class Cart {'])
      expect(await explain({ hops: [{ ...bare, code: text }] })).toBe(
        `order.total leads to \`${text}\` at a.ts:1 in f (#1).`,
      );
    const parameter = await explain({
      hops: [{ ...bare, role: 'value', code: '(total: number)' }],
    });
    expect(parameter).not.toContain('was set');
  });
});
