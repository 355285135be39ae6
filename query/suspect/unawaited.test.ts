import { recordProgram, sliceFrom } from '../provenance/record-program.contract.ts';
import { isUnawaited } from './unawaited.ts';

/** @returns the texts of the places where a promise is said to be used like a plain value, on the way to the last write of `result` */
async function found(program: string): Promise<readonly string[]> {
  const { points } = sliceFrom(await recordProgram(program), 'result');
  const texts = points.filter(isUnawaited).map(({ evidence }) => {
    const { start, end } = evidence!.node;
    return evidence!.source.text.slice(start, end);
  });
  return [...new Set(texts)];
}

const HEAD = `const list = [1, 2];
const load = async () => list;
const num = async () => 4;
let kept;
async function once() { kept ??= num(); return kept; }
`;

describe('a promise that is used like what it comes to', () => {
  it.each<[string, string, string]>([
    ['a property of it', 'const all = load(); const result = all.length;', 'all = load()'],
    ['a property of the call', 'const result = load().length;', 'load()'],
    ['an element', 'const all = load(); const result = all[0];', 'all = load()'],
    ['in a text', 'const n = num(); const result = `n: ${n}`;', 'n = num()'],
    ['added', 'const n = num(); const result = n + 1;', 'n = num()'],
    ['compared', 'const n = num(); const result = n === 4 ? 1 : 2;', 'n = num()'],
    [
      'looked at by a built-in',
      'const all = load(); const result = Array.isArray(all);',
      'all = load()',
    ],
    [
      'asked whether it is there',
      'const is = num(); let result = 1; if (!is) result = 2; else result = 3;',
      'is = num()',
    ],
    ['a condition that is the call', 'let result = 1; if (num()) result = 2;', 'num()'],
    [
      'through a parameter',
      'const f = (n) => n * 2; const n = num(); const result = f(n);',
      'n = num()',
    ],
    ['in parentheses', 'const all = (load()); const result = (all).length;', 'all = (load())'],
  ])('%s', async (_what, program, text) => {
    expect(await found(HEAD + program)).toEqual([text]);
  });

  it.each<[string, string]>([
    ['held against another promise', 'let a = num(), b = a; const result = a === b ? 1 : 2;'],
    [
      'given by a property of the same name',
      'const p = num(); const result = p ? 1 : 2; const o = { p };',
    ],
    [
      'asked for what it was given',
      'const p = Object.assign(num(), { id: 7 }); const result = p.id;',
    ],
    [
      'taken by a method of what has an odd name',
      'const { constructor } = Promise.prototype; const p = num(); const result = constructor.resolve(p);',
    ],
    ['awaited', 'let result; async function f() { const n = num(); result = (await n) + 1; } f();'],
    ['handed on', 'let result; const n = num(); n.then((one) => { result = one + 1; });'],
    [
      'kept, and asked whether it is there',
      'let result; async function f() { if (!kept) kept = num(); result = await kept; } f();',
    ],
    ['held against undefined', 'const n = num(); const result = n === undefined ? 1 : 2;'],
    [
      'given to what waits',
      'let result; async function f() { const [n] = await Promise.all([num()]); result = n + 1; } f();',
    ],
    ['told by its class', 'const n = num(); const result = n instanceof Promise;'],
    [
      'a variable that is awaited later',
      'let result = 0; async function f() { const n = num(); if (n) result = 1; await n; } f();',
    ],
  ])('not where it is %s', async (_what, program) => {
    expect(await found(HEAD + program)).toEqual([]);
  });
});

describe('a call that nobody waited for', () => {
  const program = (call: string): string => `
const box = {};
const fill = async () => { await null; box.value = 3; };
async function main() {
  ${call};
  const result = box.value;
  await null; await null; await null;
  finished(result);
}
main();
`;
  it('is said where what it did came too late', async () =>
    expect(await found(program('fill()'))).toContain('fill()'));
  it('is not said of one that began only after it was looked for', async () =>
    expect(
      await found(`
const box = {};
const fill = async () => { box.value = 3; };
const result = box.value;
fill();
`),
    ).toEqual([]));
  it('is not said of one that was waited for', async () =>
    expect(await found(program('await fill()'))).toEqual([]));
});

describe('a promise that left its try', () => {
  const program = (back: string): string => `
async function take() { try { ${back} } catch { return 0; } }
const result = take();
`;
  it('is said where it was returned as it was', async () =>
    expect(await found(HEAD + program('return num();'))).toEqual(['num()']));
  it('is not said where it was waited for', async () =>
    expect(await found(HEAD + program('return await num();'))).toEqual([]));
});
