/**
 * Any engine as a LangChain chat model, so that LangChain's structured output and agents run on every provider alike. It
 * converts messages and nothing else; retries and limits come from the `complete` that it is given.
 */
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type {
  BaseChatModelCallOptions,
  BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, ToolMessage } from '@langchain/core/messages';
import type { BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import type { ChatMessage, Completion, EngineCall, ToolSpec } from '../engines/engine.ts';

/** An engine's call with limits, retries and metering around it. */
export type Complete = (
  call: Pick<EngineCall, 'messages' | 'reply' | 'tools'>,
) => Promise<Completion>;

export interface EngineCallOptions extends BaseChatModelCallOptions {
  tools?: BindToolsInput[];
  reply?: EngineCall['reply'];
}

function toChatMessage(message: BaseMessage): ChatMessage {
  const { text } = message;
  if (message instanceof ToolMessage)
    return { role: 'tool', callId: message.tool_call_id, name: message.name ?? '', text };
  if (AIMessage.isInstance(message)) {
    const calls = (message.tool_calls ?? []).map(({ id, name, args }) => ({
      id: id ?? name,
      name,
      args: args as Readonly<Record<string, unknown>>,
    }));
    const echo = message.additional_kwargs['echo'];
    return { role: 'assistant', text, calls, ...(echo === undefined ? {} : { echo }) };
  }
  return { role: message.type === 'system' ? 'system' : 'user', text };
}

function toSpec(tool: BindToolsInput): ToolSpec {
  const { name, description, parameters } = convertToOpenAITool(
    tool as Parameters<typeof convertToOpenAITool>[0],
  ).function;
  return {
    name,
    description: description ?? '',
    parameters: (parameters ?? {}) as ToolSpec['parameters'],
  };
}

/** @returns the completion as LangChain keeps it; {@link completionOf} gets it back */
export function toAIMessage(completion: Completion): AIMessageChunk {
  const { text, calls, echo } = completion;
  return new AIMessageChunk({
    content: text,
    tool_calls: calls.map(({ id, name, args }) => ({
      id,
      name,
      args: { ...args },
      type: 'tool_call' as const,
    })),
    additional_kwargs: echo === undefined ? {} : { echo },
    response_metadata: { completion },
  });
}

export function completionOf(message: BaseMessage): Completion {
  return (message.response_metadata as { readonly completion: Completion }).completion;
}

export class EngineChatModel extends BaseChatModel<EngineCallOptions> {
  readonly #complete: Complete;

  constructor(complete: Complete) {
    super({ disableStreaming: true });
    this.#complete = complete;
  }

  override _llmType(): string {
    return 'scope-engine';
  }

  override bindTools(tools: BindToolsInput[], options: Partial<EngineCallOptions> = {}) {
    return this.withConfig({ ...options, tools });
  }

  override async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): Promise<ChatResult> {
    const completion = await this.#complete({
      messages: messages.map(toChatMessage),
      tools: (options.tools ?? []).map(toSpec),
      ...(options.reply === undefined ? {} : { reply: options.reply }),
    });
    return { generations: [{ text: completion.text, message: toAIMessage(completion) }] };
  }
}
