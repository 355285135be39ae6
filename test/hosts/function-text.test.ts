/**
 * Functions that travel as text. Every function of a program is given every kind of probe; the program, which prints the
 * texts of its functions and runs them elsewhere, must print what it prints alone.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPreload } from '../../capture/runtime/node-options.ts';
import { analyzeScopes } from '../../code-graph/syntax/scope.ts';
import { parseSource } from '../../code-graph/syntax/parse.ts';
import { ast } from '../../instrumenters/ast/index.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import { bundlePreload, NODE, TSX } from './trial.ts';

const preloadPath = bundlePreload('capture/runtime/preload.ts', 'capture/runtime/drain.ts');
const KINDS = ['function', 'write', 'value', 'branch'] as const;

function run(
  folder: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): string {
  const { PATH } = process.env;
  const options = {
    cwd: folder,
    env: { PATH, ...env },
    encoding: 'utf8',
    timeout: 25_000,
  } as const;
  return execFileSync(NODE, argv, options);
}

/** @returns what the program prints, and its rewritten text, after it was seen to print the same both times */
async function printed(
  name: string,
  text: string,
  loader: readonly string[] = [],
): Promise<{ stdout: string; rewritten: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-text-')));
  writeFileSync(join(folder, name), text);
  const runDir = join(folder, '.scope', 'sessions', 's', 'run-1');
  const node = `${name}#*`;
  const tree = parseSource(name, text).tree;
  const sha1 = createHash('sha1').update(text).digest('hex');
  const applied = await ast.apply(
    {
      version: 1,
      id: 'p',
      revision: 1,
      question: 'why',
      goal: { kind: 'value' },
      probes: KINDS.map((kind) => ({ id: kind, kind, node, why: 'test' })),
      limits: DEFAULT_LIMITS,
      provenance: { provider: 'mock' },
    },
    {
      root: folder,
      runDir,
      session: 's',
      run: 1,
      readTree: () => ({ text, sha1, tree, scopes: analyzeScopes(tree) }),
    },
  );
  expect(applied.problems).toEqual([]);
  expect(applied.files).toEqual([name]);
  const argv = [...loader, name];
  const stdout = run(folder, argv, {});
  const env = { SCOPE_RUN_DIR: runDir, NODE_OPTIONS: withPreload(undefined, preloadPath) };
  expect(run(folder, argv, env)).toBe(stdout);
  return { stdout, rewritten: readFileSync(join(runDir, 'overlay', '0'), 'utf8') };
}

describe('the text of functions', () => {
  it('is the one their author wrote, whatever their form', async () => {
    const { stdout, rewritten } = await printed(
      'main.cjs',
      `'use strict';
const plain = function named(a, b = 2) { let c = a + b; c += 1; return c; };
async function later(x) { await x; for (const y of [x]) { if (y) x.z = y; } return x?.z; }
function* many(n) { try { yield n * 2; } catch (e) { throw e; } }
const arrow = (a) => a.b + 1, curried = x => y => ({ x, y }), wrapped = [1].map((n) => () => n + 1);
const o = { method(a) { return this.x = a; }, get g() { return 1; }, async *am() {}, ['c' + 1]: () => 7 };
class A { f = 1 + 1; static s = () => 2 * 2; #p = 3; constructor(v) { this.v = v; } m() { return this.#p++; } }
class B extends A { constructor() { super(1); this.w = \`t\${this.v}\`; } }
const getter = Object.getOwnPropertyDescriptor(o, 'g').get;
// Was called before: what a function has done changes nothing.
plain(1); arrow({ b: 1 }); new B();
for (const f of [plain, later, many, arrow, curried, curried(1), wrapped[0], o.method, getter, o.am, o.c1, A, A.s, A.prototype.m, B])
  console.log(f.toString(), String(f) === \`\${f}\`, Function.prototype.toString.call(f).length);
console.log((0, eval)('(' + plain + ')(1)'), new Function('return (' + arrow + ')({ b: 1 })')());
`,
    );
    expect(stdout).toContain('function named(a, b = 2) { let c = a + b; c += 1; return c; }');
    expect(rewritten).toContain('function named(a, b = 2) {let ');
  });

  it('runs in another context and in a worker', async () => {
    const { stdout } = await printed(
      'main.cjs',
      `const vm = require('node:vm');
const { Worker } = require('node:worker_threads');
function job(x) { const y = x * 2; return y; }
console.log(vm.runInNewContext('(' + (function h() { return 1 + job.length; }).toString().replace('job', '(() => 4)') + ')()'));
new Worker('require("node:worker_threads").parentPort.postMessage((' + job + ')(21))', { eval: true })
  .on('message', (value) => console.log(value)).on('error', (error) => console.log(error.message));
`,
    );
    expect(stdout).toBe('1\n42\n');
  });

  it('is the original in every context where rewritten text runs', async () => {
    const { stdout } = await printed(
      'main.cjs',
      `const vm = require('node:vm');
const fs = require('node:fs');
if (typeof inner === 'undefined') {
  const load = require('node:module').prototype._compile;
  const text = (() => { const { Module } = require('node:module'); let seen; const old = Module.prototype._compile;
    Module.prototype._compile = function (content) { seen = content; };
    delete require.cache[__filename]; Module._cache[__filename] = undefined; delete Module._cache[__filename];
    require(__filename); Module.prototype._compile = old; return seen; })();
  for (const context of [vm.createContext({ inner: 1, console }), vm.createContext({ inner: 2, console }, { microtaskMode: 'afterEvaluate' })])
    vm.runInContext('(function (require, inner) {' + text + '})', context)(require, 1);
} else {
  const f = (a) => a + inner;
  console.log(f.toString(), f instanceof Function, Function.prototype.toString instanceof Function);
  try { Function.prototype.toString.call({}); } catch (error) { console.log(error instanceof TypeError, error.message); }
}
`,
    );
    expect(stdout).toMatch(
      /^\(a\) => a \+ inner true true\ntrue .*\n\(a\) => a \+ inner true true\n/u,
    );
  });

  it('comes from a method that looks and fails like the built-in one', async () => {
    const { stdout } = await printed(
      'main.mjs',
      `const { toString } = Function.prototype;
const show = (step) => { try { return step(); } catch (error) { return error.name + ': ' + error.message; } };
class C { m() { return 1 + 1; } }
const own = Object.getOwnPropertyDescriptor(Function.prototype, 'toString');
console.log(toString.name, toString.length, own.writable, own.enumerable, own.configurable, Reflect.ownKeys(toString));
console.log(toString.toString(), toString.call(toString), \`\${toString}\`, 'prototype' in toString, Object.getPrototypeOf(toString) === Function.prototype);
for (const value of [1, null, undefined, {}, 'x', Object.create(toString)]) console.log(show(() => toString.call(value)));
for (const value of [C, new C().m, new Proxy(C, {}), C.bind(null), Math.max, Symbol, new Function('$e1', 'return $e1(1,2)')]) console.log(show(() => toString.call(value)));
console.log(show(() => new toString()), show(() => toString.caller), RegExp.$1, /(b)/.test('b'), toString.call(C), RegExp.$1);
`,
    );
    expect(stdout).toContain('toString 0 true false true');
    expect(stdout).toContain('class C { m() { return 1 + 1; } }');
  });

  it('runs elsewhere also where a compiler printed it', async () => {
    const { stdout } = await printed(
      'main.ts',
      `import vm from 'node:vm';
import { join } from 'node:path';
function sum(list: readonly number[] = [1, 2]): number { let t = 0; for (const n of list) { t += n ?? join('x'); } return t; }
class Counter { private n: number = 1 + 1; next(): number { if (this.n > 2) return 0; return this.n++; } }
const f = async (x?: { y: number }) => { try { return await x?.y; } catch { throw new Error('no'); } };
for (const call of ['(' + sum + ')()', 'const c = new (' + Counter + ')(); [c.next(), c.next()].join()'])
  console.log(vm.runInNewContext('{let __name = (f) => f;' + call + '}'));
vm.runInNewContext('let __name = (f) => f;(' + f + ')({ y: 4 })').then(console.log);
`,
      [TSX],
    );
    expect(stdout).toBe('3\n2,0\n4\n');
  });
});
