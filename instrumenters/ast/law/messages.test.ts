/**
 * V8's messages quote the source where there is nothing to call, to iterate or to take apart. Programs over shapes of expressions
 * and kinds of errors run bare and with every probe in them: what plain chains of names come to must read the same.
 */
import { rewriteDeepest } from './deepest.contract.ts';
import { makeCheckedSink } from './checked-sink.contract.ts';
import { runProgram } from './run-program.contract.ts';

const SETTING =
  'var id = (x) => x, tag = () => undefined, u = undefined, n = null, i = 5, k = "key", sym = Symbol("s"); var o = { p: { q: {}, u: undefined, get g() { log("got"); return undefined; } }, u: undefined, num: 3, arr: [1], s: "str", m() { return {}; }, fn() {} }; o.o = o; class C { #x; #y = { z: 1 }; run(add) { BODY } static s() {} get y() { return undefined; } } var c = new C();';

/** What is reported ahead wherever V8 may quote it. */
const EXPRESSIONS = [
  'u n a0 l0.u l0.p.u cl cl.u this.u this.p.u this.zz o.u o.p.u o.p.g o.p.g.h o[k] o.p[k] o.p.q[k] o[sym] o.arr[7] o["x-y"] o.o.o.p.u',
  'o.num o.s o.p?.u o?.u o?.zz?.u o.zz.x o.zz[k] undeclared c.y (o.u) (o.p.u) -i !i',
].flatMap((line) => line.split(' '));

/** What is left as it is only as a callee. */
const CALLEES = ['Math.nope', '(0,o.u)', '(0,o.p.u)'];
const TAKEN_APART = /\.\.\.E|= E\b|of E\b/u;

const KINDS: readonly string[] = [
  'E()',
  'E(1, id(2))',
  'E.foo()',
  'E.foo.bar()',
  'E[k]()',
  'E.foo[k]()',
  'E()()',
  'new (E)()',
  'new E()',
  'new E.foo(1)',
  'E.foo',
  'E[k]',
  'E.foo = 1',
  'E.foo += 1',
  'E.foo++',
  'delete E.foo',
  'E?.foo()',
  'E.foo?.()',
  '[...E]',
  '[1, ...E]',
  'id(...E)',
  'new C(...E)',
  'const [x1] = E',
  'const { x2 } = E',
  'const {} = E',
  'const { x2: { y2 } } = E',
  '[x3] = E',
  '({ x3 } = E)',
  '(({ x4 }) => {})(E)',
  'for (const q of E) break',
  'for (const { q } of E) break',
  'for (const q in E) q.x.y',
  'E`x`',
  'E.foo`x`',
  'throw E',
  '(() => { return E.foo(); })()',
  '(() => E.foo())()',
  '(async () => E.foo())().catch(add)',
  '(async () => { for await (const x of E) ; })().catch(add)',
  'if (E.foo()) 1',
  'E.foo() ? 1 : 2',
  'id(E.foo())',
  'i && E.foo()',
  '((d = E.foo()) => d)()',
  'x3 = E.foo()',
  '!E.foo()',
  'E.foo().bar().baz()',
];

/** @returns a program that notes, for each expression, what comes of this kind */
function programOf(kind: string, expressions: readonly string[]): string {
  const runs = expressions.flatMap((expression) => {
    const body = kind.replace(/E(?![\w$])/gu, () => expression);
    const code = `(function () { var cl; (function (a0) { let l0 = o; var x3; ${body}\n}).call(o, u); })();`;
    try {
      new Function(code);
    } catch {
      return [];
    }
    const note = JSON.stringify(body);
    return `{ const add = (e) => log("later", ${note}, e); try { ${code} } catch (e) { log(${note}, e); } }`;
  });
  return `${SETTING.replace('BODY', '')}\n${runs.join('\n')}`;
}

async function printedBy(text: string): Promise<readonly [readonly string[], readonly string[]]> {
  const bare = await runProgram(text, { typescript: false, sink: undefined });
  const { text: rewritten, sites, problems } = rewriteDeepest('src/program.js', text);
  expect(problems).toEqual([]);
  const { sink, faults } = makeCheckedSink(sites);
  const armed = await runProgram(rewritten, { typescript: false, sink });
  expect(faults).toEqual([]);
  expect(armed.thrown).toBe(bare.thrown);
  return [bare.printed, armed.printed];
}

describe('messages that quote the source', () => {
  it.each(KINDS)('%s', async (kind) => {
    const [bare, armed] = await printedBy(
      programOf(kind, TAKEN_APART.test(kind) ? EXPRESSIONS : [...EXPRESSIONS, ...CALLEES]),
    );
    expect(armed).toEqual(bare);
  });

  it('quote private fields as they are', async () => {
    const bodies = ['#x()', '#x.a()', '#y.z()', '#y.a.b()', '#y.z[k]()', '#y[k]()'].map(
      (rest) => `try { this.${rest}; } catch (e) { log(e); }`,
    );
    const sources = ['for (const q of this.#y) q;', '[...this.#y.z];', 'const { a } = this.#x;'];
    const all = [...bodies, ...sources.map((text) => `try { ${text} } catch (e) { log(e); }`)];
    const program = `${SETTING.replace('BODY', all.join(' '))} c.run(); C.prototype.run.call({}); C.prototype.run.call(null);`;
    const [bare, armed] = await printedBy(program);
    expect(bare.length).toBeGreaterThan(20);
    expect(armed).toEqual(bare);
  });

  it('run a getter once, and ask a proxy no more than the program does', async () => {
    const program =
      'const seen = []; const p = new Proxy({ a: { b: { c: () => 1 } } }, { get(t, k) { seen.push(["get", k]); return t[k]; }, getOwnPropertyDescriptor(t, k) { seen.push(["own", k]); return Reflect.getOwnPropertyDescriptor(t, k); }, getPrototypeOf(t) { seen.push(["proto"]); return Reflect.getPrototypeOf(t); } }); let n = 0; const o = { get a() { n += 1; return { list: [n], f: (...x) => x.length }; }, p, k: { toString() { seen.push(["key"]); return "a"; } } }; const key = o.k; log(p.a.b.c(), o.a.list.push(1), o.a.f(...o.a.list), o.p.a.b.c(), o[key].f(), o[key].list.at(0)); for (const x of o.a.list) log(x); const { a: { list } } = o, { f } = o.a; log(n, seen, list);';
    const [bare, armed] = await printedBy(program);
    expect(armed).toEqual(bare);
  });
});
