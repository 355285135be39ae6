import pc from 'picocolors';
import { briefAnswerSchema } from '../../../protocol/answer.ts';
import type { Answer, BriefAnswer } from '../../../protocol/answer.ts';
import { estimateTokens, LEAST_TOKENS } from './budget.ts';
import { ANSWER_FORMATS, formatAnswer } from './output.ts';
import type { AnswerFormat } from './output.ts';
import { COUPON, withHops } from './sample.contract.ts';

const group = { ...{ file: 'src/a.ts', line: 3, function: 'f' }, why: 'w', error: 'E: 1' };
const LARGE: Answer = {
  ...withHops(12),
  answer: 'It was 1 (#1). Then it was 2 (#2 to #4). Then a third thing happened (#12). Look there.',
  notes: Array.from({ length: 12 }, (_, at) => `note ${at} ${'ü'.repeat(100)}`),
  failures: {
    total: 9,
    seen: 9,
    more: 0,
    groups: [1, 2, 3, 4, 5].map((count) => ({ ...group, count, tests: ['a', 'b', 'c'] })),
  },
};

function print(format: AnswerFormat, maxTokens: number | null, answer = LARGE): string {
  return formatAnswer(answer, {
    ...{ format, maxTokens, linkBase: '', colours: pc.createColors(false) },
    ...{ columns: 80, rows: 42, isFull: false },
    textOf: () => COUPON,
  });
}
const brief = (maxTokens: number): BriefAnswer =>
  briefAnswerSchema.parse(JSON.parse(print('json', maxTokens)));

describe('an answer in so many tokens', () => {
  it('a token is three bytes of UTF-8, begun ones count', () =>
    expect(['', 'a', 'abc', 'abcd', 'üü'].map(estimateTokens)).toEqual([0, 1, 1, 2, 2]));

  it.each(ANSWER_FORMATS)('never takes more, as %s', (format) => {
    for (let most = LEAST_TOKENS; most <= 2500; most += 35)
      expect([most, estimateTokens(print(format, most)) <= most]).toEqual([most, true]);
  });

  it('is the whole document where that fits', () => expect(brief(100_000)).toEqual(LARGE));

  it('leaves out what matters least first', () => {
    const sizes = [2500, 1500, 800, 400, 250, 120, LEAST_TOKENS].map(brief);
    const counts = sizes.map(({ chain, suspects, notes, cost }) => [
      chain.length,
      suspects.length,
      notes.length,
      cost === undefined ? 0 : 1,
    ]);
    for (let at = 1; at < counts.length; at += 1)
      counts[at]?.forEach((count, part) =>
        expect(count).toBeLessThanOrEqual(counts[at - 1]?.[part] ?? 0),
      );
    // The first suspect outlives hops, these outlive notes.
    for (const { chain, suspects, notes } of sizes) {
      if (notes.length > 2) expect(chain).toHaveLength(12);
      if (chain.length > 0) expect(suspects[0]).toEqual(LARGE.suspects[0]);
    }
    expect(sizes.every(({ verdict }) => verdict === LARGE.verdict)).toBe(true);
  });

  it('says what it left out, and cites no number of a hop that moved', () => {
    const short = brief(500);
    expect(short.omitted).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\d+ hops$/u), 'cost and plan']),
    );
    expect(short.answer).not.toMatch(/#\d/u);
    expect(print('text', 500)).toMatch(/left out: \d+ hops/u);
    expect(print('markdown', 500)).toMatch(/left out: \d+ hops/u);
    expect(brief(LEAST_TOKENS).omitted).toEqual(['all but the verdict']);
  });

  it('keeps the hop of the first suspect longest', () => {
    const chain = withHops(12).chain.map((hop, at) =>
      at === 5 ? { ...hop, line: 14, endLine: 14 } : hop,
    );
    for (const most of [900, 600, 400]) {
      const { chain: kept } = JSON.parse(print('json', most, { ...LARGE, chain })) as BriefAnswer;
      expect(kept.length === 0 || kept.some(({ line }) => line === 14)).toBe(true);
    }
  });
});
