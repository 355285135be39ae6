/**
 * Structured output over LangChain's pipeline: ask for JSON of the schema, check it with zod, and give the model one chance to
 * mend what zod objects to. The reply is data from outside: whatever is wrong with it is a value.
 */
import { assembleStructuredOutputPipeline } from '@langchain/core/language_models/structured_output';
import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import type { BaseMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import type { z } from 'zod';
import type { Problem } from '../../protocol/problem.ts';
import { dropNulls, extractJson, modelSchema } from '../json-schema.ts';
import type { GenerateReply, GenerateRequest, Usage } from '../provider.ts';
import { completionOf, EngineChatModel } from './chat-model.ts';
import type { Complete } from './chat-model.ts';

const REPAIR_ROUNDS = 1;
const MOST_PROBLEMS = 20;

function problemsOf(error: z.ZodError): readonly Problem[] {
  return error.issues.slice(0, MOST_PROBLEMS).map((issue) => ({
    message: issue.message,
    where: issue.path.length === 0 ? '$' : `$.${issue.path.map(String).join('.')}`,
    severity: 'error',
  }));
}

const NO_JSON: Problem = {
  message: 'the reply holds no JSON object',
  where: '$',
  severity: 'error',
};

function repairInstructions(problems: readonly Problem[]): string {
  const lines = problems.map((problem) => `- ${problem.where ?? '$'}: ${problem.message}`);
  return [
    'Your reply does not fit the schema:',
    ...lines,
    'Reply again with the whole, corrected JSON object and nothing else.',
  ].join('\n');
}

interface Structured {
  readonly raw: BaseMessage;
  readonly parsed: unknown;
}

/** @param usage reads what all calls so far have used */
export async function generateStructured<T>(
  complete: Complete,
  request: GenerateRequest<T>,
  usage: () => Usage,
): Promise<GenerateReply<T>> {
  const model = new EngineChatModel(complete).withConfig({
    reply: { name: request.kind, schema: modelSchema(request.schema) },
  });
  const parser = RunnableLambda.from((message: BaseMessage) => {
    const json = extractJson(message.text);
    if (json === null) throw new Error(NO_JSON.message);
    return json as Record<string, unknown>;
  });
  const pipeline = assembleStructuredOutputPipeline(model, parser, true, 'generate');
  const messages: BaseMessage[] = [
    new SystemMessage(request.prompt.system),
    new HumanMessage(request.prompt.user),
  ];
  for (let repairs = 0; ; repairs += 1) {
    const { raw, parsed } = (await pipeline.invoke(messages)) as unknown as Structured;
    const { finish, detail, text } = completionOf(raw);
    if (finish !== 'complete') return { outcome: finish, message: detail, usage: usage() };
    const checked = parsed === null ? null : request.schema.safeParse(dropNulls(parsed));
    if (checked?.success === true)
      return { outcome: 'value', value: checked.data, repairs, usage: usage() };
    const problems = checked === null ? [NO_JSON] : problemsOf(checked.error);
    if (repairs === REPAIR_ROUNDS) return { outcome: 'invalid', problems, text, usage: usage() };
    messages.push(new AIMessage(text), new HumanMessage(repairInstructions(problems)));
  }
}
