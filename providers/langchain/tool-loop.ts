/**
 * The tool loop over LangChain's agent: the model asks tools until it answers in prose or its rounds are used up. Arguments
 * are checked by each tool's zod schema before it runs; what a tool throws, or a model asks wrongly, goes back to the model.
 */
import { createAgent, tool } from 'langchain';
import type { Completion } from '../engines/engine.ts';
import type { Tool, ToolCallRecord, ToolReply, ToolRequest, Usage } from '../provider.ts';
import { EngineChatModel } from './chat-model.ts';
import type { Complete } from './chat-model.ts';

/** Ends the agent's loop from inside a model call. */
class RoundsExhausted extends Error {}

function recorded(one: Tool, calls: ToolCallRecord[]) {
  return tool(
    async (args) => {
      const result = await one.run(args);
      calls.push({ tool: one.name, args, result });
      return result;
    },
    { name: one.name, description: one.description, schema: one.schema },
  );
}

/** @param usage reads what all calls so far have used */
export async function runToolLoop(
  complete: Complete,
  request: ToolRequest,
  usage: () => Usage,
): Promise<ToolReply> {
  const calls: ToolCallRecord[] = [];
  let rounds = 0;
  let last: Completion | undefined;
  const model = new EngineChatModel(async (call) => {
    if (rounds === request.limits.rounds) throw new RoundsExhausted();
    rounds += 1;
    last = await complete(call);
    // A reply that was cut or declined ends the loop: half a tool call must not run.
    return last.finish === 'complete' ? last : { ...last, calls: [] };
  });
  const agent = createAgent({
    model,
    tools: request.tools.map((one) => recorded(one, calls)),
    systemPrompt: request.prompt.system,
  });
  try {
    await agent.invoke(
      { messages: [{ role: 'user', content: request.prompt.user }] },
      { recursionLimit: request.limits.rounds * 2 + 5 },
    );
  } catch (error) {
    if (error instanceof RoundsExhausted)
      return { outcome: 'rounds-exhausted', calls, usage: usage() };
    throw error;
  }
  if (last === undefined) throw new Error('the agent ended without asking the model');
  if (last.finish !== 'complete')
    return { outcome: last.finish, message: last.detail, usage: usage() };
  return { outcome: 'answer', text: last.text, calls, usage: usage() };
}
