import type { Answer } from '../../../protocol/answer.ts';
import { renderMarkdown } from './markdown.ts';
import { ANSWER, COUPON, withHops } from './sample.contract.ts';

const GOLDEN = `### Settled: why does order.total change ([src/order.ts:42](src/order.ts#L42))

order.total became NaN, after being 100, because parsePercent gave NaN for the text "15 %" (#<!-- -->3).

**Look first at** [src/coupon.ts:14](src/coupon.ts#L14-L15) \`parsePercent\`: the wrong value appears here first

\`\`\`ts
function parsePercent(text: string): number {
  return Number(text);  // = NaN
}
\`\`\`

| # | where | code | value | why | hop |
|--:|---|---|---|---|---|
| 1 | [src/order.ts:42](src/order.ts#L42) \`price\` | \`order.total = applyDiscount(order.total, terms);\` | \`NaN\`, was \`100\` | what the question is about | \`h000001\` |
| 2 | [src/coupon.ts:14](src/coupon.ts#L14) \`parsePercent\` | \`return Number(text);\` | \`NaN\` | parsePercent returned it | \`h000002\` |
| 3 | [src/coupon.ts:14](src/coupon.ts#L14) \`parsePercent\` | \`Number(text)\` |  | native code | \`h000003\` |

<details><summary>1 other suspect</summary>

2. [src/order.ts:42](src/order.ts#L42) \`price\`: what the question is about, and a reason that goes on for much longer than a line

</details>

<details><summary>How this was found: 2 runs · 1,204 events (3 dropped) · 2.2 s · 11 probes in 1 file, revision 2</summary>

- command: \`npm test: exit code 1\`
- recorded in \`.scope/sessions/20261121-150201-abc/run-2/recordings\` (39 KB)
- note: 3 events were dropped

</details>
`;

describe('an answer as Markdown', () => {
  const render = (answer: Answer, linkBase = '', isFull = false): string =>
    renderMarkdown(answer, {
      linkBase,
      isFull,
      textOf: (file) => (file === 'src/coupon.ts' ? COUPON : null),
    });
  const withHop = (hop: Partial<Answer['chain'][0]>): Answer => {
    const [first] = ANSWER.chain;
    if (first === undefined) throw new Error('no hop');
    return { ...ANSWER, chain: [{ ...first, ...hop }], suspects: [] };
  };

  it('reads as the golden text', () => expect(render(ANSWER)).toBe(GOLDEN));
  it('puts the base before links', () =>
    expect(render(ANSWER, 'https://x/y/blob/1/')).toContain(
      '(https://x/y/blob/1/src/coupon.ts#L14-L15)',
    ));
  it('links to paths with any name', () =>
    expect(render(withHop({ file: 'src/a (b)/[id] #1.ts' }))).toContain(
      '[src/a (b)/\\[id\\] #<!-- -->1.ts:42](src/a%20%28b%29/%5Bid%5D%20%231.ts#L42)',
    ));
  it('keeps recorded text in its cell and its code', () => {
    const value = '"a`b``c | d\n</details><script>"';
    const row = render(withHop({ value, code: '`${a}` || b' }))
      .split('\n')
      .find((line) => line.startsWith('| 1 |'));
    expect(row).toContain('| `` `${a}` \\|\\| b `` |');
    expect(row).toContain('| ```"a`b``c \\| d </details><script>"```, was `100` |');
    // Bars that end a cell: those of seven borders.
    expect(row?.match(/(?<!\\)\|/gu)).toHaveLength(7);
  });
  it('lets no reason start markup or call somebody', () =>
    expect(render(withHop({ why: '*a* <b> @me #12 [x](y)' }))).toContain(
      '\\*a\\* &lt;b&gt; @<!-- -->me #<!-- -->12 \\[x\\](y)',
    ));
  it('fences source that holds fences', () => {
    const text = renderMarkdown(ANSWER, {
      ...{ linkBase: '', isFull: false },
      textOf: () => `${'\n'.repeat(13)}const a = '\`\`\`';\n`,
    });
    expect(text).toMatch(/^````ts$[\s\S]*^````$/mu);
  });
  it('folds what only passes a value on, and shows it on demand', () => {
    expect(render(withHops(12))).toContain(
      '<summary>10 hops that only pass the value on</summary>',
    );
    expect(render(withHops(12), '', true)).not.toContain('only pass');
  });
  it('shows both sides of the place where two runs part', () => {
    const place = {
      file: 'src/a|b.ts',
      line: 2,
      endLine: 2,
      function: 'f',
      code: 'a || b',
      seq: 9,
    };
    const side = { outcome: 'failed', recording: 'r' } as const;
    const text = render({
      ...ANSWER,
      comparison: {
        ...{ kind: 'commit', aligned: 7, sources: [], changes: [], changedFunctions: [] },
        here: { ...side, label: 'the work tree' },
        there: { ...side, label: 'v1', outcome: 'passed' },
        divergence: {
          ...{ kind: 'branch', text: '', inSlice: true, later: false, before: 0, changed: [] },
          ...{ source: null, here: { ...place, value: 'true' }, there: null },
        },
      },
    });
    expect(text).toContain('**The runs part** after 7 events that are the same:');
    expect(text).toContain(
      '| the work tree (failed) | src/a\\|b.ts:2 | `a \\|\\| b` | `true` |\n| v1 (passed) | | nothing there | |',
    );
  });
  it('opens and closes as many details', () => {
    const text = render(withHops(12));
    expect(text.match(/<details>/gu)).toHaveLength(3);
    expect(text.match(/<\/details>/gu)).toHaveLength(3);
  });
});
