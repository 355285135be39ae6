/** Gemini and Vertex over `@google/genai`, Google's present SDK: what `gemini` and `vertex` use unless told otherwise. */
import { GoogleGenAI } from '@google/genai';
import type { GenerateContentConfig, GoogleGenAIOptions } from '@google/genai';
import type { Engine } from './engine.ts';
import { fromGoogleReply, toGoogleRequest } from './google-content.ts';
import type { GoogleReply } from './google-content.ts';

export type GenAiSettings = {
  readonly model: string;
  readonly baseUrl?: string | undefined;
} & (
  | { readonly service: 'gemini'; readonly apiKey: string }
  | {
      readonly service: 'vertex';
      readonly project: string;
      readonly location: string;
      /** A service account's key file; absent: Google's application default credentials. */
      readonly credentialsFile?: string | undefined;
    }
);

function toOptions(settings: GenAiSettings): GoogleGenAIOptions {
  const httpOptions = settings.baseUrl === undefined ? {} : { baseUrl: settings.baseUrl };
  if (settings.service === 'gemini')
    return { vertexai: false, apiKey: settings.apiKey, httpOptions };
  const { project, location, credentialsFile } = settings;
  return {
    vertexai: true,
    project,
    location,
    httpOptions,
    ...(credentialsFile === undefined
      ? {}
      : { googleAuthOptions: { keyFilename: credentialsFile } }),
  };
}

export function createGenAiEngine(settings: GenAiSettings): Engine {
  const client = new GoogleGenAI(toOptions(settings));
  return {
    async complete(call) {
      const { contents, systemInstruction, generationConfig, tools } = toGoogleRequest(call);
      let failedHeaders: Headers | undefined;
      const config = {
        ...generationConfig,
        systemInstruction,
        ...(tools === undefined ? {} : { tools }),
        abortSignal: call.signal,
        httpOptions: {
          // The SDK's error forgets the headers, and with them Retry-After.
          fetch: async (...args: Parameters<typeof fetch>) => {
            const response = await fetch(...args);
            if (!response.ok) failedHeaders = response.headers;
            return response;
          },
        },
      } as unknown as GenerateContentConfig;
      try {
        const request = { model: settings.model, contents, config } as Parameters<
          typeof client.models.generateContent
        >[0];
        return fromGoogleReply((await client.models.generateContent(request)) as GoogleReply);
      } catch (error) {
        throw failedHeaders === undefined || !(error instanceof Error)
          ? error
          : Object.assign(error, { headers: failedHeaders });
      }
    },
  };
}
