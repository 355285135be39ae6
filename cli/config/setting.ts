/**
 * Every setting of Scope in one table: its name in `scope.config.ts` (dotted), its type, the environment variable that sets it,
 * and whether it may be shown. Keys live in the environment only, so that no one commits them.
 */
import { z } from 'zod';
import { DEFAULT_LIMITS, limitsSchema } from '../../protocol/plan.ts';
import { PROVIDER_NAMES } from '../../providers/index.ts';

export interface SettingRule {
  readonly schema: z.ZodType;
  /** Environment variables, the first that is set wins. */
  readonly variables: readonly string[];
  readonly isSecret: boolean;
  /** May stand in scope.config.ts. */
  readonly inFile: boolean;
  readonly fallback: unknown;
}

const text = z.string().min(1);

function rule(schema: z.ZodType, rest: Partial<SettingRule> = {}): SettingRule {
  return {
    schema,
    variables: [],
    isSecret: false,
    inFile: true,
    fallback: undefined,
    ...rest,
  };
}

const LIMIT_RULES: Readonly<Record<string, SettingRule>> = Object.fromEntries(
  Object.entries(limitsSchema.shape).map(([name, schema]) => [
    `limits.${name}`,
    rule(schema, { fallback: DEFAULT_LIMITS[name as keyof typeof DEFAULT_LIMITS] }),
  ]),
);

export const SETTINGS: Readonly<Record<string, SettingRule>> = {
  provider: rule(z.enum(PROVIDER_NAMES), { variables: ['SCOPE_PROVIDER'] }),
  model: rule(text, { variables: ['SCOPE_MODEL'] }),
  'openai.baseUrl': rule(z.url(), { variables: ['OPENAI_BASE_URL'] }),
  'openai.apiKey': rule(text, { variables: ['OPENAI_API_KEY'], isSecret: true, inFile: false }),
  'gemini.apiKey': rule(text, {
    variables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    isSecret: true,
    inFile: false,
  }),
  'vertex.project': rule(text, { variables: ['GOOGLE_CLOUD_PROJECT'] }),
  'vertex.location': rule(text, { variables: ['GOOGLE_CLOUD_LOCATION'] }),
  'vertex.credentialsFile': rule(text, { variables: ['GOOGLE_APPLICATION_CREDENTIALS'] }),
  'google.sdk': rule(z.enum(['genai', 'legacy']), {
    variables: ['SCOPE_GOOGLE_SDK'],
    fallback: 'genai',
  }),
  redisUrl: rule(z.url({ protocol: /^rediss?$/u }), {
    variables: ['SCOPE_REDIS_URL'],
    isSecret: true,
  }),
  ...LIMIT_RULES,
};
