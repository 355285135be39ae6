/**
 * The same requests against the real services: `npm run test:live`, with keys in the environment. It costs a few cents. A
 * provider whose key is missing is left out, and the run says which variable it lacks.
 */
import { createProvider } from './index.ts';
import type { ProviderSettings } from './index.ts';
import { buildRequest } from './prompt.ts';
import { DRAFT_INPUT } from './provider.contract.ts';

const { env } = process;
const model = env['SCOPE_MODEL'] || undefined;

interface Live {
  readonly title: string;
  readonly settings: ProviderSettings;
  /** Variables of which at least one must be set. */
  readonly needs: readonly string[];
}

const google = { apiKey: env['GEMINI_API_KEY'] || env['GOOGLE_API_KEY'] || undefined };
const vertex = {
  project: env['GOOGLE_CLOUD_PROJECT'] || undefined,
  location: env['GOOGLE_CLOUD_LOCATION'] || undefined,
  credentialsFile: env['GOOGLE_APPLICATION_CREDENTIALS'] || undefined,
};
const LIVE: readonly Live[] = [
  {
    title: 'openai',
    needs: ['OPENAI_API_KEY', 'OPENAI_BASE_URL'],
    settings: {
      provider: 'openai',
      model,
      apiKey: env['OPENAI_API_KEY'] || undefined,
      baseUrl: env['OPENAI_BASE_URL'] || undefined,
    },
  },
  ...(['genai', 'legacy'] as const).flatMap((sdk): readonly Live[] => [
    {
      title: `gemini, ${sdk}`,
      needs: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
      settings: { provider: 'gemini', sdk, ...google },
    },
    {
      title: `vertex, ${sdk}`,
      needs: ['GOOGLE_CLOUD_PROJECT'],
      settings: { provider: 'vertex', sdk, ...vertex },
    },
  ]),
];

describe('live providers', () => {
  for (const { title, settings, needs } of LIVE) {
    if (!needs.some((name) => (env[name] ?? '') !== '')) {
      it.todo(`${title}: left out, set ${needs.join(' or ')}`);
      continue;
    }
    it(`${title} drafts a plan on the given candidates`, async () => {
      const provider = await createProvider(settings);
      const reply = await provider.generate(buildRequest('draft-plan', DRAFT_INPUT));
      if (reply.outcome !== 'value') throw new Error(JSON.stringify(reply));
      const ids = DRAFT_INPUT.candidates.map((candidate) => candidate.id);
      expect(reply.value.probes.length).toBeGreaterThan(0);
      for (const probe of reply.value.probes) expect(ids).toContain(probe.node);
      expect(reply.usage.inputTokens).toBeGreaterThan(0);
    });
    it(`${title} explains and cites`, async () => {
      const provider = await createProvider(settings);
      const hop = { file: 'src/a.ts', function: 'f', why: '', value: 'NaN' };
      const reply = await provider.generate(
        buildRequest('explain', {
          question: 'why is total NaN',
          verdict: 'settled',
          hops: [
            { ...hop, role: 'change', line: 9, code: 'total = price * rate', was: '10' },
            { ...hop, role: 'origin', line: 4, code: "parseFloat('ten')" },
          ],
          suspects: [],
        }),
      );
      if (reply.outcome !== 'value') throw new Error(JSON.stringify(reply));
      expect(reply.value.paragraph).toMatch(/#[12]/u);
    });
  }
});
