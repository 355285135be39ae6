/**
 * Each rule on single lines (what it reports, what it leaves out) and on a longer piece in the style of real code: the lines
 * that it must report there are marked, and it must report no others.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCodeGraph } from '../project/build.ts';
import { openSources } from '../select/sources.ts';
import { RULES, checkRules } from './check.ts';
import { EXCERPTS } from './excerpt.contract.ts';

async function linesOf(
  rule: string,
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'scope-rule-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const graph = await buildCodeGraph(root, { cacheFile: null });
    const rules = RULES.filter(({ name }) => name === rule);
    const { hits, problems } = checkRules(openSources(graph), rules, graph.paths());
    expect(problems).toEqual([]);
    expect(rules.length).toBe(1);
    return hits.map(({ file, line }) => `${file}:${line}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const LINES: Readonly<Record<string, readonly (readonly [boolean, string])[]>> = {
  'floating-promise': [
    [true, 'async function f() { await x(); } function g() { f(); }'],
    [true, 'function g(p) { p.then(() => 1); }'],
    [true, 'function g() { fetch("/x"); }'],
    [true, 'function g(p) { Promise.all(p).finally(() => 1); }'],
    [
      false,
      'async function f() { await x(); } async function g() { await f(); void f(); return f(); }',
    ],
    [false, 'function g(p) { p.then(() => 1).catch(h); p.then(a, b); }'],
    [
      false,
      'async function f() { try { await x(); } catch (e) { log(e); } } function g() { f(); }',
    ],
    [false, 'async function main() { await x(); }\nmain();'],
    [false, 'function g(q) { q.then(1); h(); }'],
    [false, 'function g(l) { l.forEach(async (x) => { await x(); }); }'],
    [false, 'async function f(x) { await x; } function g(l) { l.forEach(f); }'],
  ],
  'missing-await': [
    [true, 'async function f() {} function g() { if (f()) h(); }'],
    [true, 'async function f() {} function g() { return f().length; }'],
    [true, 'async function f() {} function g() { return `${f()}`; }'],
    [true, 'async function f() {} function g() { return f() + 1; }'],
    [true, 'async function f() {} async function g() { try { return f(); } catch { return 1; } }'],
    [false, 'async function f() {} async function g() { if (await f()) return f().then(h); }'],
    [
      false,
      'async function f() {} async function g() { try { return await f(); } catch { return 1; } }',
    ],
    [false, 'async function f() {} function g() { const p = f(); return p === f(); }'],
  ],
  'async-for-each': [
    [true, 'l.forEach(async (x) => { await f(x); });'],
    [true, 'async function f(x) { await g(x); } l.forEach(f);'],
    [false, 'l.forEach((x) => f(x)); l.map(async (x) => { await f(x); });'],
    [false, 'l.forEach(async (x) => { f(x); });'],
  ],
  'swallowed-error': [
    [true, 'try { f(); g(); } catch (e) {}'],
    [true, 'f().catch(() => {});'],
    [false, 'try { f(); g(); } catch (e) { /* gone already */ }'],
    [false, 'try { f(); g(); } catch (e) { ok = false; }'],
    [false, 'let x; try { x = JSON.parse(t); } catch {}'],
    [false, 'try { f(); g(); } catch {} // not there'],
    [false, 'try { return a.b.c; } catch {}'],
    [true, 'async () => { try { await f(); } catch {} };'],
    [false, 'p.catch(() => {}); s.close().catch(() => {});'],
  ],
  'listener-leak': [
    [true, 'class A { constructor() { process.on("exit", () => this.stop()); } }'],
    [
      true,
      'const bus = make(); function f() { bus.on("x", g); } function a() { f(); } function b() { f(); }',
    ],
    [false, 'function f() { process.on("x", g); } function a() { f(); } function b() { f(); }'],
    [false, 'process.on("exit", f);'],
    [
      false,
      'class A { constructor() { process.once("exit", f); window.addEventListener("x", f, { once: true }); } }',
    ],
    [false, 'class A { a() { process.on("x", f); } b() { process.off("x", f); } }'],
    [false, 'class A { a(bus) { bus.on("x", f); } }'],
    [false, 'function main() { process.on("exit", f); } main();'],
  ],
  'shared-state': [
    [
      true,
      'let current = null; export function set(x) { current = x; } export function get() { return current; }',
    ],
    [true, 'let n = 0; export const set = (x) => { n = x; }; export const get = () => n;'],
    [false, 'let n = 0; export const next = () => (n += 1, n);'],
    [false, 'let a = 1; function set(x) { a = x; } function get() { return a; } set(get());'],
    [false, 'let a; export function setUp(x) { a = x; } export function get() { return a; }'],
    [false, 'let made; export function get() { return (made ??= make()); }'],
    [false, 'let made; export function get() { if (!made) made = make(); return made; }'],
    [false, 'let done = false; export function once() { if (done) return; done = true; go(); }'],
    [false, 'const c = new Map(); export function get(k) { c.set(k, 1); return c.get(k); }'],
    [false, 'let n = 0; n = 1; export function get() { return n; }'],
  ],
  'argument-mutation': [
    [true, 'export function f(options) { options.a = 1; return g(options.a); }'],
    [true, 'export function f(items) { items.sort(); return items.length; }'],
    [false, 'export function f(items) { items.push(1); return items.length; }'],
    [true, 'export function f(userConfig) { delete userConfig.x; return g(userConfig); }'],
    [
      false,
      'export function f(options) { options = { ...options }; options.a = 1; return g(options); }',
    ],
    [false, 'export function f(options) { options.a = 1; return options; }'],
    [false, 'export function f(options) { options.a = 1; }'],
    [false, 'export function f(state) { state.a = 1; return g(state); }'],
    [false, 'export function f(...items) { return g(items.pop()); }'],
  ],
  'loose-equality': [
    [false, 'if (x == 0) f();'],
    [true, 'if (x == "1") f();'],
    [false, 'var y = z + ""; if (y == "1") f();'],
    [false, 'if (node.nodeType == 1 || event.button == 0) f();'],
    [true, 'if (x.length == "3") f();'],
    [true, 'if (x != false) f();'],
    [false, 'if (x == null || x != undefined || typeof x == "string") f();'],
    [false, 'if (x.length == 0 || x === 0 || x == "name") f();'],
  ],
  'sort-comparator': [
    [true, '[10, 9, 1].sort();'],
    [true, 'const n = l.map((x) => x.length); n.sort();'],
    [true, 'l.map(Number).filter(f).sort();'],
    [true, 'function f(n: number[]) { return n.sort(); }'],
    [
      false,
      'n.sort(); [10, 9].sort((a, b) => a - b); ["b", "a"].sort(); new Float64Array(3).sort();',
    ],
  ],
  'parse-int-radix': [
    [true, 'parseInt(text);'],
    [true, 'Number.parseInt(process.argv[2]);'],
    [true, 'l.map(parseInt);'],
    [false, 'parseInt(text, 10); parseInt(match[1]); parseInt(x / 2); l.map((x) => parseInt(x));'],
    [false, 'parseInt(match[HOUR_GROUP]); parseInt(matched);'],
    [true, 'parseInt(req.query[minutes])'],
    [true, 'parseInt(ids[partId])'],
    [true, 'parseInt(options[PORT]);'],
    [false, 'function parseInt(x) { return x; } parseInt(text);'],
  ],
};

describe('rules', () => {
  it('are all tested here, each with what it reports and what it leaves out', () => {
    expect(Object.keys(LINES).sort()).toEqual(RULES.map(({ name }) => name).sort());
    expect(Object.keys(EXCERPTS).sort()).toEqual(RULES.map(({ name }) => name).sort());
  });

  describe.each(Object.entries(LINES))('%s', (rule, lines) => {
    it.each(lines)('%s: %s', async (isHit, line) => {
      expect((await linesOf(rule, { 'src/a.ts': line })).length > 0).toBe(isHit);
    });

    it('on a piece of real code', async () => {
      const files = EXCERPTS[rule] ?? {};
      const marked = Object.entries(files).flatMap(([path, text]) =>
        text
          .split('\n')
          .flatMap((line, i) => (line.includes('// hit') ? [`${path}:${i + 1}`] : [])),
      );
      expect(marked.length).toBeGreaterThan(0);
      expect(await linesOf(rule, files)).toEqual(marked);
    });
  });
});
