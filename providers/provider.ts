/**
 * The contract of every provider: a planner that turns a question and facts into a plan, a refinement or prose. A provider
 * only proposes: its reply is checked data, never executed, and what the model said wrong is a value with problems. Thrown
 * are only `provider-failed` (unreachable, too slow, rate-limited for too long) and `provider-refused` (the key is not
 * accepted). A provider never reads the environment: the composition root passes every value in.
 */
import type { z } from 'zod';
import type { Problem } from '../protocol/problem.ts';
import type { RequestKind } from './request.ts';

export interface Prompt {
  /** Name and version of the file below `prompts/`; both go into the plan's provenance. */
  readonly name: string;
  readonly version: number;
  readonly system: string;
  readonly user: string;
}

export interface CallLimits {
  readonly maxOutputTokens: number;
  /** Milliseconds that one call to the model may take; a retry gets as much again. */
  readonly timeoutMs: number;
  /** Calls in all when the network, the server or its rate limit gets in the way; at least 1. */
  readonly attempts: number;
}

export const DEFAULT_CALL_LIMITS: CallLimits = {
  maxOutputTokens: 8_192,
  timeoutMs: 60_000,
  attempts: 3,
};

export interface GenerateRequest<T> {
  readonly kind: RequestKind;
  /** The facts, as data; the prompt is rendered from them. Shape: `REQUESTS[kind].input`. */
  readonly input: unknown;
  readonly prompt: Prompt;
  readonly schema: z.ZodType<T>;
  readonly limits: CallLimits;
  readonly signal?: AbortSignal;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where the price of the model is not known; 0 for a provider that costs nothing. */
  readonly usd: number | null;
}

/** What a model may do instead of answering: decline, or run out of its output tokens. */
export type Unanswered =
  | { readonly outcome: 'refused'; readonly message: string; readonly usage: Usage }
  | { readonly outcome: 'truncated'; readonly message: string; readonly usage: Usage };

export type GenerateReply<T> =
  | {
      readonly outcome: 'value';
      readonly value: T;
      /** Rounds in which problems went back to the model: 0 or 1. */
      readonly repairs: number;
      readonly usage: Usage;
    }
  | {
      readonly outcome: 'invalid';
      readonly problems: readonly Problem[];
      /** What the model said last. */
      readonly text: string;
      readonly usage: Usage;
    }
  | Unanswered;

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodObject;
  /** @returns the text that the model reads; a thrown error goes back to the model as text too */
  run(args: Readonly<Record<string, unknown>>): Promise<string>;
}

export interface ToolRequest {
  readonly prompt: Prompt;
  readonly tools: readonly Tool[];
  readonly limits: CallLimits & {
    /** Times that the model may be asked; the last reply must be its answer. */
    readonly rounds: number;
  };
  readonly signal?: AbortSignal;
}

export interface ToolCallRecord {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly result: string;
}

export type ToolReply =
  | {
      readonly outcome: 'answer';
      readonly text: string;
      readonly calls: readonly ToolCallRecord[];
      readonly usage: Usage;
    }
  | {
      readonly outcome: 'rounds-exhausted';
      readonly calls: readonly ToolCallRecord[];
      readonly usage: Usage;
    }
  | Unanswered;

export interface Provider {
  readonly name: string;
  readonly model: string;
  /** @throws ScopeError `provider-failed`, `provider-refused`; an abort of the request's own signal rejects with its reason */
  generate<T>(request: GenerateRequest<T>): Promise<GenerateReply<T>>;
  /** Lets the model ask tools until it answers in prose. @throws as `generate` */
  runTools(request: ToolRequest): Promise<ToolReply>;
}
