/**
 * How far the estimate that outlines keep their budget by lies from two real tokenizers: outlines of this project's own
 * graph, of many sizes. A budget may never be passed; a ratio above one is room that is not used.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildCodeGraph, outline } from '../../code-graph/index.ts';
import { estimateTokens } from '../../code-graph/token-estimate.ts';
import { median, spread } from '../row.ts';
import type { Row, SuiteOptions } from '../row.ts';

const SUITE = 'tokens';
const BUDGETS = [50, 200, 1000, 4000, 16_000];
const STARTS = 40;
const WANTED = 400;
const ENCODINGS = ['o200k_base', 'cl100k_base'] as const;

interface Tiktoken {
  getEncoding(name: string): { encode(text: string): readonly number[] };
}

/** @returns one row for each tokenizer; takes about a minute */
export async function benchTokens({ quick }: SuiteOptions): Promise<readonly Row[]> {
  const { getEncoding } = createRequire(import.meta.url)('js-tiktoken') as Tiktoken;
  const graph = await buildCodeGraph(join(import.meta.dirname, '../..'), { cacheFile: null });
  const ids = graph.functions().map(({ id }) => id);
  const starts = quick ? 4 : STARTS;
  return ENCODINGS.map((name): Row => {
    const encoding = getEncoding(name);
    const ratios: number[] = [];
    let passed = 0;
    for (const budget of BUDGETS)
      for (let i = 0; i < starts; i += 1) {
        const start = Math.floor((i * ids.length) / starts);
        const text = outline(graph, ids.slice(start, start + WANTED), budget);
        const real = encoding.encode(text).length;
        if (real === 0) continue;
        ratios.push(estimateTokens(text) / real);
        if (real > budget) passed += 1;
      }
    return {
      suite: SUITE,
      name: `estimate against ${name}`,
      value: median(ratios),
      unit: '×',
      note: `${spread(ratios, 2)} over ${ratios.length} outlines; ${passed} over their budget`,
      target: { text: 'no budget passed', met: passed === 0 },
    };
  });
}
