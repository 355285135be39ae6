import pc from 'picocolors';
import type { Answer } from '../../../protocol/answer.ts';
import { renderAnswer } from './answer.ts';
import { ANSWER, COUPON, withHops } from './sample.contract.ts';

const GOLDEN = `
Settled  why does order.total change  src/order.ts:42
order.total became NaN, after being 100, because parsePercent gave NaN for the
text "15 %" (#3).

Look first at src/coupon.ts:14-15  parsePercent
  the wrong value appears here first
   13 │ function parsePercent(text: string): number {
 ▸ 14 │   return Number(text);  = NaN
 ▸ 15 │ }

Chain, from what was seen back to where it began
  src/order.ts  price
  1 h000001 42 │ order.total = applyDiscount(order.total, terms);
               │ = NaN, was 100
  src/coupon.ts  parsePercent
  2 h000002 14 │ return Number(text);  = NaN
  3 h000003 14 │ Number(text)  native code

Other suspects
  2  src/order.ts:42  what the question is about, and a reason that goes on f…

2 runs · 1,204 events (3 dropped) · 2.2 s · 11 probes in 1 file, revision 2
npm test: exit code 1
one hop and its neighbours: scope show h000002
all of this answer: scope show answer --full
note: 3 events were dropped
`;

interface Screen {
  readonly columns?: number;
  readonly rows?: number;
  readonly isFull?: boolean;
}

describe('an answer for a person', () => {
  const render = (answer: Answer, screen: Screen = {}, isColourful = false): string =>
    renderAnswer(answer, {
      ...{ colours: pc.createColors(isColourful), columns: 80, rows: 42, isFull: false },
      ...screen,
      textOf: (file) => (file === 'src/coupon.ts' ? COUPON : null),
    });
  const linesOf = (answer: Answer, screen: Screen): number =>
    render(answer, screen).trimEnd().split('\n').length;

  it('reads as the golden text', () => expect(render(ANSWER, { columns: 78 })).toBe(GOLDEN));
  it('keeps within the columns', () => {
    for (const columns of [50, 60, 80, 110]) {
      const long = render(ANSWER, { columns })
        .split('\n')
        .filter((line) => line.length > columns);
      expect(long).toEqual([]);
    }
  });
  it('keeps to the screen, whatever there is to say', () => {
    const [hop] = ANSWER.chain;
    if (hop === undefined) throw new Error('no hop');
    const chain = Array.from({ length: 12 }, (_, at) => ({
      ...hop,
      ...{ file: `src/${at}.ts`, line: 1000 + at, value: `{ "n": ${at}, ${'x'.repeat(90)} }` },
    }));
    const suspects = Array.from({ length: 10 }, (_, at) => ({
      ...(ANSWER.suspects[1] as Answer['suspects'][0]),
      rank: at + 1,
    }));
    const notes = Array.from({ length: 12 }, (_, at) => `note ${at}: ${'words '.repeat(40)}`);
    const answer = 'One more sentence about it that goes on for a while. '.repeat(20);
    const large = { ...ANSWER, chain, suspects, notes, answer };
    expect([24, 30, 40, 50].map((rows) => linesOf(large, { rows }) <= rows)).toEqual(
      Array.from({ length: 4 }, () => true),
    );
    expect(linesOf(large, { isFull: true })).toBeGreaterThan(90);
  });
  it('folds hops that only pass a value on, and shows them on demand', () => {
    const long = withHops(12);
    const short = render(long);
    expect(short).toMatch(/order\.ts|:100| 100 │/u);
    expect(short).toContain('… 10 hops pass NaN on: step1, step2');
    expect(short).not.toContain(' 105 │');
    expect(short).toContain(' 111 │');
    expect(render(long, { isFull: true })).toContain(' 105 │');
  });
  it('leaves the middle out where nothing can be folded', () => {
    const { chain, ...rest } = withHops(12);
    const values = chain.map((hop, at) => ({ ...hop, value: String(at) }));
    const text = render({ ...rest, chain: values }, { rows: 24 });
    expect(text).toMatch(/… \d+ hops between: step\d/u);
    expect(text).toContain(' 100 │');
    expect(text).toContain(' 111 │');
  });
  it('shows values that do not fit beside their code below it', () => {
    const [hop] = ANSWER.chain;
    if (hop === undefined) throw new Error('no hop');
    const value = JSON.stringify('v'.repeat(70));
    const text = render({ ...ANSWER, chain: [{ ...hop, value }] });
    expect(text).toMatch(/│ order\.total = applyDiscount\(order\.total, terms\);\n {15}│ = "v+…/u);
  });
  it('cuts neither a command nor what to type next', () => {
    const argv = ['node', '--import', 'tsx', `src/${'long/'.repeat(20)}main.ts`, '--all', 'yes'];
    const text = render({ ...ANSWER, command: { ...ANSWER.command, argv } }, { columns: 60 });
    const lines = text.split('\n');
    expect(lines).toContain(`${argv.join(' ')}: exit code 1`);
    expect(lines).toContain('one hop and its neighbours: scope show h000002');
    const full = render(ANSWER, { isFull: true }).split('\n');
    expect(full).toContain(`recorded (39 KB) in ${ANSWER.recordings[0]}`);
    expect(full).toContain('look into the recording: scope show 20261121-150201-abc');
  });
  it('calls a list of writers so', () => {
    const [first] = ANSWER.chain;
    if (first === undefined) throw new Error('no hop');
    const writers = [
      { ...first, why: 'wrote it 3 times, last here' },
      { ...first, why: 'wrote it once' },
    ];
    expect(render({ ...ANSWER, chain: writers })).toContain('\nWriters, the latest first\n');
    const mixed = render({ ...ANSWER, chain: [...writers, first] });
    expect(mixed).toContain('\nChain, from what was seen');
  });
  it('groups failing tests', () => {
    const group = { ...{ file: 'src/a.ts', line: 3, function: 'f' }, why: '', error: 'E' };
    const groups = [
      { ...group, count: 812, tests: ['adds', 'takes away'] },
      { ...group, count: 88, line: 9, tests: ['ends'] },
    ];
    const text = render({ ...ANSWER, failures: { total: 901, seen: 1200, more: 1, groups } });
    expect(text).toContain(
      [
        '901 of 1,200 failing tests, 3 common causes; the answer is about the first',
        '  812 × src/a.ts:3  f: adds and 811 more',
        '   88 × src/a.ts:9  f: ends and 87 more',
        '    and 1 more cause',
      ].join('\n'),
    );
  });
  it('colours only where it may', () => {
    expect(render(ANSWER)).not.toContain('\u001b');
    expect(render(ANSWER, {}, true)).toContain('\u001b[');
  });
  it('says that nothing was found', () => {
    const open: Answer = { ...ANSWER, verdict: 'open', chain: [], suspects: [], target: null };
    expect(render(open)).toContain('Open: no cause found');
  });
});
