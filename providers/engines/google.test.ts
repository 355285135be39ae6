import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { z } from 'zod';
import { createProvider } from '../index.ts';
import { buildRequest } from '../prompt.ts';
import { describeProvider, DRAFT_INPUT } from '../provider.contract.ts';
import type { Tool } from '../provider.ts';
import type { Wire, WireReply } from '../provider.contract.ts';

interface Part {
  readonly text?: string;
  readonly functionResponse?: { readonly response: { readonly result: string } };
  readonly thoughtSignature?: string;
}
interface Body {
  readonly systemInstruction: { readonly parts: readonly Part[] };
  readonly contents: readonly { readonly role: string; readonly parts: readonly Part[] }[];
  readonly generationConfig: {
    readonly maxOutputTokens: number;
    readonly responseMimeType?: string;
    readonly responseSchema?: { readonly type: string; readonly required: readonly string[] };
  };
  readonly tools?: readonly {
    readonly functionDeclarations: readonly {
      readonly name: string;
      readonly parameters: { readonly type: string };
    }[];
  }[];
}

const usageMetadata = {
  promptTokenCount: 100,
  candidatesTokenCount: 15,
  thoughtsTokenCount: 5,
  totalTokenCount: 120,
};
const candidate = (parts: readonly object[], finishReason: string): WireReply => ({
  status: 200,
  body: {
    candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
    usageMetadata,
  },
});
const failed = (code: number, status: string, message: string, details: object[]): WireReply => ({
  status: code,
  body: { error: { code, message, status, details } },
});

/** @param waits where the waiting time of a 429 stands: the retired SDKs pass the body on, not the headers */
const forms = (waits: 'header' | 'body'): Wire['forms'] => ({
  text: (text) => candidate([{ text: 'Thinking {', thought: true }, { text }], 'STOP'),
  truncated: (text) => candidate([{ text }], 'MAX_TOKENS'),
  refused: () => ({
    status: 200,
    body: { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata },
  }),
  toolCall: (name, args, cut) =>
    candidate(
      [{ functionCall: { name, args }, thoughtSignature: 'c2lnbmVk' }],
      cut === undefined ? 'STOP' : 'MAX_TOKENS',
    ),
  rateLimited: (seconds) =>
    waits === 'header'
      ? {
          ...failed(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted', []),
          headers: { 'retry-after': String(seconds) },
        }
      : failed(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted', [
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` },
        ]),
  unauthorized: () => failed(401, 'UNAUTHENTICATED', 'API keys are not supported', []),
});

function turnText(parts: readonly Part[], role: string): string {
  const answer = parts[0]?.functionResponse?.response.result;
  if (answer !== undefined) return `tool: ${answer}`;
  const text = parts.map((part) => part.text ?? '').join('');
  // The model's own thoughts go back with its reply, as it sent them.
  return `${role === 'model' ? 'assistant' : role}: ${text.replace('Thinking {', '')}`;
}

function googleWire(
  url: string,
  options: { readonly waits: 'header' | 'body'; readonly headers: Record<string, string> },
): Wire & { readonly bodies: readonly Body[] } {
  const { origin, pathname } = new URL(url);
  const bodies: Body[] = [];
  return {
    forms: forms(options.waits),
    bodies,
    sent: bodies,
    next(reply, delayMs = 0) {
      nock(origin, { reqheaders: options.headers })
        .post(pathname, (body: Body) => {
          bodies.push(body);
          return true;
        })
        .delay(delayMs)
        .reply(reply.status, reply.body, { ...reply.headers });
    },
    read(sent) {
      const body = sent as Body;
      return {
        system: body.systemInstruction.parts[0]?.text ?? '',
        turns: body.contents.map((content) => turnText(content.parts, content.role)),
        required: body.generationConfig.responseSchema?.required ?? [],
        tools: (body.tools ?? []).flatMap((tool) =>
          tool.functionDeclarations.map(({ name }) => name),
        ),
        maxOutputTokens: body.generationConfig.maxOutputTokens,
      };
    },
  };
}

const GEMINI =
  'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent';
const geminiHeaders = { 'x-goog-api-key': 'key' };
const vertexUrl = (version: string): string =>
  `https://europe-west1-aiplatform.googleapis.com/${version}/projects/shop/locations/europe-west1/publishers/google/models/gemini-2.5-flash:generateContent`;

describeProvider('gemini', async (clock) => ({
  provider: await createProvider({ provider: 'gemini', apiKey: 'key', clock }),
  wire: googleWire(GEMINI, { waits: 'header', headers: geminiHeaders }),
}));

describeProvider('gemini, retired SDK', async (clock) => ({
  provider: await createProvider({ provider: 'gemini', apiKey: 'key', sdk: 'legacy', clock }),
  wire: googleWire(GEMINI, { waits: 'body', headers: geminiHeaders }),
}));

describe('vertex', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scope-vertex-'));
  const credentialsFile = join(folder, 'key.json');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(
    credentialsFile,
    JSON.stringify({
      type: 'service_account',
      project_id: 'shop',
      private_key_id: '1',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: 'scope@shop.iam.gserviceaccount.com',
      client_id: '1',
      token_uri: 'https://oauth2.googleapis.com/token',
    }),
  );
  const { warn } = console;
  const warnings: string[] = [];
  beforeAll(() => {
    console.warn = (text: string) => warnings.push(text);
  });
  afterAll(() => {
    console.warn = warn;
    rmSync(folder, { recursive: true });
  });

  const settings = {
    provider: 'vertex',
    project: 'shop',
    location: 'europe-west1',
    credentialsFile,
  } as const;
  const headers = { authorization: 'Bearer ya29.token' };
  function serveToken(url: string): void {
    const { origin, pathname } = new URL(url);
    // Persistent: a call that a test before left behind may fetch its token only now.
    nock(origin)
      .persist()
      .post(pathname, /grant_type=urn.*assertion=ey|"assertion":"ey/u)
      .optionally()
      .reply(200, { access_token: 'ya29.token', expires_in: 3599, token_type: 'Bearer' });
  }

  describeProvider('vertex', async (clock) => {
    serveToken('https://oauth2.googleapis.com/token');
    return {
      provider: await createProvider({ ...settings, clock }),
      wire: googleWire(vertexUrl('v1beta1'), { waits: 'header', headers }),
    };
  });

  describeProvider('vertex, retired SDK', async (clock) => {
    serveToken('https://www.googleapis.com/oauth2/v4/token');
    return {
      provider: await createProvider({ ...settings, sdk: 'legacy', clock }),
      wire: googleWire(vertexUrl('v1'), { waits: 'body', headers }),
    };
  });

  it('leaves it to the retired SDK to say that it is retired', () =>
    expect(warnings[0]).toContain('deprecated'));

  it('names the variable of a missing project', async () => {
    await expect(createProvider({ provider: 'vertex' })).rejects.toThrow('GOOGLE_CLOUD_PROJECT');
  });
});

describe('gemini', () => {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => nock.cleanAll());
  afterAll(() => nock.restore());

  it('asks for JSON with a schema in upper case, and knows the price', async () => {
    const wire = googleWire(GEMINI, { waits: 'header', headers: geminiHeaders });
    wire.next(wire.forms.text('{"hypothesis":"h","probes":[]}'));
    const provider = await createProvider({ provider: 'gemini', apiKey: 'key' });
    const reply = await provider.generate(buildRequest('draft-plan', DRAFT_INPUT));
    expect(wire.bodies[0]?.generationConfig).toMatchObject({
      responseMimeType: 'application/json',
      responseSchema: {
        type: 'OBJECT',
        properties: {
          probes: { type: 'ARRAY', items: { required: ['id', 'kind', 'node', 'why'] } },
        },
      },
    });
    expect(reply.usage.usd).toBeCloseTo((100 * 0.3 + 20 * 2.5) / 1e6, 12);
  });

  it('sends a signed function call back as it came', async () => {
    const wire = googleWire(GEMINI, { waits: 'header', headers: geminiHeaders });
    wire.next(wire.forms.toolCall('now', {}));
    wire.next(wire.forms.text('done'));
    const provider = await createProvider({ provider: 'gemini', apiKey: 'key' });
    const { prompt, limits } = buildRequest('draft-plan', DRAFT_INPUT);
    const now: Tool = {
      name: 'now',
      description: 'the time',
      schema: z.object({}),
      run: async () => 'noon',
    };
    const request = { prompt, tools: [now], limits: { ...limits, rounds: 3 } };
    const reply = await provider.runTools(request);
    expect(reply.outcome).toBe('answer');
    expect(wire.bodies[1]?.contents[1]?.parts[0]?.thoughtSignature).toBe('c2lnbmVk');
  });

  it('treats a reply stopped for safety as refused, whatever it says', async () => {
    const wire = googleWire(GEMINI, { waits: 'header', headers: geminiHeaders });
    wire.next(candidate([{ text: '{"hypothesis":"h","probes":[]}' }], 'SAFETY'));
    const provider = await createProvider({ provider: 'gemini', apiKey: 'key' });
    const reply = await provider.generate(buildRequest('draft-plan', DRAFT_INPUT));
    expect(reply).toMatchObject({ outcome: 'refused', message: 'SAFETY' });
  });

  it('names the variables of a missing key', async () => {
    await expect(createProvider({ provider: 'gemini' })).rejects.toThrow('GEMINI_API_KEY');
  });
});
