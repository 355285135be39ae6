/**
 * What every provider must do, run by each of them. The first half needs only a provider; the second half speaks through a
 * `Wire`: the vendor's own replies, served by nock, and the bodies that were sent, as the vendor would read them.
 */
import nock from 'nock';
import { z } from 'zod';
import { ScopeError } from '../protocol/problem.ts';
import { buildRequest } from './prompt.ts';
import type { GenerateRequest, Provider, Tool, ToolRequest } from './provider.ts';
import type { DraftReply, RequestInput } from './request.ts';
import type { Clock } from './retry.ts';

export interface WireReply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Wire {
  readonly forms: {
    text(text: string): WireReply;
    truncated(text: string): WireReply;
    refused(): WireReply;
    /** `cut`: the reply ended at the token limit, behind the call. */
    toolCall(name: string, args: object, cut?: 'cut'): WireReply;
    rateLimited(seconds: number): WireReply;
    unauthorized(): WireReply;
  };
  /** Serves the next call. */
  next(reply: WireReply, delayMs?: number): void;
  /** What was sent, oldest first. */
  readonly sent: readonly object[];
  read(body: object): {
    readonly system: string;
    /** Texts of the turns, as `user: …`, `assistant: …`, `tool: …`. */
    readonly turns: readonly string[];
    /** Keys of the reply's schema that must be there. */
    readonly required: readonly string[];
    readonly tools: readonly string[];
    readonly maxOutputTokens: number;
  };
}

export interface Subject {
  readonly provider: Provider;
  readonly wire: Wire | null;
}

/** Never waits; records what it was asked to wait. */
export function fakeClock(): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => 1_760_000_000_000,
    sleep: async (ms) => {
      slept.push(ms);
    },
  };
}

export const DRAFT_INPUT: RequestInput<'draft-plan'> = {
  question: 'why does order.total change',
  goal: { kind: 'change', subject: 'order.total' },
  candidates: [
    {
      id: 'src/pricing.ts#applyDiscount',
      file: 'src/pricing.ts',
      name: 'applyDiscount',
      score: 4,
      reasons: ['writes total'],
      distance: 0,
      calls: 2,
      loopDepth: 0,
      lines: 9,
    },
    {
      id: 'src/main.ts#main',
      file: 'src/main.ts',
      name: 'main',
      score: 1,
      reasons: ['calls applyDiscount'],
      distance: 5,
      calls: 1,
      loopDepth: 0,
      lines: 30,
    },
  ],
  limits: { probes: 40 },
};

const GOOD: DraftReply = {
  hypothesis: 'the discount is not a number',
  probes: [
    { id: 'p1', kind: 'write', node: 'src/pricing.ts#applyDiscount', why: 'it writes total' },
  ],
};

const limits = { maxOutputTokens: 900, timeoutMs: 5_000, attempts: 3 };
const draft = (change: Partial<typeof limits> = {}): GenerateRequest<DraftReply> =>
  buildRequest('draft-plan', DRAFT_INPUT, { limits: { ...limits, ...change } });

function lookUp(): Tool & { readonly asked: readonly unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    name: 'last_write',
    description: 'the last recorded write of a variable',
    schema: z.object({ variable: z.string().default('total') }),
    run: async (args) => {
      asked.push(args);
      return 'NaN at src/pricing.ts:12';
    },
  };
}

const toolRequest = (tool: Tool, rounds = 4): ToolRequest => ({
  prompt: { name: 'test', version: 1, system: 'Use the tool.', user: 'What is total?' },
  tools: [tool],
  limits: { ...limits, rounds },
});

async function failure(work: Promise<unknown>): Promise<ScopeError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ScopeError);
  return error as ScopeError;
}

/** @param make a fresh subject whose provider waits on the given clock */
export function describeProvider(
  title: string,
  make: (clock: Clock) => Promise<Subject> | Subject,
): void {
  describe(`provider contract: ${title}`, () => {
    let subject: Subject;
    let clock: ReturnType<typeof fakeClock>;
    beforeAll(() => {
      if (!nock.isActive()) nock.activate();
      nock.disableNetConnect();
    });
    beforeEach(async () => {
      clock = fakeClock();
      subject = await make(clock);
    });
    afterEach(() => {
      nock.abortPendingRequests();
      nock.cleanAll();
    });
    afterAll(() => nock.restore());

    it('has a name and a model', () => {
      expect(subject.provider.name).toMatch(/^[a-z]+$/u);
      expect(subject.provider.model).not.toBe('');
    });

    it('drafts a plan that fits the schema', async () => {
      subject.wire?.next(subject.wire.forms.text(JSON.stringify(GOOD)));
      const request = draft();
      const reply = await subject.provider.generate(request);
      if (reply.outcome !== 'value') throw new Error(JSON.stringify(reply));
      expect(request.schema.safeParse(reply.value).success).toBe(true);
      expect(reply.value.probes.length).toBeGreaterThan(0);
      expect(reply.repairs).toBe(0);
    });

    it('runs a tool and answers', async () => {
      const { wire } = subject;
      wire?.next(wire.forms.toolCall('last_write', { variable: 'total' }));
      wire?.next(wire.forms.text('total is NaN'));
      const tool = lookUp();
      const reply = await subject.provider.runTools(toolRequest(tool));
      if (reply.outcome !== 'answer') throw new Error(JSON.stringify(reply));
      expect(tool.asked).toEqual([{ variable: 'total' }]);
      expect(reply.calls).toEqual([
        { tool: 'last_write', args: { variable: 'total' }, result: 'NaN at src/pricing.ts:12' },
      ]);
      expect(reply.text).toContain('NaN');
    });

    it('stops when its caller does', async () => {
      const request = { ...draft(), signal: AbortSignal.abort(new Error('stopped by the user')) };
      await expect(subject.provider.generate(request)).rejects.toThrow('stopped by the user');
    });

    describeWire(() => {
      if (subject.wire === null) throw new Error('no wire');
      return { provider: subject.provider, wire: subject.wire, clock };
    }, title === 'mock');
  });
}

interface Wired {
  readonly provider: Provider;
  readonly wire: Wire;
  readonly clock: ReturnType<typeof fakeClock>;
}

/** What can only go wrong, or be seen, where there is a network; `mock` declares that it has none. */
function describeWire(wired: () => Wired, none: boolean): void {
  if (none) return;

  it('sends the prompt, the schema and the limits', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.text(JSON.stringify(GOOD)));
    await provider.generate(draft());
    expect(wire.sent).toHaveLength(1);
    const body = wire.read(wire.sent[0] as object);
    expect(body.system).toContain('You plan the observation');
    expect(body.turns).toHaveLength(1);
    expect(body.turns[0]).toContain('why does order.total change');
    expect(body.turns[0]).toContain('"id":"src/pricing.ts#applyDiscount"');
    expect(body.required).toEqual(['hypothesis', 'probes']);
    expect(body.maxOutputTokens).toBe(900);
  });

  it('counts tokens', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.text(JSON.stringify(GOOD)));
    expect((await provider.generate(draft())).usage).toMatchObject({
      inputTokens: 100,
      outputTokens: 20,
    });
  });

  it('gives an invalid reply back to the model once, with what is wrong', async () => {
    const { provider, wire } = wired();
    const bad = { hypothesis: 'h', probes: [{ id: 'p1', kind: 'peek', node: 'n', why: 'w' }] };
    wire.next(wire.forms.text(JSON.stringify(bad)));
    wire.next(wire.forms.text(JSON.stringify(GOOD)));
    const reply = await provider.generate(draft());
    expect(reply).toMatchObject({ outcome: 'value', repairs: 1, value: GOOD });
    expect(reply.usage).toMatchObject({ inputTokens: 200, outputTokens: 40 });
    const { turns } = wire.read(wire.sent[1] as object);
    expect(turns).toHaveLength(3);
    expect(turns[1]).toBe(`assistant: ${JSON.stringify(bad)}`);
    expect(turns[2]).toContain('$.probes.0.kind: Invalid option');
  });

  it('returns the problems where the repair is invalid too', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.text('I would rather chat.'));
    wire.next(wire.forms.text('{"hypothesis": 3, "probes": []}'));
    const reply = await provider.generate(draft());
    expect(reply).toMatchObject({
      outcome: 'invalid',
      problems: [{ where: '$.hypothesis', severity: 'error' }],
      text: '{"hypothesis": 3, "probes": []}',
    });
    expect(wire.read(wire.sent[1] as object).turns[2]).toContain('no JSON object');
  });

  it('finds the object in a chatty reply and takes null for absent', async () => {
    const { provider, wire } = wired();
    const nulls = { ...GOOD, probes: GOOD.probes.map((probe) => ({ ...probe, when: null })) };
    wire.next(
      wire.forms.text(`Sure {not json}:\n\`\`\`json\n${JSON.stringify(nulls)}\n\`\`\`\nDone.`),
    );
    expect(await provider.generate(draft())).toMatchObject({ outcome: 'value', value: GOOD });
  });

  it('says that the model refused', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.refused());
    const reply = await provider.generate(draft());
    expect(reply.outcome).toBe('refused');
    expect(wire.sent).toHaveLength(1);
  });

  it('says that the reply was cut, even where the rest would parse', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.truncated(JSON.stringify(GOOD)));
    const reply = await provider.generate(draft());
    expect(reply.outcome).toBe('truncated');
    expect(reply.usage).toMatchObject({ inputTokens: 100 });
  });

  it('waits as long as a rate limit asks', async () => {
    const { provider, wire, clock } = wired();
    wire.next(wire.forms.rateLimited(7));
    wire.next(wire.forms.text(JSON.stringify(GOOD)));
    expect((await provider.generate(draft())).outcome).toBe('value');
    expect(clock.slept).toEqual([7_000]);
  });

  it('gives up after its attempts', async () => {
    const { provider, wire, clock } = wired();
    for (let call = 0; call < 2; call += 1) wire.next(wire.forms.rateLimited(2));
    const error = await failure(provider.generate(draft({ attempts: 2 })));
    expect(error.code).toBe('provider-failed');
    expect(error.message).toMatch(/rate \(429\) after 2 tries/u);
    expect(clock.slept).toEqual([2_000]);
    expect(wire.sent).toHaveLength(2);
  });

  it('does not wait longer than a minute', async () => {
    const { provider, wire, clock } = wired();
    wire.next(wire.forms.rateLimited(61));
    expect((await failure(provider.generate(draft()))).code).toBe('provider-failed');
    expect(clock.slept).toEqual([]);
  });

  it('tries again after a server error, waiting longer each time', async () => {
    const { provider, wire, clock } = wired();
    for (let call = 0; call < 2; call += 1)
      wire.next({ status: 503, body: { error: { message: 'overloaded', code: 503 } } });
    wire.next(wire.forms.text(JSON.stringify(GOOD)));
    expect((await provider.generate(draft())).outcome).toBe('value');
    expect(clock.slept).toEqual([500, 1_000]);
  });

  it('says at once that the key is not accepted', async () => {
    const { provider, wire, clock } = wired();
    wire.next(wire.forms.unauthorized());
    const error = await failure(provider.generate(draft()));
    expect(error.code).toBe('provider-refused');
    expect(error.message).toMatch(/does not accept the credentials \(40[13]\)/u);
    expect(clock.slept).toEqual([]);
  });

  it('gives a slow reply up', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.text(JSON.stringify(GOOD)), 20_000);
    const error = await failure(provider.generate(draft({ timeoutMs: 40, attempts: 1 })));
    expect(error.code).toBe('provider-failed');
    expect(error.message).toContain('no reply within 40 ms');
  });

  it('tells the model its tools and their answers', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.toolCall('last_write', { variable: 'total' }));
    wire.next(wire.forms.text('total is NaN'));
    await provider.runTools(toolRequest(lookUp()));
    expect(wire.sent).toHaveLength(2);
    expect(wire.read(wire.sent[0] as object).tools).toEqual(['last_write']);
    const { system, turns } = wire.read(wire.sent[1] as object);
    expect(system).toBe('Use the tool.');
    expect(turns[0]).toBe('user: What is total?');
    expect(turns.at(-1)).toBe('tool: NaN at src/pricing.ts:12');
  });

  it('gives wrong arguments back to the model without running the tool', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.toolCall('last_write', { variable: 3 }));
    wire.next(wire.forms.text('sorry'));
    const tool = lookUp();
    const reply = await provider.runTools(toolRequest(tool));
    expect(reply).toMatchObject({ outcome: 'answer', calls: [] });
    expect(tool.asked).toEqual([]);
    expect(wire.read(wire.sent[1] as object).turns.at(-1)).toMatch(/variable/u);
  });

  it('ends a loop that does not end', async () => {
    const { provider, wire } = wired();
    for (let call = 0; call < 2; call += 1) wire.next(wire.forms.toolCall('last_write', {}));
    const reply = await provider.runTools(toolRequest(lookUp(), 2));
    expect(reply).toMatchObject({ outcome: 'rounds-exhausted', calls: [{}, {}] });
    expect(wire.sent).toHaveLength(2);
  });

  it('does not run a tool call of a cut reply', async () => {
    const { provider, wire } = wired();
    wire.next(wire.forms.toolCall('last_write', { variable: 'to' }, 'cut'));
    const tool = lookUp();
    expect((await provider.runTools(toolRequest(tool))).outcome).toBe('truncated');
    expect(tool.asked).toEqual([]);
  });
}
