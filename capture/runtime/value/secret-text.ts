/**
 * Texts that are never recorded: those that match a pattern, and those that contain a value which a secret name was seen to
 * have. The patterns live in a realm of their own, because each match there leaves `RegExp.$1` of the program alone; the
 * realm is made when the first text comes that may match.
 */
import { runInNewContext } from 'node:vm';
import { hasOwn, pin, stringIncludes, stringSlice } from './intrinsic.ts';

const evaluate = runInNewContext;

/** Shorter values are found in any text; longer ones are compared by their beginning. */
const MIN_UNITS = 8;
const MAX_UNITS = 1024;
const MAX_VALUES = 256;
/** Matching a pattern may take the square of a text's length: of longer ones only what a match contains is looked for. */
const MAX_MATCHED = 4096;
/** Letters of a long text times what is looked for in it. */
const MAX_SEARCHED = 1_000_000;

/** What a match of a pattern that we know contains at least one of: most texts need no match at all. */
const ANCHORS: Readonly<Record<string, readonly string[]>> = {
  '\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+': ['eyJ'],
  '-----BEGIN [A-Z ]*PRIVATE KEY-----': ['-----BEGIN '],
  '\\b(?:sk|pk|ghp|gho|xox[abp])[-_][\\w-]{16,}': [
    ...['sk-', 'sk_', 'pk-', 'pk_', 'ghp-', 'ghp_', 'gho-', 'gho_', 'xox'],
  ],
  '\\bAKIA[0-9A-Z]{16}\\b': ['AKIA'],
};

export interface SecretTexts {
  /** @param kept  what of the text would be recorded */
  isSecret(text: string, kept: string): boolean;
  /** Of all of the text, however much would be recorded; also where finding out would take long. */
  maybeSecret(text: string): boolean;
  /** A value under a secret name; other texts that contain it are secret from now on. */
  learn(value: unknown): void;
}

interface Pattern {
  readonly source: string;
  readonly anchors: readonly string[] | null;
  /** Null where it was not needed yet. */
  expression: RegExp | false | null;
}

export function createSecretTexts(sources: readonly string[]): SecretTexts {
  const patterns = sources.map((source): Pattern => ({
    source,
    anchors: hasOwn(ANCHORS, source) ? (ANCHORS[source] as readonly string[]) : null,
    expression: null,
  }));
  const learnt: string[] = [];
  let next = 0;
  let make: ((source: string) => RegExp) | null = null;

  /** @throws where the source is no regular expression */
  function compile(source: string): RegExp {
    make ??= evaluate("(source) => new RegExp(source, 'u')") as (source: string) => RegExp;
    return pin(make(source), ['exec']);
  }

  function matches(pattern: Pattern, text: string): boolean {
    if (pattern.anchors !== null && !containsAny(text, pattern.anchors)) return false;
    if (pattern.expression === null) {
      pattern.expression = false;
      try {
        pattern.expression = compile(pattern.source);
      } catch {
        return false;
      }
    }
    return pattern.expression !== false && pattern.expression.exec(text) !== null;
  }

  return {
    isSecret(text, kept) {
      // What begins within the kept part may end beyond it.
      const seen = text.length > kept.length ? stringSlice(text, 0, kept.length + MAX_UNITS) : text;
      if (containsAny(seen, learnt)) return true;
      for (let at = 0; at < patterns.length; at += 1)
        if (matches(patterns[at] as Pattern, kept)) return true;
      return false;
    },
    maybeSecret(text) {
      const isLong = text.length > MAX_MATCHED;
      if (isLong && text.length * (learnt.length + patterns.length) > MAX_SEARCHED) return true;
      if (containsAny(text, learnt)) return true;
      for (let at = 0; at < patterns.length; at += 1) {
        const pattern = patterns[at] as Pattern;
        const { anchors } = pattern;
        if (isLong ? anchors === null || containsAny(text, anchors) : matches(pattern, text))
          return true;
      }
      return false;
    },
    learn(value) {
      if (typeof value !== 'string' || value.length < MIN_UNITS) return;
      const kept = value.length > MAX_UNITS ? stringSlice(value, 0, MAX_UNITS) : value;
      for (let at = 0; at < learnt.length; at += 1) if (learnt[at] === kept) return;
      learnt[next] = kept;
      next = (next + 1) % MAX_VALUES;
    },
  };
}

function containsAny(text: string, parts: readonly string[]): boolean {
  for (let at = 0; at < parts.length; at += 1)
    if (stringIncludes(text, parts[at] as string)) return true;
  return false;
}
