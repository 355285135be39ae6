/**
 * Renders the prompt files of `prompts/` (front matter `name` and `version`, then a `# system` and a `# user` part with
 * `{{path}}` placeholders). Facts that came from a program or a person are data: they are put in a fence that their own text
 * cannot close, in one pass, so that a placeholder inside a value is never filled in.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_CALL_LIMITS } from './provider.ts';
import type { CallLimits, GenerateRequest, Prompt } from './provider.ts';
import { REQUESTS } from './request.ts';
import type { RequestFacts, RequestInput, RequestKind, RequestOutput } from './request.ts';

/** `prompts/` stands beside `providers/` in the sources and beside `dist/` in the package. */
function promptFile(kind: RequestKind): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'prompts', `${kind}.md`);
    if (existsSync(file)) return file;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`the package is incomplete: no prompts/${kind}.md`);
    folder = parent;
  }
}

interface Template {
  readonly name: string;
  readonly version: number;
  readonly system: string;
  readonly user: string;
}

/** @throws a file that is not of the form is a bug of this package */
export function parseTemplate(text: string): Template {
  const match =
    /^---\nname: ([\w-]+)\nversion: (\d+)\n---\n+# system\n([\s\S]*?)\n# user\n([\s\S]*)$/u.exec(
      text,
    );
  const [, name, version, system, user] = match ?? [];
  if (name === undefined || system === undefined || user === undefined)
    throw new Error('a prompt file needs front matter (name, version), # system and # user');
  return { name, version: Number(version), system: system.trim(), user: user.trim() };
}

/** @returns the text in a fence longer than any run of backticks inside it */
export function fence(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${text}\n${mark}`;
}

function lookUp(facts: unknown, path: string): unknown {
  let value = facts;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** Lists become one JSON object a line, which models read well and people can diff. */
function asData(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return fence(value);
  if (Array.isArray(value)) {
    return value.length === 0
      ? '(none)'
      : fence(value.map((item) => JSON.stringify(item)).join('\n'), 'json');
  }
  return fence(JSON.stringify(value), 'json');
}

/** Fills every `{{path}}`, and `{{#list}}` with the list numbered from 1. @throws on a path the facts lack */
export function fillTemplate(template: string, facts: unknown): string {
  return template.replaceAll(/\{\{(#?)([\w.]+)\}\}/gu, (_, mark: string, path: string) => {
    const value = lookUp(facts, path);
    if (value === undefined) throw new Error(`prompt placeholder without a fact: ${path}`);
    if (mark === '' || !Array.isArray(value)) return asData(value);
    return asData(value.map((item: object, index) => ({ number: index + 1, ...item })));
  });
}

export function renderPrompt<K extends RequestKind>(kind: K, facts: RequestFacts<K>): Prompt {
  const { name, version, system, user } = parseTemplate(readFileSync(promptFile(kind), 'utf8'));
  return { name, version, system, user: fillTemplate(user, facts) };
}

/** Checks the facts, renders the prompt and names the schema of the reply. @throws ZodError: wrong facts are a bug of the caller */
export function buildRequest<K extends RequestKind>(
  kind: K,
  input: RequestInput<K>,
  options: { readonly limits?: Partial<CallLimits>; readonly signal?: AbortSignal } = {},
): GenerateRequest<RequestOutput<K>> {
  const facts = REQUESTS[kind].input.parse(input) as RequestFacts<K>;
  return {
    kind,
    input: facts,
    prompt: renderPrompt(kind, facts),
    schema: REQUESTS[kind].output as unknown as GenerateRequest<RequestOutput<K>>['schema'],
    limits: { ...DEFAULT_CALL_LIMITS, ...options.limits },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}
