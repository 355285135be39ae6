/**
 * Vertex AI over `@google-cloud/vertexai`, whose generative part Google has announced to remove: `sdk: 'legacy'` of the
 * provider `vertex`. It takes no signal and its errors carry no headers: a call that is too slow is left behind, the waiting
 * time is read from the reply's `RetryInfo`.
 */
import { VertexAI } from '@google-cloud/vertexai';
import type { GenerateContentRequest } from '@google-cloud/vertexai';
import type { Engine } from './engine.ts';
import { fromGoogleReply, toGoogleRequest } from './google-content.ts';
import type { GoogleReply } from './google-content.ts';

export interface VertexAiSettings {
  readonly model: string;
  readonly project: string;
  readonly location: string;
  /** A service account's key file; absent: Google's application default credentials. */
  readonly credentialsFile?: string | undefined;
  readonly baseUrl?: string | undefined;
}

export function createVertexAiEngine(settings: VertexAiSettings): Engine {
  const { project, location, credentialsFile, baseUrl } = settings;
  const client = new VertexAI({
    project,
    location,
    ...(baseUrl === undefined ? {} : { apiEndpoint: new URL(baseUrl).host }),
    ...(credentialsFile === undefined
      ? {}
      : { googleAuthOptions: { keyFilename: credentialsFile } }),
  });
  const model = client.getGenerativeModel({ model: settings.model });
  return {
    async complete(call) {
      const request = toGoogleRequest(call) as unknown as GenerateContentRequest;
      const { response } = await model.generateContent(request);
      return fromGoogleReply(response as unknown as GoogleReply);
    },
  };
}
