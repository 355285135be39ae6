/**
 * Gemini's content form, which the Gemini API and Vertex share and all three Google SDKs take: messages to contents, reply to
 * completion. The types name only what is read and written here; the SDKs' own differ in enums alone.
 */
import { toGoogleSchema } from '../json-schema.ts';
import type { ChatMessage, Completion, EngineCall, JsonSchema } from './engine.ts';

interface GooglePart {
  readonly text?: string;
  readonly thought?: boolean;
  readonly functionCall?: { readonly id?: string; readonly name?: string; readonly args?: object };
  readonly functionResponse?: { readonly name: string; readonly response: object };
}

interface GoogleContent {
  readonly role: string;
  readonly parts: GooglePart[];
}

/** The body of `generateContent`, less the model. */
export interface GoogleRequest {
  readonly systemInstruction: GoogleContent;
  readonly contents: GoogleContent[];
  readonly generationConfig: {
    readonly maxOutputTokens: number;
    readonly responseMimeType?: string;
    readonly responseSchema?: JsonSchema;
  };
  readonly tools?: readonly {
    readonly functionDeclarations: readonly {
      readonly name: string;
      readonly description: string;
      readonly parameters: JsonSchema;
    }[];
  }[];
}

/** The part of a reply that is read. */
export interface GoogleReply {
  readonly candidates?: readonly {
    readonly content?: { readonly role?: string; readonly parts?: readonly GooglePart[] };
    readonly finishReason?: string;
    readonly finishMessage?: string;
  }[];
  readonly promptFeedback?: { readonly blockReason?: string };
  readonly usageMetadata?: {
    readonly promptTokenCount?: number;
    readonly candidatesTokenCount?: number;
    readonly thoughtsTokenCount?: number;
  };
}

/** Finish reasons that mean "the model would not say it". */
const REFUSALS = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'LANGUAGE',
]);

function toContent(message: Exclude<ChatMessage, { readonly role: 'system' }>): GoogleContent {
  switch (message.role) {
    case 'tool':
      return {
        role: 'user',
        parts: [{ functionResponse: { name: message.name, response: { result: message.text } } }],
      };
    case 'assistant':
      if (message.echo !== undefined) return message.echo as GoogleContent;
      return {
        role: 'model',
        parts: [
          ...(message.text === '' ? [] : [{ text: message.text }]),
          ...message.calls.map(({ name, args }) => ({ functionCall: { name, args } })),
        ],
      };
    default:
      return { role: 'user', parts: [{ text: message.text }] };
  }
}

/** Answers to parallel calls belong into one content: Gemini counts them against the calls. */
function mergeToolAnswers(contents: readonly GoogleContent[]): GoogleContent[] {
  const merged: GoogleContent[] = [];
  for (const content of contents) {
    const last = merged.at(-1);
    const answers = (one: GoogleContent | undefined): boolean =>
      one?.parts[0]?.functionResponse !== undefined;
    if (last !== undefined && answers(last) && answers(content)) last.parts.push(...content.parts);
    else merged.push({ role: content.role, parts: [...content.parts] });
  }
  return merged;
}

export function toGoogleRequest(call: EngineCall): GoogleRequest {
  const system = call.messages.filter((message) => message.role === 'system');
  const contents = call.messages.filter((message) => message.role !== 'system').map(toContent);
  return {
    systemInstruction: {
      role: 'system',
      parts: [{ text: system.map((message) => message.text).join('\n\n') }],
    },
    contents: mergeToolAnswers(contents),
    generationConfig: {
      maxOutputTokens: call.maxOutputTokens,
      ...(call.reply === undefined
        ? {}
        : {
            responseMimeType: 'application/json',
            responseSchema: toGoogleSchema(call.reply.schema),
          }),
    },
    ...(call.tools.length === 0
      ? {}
      : {
          tools: [
            {
              functionDeclarations: call.tools.map((tool) => ({
                name: tool.name,
                description: tool.description,
                parameters: toGoogleSchema(tool.parameters),
              })),
            },
          ],
        }),
  };
}

export function fromGoogleReply(reply: GoogleReply): Completion {
  const candidate = reply.candidates?.[0];
  const parts = candidate?.content?.parts ?? [];
  const blocked = reply.promptFeedback?.blockReason;
  const reason = blocked ?? candidate?.finishReason ?? 'no candidate in the reply';
  const refused = blocked !== undefined || REFUSALS.has(reason);
  const usage = reply.usageMetadata ?? {};
  return {
    text: parts.map((part) => (part.thought === true ? '' : (part.text ?? ''))).join(''),
    calls: parts.flatMap(({ functionCall }, index) =>
      functionCall?.name === undefined
        ? []
        : [
            {
              id: functionCall.id ?? `${functionCall.name}-${index}`,
              name: functionCall.name,
              args: { ...functionCall.args },
            },
          ],
    ),
    finish: refused ? 'refused' : reason === 'MAX_TOKENS' ? 'truncated' : 'complete',
    detail: candidate?.finishMessage ?? reason,
    inputTokens: usage.promptTokenCount ?? 0,
    outputTokens: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
    ...(candidate?.content === undefined ? {} : { echo: candidate.content }),
  };
}
