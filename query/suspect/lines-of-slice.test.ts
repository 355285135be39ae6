/** What the slice of a real recording says of its lines: what they lose, what an object lacks. */
import type { Doubt } from '../provenance/implicit/doubtful.ts';
import { recordProgram, sliceFrom } from '../provenance/record-program.contract.ts';
import type { SlicePoint } from '../provenance/slice.ts';
import { collectCandidates } from './rank.ts';
import type { Unscored } from './rank.ts';

/** @returns what the ranking knows of the lines that begin with `start` */
async function candidates(
  program: string,
  missingPiece: string | null = null,
): Promise<(start: string) => readonly Unscored[]> {
  const context = await recordProgram(program);
  const lines = collectCandidates({
    slice: sliceFrom(context, 'result', { missingPiece }),
    beside: [],
    names: new Set(),
    wrongTexts: [],
    calls: new Set(),
    drivers: new Set(),
    spectrum: () => null,
    isTest: () => false,
    question: '',
    root: null,
    timeline: context.timeline,
    changedAt: () => null,
  });
  const text = program.split('\n');
  return (start) => lines.filter(({ line }) => (text[line - 1] ?? '').trim().startsWith(start));
}

function whysOf(points: readonly SlicePoint[]): readonly string[] {
  return points.map(({ why }) => why);
}

describe('the piece that was expected', () => {
  const program = `
const line = 'key=left=right' + '';
const words = line.split('!');
const [first] = words;
const [key, value] = first.split('=');
const result = value;`;

  it('is lost on the line into which it goes and out of which it does not come', async () => {
    const at = await candidates(program, 'left=right');
    expect(at('const [key').some(({ features }) => features.loses)).toBe(true);
  });

  it('is not lost by a list that has it in an element', async () => {
    const at = await candidates(program, 'left=right');
    expect(at('const words').some(({ features }) => features.loses)).toBe(false);
  });
});

describe('an object literal', () => {
  it.each<[string, string]>([
    ['gives an accessor', `const box = { size: 2, get total() { return this.size * 3; } };`],
    [
      'may have a key that is computed',
      `const key = ['to', 'tal'].join(''); const box = { size: 2, [key]: 5 };`,
    ],
    [
      'got what a read shows from elsewhere',
      `const box = { size: 2 }; Object.setPrototypeOf(box, { total: 4 });`,
    ],
  ])('%s: it lacks nothing', async (_what, made) => {
    const context = await recordProgram(`${made}\nconst result = box.total;`);
    expect(whysOf(sliceFrom(context, 'result').points)).not.toContain('total was not given');
  });

  it('lacks what a read did not find', async () => {
    const context = await recordProgram(`const box = { size: 2 };\nconst result = box.total;`);
    expect(whysOf(sliceFrom(context, 'result').points)).toContain('total was not given');
  });
});

describe('what a line does', () => {
  /** The features of the first candidate that begins so. */
  const featuresOf = async (program: string, start: string): Promise<Unscored['features']> => {
    const [first] = (await candidates(program))(start);
    if (first === undefined) throw new Error(`no candidate begins with ${start}`);
    return first.features;
  };

  it.each<[string, string, string]>([
    [
      'a predicate compares on the line of the call that it is handed to',
      `const list = [3, 5];\nconst at = list.findIndex((x) => x >= 3);\nconst result = at;`,
      'const at',
    ],
    [
      'what a built-in makes of answers is no answer',
      `const list = [3, 5];\nconst is = (x) => x;\nconst any = list.some((x) => is(x));\nconst result = any;`,
      'const any',
    ],
    [
      'a default that was taken decides',
      `const f = (a, b = 3) => {\n return a * b;\n};\nconst result = f(2);`,
      'const f',
    ],
  ])('%s', async (_what, program, start) =>
    expect((await featuresOf(program, start)).hasOperation).toBe(true),
  );

  it('which of two values it is was decided where one was chosen, though it came unchanged', async () => {
    const given = `const given = { n: 0 };\nconst usual = 3 + 0;\n`;
    const chosen = await featuresOf(
      `${given}const n = given.n || usual;\nconst result = n;`,
      'const n',
    );
    const copied = await featuresOf(`${given}const n = usual;\nconst result = n;`, 'const n');
    expect([chosen.isPassing, copied.isPassing]).toEqual([false, true]);
  });

  it.each<[string, string, string, boolean]>([
    ['equal', `let x = 0;\nif (age > least) x = 1;`, 'if (age', true],
    ['not equal', `let x = 0;\nif (age > least + 1) x = 1;`, 'if (age', false],
    ['not by their order', `let x = 0;\nif (age === least) x = 1;`, 'if (age', false],
    ['in a predicate', `const x = [age].filter((one) => one > least).length;`, 'const x', true],
    ['what ends a loop', `let x = 0;\nwhile (x < least) x += 1;`, 'while (x', false],
  ])('%s: compared at the bound', async (_what, statement, start, expected) => {
    const given = `const age = 18 + 0;\nconst least = 18;\n`;
    const { doubts } = await featuresOf(`${given}${statement}\nconst result = x;`, start);
    expect(doubts.has('bound')).toBe(expected);
  });

  it.each<[string, string, string, Doubt | null]>([
    ['a number and a text that is one are added', 'const x = n + text;', 'const x', 'pitfall'],
    ['a text grows', "let x = '4';\nx += n;", 'x += n', null],
    ['a text that is written there', "const x = '1' + n;", 'const x', null],
    ['a text that is no number', 'const x = n + word;', 'const x', null],
    [
      'a number is told from its text',
      'let x = 0;\nif (ten === text) x = 1;',
      'if (ten',
      'pitfall',
    ],
    ['numbers are told apart', 'let x = 0;\nif (n === ten) x = 1;', 'if (n', null],
    ['texts in the order of characters', 'const x = text < nine;', 'const x', 'pitfall'],
    ['texts in either order', "const x = text < nine + '0';", 'const x', null],
    [
      'sums that were rounded',
      'const sum = n / 10 + 0.2;\nconst x = sum === 0.3;',
      'const x',
      'pitfall',
    ],
    ['sorted by their texts', 'const x = [ten, 9].sort();', 'const x', 'pitfall'],
    ['sorted as they are', 'const x = [ten, 20].sort();', 'const x', null],
    ['sorted by whether', 'const x = [1, ten].sort((a, b) => a > b);', 'const x', 'pitfall'],
    ['a pattern remembers', 'RE.test(text);\nconst x = is(text);', 'const is', 'pitfall'],
    ['zero is taken for missing', 'const x = zero || 3;', 'const x', 'empty'],
    ['an empty text is', 'let x = 0;\nif (!empty) x = 1;', 'if (!empty', 'empty'],
    ['a constant replaced what was worked out', 'let x = n + 4;\nx = 0;', 'x = 0', 'reset'],
    ['nothing but a list replaced one', 'let x = [ten];\nx = [];', 'x = []', 'reset'],
    ['a constant replaced a constant', 'let x = 4;\nx = 0;', 'x = 0', null],
    ['something else replaced it', 'let x = n + 4;\nx = ten;', 'x = ten', null],
    ['how many is asked', 'const size = zero;\nconst x = size || 3;', 'const x', null],
    ['nothing is', 'const x = none || 3;', 'const x', null],
  ])('%s: %s', async (_what, statement, start, expected) => {
    const given = `
const RE = /1/g;
const is = (given) => RE.test(given);
const n = Number('1');
const [ten, zero, none] = [9 + n, n - 1, undefined];
const text = String(ten);
const [nine, word, empty] = ['9', 'a', text.slice(2)];
`;
    const { doubts } = await featuresOf(`${given}${statement}\nconst result = x;`, start);
    expect([...doubts]).toEqual(expected === null ? [] : [expected]);
  });
});
