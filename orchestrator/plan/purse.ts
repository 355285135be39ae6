/** What a model may cost in one job: counts tokens and dollars, and says when they are used up. */
import type { Limits } from '../../protocol/plan.ts';
import type { Usage } from '../../providers/provider.ts';

export interface Purse {
  pay(usage: Usage): void;
  /** The sum; dollars are null where the price of a part is not known. */
  usage(): Usage;
  /** @returns the limit that is reached, in words, or null */
  emptyBecause(): string | null;
}

/** Dollars are held against what is known of them; tokens are always known. */
export function createPurse(limits: Pick<Limits, 'modelTokens' | 'usd'>): Purse {
  let inputTokens = 0;
  let outputTokens = 0;
  let knownUsd = 0;
  let isPriced = true;
  return {
    pay(usage) {
      inputTokens += usage.inputTokens;
      outputTokens += usage.outputTokens;
      knownUsd += usage.usd ?? 0;
      isPriced &&= usage.usd !== null;
    },
    usage: () => ({ inputTokens, outputTokens, usd: isPriced ? knownUsd : null }),
    emptyBecause() {
      if (inputTokens + outputTokens >= limits.modelTokens)
        return `limits.modelTokens (${limits.modelTokens}) is used up`;
      if (knownUsd >= limits.usd) return `limits.usd ($${limits.usd}) is used up`;
      return null;
    },
  };
}
