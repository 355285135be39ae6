/** Outlines of many graphs at many budgets: never over, never different, never poorer for more room. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outline } from './outline.ts';
import { buildCodeGraph } from './project/build.ts';
import type { CodeGraph } from './project/code-graph.ts';
import { estimateTokens } from './token-estimate.ts';

const BUDGETS = [-1, 0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 1000, 5000, 50_000];

/** A file of many functions that call, write and read each other's things; the names are of all kinds. */
function source(functions: number, seed: number): string {
  const names = [
    'total',
    'applyDiscountToOrder',
    '价格',
    'x',
    'HTTPServerOptions',
    'émoji',
    '$_a1',
  ];
  const name = (i: number): string => `${names[(i * seed) % names.length]}${i}`;
  return Array.from(
    { length: functions },
    (_, i) => `export async function ${name(i)}(order, ${name(i + 1)}_) {
  order.${names[i % names.length]} = ${name((i * 7) % functions)}(order.id);
  for (const item of order.items) item.count${i % 3} += 1;
}`,
  ).join('\n');
}

describe('outline', () => {
  const roots: string[] = [];
  const graphOf = async (functions: number, seed: number): Promise<CodeGraph> => {
    const root = mkdtempSync(join(tmpdir(), 'scope-outline-'));
    roots.push(root);
    writeFileSync(join(root, 'a.js'), source(functions, seed));
    writeFileSync(join(root, 'b.js'), source(Math.ceil(functions / 2), seed + 1));
    return buildCodeGraph(root, { cacheFile: null });
  };
  afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true, force: true })));

  it.each([
    [1, 1],
    [5, 2],
    [40, 3],
    [200, 5],
  ])('of %d functions keeps every budget', async (functions, seed) => {
    const graph = await graphOf(functions, seed);
    const ids = [...graph.functions().map(({ id }) => id), 'property:total', 'a.js#', 'nothing'];
    let shown = 0;
    for (const budget of BUDGETS) {
      const text = outline(graph, ids, budget);
      expect(estimateTokens(text)).toBeLessThanOrEqual(Math.max(0, budget));
      expect(outline(graph, ids, budget)).toBe(text);
      const now = text.split('\n').filter((line) => /^ {2}\S/u.test(line)).length;
      expect(now).toBeGreaterThanOrEqual(shown);
      shown = now;
    }
    const whole = outline(graph, ids, 1_000_000);
    for (const { id } of graph.functions()) expect(whole).toContain(id.slice(id.indexOf('#')));
  });

  it('shows ids, then signatures, then what they do', async () => {
    const graph = await graphOf(3, 1);
    const [first] = graph.functions();
    const id = first?.id ?? '';
    const texts = [20, 60, 200].map((budget) => outline(graph, [id], budget));
    expect(texts[0]?.split('\n')).toEqual(['a.js', `  ${id.slice(id.indexOf('#'))}`]);
    expect(texts[1]).toMatch(/async function .*\[1-4, complexity 2, loops 1\]$/u);
    expect(texts[2]).toMatch(/calls[\s\S]*writes[\s\S]*reads/u);
  });

  it('says how many have no room', async () => {
    const graph = await graphOf(40, 3);
    const ids = graph.functions().map(({ id }) => id);
    expect(outline(graph, ids, 12)).toBe(`(${ids.length} more left out)`);
    expect(outline(graph, ids, 60)).toMatch(/^a\.js\n[\s\S]*\n\(\d+ more left out\)$/u);
  });
});

it.each([
  ['', 0],
  ['a', 1],
  ['applyDiscount', 4],
  ['1234', 2],
  ['a b', 2],
  ['a\n  b', 3],
  ['=>', 1],
  ['é', 2],
  ['价', 3],
])('estimates %j as %d', (text, expected) => {
  expect(estimateTokens(text)).toBe(expected);
});
