import pc from 'picocolors';
import type { Answer } from '../../protocol/answer.ts';
import { renderAnswer } from './answer.ts';

const ANSWER: Answer = {
  version: 1,
  question: 'why does order.total change',
  verdict: 'settled',
  answer:
    'order.total became NaN, after being 100, because parsePercent gave NaN for the text "15 %" (#3).',
  target: { node: 'src/order.ts#price/assign[1]', file: 'src/order.ts', line: 42 },
  chain: [
    {
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
      endLine: 16,
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

const GOLDEN = `
Settled  why does order.total change  src/order.ts:42
order.total became NaN, after being 100, because parsePercent gave NaN for the
text "15 %" (#3).

Chain, from what was seen back to where it began
  1  src/order.ts:42  price                                        event 1,447
     order.total = applyDiscount(order.total, terms);
     = NaN, was 100  what the question is about
  2  src/coupon.ts:14  parsePercent                                event 1,440
     return Number(text);
     = NaN  parsePercent returned it
  3  src/coupon.ts:14  parsePercent
     Number(text)
     native code

Suspects
  1  src/coupon.ts:14-16  parsePercent: the wrong value appears here first
  2  src/order.ts:42
     price: what the question is about, and a reason that goes on for much lo…

2 runs · 1,204 events (3 dropped) · 2.2 s · 11 probes in 1 file, revision 2
npm test: exit code 1
recorded (39 KB) in .scope/sessions/20261121-150201-abc/run-2/recordings
look into it: scope show 20261121-150201-abc
note: 3 events were dropped
`;

describe('an answer for a person', () => {
  const render = (answer: Answer, columns: number, isFull = false): string =>
    renderAnswer(answer, { colours: pc.createColors(false), columns, isFull });

  it('reads as the golden text', () => expect(render(ANSWER, 78)).toBe(GOLDEN));
  it('keeps within the columns', () => {
    for (const columns of [50, 60, 80, 110]) {
      const long = render(ANSWER, columns)
        .split('\n')
        .filter((line) => line.length > columns);
      expect(long.filter((line) => !/^(?:Settled|recorded )/u.test(line))).toEqual([]);
    }
  });
  it('shows both ends of a long chain, and all of it on demand', () => {
    const [first] = ANSWER.chain;
    if (first === undefined) throw new Error('no hop');
    const chain = Array.from({ length: 12 }, (_, at) => ({ ...first, line: 100 + at }));
    const short = render({ ...ANSWER, chain }, 80);
    expect(short).toContain('order.ts:100');
    expect(short).toContain('order.ts:111');
    expect(short).toContain('5 hops between');
    expect(short).not.toContain('order.ts:105');
    expect(render({ ...ANSWER, chain }, 80, true)).toContain('order.ts:105');
  });
  it('cuts neither a command nor a path', () => {
    const argv = ['node', '--import', 'tsx', `src/${'long/'.repeat(20)}main.ts`, '--all', 'yes'];
    const text = render({ ...ANSWER, command: { ...ANSWER.command, argv } }, 60);
    const lines = text.split('\n');
    expect(lines).toContain(`${argv.join(' ')}: exit code 1`);
    expect(lines).toContain(`recorded (39 KB) in ${ANSWER.recordings[0]}`);
    expect(lines).toContain('look into it: scope show 20261121-150201-abc');
  });
  it('calls a list of writers so', () => {
    const [first] = ANSWER.chain;
    if (first === undefined) throw new Error('no hop');
    const writers = [
      { ...first, why: 'wrote it 3 times, last here' },
      { ...first, why: 'wrote it once' },
    ];
    expect(render({ ...ANSWER, chain: writers }, 80)).toContain('\nWriters, the latest first\n');
    const mixed = render({ ...ANSWER, chain: [...writers, first] }, 80);
    expect(mixed).toContain('\nChain, from what was seen');
  });
  it('colours only where it may', () => {
    expect(render(ANSWER, 80)).not.toContain('\u001b');
    const coloured = renderAnswer(ANSWER, {
      colours: pc.createColors(true),
      columns: 80,
      isFull: false,
    });
    expect(coloured).toContain('\u001b[');
  });
  it('says that nothing was found', () => {
    const open: Answer = { ...ANSWER, verdict: 'open', chain: [], suspects: [], target: null };
    expect(render(open, 80)).toContain('Open: no cause found');
  });
});
