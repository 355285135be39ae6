/**
 * Gemini over `@google/generative-ai`, the SDK that Google has archived: `sdk: 'legacy'` of the provider `gemini`, for
 * projects that are tied to it. Its errors carry no headers; the waiting time is read from the reply's `RetryInfo`.
 */
import { GoogleGenerativeAI } from '@google/generative-ai';
import type { GenerateContentRequest } from '@google/generative-ai';
import type { Engine } from './engine.ts';
import { fromGoogleReply, toGoogleRequest } from './google-content.ts';
import type { GoogleReply } from './google-content.ts';

export interface GenerativeAiSettings {
  readonly model: string;
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
}

export function createGenerativeAiEngine(settings: GenerativeAiSettings): Engine {
  const client = new GoogleGenerativeAI(settings.apiKey);
  const { model: name, baseUrl } = settings;
  const model = client.getGenerativeModel(
    { model: name },
    baseUrl === undefined ? {} : { baseUrl },
  );
  return {
    async complete(call) {
      const request = toGoogleRequest(call) as unknown as GenerateContentRequest;
      const { response } = await model.generateContent(request, { signal: call.signal });
      return fromGoogleReply(response as unknown as GoogleReply);
    },
  };
}
