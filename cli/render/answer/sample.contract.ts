/** For tests: an answer with a chain of three hops, and the text of the file that its first suspect is in. */
import type { Answer } from '../../../protocol/answer.ts';

export const ANSWER: Answer = {
  version: 1,
  question: 'why does order.total change',
  verdict: 'settled',
  answer:
    'order.total became NaN, after being 100, because parsePercent gave NaN for the text "15 %" (#3).',
  target: { node: 'src/order.ts#price/assign[1]', file: 'src/order.ts', line: 42 },
  chain: [
    {
      id: 'h000001',
      role: 'change',
      node: 'src/order.ts#price/assign[1]',
      file: 'src/order.ts',
      line: 42,
      endLine: 42,
      function: 'price',
      code: 'order.total = applyDiscount(order.total, terms);',
      value: 'NaN',
      was: '100',
      seq: 1447,
      why: 'what the question is about',
    },
    {
      id: 'h000002',
      role: 'value',
      node: 'src/coupon.ts#parsePercent/return[0]',
      file: 'src/coupon.ts',
      line: 14,
      endLine: 14,
      function: 'parsePercent',
      code: 'return Number(text);',
      value: 'NaN',
      seq: 1440,
      why: 'parsePercent returned it',
    },
    {
      id: 'h000003',
      role: 'frontier',
      node: 'src/coupon.ts#parsePercent/call[0]',
      file: 'src/coupon.ts',
      line: 14,
      endLine: 14,
      function: 'parsePercent',
      code: 'Number(text)',
      why: 'native code',
    },
  ],
  suspects: [
    {
      rank: 1,
      file: 'src/coupon.ts',
      line: 14,
      endLine: 15,
      function: 'parsePercent',
      score: 0.9,
      why: 'the wrong value appears here first',
    },
    {
      rank: 2,
      file: 'src/order.ts',
      line: 42,
      endLine: 42,
      function: 'price',
      score: 0.4,
      why: 'what the question is about, and a reason that goes on for much longer than a line',
    },
  ],
  plan: { id: 'plan-1', revisions: 2, probes: 11, files: 1 },
  cost: {
    runs: 2,
    events: 1204,
    dropped: 3,
    bytes: 40312,
    wallMs: 2210,
    baselineMs: null,
    inputTokens: 0,
    outputTokens: 0,
    usd: 0,
  },
  command: { argv: ['npm', 'test'], exitCode: 1, signal: null },
  recordings: ['.scope/sessions/20261121-150201-abc/run-2/recordings'],
  notes: ['3 events were dropped'],
};

export const COUPON = `${'\n'.repeat(12)}function parsePercent(text: string): number {
  return Number(text);
}
`;

/** @returns the sample with a chain of so many hops, all of one value but the first */
export function withHops(length: number): Answer {
  const [first, second] = ANSWER.chain;
  if (first === undefined || second === undefined) throw new Error('no hops');
  const chain = Array.from({ length }, (_, at) => ({
    ...(at === 0 ? first : second),
    id: `h${String(at).padStart(6, '0')}`,
    line: 100 + at,
    endLine: 100 + at,
    function: `step${at}`,
    why: `step${at} returned it`,
  }));
  return { ...ANSWER, chain };
}
