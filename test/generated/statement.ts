/** Statements of generated programs, and the program around them. Every loop counts down, every call burns fuel. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { declarations } from './declaration.ts';
import { expressions } from './expression.ts';
import { outermost, pick, printBlock, withNames } from './place.ts';
import type { Code, Place, Statement } from './place.ts';

type Print = (place: Place) => string;

const still = (print: Print): Statement => ({ declares: [], print });

function escapeOf(place: Place, at: number, value: string): string {
  const ways = [
    ...(place.mayReturn ? [`return ${value};`, 'return;'] : []),
    ...(place.inLoop ? ['break;', 'continue;'] : []),
    ...(place.inSwitch && !place.inLoop ? ['break;'] : []),
    ...place.loops.flatMap((label) => [`continue ${label};`, `break ${label};`]),
    ...place.blocks.map((label) => `break ${label};`),
    `throw ${value};`,
    `throw new RangeError(String(typeof ${value}));`,
  ];
  return pick(ways, at)!;
}

function loops(
  expression: Arbitrary<Code>,
  block: Arbitrary<readonly Statement[]>,
): Arbitrary<Statement> {
  return fc
    .tuple(fc.nat({ max: 7 }), expression, block, fc.boolean())
    .map(([form, value, inner, isLabelled]) =>
      still((place) => {
        const i = place.fresh('i');
        const label = isLabelled ? place.fresh('loop') : null;
        const around: Place = {
          ...place,
          inLoop: true,
          loops: label === null ? place.loops : [...place.loops, label],
        };
        const here = withNames(around, [i], []);
        const code = `{ keep(() => ${i});\n${printBlock(here, inner)}\n}`;
        const loop = [
          `for (let ${i} = 0; ${i} < 3; ${i}++) ${code}`,
          `for (const ${i} of [1, ${value(place)}]) ${code}`,
          `for (const ${i} in { a: 1, b: ${value(place)} }) ${code}`,
          `for (var ${i} = 2; ${i}--;) ${code}`,
          `for (let ${i} = 0, n = () => ${i}; ${i} < 2; ${i} += 1) { keep(n); ${printBlock(here, inner)} }`,
          `for (const [${i} = ${value(place)}] of [[], [2]]) ${code}`,
          `for (seed of [1, 2]) { const ${i} = seed; ${printBlock(here, inner)} }`,
          place.isAsync
            ? `for await (const ${i} of [later(1), ${value(place)}]) ${code}`
            : `{ let ${i} = 0; ${label === null ? '' : `${label}: `}do ${code} while (${i}++ < 1); }`,
        ][form]!;
        const isInside = form === 7 && !place.isAsync;
        return label === null || isInside ? loop : `${label}: ${loop}`;
      }),
    );
}

function control(
  expression: Arbitrary<Code>,
  block: Arbitrary<readonly Statement[]>,
): Arbitrary<Statement> {
  const index = fc.nat({ max: 1000 });
  return fc.oneof(
    { weight: 2, arbitrary: loops(expression, block) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(block, block, fc.option(block), fc.nat({ max: 3 }), expression)
        .map(([body, handler, last, form, value]) =>
          still((place) => {
            const e = place.fresh('e');
            const parameter = [`(${e})`, `(${e})`, '', `({ name: ${e} = ${value(place)} })`][form]!;
            const here = form === 2 ? place : withNames(place, [e]);
            const report = form === 2 ? 'log("caught");' : `log("caught", ${e}, at(${e}));`;
            const caught = `catch ${parameter} { ${report}\n${printBlock(here, handler)}\n}`;
            const ending =
              last === null ? '' : ` finally { log("finally");\n${printBlock(place, last)}\n}`;
            const middle = form === 1 && last !== null ? '' : caught;
            return `try {\n${printBlock(place, body)}\n} ${middle}${ending}`;
          }),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(expression, block, fc.option(block), fc.boolean(), expression)
        .map(([test, then, other, isBare, value]) =>
          still((place) => {
            const otherwise = other === null ? '' : ` else {\n${printBlock(place, other)}\n}`;
            return isBare
              ? `if (${test(place)}) log(${value(place)});${otherwise}`
              : `if (${test(place)}) {\n${printBlock(place, then)}\n}${otherwise}`;
          }),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          expression,
          fc.array(fc.tuple(fc.option(expression), block, fc.boolean()), { maxLength: 4 }),
        )
        .map(([value, cases]) =>
          still((place) => {
            const here: Place = { ...place, inSwitch: true };
            let hasDefault = false;
            const lines = cases.map(([test, block, ends]) => {
              const isDefault = test === null && !hasDefault;
              hasDefault ||= isDefault;
              const head = isDefault ? 'default:' : `case ${test === null ? '2' : test(place)}:`;
              return `${head} {\n${printBlock(here, block)}\n}${ends ? ' break;' : ''}`;
            });
            return `switch (${value(place)}) {\n${lines.join('\n')}\n}`;
          }),
        ),
    },
    {
      weight: 1,
      arbitrary: block.map((inner) =>
        still((place) => {
          const label = place.fresh('block');
          return `${label}: {\n${printBlock({ ...place, blocks: [...place.blocks, label] }, inner)}\n}`;
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(index, expression)
        .map(([at, value]) =>
          still((place) => `if (t(0, seed)) ${escapeOf(place, at, value(place))}`),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(index, expression)
        .map(([at, value]) => still((place) => escapeOf(place, at, value(place)))),
    },
  );
}

const LINES: readonly string[] = [
  'log(X)',
  'log(X);',
  'X;',
  'try { log(X); } catch (e) { log(e, at(e)); }',
  'try { log(X); } catch (e) { log(e, at(e)); }',
  'try { run(X); } catch (e) { log(e, at(e)); }',
  'run(X)',
  'drain(X);',
  'keep(() => X2);',
  'try { kept.f = X; run(kept.f); } catch (e) { log(e, at(e)); }',
  'try { kept.a = { b: {} }; kept.a.b["k"] = X; run(kept.a.b.k); } catch (e) { log(e, at(e)); }',
];

const DECLARE: readonly string[] = [
  'let N = X;',
  'const N = X;',
  'let N; N = X;',
  'const { a: N = X } = Object(Y);',
  'const [N, ...M] = [X, Y];',
  'let { a: { b: N = X } = {}, ...M } = { c: Y };',
  'let N = X, M = Y;',
  'const N = X, M = Y',
];

/** What is done with a function or class as soon as it is there. */
const CALLS = ['', 'run(N)', 'run(N)', 'drain(N)', 'log(new N(1))', 'log(N.call(null, 2), N.name)'];
const USES = [
  '',
  'log(new N(1))',
  'const o = new N(1, 2); log(o.x, o.get(3)); o.key = 4; run(o.b2?.()); drain(o)',
  'log(N.a, N.c, new N().callSecret?.(), N.length)',
];

function attempt(call: string, name: string): string {
  if (call === '') return '';
  return `try { ${call.replace(/\bN\b/gu, name)}; } catch (e) { log(e, at(e)); }`;
}

const ARROW_SAFE = { isAsync: false, isGenerator: false } as const;

export interface Program {
  readonly text: string;
}

/** @returns programs that print with `log(…)` and end by themselves */
export function programs(options: { readonly isTyped: boolean }): Arbitrary<Program> {
  const { statements } = fc.letrec<{
    expression: Code;
    fn: Code;
    klass: Code;
    statements: readonly Statement[];
  }>((tie) => {
    const expression = tie('expression');
    const statements = tie('statements');
    const { fn, klass, namedFunction, namedClass } = declarations(expression, statements);
    const line = fc.tuple(fc.constantFrom(...LINES), expression).map(([form, value]) =>
      still(
        (place) =>
          // At the start of a statement `{` and `function` would mean something else.
          form
            .replace(/^X;$/u, () => `(${value(place)});`)
            .replace(/X2/u, () => value({ ...place, ...ARROW_SAFE }))
            .replace(/\bX\b/u, () => value(place)) + (form.endsWith(')') ? '\n;' : ''),
      ),
    );
    const declare = fc
      .tuple(fc.constantFrom(...DECLARE), expression, expression)
      .map(([form, x, y]): Statement => {
        const kind = form.startsWith('let') ? 'let' : 'const';
        return {
          declares: form.includes('M') ? [kind, kind] : [kind],
          print: (place, [n, m]) =>
            form
              .replace(/\b[NM]\b/gu, (word) => (word === 'N' ? n! : m!))
              .replace(/\bX\b/u, () => x(place))
              .replace(/\bY\b/u, () => y(place)),
        };
      });
    const block = statements;
    const single = fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      { weight: 5, arbitrary: line },
      { weight: 4, arbitrary: declare },
      { weight: 4, arbitrary: control(expression, block) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(namedFunction, fc.constantFrom(...CALLS))
          .map(([print, call]): Statement => ({
            declares: ['function'],
            print: (place, [name]) => `${print(place, name!)}\n${attempt(call, name!)}`,
          })),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(namedClass, fc.constantFrom(...USES))
          .map(([print, use]): Statement => ({
            declares: ['class'],
            print: (place, [name]) => `${print(place, name!)}\n${attempt(use, name!)}`,
          })),
      },
    );
    return {
      expression: expressions(expression, { fn: tie('fn'), klass: tie('klass') }),
      fn,
      klass,
      statements: fc.array(single, { maxLength: 4, size: 'small' }),
    };
  });
  return fc
    .tuple(fc.array(statements, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([blocks, isStrict]) => {
      const place = outermost({ isStrict, isTyped: options.isTyped });
      const any = options.isTyped ? ': any' : '';
      const body = blocks
        .map((block) => `try {\n${printBlock(place, block)}\n} catch (e) { log("top", e, at(e)); }`)
        .join('\n');
      return { text: `${isStrict ? '"use strict";\n' : ''}${prelude(any)}\n${body}\n${ENDING}` };
    });
}

/**
 * What programs use to make their steps visible: traced values, proxies, tags, closures that are called at the end. The lines of
 * a TDZ error are left out: V8 has no position for that check and names the last one that it noted (docs/CONFORMANCE.md).
 */
function prelude(any: string): string {
  return `let seed${any} = 1, fuel = 60; const kept${any} = [];
const burn = () => { if (fuel-- <= 0) throw new Error("out of fuel"); };
const t = (n${any}, v${any}) => (log("t", n), v), same = ${any === '' ? '(v)' : '<T,>(v: any): any'} => v;
const k = (v${any}) => (typeof v === "function" ? v.name : v), keep = (f${any}) => { if (kept.length < 12) kept.push(f); return f; };
const tag = (s${any}, ...v${any === '' ? '' : ': any[]'}) => s.raw.join("|") + v.length;
const at = (e${any}) => String(e?.stack).split("\\n").flatMap((line${any === '' ? '' : ': string'}) => line.match(/at (?:(?:async )?([\\w.$#<>[\\] ]+) \\()?.*program\\.js:(\\d+)/)?.slice(1).join(":") ?? []).join(" ").replace(/:\\d+/g, e?.message?.includes?.("before initialization") ? "" : "$&");
const later = async (v${any}) => v;
const px = (o${any}) => (typeof o !== "object" && typeof o !== "function") || o === null ? o : new Proxy(o, { get(x${any}, k${any}, r${any}) { log("trap get", String(k)); return Reflect.get(x, k, r); }, set(x${any}, k${any}, v${any}, r${any}) { log("trap set", String(k)); return Reflect.set(x, k, v, r); }, has(x${any}, k${any}) { log("trap has", String(k)); return k in x; } });
class Base { x${any} = 1; constructor(...a${any === '' ? '' : ': any[]'}) { log("base", a.length, new.target === Base); } get() { return "base"; } static key = 2; }
const fit = (v${any})${any} => (typeof v === "function" && /^class/.test(String(v)) ? v : Base);
const run = (v${any}) => { let r = typeof v === "function" ? v(1, { a: 2, b: 3 }) : v; if (r !== null && typeof r === "object" && typeof r.then === "function") r.then((x${any}) => log("done", x), (e${any}) => log("rejected", e, at(e))); log(r); return r; };
const drain = (v${any}) => { try { const it = typeof v === "function" ? v() : v; let n = 0; for (const x of it) { log("item", x); if (n++ > 3) break; } } catch (e) { log(e, at(e)); } };`;
}

const ENDING = `let chain = Promise.resolve(); for (let i = 0; i < 8; i++) chain = chain.then(() => log("tick", i));
fuel += 40; for (const f of kept) try { log(f()); } catch (e) { log(e, at(e)); }
log(seed);`;
