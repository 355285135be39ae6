import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCodeGraph } from '../../code-graph/index.ts';
import { readQuestion } from './question.ts';
import { knownGoal, resolveQuestion } from './resolve.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'scope-resolve-'));
  writeFileSync(join(root, 'a.js'), 'export function total(price) { return price * 2; }\n');
  writeFileSync(
    join(root, 'b.js'),
    'export const columns = [1];\nexport function save(row) { return row; }\nexport let cached = 1;\n',
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const resolved = async (text: string) =>
  resolveQuestion(readQuestion(text), await buildCodeGraph(root, { cacheFile: null }));

describe('a question that names nothing of the program', () => {
  it('is about its values, where it quotes any', async () => {
    const { goal, names } = await resolved("why is '3%+100' evaluated to 100.03?");
    expect(goal).toEqual({ kind: 'value', observed: '3%+100' });
    expect(names.size).toBe(0);
  });
  it('is about its values, where it calls them the output', async () => {
    const { goal } = await resolved("why is the output '3' instead of '4'?");
    expect(goal).toEqual({ kind: 'value', observed: '3', expected: '4' });
    await expect(resolved('why is the output wrong?')).rejects.toThrow('nothing in this project');
    await expect(resolved("why is `output` '3'?")).rejects.toThrow('nothing in this project');
  });
  it('is refused where it says nothing else, or names what is not there', async () => {
    await expect(resolved('blurb gone')).rejects.toThrow('nothing in this project');
    await expect(resolved("why is blurb.text '3'?")).rejects.toThrow('nothing in this project');
  });
});

describe('a question in plain words, of which the code has none', () => {
  it('is about why the command fails, and knows the words', async () => {
    expect(await resolved('why is the last element not found')).toMatchObject({
      goal: { kind: 'failing-test' },
      unknown: ['element'],
    });
  });
  it.each(['why is lastt not found', 'why is the lastt not found', 'why is the `last` item 3?'])(
    'is none where a name may be mistyped: %s',
    async (text) => {
      await expect(resolved(text)).rejects.toThrow('nothing in this project');
    },
  );
});

describe('a subject that is only a word of the asker', () => {
  it('is none for what asks whether a test is meant', async () => {
    const asked = await resolved('why is the four digit price not a total?');
    expect(asked.goal.subject).toBe('four');
    expect(knownGoal(asked)).toEqual({ kind: 'value' });
  });
  it('stays where the code has it, also in another case', async () => {
    for (const text of ['why is total 3?', 'why is Total 3?']) {
      const asked = await resolved(text);
      expect(knownGoal(asked)).toBe(asked.goal);
    }
  });
});

describe('a value that a question quotes', () => {
  it('is no name, though something is called so', async () => {
    const { names } = await resolved("why is total 'price' instead of 'sum'?");
    expect([...names]).toEqual(['total']);
  });
  it('is one where the question is about it', async () => {
    const { names } = await resolved("why does total('price') return 3?");
    expect([...names]).toEqual(['total', 'price']);
  });
});

describe('what a question is about', () => {
  it('is what the code has a name for: of a list of columns the columns', async () => {
    expect((await resolved('why is the list of columns empty')).goal.subject).toBe('columns');
    expect((await resolved('why is the total of rows 3')).goal.subject).toBe('total');
  });
  it.each([
    ['why is save never started', 'not-happened'],
    ["why isn't save being told", 'not-happened'],
    ['why is save started twice', 'run'],
    ['why is save sent again', 'run'],
    ['why is save not exported', 'not-value'],
    ['why is cached never started', 'value'],
    ['why is save 3', 'value'],
  ])('of a function, what was done to it, by whatever word: %s', async (text, kind) =>
    expect((await resolved(text)).goal.kind).toBe(kind),
  );
  it.each([
    ['why does JSON.stringify return {}', 'stringify'],
    ['why does setTimeout return 3', 'setTimeout'],
  ])('is what calls of the language gave: %s', async (text, subject) =>
    expect((await resolved(text)).goal.subject).toBe(subject),
  );
  it.each([
    ['why is save 3 when the form is not applied', 'value'],
    ['why is save not lowercased', 'not-value'],
    ['why does save not succeed', 'not-value'],
    ["why is save 'a' and not called", 'not-happened'],
    ['why is save 3 when it was sent twice', 'value'],
  ])('is no run of it: %s', async (text, kind) =>
    expect((await resolved(text)).goal.kind).toBe(kind),
  );
  it.each([
    ['why is total of columns NaN', 'total'],
    ['why is the price wrong in the subtotal of columns', 'price'],
    ['why is the second save wrong', 'save'],
    ['why is the last total wrong', 'total'],
  ])(
    'is the subject itself where the code has it, else what it counts: %s',
    async (text, subject) => expect((await resolved(text)).goal.subject).toBe(subject),
  );
  it('is an event that the code has no name for, whatever became of its listeners', async () => {
    for (const [text, kind] of [
      ['why is the handler for "order:shipped" called only once', 'run'],
      ['why is the handler for "order:shipped" never called', 'not-happened'],
    ] as const)
      expect((await resolved(text)).goal).toEqual({ kind, subject: 'order:shipped' });
  });
  it('is looked for in what was seen, where a long question names nothing', async () => {
    const asked = await resolved('why is the brochure delivered to nobody living abroad');
    expect(asked).toMatchObject({ goal: { kind: 'failing-test' }, unknown: ['brochure'] });
    await expect(resolved('why is brochure delivered')).rejects.toThrow('nothing in this project');
  });
});
