import type { Hop } from '../../protocol/answer.ts';
import type { ScopeEvent } from '../../protocol/event.ts';
import { recordProgram, sliceFrom } from '../../query/provenance/record-program.contract.ts';
import type { Context } from '../../query/provenance/point.ts';
import { buildChain } from './chain.ts';
import { verifyChain } from './verify.ts';

let context: Context;
let chain: readonly Hop[];

beforeAll(async () => {
  context = await recordProgram('const a = 1 + 1;\nconst b = a * 2;\nconst c = b;\n');
  const slice = sliceFrom(context, 'c');
  chain = buildChain({ context, slice, suspect: null, beside: [], focus: null, was: null });
});

describe('verifyChain', () => {
  const reject = (change: (hop: Hop) => Hop, objection: string): void => {
    const [first, second, ...rest] = chain;
    if (first === undefined || second === undefined) throw new Error('too short');
    const wrong = change(second);
    expect(verifyChain(context, [first, wrong, ...rest])).toEqual({
      chain: [first, ...rest],
      rejected: [`${wrong.file}:${wrong.line}: ${objection}`],
    });
  };
  it('keeps what an assignment replaced only where a write before it shows that', async () => {
    const program = 'let a = 0;\na = 3;\na = 1;\nconst b = a;\n';
    const context = await recordProgram(program);
    const slice = sliceFrom(context, 'b');
    const hops = buildChain({ context, slice, suspect: null, beside: [], focus: null, was: null });
    const written = hops.filter(({ was }) => was !== undefined);
    expect(written).toMatchObject([{ line: 3, value: '1', was: '3' }]);
    expect(verifyChain(context, written).rejected).toEqual([]);
    const wrong = written.map((hop) => ({ ...hop, was: '4' }));
    expect(verifyChain(context, wrong).chain).toEqual([]);
  });
  it('keeps what an object held at a place later than its snapshot, as far as that was recorded', async () => {
    const context = await recordProgram(
      'const a = [];\na.push(1);\nconst b = [a];\nconst c = b;\n',
    );
    const slice = sliceFrom(context, 'c');
    const there = slice.points.find(
      ({ evidence }) =>
        evidence?.source.lineAt(evidence.node.start) === 3 && evidence.node.type === 'identifier',
    );
    const focus = there?.evidence ?? null;
    const [hop] = buildChain({ context, slice, suspect: null, beside: [], focus, was: null });
    expect(hop).toMatchObject({ line: 3, value: '[1]', asOf: expect.any(Number) });
    if (hop === undefined) return;
    expect(verifyChain(context, [hop])).toEqual({ chain: [hop], rejected: [] });
    const { asOf: _now, ...before } = hop;
    for (const wrong of [{ ...hop, value: '[2]' }, { ...hop, value: '[]' }, before])
      expect(verifyChain(context, [wrong]).chain).toEqual([]);
  });
  it('keeps what the recording proves', () => {
    expect(chain.map(({ value }) => value)).toEqual(['4', '4', '2']);
    expect(verifyChain(context, chain)).toEqual({ chain, rejected: [] });
  });
  it('an event that is not there', () =>
    reject((hop) => ({ ...hop, seq: 99_999 }), 'there is no event 99999'));
  it('an event that belongs to no place', () =>
    reject((hop) => ({ ...hop, seq: 1 }), 'event 1 belongs to no place'));
  it('a file that was not recorded', () =>
    reject((hop) => ({ ...hop, file: 'other.js' }), 'the source was not recorded'));
  it('lines beyond the file', () =>
    reject((hop) => ({ ...hop, line: 40, endLine: 41 }), 'the lines are not in the file'));
  it('lines that end before they begin', () =>
    reject((hop) => ({ ...hop, endLine: hop.line - 1 }), 'the lines are not in the file'));
  it('lines of the file on which its node is not', () =>
    reject(
      (hop) => ({ ...hop, line: 1, endLine: 1 }),
      `${chain[1]?.node ?? ''} is not on these lines`,
    ));
  it('an event of another file', () => {
    const { sites } = context.timeline;
    const moved = sites.map((site) => site && { ...site, file: 'other.js' });
    const [first] = chain;
    if (first === undefined) throw new Error('too short');
    // A write elsewhere may prove what a name holds; an event of any other kind may not.
    const at = (seq: number): ScopeEvent =>
      ({ ...context.timeline.at(seq), type: 'value-read' }) as ScopeEvent;
    const elsewhere = { ...context, timeline: { ...context.timeline, sites: moved, at } };
    expect(verifyChain(elsewhere, [first]).rejected).toEqual([
      `program.js:${first.line}: event ${first.seq ?? 0} happened in other.js`,
    ]);
  });
  it('a value that the event does not show', () => {
    const [first] = chain;
    if (first?.seq === undefined) throw new Error('too short');
    expect(verifyChain(context, [{ ...first, value: '"anything"' }]).rejected).toEqual([
      `program.js:${first.line}: event ${first.seq} shows another value`,
    ]);
  });
  it('a node that the code does not have', () =>
    reject(
      (hop) => ({ ...hop, node: 'program.js#gone' }),
      'the graph has no node program.js#gone',
    ));
  it('a value without an event', () =>
    reject(({ seq: _, ...hop }) => hop, 'a value without an event'));
  it('keeps the end of the recording, which has no event', () => {
    const [first] = chain;
    if (first === undefined) throw new Error('too short');
    const { seq: _, ...rest } = first;
    const frontier: Hop = { ...rest, role: 'frontier' };
    expect(verifyChain(context, [frontier]).chain).toEqual([frontier]);
  });
});
