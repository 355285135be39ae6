/**
 * The provider that needs no key, no network and no package: a deterministic planner that reads the same facts as a model
 * does (the request's `input`) and returns a real plan, refinement and explanation. Continuous integration, offline users and
 * the evals run on it. The same request always gives the same reply.
 */
import { FREE } from '../price.ts';
import type { GenerateReply, Provider, ToolCallRecord } from '../provider.ts';
import { REQUESTS } from '../request.ts';
import type { RequestFacts, RequestKind, RequestOutput } from '../request.ts';
import { draftPlan } from './draft.ts';
import { explain } from './explain.ts';
import { refinePlan } from './refine.ts';

const PLANNERS: {
  readonly [K in RequestKind]: (facts: RequestFacts<K>) => RequestOutput<K>;
} = { 'draft-plan': draftPlan, 'refine-plan': refinePlan, explain };

function plan<K extends RequestKind>(kind: K, input: unknown): RequestOutput<K> {
  return PLANNERS[kind](REQUESTS[kind].input.parse(input) as RequestFacts<K>);
}

export function createMockProvider(): Provider {
  return {
    name: 'mock',
    model: 'deterministic',
    async generate<T>(request: {
      readonly kind: RequestKind;
      readonly input: unknown;
      readonly schema: { parse(value: unknown): T };
      readonly signal?: AbortSignal;
    }): Promise<GenerateReply<T>> {
      request.signal?.throwIfAborted();
      const value = request.schema.parse(plan(request.kind, request.input));
      return { outcome: 'value', value, repairs: 0, usage: FREE };
    },
    /** Reads no prose, so it asks each tool that needs no arguments once and hands back what they said. */
    async runTools(request) {
      const calls: ToolCallRecord[] = [];
      for (const tool of request.tools) {
        request.signal?.throwIfAborted();
        const args = tool.schema.safeParse({});
        if (args.success)
          calls.push({ tool: tool.name, args: args.data, result: await tool.run(args.data) });
      }
      const text = calls.map((call) => `${call.tool}: ${call.result}`).join('\n');
      return { outcome: 'answer', text, calls, usage: FREE };
    },
  };
}
