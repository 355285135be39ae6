/**
 * From stored text to checked entries, the same for every implementation: an entry that does not fit the schema, or that was
 * handed out too often, is told apart from the good ones with its reason. Nothing here throws on bad text.
 */
import type { z } from 'zod';
import { ScopeError } from '../../protocol/problem.ts';
import type { DeadReason, StreamEntry } from './stream.ts';

/** An entry as it is stored. */
export interface RawEntry {
  readonly id: string;
  readonly text: string;
  readonly deliveries: number;
}

export interface Rejected {
  readonly raw: RawEntry;
  readonly reason: DeadReason;
  readonly detail: string;
}

export interface Sifted<T> {
  readonly entries: readonly StreamEntry<T>[];
  readonly rejected: readonly Rejected[];
}

export interface SiftRules<T> {
  readonly schema: z.ZodType<T>;
  readonly maxDeliveries: number;
}

/** Splits stored entries into those to hand out and those for the dead letters. Keeps the order. */
export function sift<T>(raws: readonly RawEntry[], rules: SiftRules<T>): Sifted<T> {
  const entries: StreamEntry<T>[] = [];
  const rejected: Rejected[] = [];
  for (const raw of raws) {
    if (raw.deliveries > rules.maxDeliveries) {
      const times = raw.deliveries - 1;
      rejected.push({
        raw,
        reason: 'too-many-deliveries',
        detail: `handed out ${times} times without an acknowledgement`,
      });
      continue;
    }
    const parsed = parseText(raw.text, rules.schema);
    if ('detail' in parsed) rejected.push({ raw, reason: 'invalid', detail: parsed.detail });
    else entries.push({ id: raw.id, value: parsed.value, deliveries: raw.deliveries });
  }
  return { entries, rejected };
}

function parseText<T>(text: string, schema: z.ZodType<T>): { value: T } | { detail: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { detail: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return { detail: `${path === '' ? 'entry' : path}: ${issue?.message ?? 'does not fit'}` };
}

/** @throws TypeError where the value is not JSON (a bug of the caller: the type says so) */
export function encodeValue(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('a stream entry must be a JSON value');
  return text;
}

/** @throws ScopeError `usage` where the name could leave the folder or collide with another */
export function checkName(what: 'stream' | 'group' | 'consumer', name: string): void {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/u.test(name))
    throw new ScopeError(
      'usage',
      `${what} name ${JSON.stringify(name)}: use letters, digits, ".", "_" and "-", at most 100`,
    );
}
