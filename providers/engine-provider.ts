/**
 * An engine as a provider: limits, retries and metering around each call, LangChain for structured output and the tool loop.
 * This module loads LangChain; only `providers/index.ts` imports it, and only when a provider is made that needs it.
 */
import type { Engine } from './engines/engine.ts';
import type { Complete } from './langchain/chat-model.ts';
import { generateStructured } from './langchain/structured.ts';
import { runToolLoop } from './langchain/tool-loop.ts';
import { priceOf } from './price.ts';
import type { CallLimits, Provider, Usage } from './provider.ts';
import { callWithRetries } from './retry.ts';
import type { Clock } from './retry.ts';

export interface EngineProviderOptions {
  readonly name: string;
  readonly model: string;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly baseUrl?: string | undefined;
}

interface Metered {
  readonly complete: Complete;
  readonly usage: () => Usage;
}

function meter(
  options: EngineProviderOptions,
  request: { readonly limits: CallLimits; readonly signal?: AbortSignal },
): Metered {
  const { engine, name, model, clock, baseUrl } = options;
  const { limits, signal } = request;
  const tokens = { inputTokens: 0, outputTokens: 0 };
  return {
    async complete(call) {
      const completion = await callWithRetries(
        name,
        (callSignal) =>
          engine.complete({
            ...call,
            maxOutputTokens: limits.maxOutputTokens,
            signal: callSignal,
          }),
        { limits, clock, signal },
      );
      tokens.inputTokens += completion.inputTokens;
      tokens.outputTokens += completion.outputTokens;
      return completion;
    },
    usage: () => ({ ...tokens, usd: priceOf({ provider: name, model, baseUrl }, tokens) }),
  };
}

export function createEngineProvider(options: EngineProviderOptions): Provider {
  return {
    name: options.name,
    model: options.model,
    async generate(request) {
      const { complete, usage } = meter(options, request);
      return generateStructured(complete, request, usage);
    },
    async runTools(request) {
      const { complete, usage } = meter(options, request);
      return runToolLoop(complete, request, usage);
    },
  };
}
