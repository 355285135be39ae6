/**
 * What of a chain is shown where not all of it is: hops that only pass a value on stand together in one line, and where that
 * is still too much the middle gives way. The symptom, the first suspect and the end of the chain always stay.
 */
import { BESIDE_CHAIN } from '../../../protocol/answer.ts';
import type { BriefAnswer, CitedHop, Suspect } from '../../../protocol/answer.ts';

export interface NumberedHop {
  readonly hop: CitedHop;
  /** 1-based place in the chain. */
  readonly number: number;
}

export type ChainPart =
  | ({ readonly kind: 'hop' } & NumberedHop)
  /** Hops with the value of the one before them. */
  | { readonly kind: 'passed'; readonly hops: readonly NumberedHop[] }
  | { readonly kind: 'left'; readonly hops: readonly NumberedHop[] };

/** Fewer than this stand for themselves. */
const LEAST_FOLDED = 2;

/** @returns all hops, each for itself */
export function wholeChain({ chain }: Pick<BriefAnswer, 'chain'>): readonly ChainPart[] {
  return chain.map((hop, index) => ({ kind: 'hop', hop, number: index + 1 }));
}

/** @returns the chain in at most about `most` parts */
export function foldChain(
  { chain, suspects }: Pick<BriefAnswer, 'chain' | 'suspects'>,
  most: number,
): readonly ChainPart[] {
  const parts = foldPassed(chain, suspects[0]);
  if (parts.length <= most) return parts;
  const kept = new Set(keptParts(parts, suspects[0], most));
  const short: ChainPart[] = [];
  let left: NumberedHop[] = [];
  const flush = (): void => {
    if (left.length > 0) short.push({ kind: 'left', hops: left });
    left = [];
  };
  for (const part of parts) {
    if (kept.has(part)) {
      flush();
      short.push(part);
    } else if (part.kind === 'hop') left.push(part);
    else left.push(...part.hops);
  }
  flush();
  return short;
}

/** A hop that shows nothing that the one before it did not. */
export function isPassing(chain: readonly CitedHop[], index: number, suspect?: Suspect): boolean {
  const [hop, before] = [chain[index], chain[index - 1]];
  if (hop === undefined || before === undefined || index === chain.length - 1) return false;
  if (hop.value === undefined || hop.value !== before.value || hop.was !== undefined) return false;
  if (hop.role === 'control' || hop.role === 'frontier' || hop.role === 'origin') return false;
  return !isAt(hop, suspect) && !hop.why.startsWith(BESIDE_CHAIN);
}

function foldPassed(chain: readonly CitedHop[], suspect: Suspect | undefined): ChainPart[] {
  const parts: ChainPart[] = [];
  let passed: NumberedHop[] = [];
  const flush = (): void => {
    if (passed.length >= LEAST_FOLDED) parts.push({ kind: 'passed', hops: passed });
    else parts.push(...passed.map((one): ChainPart => ({ kind: 'hop', ...one })));
    passed = [];
  };
  chain.forEach((hop, index) => {
    const numbered = { hop, number: index + 1 };
    if (isPassing(chain, index, suspect)) passed.push(numbered);
    else {
      flush();
      parts.push({ kind: 'hop', ...numbered });
    }
  });
  flush();
  return parts;
}

/** The first parts, the suspect's and the last one, then more of both ends as far as there is room. */
function keptParts(
  parts: readonly ChainPart[],
  suspect: Suspect | undefined,
  most: number,
): readonly ChainPart[] {
  const culprit = parts.find((part) => part.kind === 'hop' && isAt(part.hop, suspect));
  const ends = parts.flatMap((_, at) => [parts[at], parts[parts.length - 1 - at]]);
  const wanted = [parts[0], culprit, ...ends].filter((part) => part !== undefined);
  // One line says what was left out.
  return [...new Set(wanted)].slice(0, Math.max(1, most - 1));
}

export function isAt(
  { file, line, endLine }: Pick<CitedHop, 'file' | 'line' | 'endLine'>,
  suspect: Suspect | undefined,
): boolean {
  return suspect?.file === file && line <= suspect.endLine && endLine >= suspect.line;
}
