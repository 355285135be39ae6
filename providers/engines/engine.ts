/**
 * One call to a model over one vendor's SDK. An engine converts messages, schema and tools to the wire and the reply back,
 * and nothing else: it does not retry, does not wait, does not judge the text. What the SDK throws, it throws
 * (`providers/retry.ts` reads status and waiting time from any of them).
 */

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly calls: readonly ToolCall[];
      /** The vendor's own form of this message, sent back as it came (Gemini signs its function calls). */
      readonly echo?: unknown;
    }
  | {
      readonly role: 'tool';
      readonly callId: string;
      readonly name: string;
      readonly text: string;
    };

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
}

export interface EngineCall {
  readonly messages: readonly ChatMessage[];
  /** Ask for one JSON object of this schema (plain keywords only: see `providers/json-schema.ts`). */
  readonly reply?: { readonly name: string; readonly schema: JsonSchema };
  readonly tools: readonly ToolSpec[];
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
}

export interface Completion {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly finish: 'complete' | 'truncated' | 'refused';
  /** The vendor's word for it: `stop`, `SAFETY`, the text of a refusal. */
  readonly detail: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly echo?: unknown;
}

export interface Engine {
  complete(call: EngineCall): Promise<Completion>;
}
