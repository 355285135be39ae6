/**
 * JSON Schema for models: from zod, reduced to the keywords that every vendor understands (ranges and lengths are checked by
 * zod afterwards, and a breach goes back as a repair). OpenAI's strict form makes every key required and optional ones
 * nullable, so nulls of a reply are dropped before it is checked: no schema here uses null for a meaning, save in a list.
 */
import { z } from 'zod';
import type { JsonSchema } from './engines/engine.ts';

const KEPT = ['type', 'enum', 'description', 'required'] as const;

function reduce(schema: JsonSchema): JsonSchema {
  const reduced: Record<string, unknown> = {};
  for (const key of KEPT) if (schema[key] !== undefined) reduced[key] = schema[key];
  if (schema['const'] !== undefined) reduced['enum'] = [schema['const']];
  if (schema['items'] !== undefined) reduced['items'] = reduce(schema['items'] as JsonSchema);
  if (Array.isArray(schema['anyOf']))
    reduced['anyOf'] = schema['anyOf'].map((branch) => reduce(branch as JsonSchema));
  if (schema['properties'] !== undefined)
    reduced['properties'] = mapProperties(schema, (property) => reduce(property));
  return reduced;
}

function mapProperties(
  schema: JsonSchema,
  change: (property: JsonSchema, key: string) => JsonSchema,
): JsonSchema {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.fromEntries(
    Object.entries(properties).map(([key, property]) => [key, change(property, key)]),
  );
}

/** @returns the schema of what a model writes: keys with defaults are optional there */
export function modelSchema(schema: z.ZodType): JsonSchema {
  return reduce(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema);
}

/** @see https://platform.openai.com/docs/guides/structured-outputs, "Supported schemas" */
export function toStrictSchema(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema['anyOf']))
    return {
      ...schema,
      anyOf: schema['anyOf'].map((branch) => toStrictSchema(branch as JsonSchema)),
    };
  if (schema['type'] === 'array')
    return { ...schema, items: toStrictSchema((schema['items'] ?? {}) as JsonSchema) };
  if (schema['type'] !== 'object') return schema;
  const required = (schema['required'] ?? []) as readonly string[];
  const properties = mapProperties(schema, (property, key) => {
    const strict = toStrictSchema(property);
    return required.includes(key) ? strict : { anyOf: [strict, { type: 'null' }] };
  });
  return { ...schema, properties, required: Object.keys(properties), additionalProperties: false };
}

/**
 * The subset of OpenAPI that Gemini and Vertex take: types in upper case, no nullable unions needed.
 * @see https://ai.google.dev/api/caching#Schema
 */
export function toGoogleSchema(schema: JsonSchema): JsonSchema {
  const google: Record<string, unknown> = { ...schema };
  if (typeof schema['type'] === 'string') google['type'] = schema['type'].toUpperCase();
  if (schema['items'] !== undefined)
    google['items'] = toGoogleSchema(schema['items'] as JsonSchema);
  if (Array.isArray(schema['anyOf']))
    google['anyOf'] = schema['anyOf'].map((branch) => toGoogleSchema(branch as JsonSchema));
  if (schema['properties'] !== undefined)
    google['properties'] = mapProperties(schema, (property) => toGoogleSchema(property));
  return google;
}

/** @returns the value without the keys whose value is null */
export function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([key, part]) => [key, dropNulls(part)]),
  );
}

/**
 * The JSON object in a model's text: the whole text, or the first balanced object in it (models like to add a fence, a
 * greeting or their thoughts).
 * @returns null where there is none that parses
 */
export function extractJson(text: string): unknown {
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start + 1)) {
    const end = endOfObject(text, start);
    if (end === -1) continue;
    try {
      return JSON.parse(text.slice(start, end));
    } catch {
      // Braces in prose: try the next one.
    }
  }
  return null;
}

/** @returns offset behind the brace that closes the one at `start`, or -1 */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let offset = start; offset < text.length; offset += 1) {
    const character = text[offset];
    if (quoted) {
      if (character === '\\') offset += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth += 1;
    else if (character === '}' && (depth -= 1) === 0) return offset + 1;
  }
  return -1;
}
