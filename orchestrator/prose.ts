/**
 * The paragraph of an answer, whoever wrote it, held against the chain: it may cite hops that there are, and name places that the
 * chain names. A paragraph that claims more is not shown.
 */
import type { Hop } from '../protocol/answer.ts';

export interface CheckedProse {
  readonly text: string;
  readonly objections: readonly string[];
}

const WITHOUT = 'The chain below stands on its own.';
const PLACE = /([\w@./-]+\.[cm]?[jt]sx?):(\d+)/gu;

/** @returns the paragraph, or a neutral sentence and what was wrong with it */
export function checkProse(
  paragraph: string | null,
  chain: readonly Hop[],
  suspects: readonly Pick<Hop, 'file' | 'line' | 'endLine'>[] = [],
): CheckedProse {
  if (paragraph === null)
    return { text: WITHOUT, objections: ['the provider gave no explanation'] };
  const objections: string[] = [];
  for (const [, number] of paragraph.matchAll(/(?<=\(|, | to )#(\d+)(?=[),]| to )/gu)) {
    if (Number(number) < 1 || Number(number) > chain.length)
      objections.push(`it cites hop ${number} of ${chain.length}`);
  }
  const known = [...chain, ...suspects];
  for (const [, file, line] of paragraph.matchAll(PLACE)) {
    const at = Number(line);
    const isKnown = known.some(
      (hop) => hop.file.endsWith(file ?? '') && hop.line <= at && hop.endLine >= at,
    );
    if (!isKnown) objections.push(`it names ${file}:${line}, which the chain does not`);
  }
  if (objections.length === 0) return { text: paragraph, objections: [] };
  return { text: WITHOUT, objections: [`the explanation was left out: ${objections[0] ?? ''}`] };
}
