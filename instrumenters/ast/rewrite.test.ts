/** What the rewriter inserts, line by line, and what it leaves alone. The law (`law/`) says that it means the same. */
import { analyzeScopes } from '../../code-graph/syntax/scope.ts';
import { parseSource } from '../../code-graph/syntax/parse.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { ProbeKind } from '../../protocol/plan.ts';
import { rewriteFile } from './rewrite.ts';
import type { Rewritten } from './rewrite.ts';

type Asked = Partial<Record<ProbeKind, string | readonly string[]>>;

function rewrite(text: string, asked: Asked, path = 'a.ts'): Rewritten {
  const { tree } = parseSource(path, text);
  const selections = Object.entries(asked).flatMap(([kind, nodes]) =>
    [nodes].flat().map((node) => ({
      probe: {
        id: `${kind}:${node}`,
        kind: kind as ProbeKind,
        node: `${path}#${node}`,
        why: 'test',
      },
      node: `${path}#${node}`,
    })),
  );
  const scopes = analyzeScopes(tree);
  return rewriteFile({ tree, scopes, selections, firstSite: 1, limits: DEFAULT_LIMITS });
}

/** The text without its prologue. */
function check(text: string, asked: Asked, expected: string): void {
  const rewritten = rewrite(text, asked);
  expect(rewritten.text.replace(/^(#!.*\n|)const \{.*?a\.length-1\]\);/u, '$1')).toBe(expected);
}

const ALL: Asked = { function: '*', write: '*', value: '*', branch: '*' };

describe('rewriteFile', () => {
  it('frames a function', () =>
    check(
      'function f(a) { return a; }',
      { function: 'f' },
      'function f(a) {let $f1=$g[1]&&$e2(1,0,this,a),$y,$u;try{ return ($u=a,$y=2,$u); }finally{$f1&&$x(1,$f1,$y,$u)}}',
    ));
  it('copies the object of a method at both ends', () => {
    check(
      'class K { m() { this.x = 1; } }',
      { state: 'K.m' },
      'class K { m() {let $f1=$g[1]&&$e1(1,0,this),$y,$u;$f1&&$n(2,$f1,[this]);try{ this.x = 1; ;$y=-3;}finally{$f1&&($n(4,$f1,[this]),$x(1,$f1,$y,$u))}} }',
    );
    const derived =
      'class K extends L { constructor() { super(); } get g() { return 1; } }; const f = () => 1;';
    const { sites } = rewrite(derived, { state: '*' });
    expect(
      sites.filter(({ kind }) => kind === 'state').map(({ fn, phase }) => [fn, phase]),
    ).toEqual([
      ['a.ts#K.g', 'before'],
      ['a.ts#K.g', 'after'],
    ]);
  });
  it('leaves a statement alone that the grammar takes for one expression', () => {
    const { text, sites } = rewrite('{ length: 3000 }/1/g;\nf(x.y);', ALL);
    expect(text).toContain('{ length: 3000 }/1/g;\n');
    expect(sites.some(({ kind }) => kind === 'call')).toBe(true);
  });
  it('reports what calls hand over and listeners get', () => {
    check(
      'function f(o, ...r) { o.emit("x", r[0], ...r); g.emit(); send(o); }',
      { message: 'f' },
      'function f(o, ...r) {let $f1=$g[1]&&$e3(1,0,this,o,r),$y,$u;try{ o.emit($v(3,$f1,"x"), $v(4,$f1,r[0]), ...r); g.emit(); send(o); ;$y=-2;}finally{$f1&&$x(1,$f1,$y,$u)}}',
    );
    check(
      'o.on("x", (a, { b }) => a + b); p.onmessage = function (m) { post(m); }; q.on("y", named); r.map((x) => x);',
      { message: '' },
      'const $f0=$g[1]&&$e0(1,0);o.on("x", (a, { b }) => {let $f1=$g[2]&&$e2(2,$f0,a,b),$y,$u;$f1&&$n(4,$f1,[a,b]);try{return ($u=a + b,$y=3,$u)}finally{$f1&&$x(2,$f1,$y,$u)}}); p.onmessage = function (m) {let $f2=$g[5]&&$e2(5,$f0,this,m),$y,$u;$f2&&$n(6,$f2,[m]);try{ post(m); ;$y=-7;}finally{$f2&&$x(5,$f2,$y,$u)}}; q.on("y", named); r.map((x) => x);',
    );
    check(
      'await fetch(u); o.send(1); o.on("x", () => 1);',
      { message: ['/call[0]', '/call[2]'] },
      'const $f0=$g[1]&&$e0(1,0);await fetch($v(2,$f0,u)); o.send(1); o.on("x", () => {let $f1=$g[3]&&$e0(3,$f0),$y,$u;$f1&&$n(5,$f1,[]);try{return ($u=1,$y=4,$u)}finally{$f1&&$x(3,$f1,$y,$u)}});',
    );
    const { sites } = rewrite('fetch(url, { body }); const fetched = 1; x.write(fetched);', {
      message: '*',
    });
    expect(
      sites.filter(({ kind }) => kind === 'sent').map(({ key, part }) => [key, part?.of]),
    ).toEqual([
      ['fetch', 2],
      ['fetch', 2],
      ['x.write', 1],
    ]);
  });
  it('reports the end of a body and bare returns', () =>
    check(
      'const f = () => { if (x) return }',
      { function: 'f' },
      'const f = () => {let $f1=$g[1]&&$e0(1,0),$y,$u;try{ if (x) return void($y=-3) ;$y=-2;}finally{$f1&&$x(1,$f1,$y,$u)}}',
    ));
  it('numbers the rounds of a loop whose variables closures capture', () => {
    check(
      'for (const x of xs) { f(() => x); }',
      { write: '', function: '/arrow[0]' },
      'const $f0=$g[2]&&$e0(2,0);for (const x of xs) {const $d1=$d(1,$f0,$f0);$w(3,$f0,$d1,x); f(() => {let $f1=$g[4]&&$e0(4,$d1),$y,$u;try{return ($u=x,$y=5,$u)}finally{$f1&&$x(4,$f1,$y,$u)}}); }',
    );
    check(
      'for (let i = 0; i < 2; i++) fs.push(() => i);',
      { write: '', function: '/arrow[0]' },
      'const $f0=$g[2]&&$e0(2,0);for (let i = $w(3,$f0,$f0,0); i < 2; $w(4,$f0,$f0,i++)) {const $d1=$d(1,$f0,$f0);fs.push(() => {let $f1=$g[5]&&$e0(5,$d1),$y,$u;try{return ($u=i,$y=6,$u)}finally{$f1&&$x(5,$f1,$y,$u)}});}',
    );
  });
  it('leaves loops alone whose variables no closure captures, or all rounds share', () => {
    const asked = { write: '', function: '/arrow[0]' };
    for (const text of [
      'for (const x of xs) { f(x); }',
      'for (var i = 0; i < 2; i++) f(() => i);',
      'let n; while (n) f(() => n);',
      'for (const x of xs) { f(() => 1); }',
    ])
      expect(rewrite(text, asked).text).not.toContain('$d');
  });
  it('gives only a header where values are asked for', () =>
    check(
      'function f(a) { a.b(); return 1; }',
      { value: 'f' },
      'function f(a) {const $f1=$g[1]&&$e2(1,0,this,a); $v(2,$f1,($v(3,$f1,a),a.b())); return 1; }',
    ));
  it('touches only the expression that a probe names, and its arguments', () =>
    check(
      'function f(a) { g(1); g(a.b + 2); let c = 3; c = 4; }',
      { value: 'f/call[1]' },
      'function f(a) {const $f1=$g[1]&&$e2(1,0,this,a); g(1); $v(3,$f1,g($v(2,$f1,a.b + 2))); let c = 3; c = 4; }',
    ));
  it('touches only the write that a probe names', () =>
    check(
      'function f(a) { let c = 3; c = 4; a.c = c; }',
      { write: 'f/assign[1]' },
      'function f(a) {const $f1=$g[1]&&$e2(1,0,this,a); let c = 3; c = 4; $p(2,$f1,$v(3,$f1,a).c = c); }',
    ));
  it('names the frame that owns a variable', () =>
    check(
      'function f() { let n = 0; return () => { n += 1; }; }',
      { write: ['f', 'f/arrow[0]'] },
      'function f() {const $f1=$g[1]&&$e1(1,0,this); let n = 0;$w(2,$f1,$f1,n); return () => {const $f2=$g[3]&&$e0(3,$f1); $w(4,$f2,$f1,n += 1); }; }',
    ));
  it('takes a snapshot before a statement', () =>
    check(
      'function f(a) { let b = 1; if (a) g(a, b, c); }',
      { snapshot: 'f/statement[0]' },
      'function f(a) {const $f1=$g[1]&&$e2(1,0,this,a); let b = 1; if (a) {$n(2,$f1,[a,b]);g(a, b, c);} }',
    ));
  it('keeps a file with nothing to do as it is', () => {
    const { text, sites } = rewrite('const a = 1;', { function: 'nothing' });
    expect({ text, sites }).toEqual({ text: 'const a = 1;', sites: [] });
  });
  it('says what a probe does not find and cannot do', () => {
    const { problems } = rewrite('const a = 1;', { function: 'nothing', state: '' });
    expect(problems.map(({ message }) => message)).toEqual([
      'probe function:nothing: there is no node a.ts#nothing',
      'probe state:: a state probe needs a method',
    ]);
  });
  it('leaves a function inside a `with` and one that it cannot read, not one with a direct eval', () => {
    const text =
      'with (o) { var f = function () { f(); }; }\nfunction g() { return 1 1; }\nfunction h() { return eval("1"); }';
    const rewritten = rewrite(text, { function: ['f', 'g', 'h'] });
    const lines = rewritten.text.split('\n');
    expect(lines[0]).toContain('with (o) { var f = function () { f(); }; }');
    expect(lines[1]).toBe('function g() { return 1 1; }');
    expect(lines[2]).toContain('$x(');
    expect(rewritten.problems.map(({ message }) => message)).toEqual([
      'f in a.ts is not observed: it stands in the body of a `with`',
      'g in a.ts is not observed: its syntax was not understood',
    ]);
  });
  it('leaves a file with a comment that the grammar takes for operators', () => {
    const { sites, problems } = rewrite('let x = 0;\nx = -1 <!--x;\nfunction f() {}', ALL);
    expect(sites).toEqual([]);
    expect(problems.map(({ message }) => message)).toContainEqual(
      'a.ts runs as it is: it has a comment that begins with <!--',
    );
    expect(rewrite('const html = "<!-- a -->";', ALL).sites).not.toEqual([]);
  });
  it('numbers sites densely from the first one, with receivers and keys pointing at their target', () => {
    const { tree } = parseSource('a.js', 'a.b[c] = d.e;');
    const probe = { id: 'p', kind: 'write', node: 'a.js#', why: 'test' } as const;
    const { sites, depth } = rewriteFile({
      tree,
      scopes: analyzeScopes(tree),
      selections: [{ probe, node: probe.node }],
      firstSite: 7,
      limits: { ...DEFAULT_LIMITS, depth: 3 },
    });
    expect(sites.map(({ id, kind, target }) => [id, kind, target])).toEqual([
      [7, 'function', undefined],
      [8, 'property', undefined],
      [9, 'receiver', 8],
      [10, 'key', 8],
    ]);
    expect(depth).toEqual([3, 3, 0, 0]);
  });
  it('keeps what loaders and test runners read', () => {
    const kept = [
      'jest.mock("./x", () => ({ a: () => b.c() }));',
      'Object.defineProperty(exports, "a", { get: function () { return b.c; } });',
      'const e = process.env.HOME, u = import.meta.url;',
      'require("x"); import("y");',
    ];
    const lines = rewrite(`let z = 0;\n${kept.join('\n')}`, ALL)
      .text.split('\n')
      .slice(1);
    expect(lines[0]).toBe(kept[0]);
    expect(lines[1]).toBe(kept[1]);
    expect(lines[2]).toContain('process.env.HOME');
    expect(lines[2]).toContain('u = import.meta.url;');
    expect(lines[3]).toBe(kept[3]);
  });
  it('leaves what may be a const enum or a namespace before its dot', () => {
    const text =
      "import { Tiny } from './t'; import * as ns from './n'; f(Tiny.B, ns.Kind.A, Tiny['C']);";
    const rewritten = rewrite(text, ALL).text;
    for (const whole of ['Tiny.B', 'ns.Kind.A', "Tiny['C']"]) expect(rewritten).toContain(whole);
    expect(rewrite(text.replace('Tiny.B', 'g().B'), ALL).text).not.toContain('g().B');
  });

  it('keeps the columns of inline snapshots', () => {
    const kept = [
      '  await expect(a.b()).resolves.toMatchInlineSnapshot(`1`);',
      '  return expect(a.b()).toMatchInlineSnapshot(`1`);',
    ];
    const text = `it("x", async () => {\n${kept.join('\n')}\n});\nit("y", () =>\n  expect(c.d()).toMatchInlineSnapshot(\`1\`));`;

    const lines = rewrite(text, ALL).text.split('\n');
    expect(lines.slice(1, 3)).toEqual(kept);
    expect(lines[5]).toContain('  expect(c.d()).toMatchInlineSnapshot(`1`)');
    expect(lines[5]?.startsWith('  expect')).toBe(true);
  });
  it('takes the sink lazily in modules that import others', () => {
    const { text } = rewrite('import "./b";\nexport function f() {}', { function: 'f' });
    expect(text).toMatch(/^var \$k,.*function \$q\(\)\{.*\}\$k\|\|\$q\(\);import/u);
    expect(text).toContain('export function f() {$k||$q();let');
  });
  it('puts the prologue behind hashbang and directives', () =>
    check(
      '#!/usr/bin/env node\n"use strict"\nf()',
      { value: '' },
      '#!/usr/bin/env node\n"use strict"\nconst {e0:$e0,g:$g,v:$v}=((l,s)=>{try{s=Reflect.get(globalThis,Symbol.for("scope.sink"))}catch(e){}return s||{e0:l,g:l,v:l}})((...a)=>a[a.length-1]);const $f0=$g[1]&&$e0(1,0);$v(2,$f0,f())',
    ));
});
