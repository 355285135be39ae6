/**
 * OpenAI and every server that speaks its chat completions (`baseUrl`), over the `openai` package. A server that does not
 * know JSON Schema replies is asked for plain JSON, then for text, each with the schema in the prompt; what it knows is
 * remembered for the life of the engine.
 */
import OpenAI from 'openai';
import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { toStrictSchema } from '../json-schema.ts';
import type { ChatMessage, Completion, Engine, EngineCall, ToolCall } from './engine.ts';

export interface OpenAiSettings {
  readonly model: string;
  readonly apiKey: string;
  /** Absent for OpenAI itself. */
  readonly baseUrl?: string | undefined;
}

/** How a JSON reply is asked for, the best first. */
const REPLY_MODES = ['json_schema', 'json_object', 'text'] as const;
type ReplyMode = (typeof REPLY_MODES)[number];

function toWire(message: ChatMessage): ChatCompletionMessageParam {
  switch (message.role) {
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.text };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.text,
        ...(message.calls.length === 0
          ? {}
          : {
              tool_calls: message.calls.map((call) => ({
                id: call.id,
                type: 'function' as const,
                function: { name: call.name, arguments: JSON.stringify(call.args) },
              })),
            }),
      };
    default:
      return { role: message.role, content: message.text };
  }
}

/** Arguments that are no JSON object reach the tool as none, so that its own schema names what is missing. */
function parseArguments(text: string): ToolCall['args'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as ToolCall['args']) : {};
  } catch {
    return {};
  }
}

function fromWire(reply: ChatCompletion): Completion {
  const choice = reply.choices[0];
  const refusal = choice?.message.refusal ?? undefined;
  const reason = choice?.finish_reason ?? 'no choice in the reply';
  const refused = refusal !== undefined || reason === 'content_filter';
  return {
    text: choice?.message.content ?? '',
    calls: (choice?.message.tool_calls ?? [])
      .filter((call) => call.type === 'function')
      .map((call) => ({
        id: call.id,
        name: call.function.name,
        args: parseArguments(call.function.arguments),
      })),
    finish: refused ? 'refused' : reason === 'length' ? 'truncated' : 'complete',
    detail: refusal ?? reason,
    inputTokens: reply.usage?.prompt_tokens ?? 0,
    outputTokens: reply.usage?.completion_tokens ?? 0,
  };
}

function withSchemaInPrompt(call: EngineCall): readonly ChatMessage[] {
  const text = `The schema of the reply:\n${JSON.stringify(call.reply?.schema)}`;
  const [first, ...rest] = call.messages;
  return first?.role === 'system'
    ? [{ role: 'system', text: `${first.text}\n\n${text}` }, ...rest]
    : [{ role: 'system', text }, ...call.messages];
}

function toBody(
  settings: OpenAiSettings,
  call: EngineCall,
  mode: ReplyMode,
): ChatCompletionCreateParamsNonStreaming {
  const described = call.reply !== undefined && mode !== 'json_schema';
  const body: ChatCompletionCreateParamsNonStreaming = {
    model: settings.model,
    messages: (described ? withSchemaInPrompt(call) : call.messages).map(toWire),
  };
  // OpenAI's newer models know only this name, most other servers only the older one.
  if (settings.baseUrl === undefined) body.max_completion_tokens = call.maxOutputTokens;
  else body.max_tokens = call.maxOutputTokens;
  if (call.tools.length > 0)
    body.tools = call.tools.map((tool) => ({
      type: 'function',
      function: {
        name: tool.name,
        description: tool.description,
        parameters: { ...tool.parameters },
      },
    }));
  if (call.reply !== undefined && mode === 'json_object')
    body.response_format = { type: 'json_object' };
  if (call.reply !== undefined && mode === 'json_schema')
    body.response_format = {
      type: 'json_schema',
      json_schema: {
        name: call.reply.name.replaceAll(/[^\w-]/gu, '_'),
        strict: true,
        schema: { ...toStrictSchema(call.reply.schema) },
      },
    };
  return body;
}

const rejectsReplyFormat = (error: unknown): boolean =>
  error instanceof OpenAI.APIError &&
  (error.status === 400 || error.status === 404 || error.status === 422) &&
  /response_format|json_schema|json_object|structured output/iu.test(error.message);

export function createOpenAiEngine(settings: OpenAiSettings): Engine {
  const client = new OpenAI({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl ?? 'https://api.openai.com/v1',
    organization: null,
    project: null,
    maxRetries: 0,
  });
  let mode: ReplyMode = 'json_schema';
  return {
    async complete(call) {
      for (;;) {
        try {
          const body = toBody(settings, call, mode);
          return fromWire(await client.chat.completions.create(body, { signal: call.signal }));
        } catch (error) {
          const next = REPLY_MODES[REPLY_MODES.indexOf(mode) + 1];
          if (call.reply === undefined || next === undefined || !rejectsReplyFormat(error))
            throw error;
          mode = next;
        }
      }
    },
  };
}
