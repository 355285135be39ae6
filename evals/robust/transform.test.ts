/** A transformed text means what the original means, and its lines are found again. */
import { behaviourOf, plain } from './behaviour.ts';
import { distance, renderRobustness } from './report.ts';
import { KINDS, transform } from './transform.ts';
import type { Kind } from './transform.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = `'use strict';
function total({ price, count = 1 }, rate) {
  const sum = price * count;
  return { sum, rest: rest(sum, rate) };
}

function rest(sum, rate) {
  let left = sum; while (left > rate) left -= rate;
  return left;
}
class Cart {
  add(item) { this.item = item; return this; }
  pay(rate) { return total(this.item, rate); }
}
try { null.x; } catch (error) { console.log(error instanceof TypeError); }
console.log(JSON.stringify(new Cart().add({ price: 7, count: 3 }).pay(4)), total.name);
`;
const changed = (kind: Kind, spoken: readonly string[] = []) =>
  transform(kind, { path: 'a.cjs', text: PROGRAM, spoken: new Set(spoken) });

describe.each(KINDS)('%s', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'scope-robust-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps what the program does, and changes its text', async () => {
    const moved = changed(kind);
    expect(moved?.text).not.toBe(PROGRAM);
    writeFileSync(join(folder, 'a.cjs'), PROGRAM);
    writeFileSync(join(folder, 'b.cjs'), moved?.text ?? '');
    const [before, after] = [
      await behaviourOf([process.execPath, 'a.cjs'], folder, 20_000),
      await behaviourOf([process.execPath, 'b.cjs'], folder, 20_000),
    ];
    expect(before).toBe('0\ntrue\n{"sum":21,"rest":1} total');
    expect(after).toBe(before);
  });

  it('knows where a line went', () => {
    const moved = changed(kind);
    const [from, to] = moved?.linesOf(8, 8) ?? [0, 0];
    const lines = (moved?.text ?? '')
      .split('\n')
      .slice(from - 1, to)
      .join(' ');
    expect(lines).toMatch(/let \w+ = \w+;.*while/u);
    expect(moved?.linesOf(6, 6)).toBeNull();
  });
});

describe('renaming', () => {
  it('takes locals, in patterns too, and leaves what others see', () => {
    const text = changed('rename')?.text ?? '';
    expect(text).toMatch(/function total\(\{ price: it\d+, count: it\d+ = 1 \}, it\d+\)/u);
    expect(text).toMatch(/return \{ sum: it\d+, rest: rest\(/u);
  });
  it('leaves the names that the question says', () =>
    expect(changed('rename', ['sum'])?.text).toContain('const sum ='));
});

describe('comparing', () => {
  it('knows what a program prints without places and times', () =>
    expect(
      plain('✖ adds (1.25ms)\n  at f (/a/b.js:1:2)\n/a/b.js:3\nthrow x;\n^\nError: no\n'),
    ).toBe('✖ adds <time>\nError: no'));
  it('counts a fault that is no suspect as behind them all', () =>
    expect([distance(1, 2), distance(null, 10), distance(null, 1), distance(null, null)]).toEqual([
      1, 1, 10, 0,
    ]));
  it('reports by kind, and what moved', () => {
    const ranks = (line: number | null) => ({ line, function: 1 });
    const base = { kind: 'rename', isSame: true } as const;
    const page = renderRobustness([
      { ...base, id: 'a', before: ranks(1), after: ranks(2) },
      { ...base, id: 'b', before: ranks(1), after: ranks(null) },
      { ...base, id: 'c', before: ranks(1), after: null, isSame: false },
    ]);
    expect(page).toContain('| rename | 2 | 0 % | 50 % | 100 % | 100 % | 0 | 1 |');
    expect(page).toContain('- b, rename: line 1 → –');
  });
});
