import nock from 'nock';
import { createProvider } from '../index.ts';
import { buildRequest } from '../prompt.ts';
import { describeProvider, DRAFT_INPUT, fakeClock } from '../provider.contract.ts';
import type { Wire, WireReply } from '../provider.contract.ts';

interface Message {
  readonly role: string;
  readonly content: string;
}
interface Body {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly response_format?: {
    readonly type: string;
    readonly json_schema?: {
      readonly strict: boolean;
      readonly schema: { readonly required: readonly string[] };
    };
  };
}

let completions = 0;
function completion(message: object, finish: string): WireReply {
  completions += 1;
  return {
    status: 200,
    body: {
      id: `chatcmpl-${completions}`,
      object: 'chat.completion',
      created: 1_760_000_000,
      model: 'gpt-4.1-mini',
      choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
      usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    },
  };
}

const forms: Wire['forms'] = {
  text: (content) => completion({ content, refusal: null }, 'stop'),
  truncated: (content) => completion({ content, refusal: null }, 'length'),
  refused: () => completion({ content: null, refusal: 'I cannot help with that.' }, 'stop'),
  toolCall: (name, args, cut) =>
    completion(
      {
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name, arguments: JSON.stringify(args) } },
        ],
      },
      cut === undefined ? 'tool_calls' : 'length',
    ),
  rateLimited: (seconds) => ({
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: {
      error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' },
    },
  }),
  unauthorized: () => ({
    status: 401,
    body: {
      error: {
        message: 'Incorrect API key provided',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      },
    },
  }),
};

function openAiWire(origin: string, path: string): Wire & { readonly bodies: readonly Body[] } {
  const bodies: Body[] = [];
  return {
    forms,
    bodies,
    sent: bodies,
    next(reply, delayMs = 0) {
      nock(origin, { reqheaders: { authorization: 'Bearer key' } })
        .post(path, (body: Body) => {
          bodies.push(body);
          return true;
        })
        .delay(delayMs)
        .reply(reply.status, reply.body, { ...reply.headers });
    },
    read(sent) {
      const body = sent as Body;
      const [system, ...turns] = body.messages;
      return {
        system: system?.role === 'system' ? system.content : '',
        turns: turns.map((turn) => `${turn.role}: ${turn.content}`),
        required: body.response_format?.json_schema?.schema.required ?? [],
        tools: (body.tools ?? []).map((tool) => tool.function.name),
        maxOutputTokens: body.max_completion_tokens ?? body.max_tokens ?? 0,
      };
    },
  };
}

describeProvider('openai', async (clock) => ({
  provider: await createProvider({ provider: 'openai', apiKey: 'key', clock }),
  wire: openAiWire('https://api.openai.com', '/v1/chat/completions'),
}));

describeProvider('openai, another server', async (clock) => ({
  provider: await createProvider({
    provider: 'openai',
    apiKey: 'key',
    baseUrl: 'http://localhost:11434/api/v1',
    model: 'qwen3',
    clock,
  }),
  wire: openAiWire('http://localhost:11434', '/api/v1/chat/completions'),
}));

describe('openai', () => {
  const good = JSON.stringify({ hypothesis: 'h', probes: [] });
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => nock.cleanAll());
  afterAll(() => nock.restore());

  it('asks for the strict schema, with the new name of the token limit, and knows the price', async () => {
    const wire = openAiWire('https://api.openai.com', '/v1/chat/completions');
    wire.next(forms.text(good));
    const provider = await createProvider({ provider: 'openai', apiKey: 'key' });
    const reply = await provider.generate(buildRequest('draft-plan', DRAFT_INPUT));
    const [body] = wire.bodies;
    expect(body?.model).toBe('gpt-4.1-mini');
    expect(body?.max_completion_tokens).toBe(8192);
    expect(body?.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: {
        name: 'draft-plan',
        strict: true,
        schema: {
          additionalProperties: false,
          properties: {
            probes: {
              items: {
                required: ['id', 'kind', 'node', 'capture', 'when', 'sample', 'why'],
                properties: { when: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
              },
            },
          },
        },
      },
    });
    expect(reply.usage.usd).toBeCloseTo((100 * 0.4 + 20 * 1.6) / 1e6, 12);
  });

  it('falls back where a server knows no JSON Schema, and remembers it', async () => {
    const wire = openAiWire('http://localhost:8000', '/v1/chat/completions');
    const rejected = (what: string): WireReply => ({
      status: 400,
      body: { error: { message: `${what} is not supported by this model`, code: 400 } },
    });
    wire.next(rejected("response_format type 'json_schema'"));
    wire.next(rejected("response_format type 'json_object'"));
    wire.next(forms.text(good));
    wire.next(forms.text(good));
    const clock = fakeClock();
    const provider = await createProvider({
      provider: 'openai',
      apiKey: 'key',
      baseUrl: 'http://localhost:8000/v1',
      clock,
    });
    const first = await provider.generate(buildRequest('draft-plan', DRAFT_INPUT));
    const second = await provider.generate(buildRequest('draft-plan', DRAFT_INPUT));
    expect([first.outcome, second.outcome]).toEqual(['value', 'value']);
    expect(wire.bodies.map((body) => body.response_format?.type)).toEqual([
      'json_schema',
      'json_object',
      undefined,
      undefined,
    ]);
    expect(wire.bodies[1]?.messages[0]?.content).toContain(
      'The schema of the reply:\n{"type":"object"',
    );
    expect(wire.bodies[1]?.max_tokens).toBe(8192);
    expect(first.usage.usd).toBeNull();
    expect(clock.slept).toEqual([]);
  });

  it('fails on another bad request without trying again', async () => {
    const wire = openAiWire('https://api.openai.com', '/v1/chat/completions');
    wire.next({ status: 404, body: { error: { message: 'The model `x` does not exist' } } });
    const provider = await createProvider({ provider: 'openai', apiKey: 'key', model: 'x' });
    await expect(provider.generate(buildRequest('draft-plan', DRAFT_INPUT))).rejects.toThrow(
      /openai failed \(404\): .*does not exist/u,
    );
    expect(wire.bodies).toHaveLength(1);
  });

  it('names the variable of a missing key', async () => {
    await expect(createProvider({ provider: 'openai' })).rejects.toThrow('OPENAI_API_KEY');
  });
});
