/**
 * What a call costs, where it is known: list prices in US dollars for a million tokens, as OpenAI and Google published them
 * in September 2025 (standard tier, no caching, Gemini prompts up to 200,000 tokens). An unknown model, or a server of one's
 * own, has no price: null, never a guess.
 */
import type { Usage } from './provider.ts';

interface Price {
  readonly input: number;
  readonly output: number;
}

/** @see https://openai.com/api/pricing */
const OPENAI: Readonly<Record<string, Price>> = {
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4 },
  'gpt-5': { input: 1.25, output: 10 },
  'gpt-5-mini': { input: 0.25, output: 2 },
  'gpt-5-nano': { input: 0.05, output: 0.4 },
};

/** @see https://ai.google.dev/gemini-api/docs/pricing, https://cloud.google.com/vertex-ai/generative-ai/pricing */
const GOOGLE: Readonly<Record<string, Price>> = {
  'gemini-2.5-pro': { input: 1.25, output: 10 },
  'gemini-2.5-flash': { input: 0.3, output: 2.5 },
  'gemini-2.5-flash-lite': { input: 0.1, output: 0.4 },
};

const PRICES: Readonly<Record<string, Readonly<Record<string, Price>>>> = {
  openai: OPENAI,
  gemini: GOOGLE,
  vertex: GOOGLE,
};

/** @returns dollars, or null where provider, model or server are not in the list */
export function priceOf(
  who: { readonly provider: string; readonly model: string; readonly baseUrl?: string | undefined },
  tokens: { readonly inputTokens: number; readonly outputTokens: number },
): number | null {
  const model = who.model.replace(/-\d{4}-\d{2}-\d{2}$/u, '');
  const prices = who.baseUrl === undefined ? PRICES[who.provider] : undefined;
  const price = prices !== undefined && Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (price === undefined) return null;
  return (tokens.inputTokens * price.input + tokens.outputTokens * price.output) / 1_000_000;
}

export const FREE: Usage = { inputTokens: 0, outputTokens: 0, usd: 0 };
