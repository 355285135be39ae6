/**
 * Small generated functions that write and read properties of a few objects which may be one another: what the general
 * grammar does too seldom to say anything about access paths. Every loop counts down.
 */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

const BASES = ['a', 'b', 'c', 'this', 'shared', 'p'];
const KEYS = ['x', 'y', 'z'];

interface Names {
  /** A name that was not used before. */
  readonly fresh: () => string;
}

type Print = (names: Names) => string;

const key = fc.constantFrom(...KEYS);
const base = fc.constantFrom(...BASES);
const number = fc.nat({ max: 9 });

/** A path of one to three keys, dotted, quoted or computed; `k` is a variable that holds a key. */
const path: Arbitrary<string> = fc
  .tuple(base, fc.array(fc.tuple(key, fc.nat({ max: 9 })), { minLength: 3, maxLength: 3 }), number)
  .map(([start, all, size]) =>
    all
      .slice(0, size < 6 ? 1 : size < 9 ? 2 : 3)
      .reduce(
        (text, [name, how]) =>
          how < 7 ? `${text}.${name}` : how < 9 ? `${text}['${name}']` : `${text}[k]`,
        start,
      ),
  );

const value: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: number.map((n) => `next(${n})`) },
  { weight: 2, arbitrary: base },
  { weight: 2, arbitrary: number.map((n) => `{ x: next(${n}), y: next(1), z: next(2) }`) },
  { weight: 1, arbitrary: path.map((from) => `${from}`) },
);

const leaf: Arbitrary<Print> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(path, value).map(
      ([to, of]) =>
        () =>
          `${to} = ${of};`,
    ),
  },
  { weight: 6, arbitrary: path.map((from) => () => `use(${from});`) },
  { weight: 2, arbitrary: base.map((to) => () => `${to}.n++; use(${to}.n);`) },
  { weight: 2, arbitrary: path.map((to) => () => `${to} ??= next(1);`) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('a', 'b', 'c', 'p'), value).map(
      ([to, of]) =>
        () =>
          `${to} = ${of};`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(path, path).map(
      ([to, of]) =>
        () =>
          `[${to}] = [${of}];`,
    ),
  },
  { weight: 1, arbitrary: path.map((to) => () => `delete ${to};`) },
  { weight: 1, arbitrary: key.map((name) => () => `k = '${name}';`) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('poke();', 'f?.();', 'if (toss()) throw next(2);')
      .map((text) => () => text),
  },
  { weight: 1, arbitrary: path.map((to) => () => `f = () => { ${to} = next(3); };`) },
);

const statement = fc.letrec<{ statement: Print; block: Print }>((tie) => {
  const block = tie('block');
  return {
    block: fc
      .array(tie('statement'), { minLength: 1, maxLength: 5 })
      .map((list) => (names: Names) => list.map((print) => print(names)).join('\n')),
    statement: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      { weight: 8, arbitrary: leaf },
      {
        weight: 2,
        arbitrary: fc.tuple(block, block).map(
          ([yes, no]) =>
            (names: Names) =>
              `if (toss()) {\n${yes(names)}\n} else {\n${no(names)}\n}`,
        ),
      },
      {
        weight: 1,
        arbitrary: block.map((body) => (names: Names) => {
          const i = names.fresh();
          return `for (let ${i} = 0; ${i} < 3; ${i}++) {\n${body(names)}\nif (toss()) break;\n}`;
        }),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(block, block, fc.boolean()).map(
          ([body, rest, isCatch]) =>
            (names: Names) =>
              `try {\n${body(names)}\n} ${isCatch ? 'catch' : 'finally'} {\n${rest(names)}\n}`,
        ),
      },
    ),
  };
});

/** What the functions share: objects in one another, a coin that is always thrown the same way, values that are all different. */
const PRELUDE = `let fuel = 400, count = 0, coin = SEED;
const toss = () => { coin = (coin * 1103515245 + 12345) % 2147483648; return coin % 3 < 1.5; };
const next = (n) => { if (fuel-- < 0) throw new Error('out of fuel'); return make(2, n); };
const use = (v) => v;
const make = (depth, n) => depth === 0 ? { n, id: (count += 1) } : { n, x: make(depth - 1), y: make(depth - 1), z: make(depth - 1) };
const shared = make(3);
const poke = () => { shared.x = next(0); shared.y.z = next(0); };
`;

/** @returns programs that print nothing, end by themselves, and read what they wrote */
export const pathPrograms: Arbitrary<string> = fc
  .tuple(fc.nat({ max: 1_000_000 }), fc.array(statement.block, { minLength: 2, maxLength: 4 }))
  .map(([seed, blocks]) => {
    let fresh = 0;
    const names: Names = { fresh: () => `i${(fresh += 1)}` };
    const functions = blocks.map((print, at) => {
      const head = `function f${at}(p) {\nlet a = make(2), b = shared.x, c = p, k = 'x', f;`;
      const calls = Array.from(
        { length: 3 },
        () => `try { f${at}.call(make(3), toss() ? shared : make(3)); } catch {}`,
      );
      return `${head}\n${print(names)}\n}\n${calls.join('\n')}`;
    });
    return `${PRELUDE.replace('SEED', String(seed))}${functions.join('\n')}\n`;
  });
