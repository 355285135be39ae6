/** What a picture shows, and that nothing in it lies on anything else. */
import { buildBody } from '../body/index.ts';
import { statementFlow } from '../statement/flow.ts';
import { parseSource } from '../syntax/parse.ts';
import { analyzeScopes } from '../syntax/scope.ts';
import { toDot } from './dot.ts';
import { cutText, drawingOf } from './drawing.ts';
import type { Drawing, Shown } from './drawing.ts';
import { layOut } from './layout.ts';
import { TEXT, columnsOf } from './measure.ts';
import type { Layout, PlacedArrow } from './measure.ts';
import { toSvg } from './svg.ts';

function draw(source: string, shown: Shown, index = 1): Drawing {
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  const fn = scopes.functions[index] as (typeof scopes.functions)[number];
  return drawingOf(statementFlow(buildBody(scopes, fn)), shown);
}

/** `2 if (x) -true-> 3 return 1`, one line an arrow. */
function arrows(source: string, shown: Shown): readonly string[] {
  const { boxes, arrows: all } = draw(source, shown);
  const name = (id: string): string => boxes.find((box) => box.id === id)?.text ?? '';
  return all.map(({ from, to, label }) => `${name(from)} -${label}-> ${name(to)}`);
}

it.each<[string, Shown, readonly string[]]>([
  [
    'function f(x) { if (x && !g(x)) return 1; return 2; }',
    'control',
    [
      'function f(x) --> if (x && !g(x))',
      'if (x && !g(x)) -true-> return 1',
      'if (x && !g(x)) -false-> return 2',
      'return 1 --> end',
      'return 2 --> end',
    ],
  ],
  [
    'function f(l) { for (const x of l) { g(x); } }',
    'control',
    [
      'function f(l) --> for (const x of l)',
      'for (const x of l) -each-> g(x)',
      'for (const x of l) -done-> end',
      'g(x) --> for (const x of l)',
    ],
  ],
  [
    'function f(x) { switch (x) { case 1: a(); break; default: b(); } }',
    'control',
    [
      'function f(x) --> switch (x)',
      'switch (x) --> case 1',
      'case 1 -match-> a()',
      'case 1 -default-> b()',
      'a() --> break',
      'break --> end',
      'b() --> end',
    ],
  ],
  [
    'function f() { try { a(); } catch (e) { b(e); } }',
    'control',
    [
      'function f() --> try',
      'try --> a()',
      'a() --> end',
      'catch (e) --> b(e)',
      'b(e) --> end',
      'try -throws-> catch (e)',
    ],
  ],
  [
    'function f(x) { let y = x; y += 1; return () => y; }',
    'data',
    ['function f(x) -x-> let y = x', 'let y = x -y-> y += 1'],
  ],
])('%s: %s', (source, shown, expected) => {
  expect(arrows(source, shown)).toEqual(expected);
});

it('writes DOT by statements', () => {
  expect(toDot(draw('async function f(x) { if (x === "a") await g(x); }', 'control'))).toBe(
    `digraph "a.ts#f" {
  node [shape=box, fontname=monospace];
  n0 [label="1: async function f(x)", shape=oval];
  n1 [label="1: if (x === \\"a\\")", style=rounded, color=goldenrod];
  n2 [label="1: await g(x)"];
  n3 [label="end", shape=oval];
  n0 -> n1;
  n1 -> n2 [label="true"];
  n1 -> n3 [label="false"];
  n2 -> n3;
}
`,
  );
});

const LARGE = `export async function settle(order, codes, { strict = false } = {}) {
  let total = order.items.reduce((sum, item) => sum + item.price, 0);
  if (total <= 0 || !order.customer) {
    log.warn('empty', order.id);
    return 0;
  }
  for (const code of codes) {
    try {
      const found = await lookUp(code);
      if (found === null) {
        if (strict) throw new Error(\`unknown code \${code}\`);
        continue;
      }
      switch (found.kind) {
        case 'percent': total -= total * found.value; break;
        case 'fixed': total -= found.value; break;
        default: warnings.push(\`kind \${found.kind} is not known to this version of the shop, ignored\`);
      }
    } catch (error) { report(error, { code }); } finally { release(code); }
  }
  while (total > 100 && codes.length) { total = cap(total); if (!total) break; }
  order.total = Math.max(total, 0);
  return order.total;
}`;

function overlaps({ boxes }: Layout): readonly string[] {
  const found: string[] = [];
  boxes.forEach((a, i) =>
    boxes.slice(i + 1).forEach((b) => {
      const apart =
        Math.abs(a.x - b.x) >= (a.width + b.width) / 2 ||
        Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      if (!apart) found.push(`${a.text} and ${b.text}`);
    }),
  );
  return found;
}

/** Arrows that go through a box that is neither of their ends, by points along their pieces. */
function crossings({ boxes, arrows: all }: Layout): readonly string[] {
  return all.flatMap((arrow) =>
    boxes
      .filter(({ id }) => id !== arrow.from && id !== arrow.to)
      .filter((box) =>
        arrow.pieces.some(({ from, to, isBend }) =>
          Array.from({ length: 21 }, (_, i) => i / 20).some((t) => {
            const s = 1 - t;
            const middle = (from.y + to.y) / 2;
            const x = isBend
              ? (s ** 3 + 3 * s * s * t) * from.x + (3 * s * t * t + t ** 3) * to.x
              : s * from.x + t * to.x;
            const y = isBend
              ? s ** 3 * from.y + (3 * s * s * t + 3 * s * t * t) * middle + t ** 3 * to.y
              : s * from.y + t * to.y;
            return (
              Math.abs(x - box.x) < box.width / 2 - 1 && Math.abs(y - box.y) < box.height / 2 - 1
            );
          }),
        ),
      )
      .map((box) => `${arrow.from}->${arrow.to} crosses ${box.text}`),
  );
}

it.each<Shown>(['control', 'data', 'both'])(
  '%s: no box on a box, no arrow through one',
  async (shown) => {
    const layout = await layOut(draw(LARGE, shown));
    expect(layout.boxes.length).toBeGreaterThan(5);
    expect(overlaps(layout)).toEqual([]);
    expect(crossings(layout)).toEqual([]);
    for (const { x, y, width, height } of layout.boxes) {
      expect(x - width / 2).toBeGreaterThanOrEqual(0);
      expect(x + width / 2).toBeLessThanOrEqual(layout.width);
      expect(y + height / 2).toBeLessThanOrEqual(layout.height);
    }
  },
);

/** Ways of different values or targets that lie on each other, where one could not tell them apart. */
function covered({ arrows: all }: Layout): readonly string[] {
  const found: string[] = [];
  const upright = all.flatMap((arrow) =>
    arrow.pieces
      .filter(({ from, to }) => Math.abs(from.x - to.x) < 0.5)
      .map(({ from, to }) => ({ arrow, x: from.x, ys: [from.y, to.y].sort((a, b) => a - b) })),
  );
  const end = ({ kind, from, to, label }: PlacedArrow): string =>
    kind === 'data' ? `${from} ${label}` : to;
  upright.forEach((a, i) =>
    upright.slice(i + 1).forEach((b) => {
      const isOne = a.arrow.kind === b.arrow.kind && end(a.arrow) === end(b.arrow);
      const [low = 0, high = 0] = a.ys;
      const [from = 0, to = 0] = b.ys;
      if (!isOne && Math.abs(a.x - b.x) < 3 && low < to - 1 && from < high - 1)
        found.push(`${a.arrow.from}->${a.arrow.to} and ${b.arrow.from}->${b.arrow.to}`);
    }),
  );
  return found;
}

it('with data flow: in the order of the source, no wider than the code and its lanes', async () => {
  const layout = await layOut(draw(LARGE, 'both'));
  expect(layout.width).toBeLessThan(1100);
  expect(covered(layout)).toEqual([]);
  const inner = layout.boxes.filter(({ kind }) => kind === 'statement' || kind === 'condition');
  expect(inner.map(({ line }) => line)).toEqual(
    inner.map(({ line }) => line).sort((a, b) => a - b),
  );
  const left = (text: string): number => {
    const box = inner.find((one) => one.text.startsWith(text));
    return box === undefined ? NaN : box.x - box.width / 2;
  };
  expect(left('for (const code')).toBeLessThan(left('const found'));
  expect(left('const found')).toBeLessThan(left('if (strict)'));
});

/** Labels that lie on each other, or on an arrow that goes level to or from a box: a line of text is some ten pixels high. */
function unreadable({ arrows: all }: Layout): readonly string[] {
  const labels = all.flatMap(({ label, at }) => {
    if (at === null) return [];
    const half = (columnsOf(label) * TEXT.label) / 2;
    return [{ label, top: at.y - 4, bottom: at.y + 4, left: at.x - half, right: at.x + half }];
  });
  const lines = all.flatMap(({ pieces }) =>
    pieces
      .filter(({ from, to }) => Math.abs(from.y - to.y) < 0.5)
      .map(({ from, to }) => ({ y: from.y, xs: [from.x, to.x].sort((a, b) => a - b) })),
  );
  return labels.flatMap((a, i) => [
    ...labels
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.label} on ${b.label}`),
    ...lines
      .filter(
        ({ y, xs: [from = 0, to = 0] }) =>
          y > a.top && y < a.bottom && from < a.right && a.left < to,
      )
      .map(({ y }) => `${a.label} on an arrow at ${y}`),
  ]);
}

it('labels have lines of their own, however many values a function is handed', async () => {
  const names = Array.from({ length: 20 }, (_, i) => `parameter${i}`);
  const uses = names.map((name) => `if (${name}) { use(${name}); }`);
  const many = await layOut(
    draw(
      `function f(${names.join()}) { let sum = 0;\n ${uses.join('\n sum += 1;\n')}\n return sum; }`,
      'data',
    ),
  );
  expect(many.arrows.filter(({ at }) => at !== null).length).toBeGreaterThan(20);
  expect(unreadable(many)).toEqual([]);
  expect(many.width).toBeLessThan(1200);
  expect(unreadable(await layOut(draw(LARGE, 'data')))).toEqual([]);
});

it('joins what always runs one after the other, and splits the end', async () => {
  const source = 'function f(x) { a(); b();\n c(); if (x) return 1; d(); e(); return 2; }';
  const { boxes, arrows: all } = await layOut(draw(source, 'control'));
  expect(boxes.map(({ rows }) => rows.map(({ text }) => text).join(' | '))).toEqual([
    'function f(x)',
    'a() | b() | c()',
    'if (x)',
    'return 1',
    'd() | e() | return 2',
    'end',
    'end',
  ]);
  expect(all).toHaveLength(6);
  const both = await layOut(draw(source, 'both'));
  expect(both.boxes.filter(({ text }) => text === 'end')).toHaveLength(1);
  const rows = both.boxes.flatMap((box) => box.rows.map(({ y }) => [box.y, box.height, y]));
  for (const [y = 0, height = 0, row = 0] of rows)
    expect(Math.abs(row - y)).toBeLessThan(height / 2);
});

it('gives the same well-formed SVG twice, whatever the source holds', async () => {
  const source = 'function f(a) { if (a < 1 && a["<&>\\u0000"]) return "\u{1f600}\u0007]]>"; }';
  const svg = toSvg(await layOut(draw(source, 'both')));
  expect(toSvg(await layOut(draw(source, 'both')))).toBe(svg);
  expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/u);
  expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/u);
  expect(svg).toContain('if (a &lt; 1 &amp;&amp;');
  expect(svg).toContain('prefers-color-scheme: dark');
});

it('cuts long text between characters', () => {
  expect(cutText('abcdef', 6)).toBe('abcdef');
  expect(cutText('abcdefg', 6)).toBe('abcde…');
  expect(cutText('😀😀😀', 2)).toBe('😀…');
});
