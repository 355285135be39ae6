/**
 * Makes a provider from settings. Everything that a vendor or LangChain ships is imported here and only when the provider is
 * made that needs it: `mock` loads none of it. Settings are values; where they come from is the caller's business.
 */
import { ScopeError } from '../protocol/problem.ts';
import type { Engine } from './engines/engine.ts';
import type { Provider } from './provider.ts';
import { systemClock } from './retry.ts';
import type { Clock } from './retry.ts';

export const PROVIDER_NAMES = ['mock', 'openai', 'gemini', 'vertex'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

export interface ProviderSettings {
  readonly provider: ProviderName;
  readonly model?: string | undefined;
  /** openai: may be missing where `baseUrl` names a server that asks for none. */
  readonly apiKey?: string | undefined;
  /** openai: any server with `/chat/completions` below it. gemini, vertex: another host of the same API. */
  readonly baseUrl?: string | undefined;
  /** vertex */
  readonly project?: string | undefined;
  /** vertex; `us-central1` by default. */
  readonly location?: string | undefined;
  /** vertex: a service account's key file; without it Google's application default credentials. */
  readonly credentialsFile?: string | undefined;
  /** gemini, vertex: Google's present SDK (`genai`, the default) or the retired one. */
  readonly sdk?: 'genai' | 'legacy' | undefined;
  readonly clock?: Clock | undefined;
}

export const DEFAULT_MODELS: Readonly<Record<ProviderName, string>> = {
  mock: 'deterministic',
  openai: 'gpt-4.1-mini',
  gemini: 'gemini-2.5-flash',
  vertex: 'gemini-2.5-flash',
};
const DEFAULT_LOCATION = 'us-central1';

function need(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new ScopeError('config-invalid', what);
  return value;
}

async function engineProvider(
  settings: ProviderSettings,
  load: (model: string) => Promise<Engine>,
): Promise<Provider> {
  const model = settings.model ?? DEFAULT_MODELS[settings.provider];
  const engine = await load(model);
  const { createEngineProvider } = await import('./engine-provider.ts');
  const { provider: name, baseUrl, clock = systemClock } = settings;
  return createEngineProvider({ name, model, engine, clock, baseUrl });
}

const MAKERS: Readonly<Record<ProviderName, (settings: ProviderSettings) => Promise<Provider>>> = {
  async mock() {
    const { createMockProvider } = await import('./mock/mock.ts');
    return createMockProvider();
  },
  openai: (settings) =>
    engineProvider(settings, async (model) => {
      const { baseUrl } = settings;
      const apiKey =
        settings.apiKey ??
        (baseUrl === undefined
          ? need(
              undefined,
              'openai needs a key: set OPENAI_API_KEY (or OPENAI_BASE_URL for a server without keys)',
            )
          : 'none');
      const { createOpenAiEngine } = await import('./engines/openai.ts');
      return createOpenAiEngine({ model, apiKey, baseUrl });
    }),
  gemini: (settings) =>
    engineProvider(settings, async (model) => {
      const apiKey = need(
        settings.apiKey,
        'gemini needs a key: set GEMINI_API_KEY or GOOGLE_API_KEY',
      );
      const { baseUrl } = settings;
      if (settings.sdk === 'legacy') {
        const { createGenerativeAiEngine } = await import('./engines/generative-ai.ts');
        return createGenerativeAiEngine({ model, apiKey, baseUrl });
      }
      const { createGenAiEngine } = await import('./engines/genai.ts');
      return createGenAiEngine({ service: 'gemini', model, apiKey, baseUrl });
    }),
  vertex: (settings) =>
    engineProvider(settings, async (model) => {
      const project = need(settings.project, 'vertex needs a project: set GOOGLE_CLOUD_PROJECT');
      const { location = DEFAULT_LOCATION, credentialsFile, baseUrl } = settings;
      const where = { model, project, location, credentialsFile, baseUrl };
      if (settings.sdk === 'legacy') {
        const { createVertexAiEngine } = await import('./engines/vertexai.ts');
        return createVertexAiEngine(where);
      }
      const { createGenAiEngine } = await import('./engines/genai.ts');
      return createGenAiEngine({ service: 'vertex', ...where });
    }),
};

/** @throws ScopeError `config-invalid` where a setting is missing; nothing is sent yet */
export function createProvider(settings: ProviderSettings): Promise<Provider> {
  return MAKERS[settings.provider](settings);
}
