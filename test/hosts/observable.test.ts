/** What a program can see of itself while every probe is armed: names, texts, stacks, order, collection, ends. */
import { expectSame, runArmed } from './armed.ts';

/** Runs one file under both; what it prints must be something. */
async function prints(name: string, text: string, argv: readonly string[] = []): Promise<string> {
  const { bare } = await expectSame({ files: { [name]: text }, argv: [...argv, name] });
  expect(bare.stdout).not.toBe('');
  return bare.stdout;
}

describe('functions', () => {
  it('keep name, length and text', async () => {
    const printed = await prints(
      'main.cjs',
      `const f = (a, b = 1) => a + b; const o = { get x() { return 1; }, async *m(a) { yield a; }, 'q r'() {} };
class K { #p = 1; static s(a, b) { return new K().#p + a + b; } constructor(a) { this.a = a; } }
for (const fn of [f, o.m, o['q r'], K, K.s, Object.getOwnPropertyDescriptor(o, 'x').get, function () { return 1; }, () => {}])
  console.log(fn.name, fn.length, fn.toString(), String(fn), \`\${fn}\`, Function.prototype.toString.call(fn));`,
    );
    expect(printed).toContain('f 1 (a, b = 1) => a + b');
  });

  it("of Node that are replaced tell Node's text", async () => {
    const printed = await prints(
      'main.cjs',
      `function f() { return f; } f(); const fs = require('fs');
for (const [o, k] of [[fs, 'readFileSync'], [fs, 'readFile'], [fs.promises, 'readFile'], [require('vm'), 'createContext'], [require('child_process'), 'spawnSync'], [require('worker_threads'), 'Worker'], [process, 'emit'], [process, 'reallyExit'], [process, 'kill'], [Function.prototype, 'toString']])
  console.log(k, o[k].name, o[k].length, String(o[k]));`,
    );
    expect(printed).toContain('[native code]');
  });

  it('are found in stacks by name and line', async () => {
    const printed = await prints(
      'main.cjs',
      `class A {
  constructor() { this.fail(); }
  fail() {
    const f = () => {
      throw new Error('x');
    };
    [1].forEach(function each() { f(); });
  }
  static async late() {
    await null;
    new A();
  }
}
const lines = (e) => e.stack.split('\\n').map((line) => line.replace(/:\\d+\\)?$/, ''));
try { new A(); } catch (e) { console.log(lines(e)); }
A.late().catch((e) => console.log(lines(e)));
Error.prepareStackTrace = (e, sites) => sites.map((s) => [s.getFunctionName(), s.getTypeName(), s.getMethodName(), s.getLineNumber(), s.isConstructor(), s.isToplevel(), s.isAsync(), s.isNative()].join());
try { new A(); } catch (e) { console.log(e.stack); }
Error.prepareStackTrace = undefined; Error.stackTraceLimit = 1;
try { new A(); } catch (e) { console.log(lines(e)); }
console.log(Error.stackTraceLimit, lines(new Error('here')));`,
    );
    expect(printed).toContain('at f (<project>/main.cjs:5');
  });

  it('have their this, new.target and arguments', async () => {
    await prints(
      'main.cjs',
      `function f(a) { a = 2; arguments[1] = 5; return [typeof this, this === globalThis, new.target === f, arguments[0], arguments.length, arguments[1], typeof arguments.callee]; }
function g(a) { 'use strict'; a = 2; try { arguments.callee; } catch (e) { console.log(e.message); } return [this, new.target, arguments[0]]; }
console.log(f(1), f.call(7, 1), Object.keys(new f(1)), g(1), g.call(null, 1), Reflect.construct(function () { this.t = new.target; }, [], Map).t === Map, f.caller === null, (() => this === module.exports)());`,
    );
  });
});

describe('order', () => {
  it('of microtasks, ticks, timers and unhandled rejections stays', async () => {
    const printed = await prints(
      'main.mjs',
      `import { EventEmitter } from 'node:events';
const say = (text) => console.log(text);
process.on('unhandledRejection', (reason) => say('unhandled ' + reason.message));
process.on('rejectionHandled', () => say('handled late'));
setTimeout(() => say('timeout'), 0); setImmediate(() => say('immediate')); process.nextTick(() => say('tick')); queueMicrotask(() => say('micro'));
async function one() { say('one'); await two(); say('one on'); return await three(); }
async function two() { say('two'); await undefined; say('two on'); }
async function three() { return Promise.resolve('three').then((v) => { say(v); return v; }); }
const four = async () => { try { await Promise.reject(new Error('four')); } catch (e) { say(e.message); } finally { await null; say('finally'); } };
async function* five() { for (let i = 0; i < 3; i++) { say('five ' + i); yield i; } }
one().then(say); four(); (async () => { for await (const x of five()) say('got ' + x); })();
let chain = Promise.resolve(); for (let i = 0; i < 12; i++) chain = chain.then(() => say('chain ' + i));
const lost = Promise.reject(new Error('lost')); setTimeout(() => lost.catch(() => say('caught')), 5);
new EventEmitter().on('x', () => say('event')).emit('x');
await one(); say('after top-level await'); (async () => { throw new Error('second'); })();`,
    );
    expect(printed).toContain('unhandled lost');
  });

  it('of evaluation stays, and so do errors of names that are not there yet', async () => {
    await prints(
      'main.cjs',
      `const t = (n, v) => (console.log(n), v); const o = { get a() { return t('get', { b: 1 }); } };
t('o', o)[t('k', 'a')].b = t('v', 2); t('x', [1])[t('i', 0)] += t('y', 2); const { [t('key', 'a')]: q = t('no', 1) } = o; console.log(q);
for (const f of [() => x, () => { x = 1; }, () => typeof x, () => new Y(), () => y?.z, () => { const { z } = z; }, () => o.p.q, () => o.p(), () => null.f(), () => { class Z extends Z {} }])
  try { f(); } catch (e) { console.log(e.name, e.message); }
let x; class Y {} let y;`,
    );
  });
});

describe('the thread that writes', () => {
  it('starts without a tick, a listener or an event of its own', async () => {
    const printed = await prints(
      'main.cjs',
      `const fs = require('fs'); const seen = [];
process.on('worker', () => seen.push('worker'));
function step(i) { return i + 1; }
function work() { let i = 0; while (i < 6000) i = step(i); return i; }
const bare = (error) => error.stack.split('\\n').map((line) => line.trim().replace(/^at (?:async )?|:\\d+:\\d+|\\(.*\\)/g, ''));
const names = Object.getOwnPropertyNames(process).length;
fs.stat('.', () => {
  work(); Promise.resolve().then(function next() { seen.push(bare(new Error('in a microtask'))); })
    .then(async () => { await null; seen.push(bare(new Error('after an await'))); });
  queueMicrotask(() => process.nextTick(() => seen.push('tick')));
  setImmediate(() => console.log(seen, process.stdout.eventNames(), process.stdout.listenerCount('unpipe'), process.stderr.eventNames(), names === Object.getOwnPropertyNames(process).length));
});`,
    );
    expect(printed).toContain('in a microtask');
  });
});

describe('memory', () => {
  it('of what probes saw is given back', async () => {
    const printed = await prints(
      'main.cjs',
      `const registry = new FinalizationRegistry((name) => gone.add(name)), gone = new Set(), refs = {};
class Box { constructor(name) { this.name = name; this.data = new Array(100).fill(name); registry.register(this, name); refs[name] = new WeakRef(this); } method(x) { return x; } }
function make(name) { const box = new Box(name); const inner = { box, deep: { box } }; box.method(inner).deep.box.data[0] = inner; const fn = () => box; fn(); try { throw box; } catch (e) { e.data.length; } return inner.box.data.length; }
async function later(name) { const box = new Box(name); await box; await Promise.resolve({ box }); return box.name; }
function* steps(name) { const box = new Box(name); yield box; yield 1; }
(async () => {
  for (let i = 0; i < 5; i++) make('sync' + i);
  await later('async'); for (const x of steps('generator')) void x; const frozen = () => { Object.freeze(new Box('frozen')).method(1); }; frozen();
  (() => new Proxy(new Box('proxied'), {}).method(new Proxy(new Box('argument'), {})))();
  for (let i = 0; i < 20; i++) { await new Promise((r) => setImmediate(r)); gc(); }
  console.log(Object.keys(refs).filter((name) => refs[name].deref() !== undefined), gone.size === Object.keys(refs).length);
})();`,
      ['--expose-gc'],
    );
    expect(printed).toBe('[] true\n');
  });
});

describe('modules', () => {
  it('of CommonJS run into each other as before', async () => {
    await expectSame({
      files: {
        'main.cjs': `const a = require('./a.cjs'); console.log(a.done, require('./b.cjs').seen, Object.keys(require.cache).map((k) => k.split('/').pop()), module.children.length, require.main === module, require.resolve('./a.cjs'), module.paths.length > 0, require.cache[require.resolve('./a.cjs')].loaded);
delete require.cache[require.resolve('./a.cjs')]; console.log(require('./a.cjs') === a, __filename, __dirname);`,
        'a.cjs': `exports.done = false; const b = require('./b.cjs'); exports.early = b.seen; exports.f = () => b; exports.done = true;`,
        'b.cjs': `const a = require('./a.cjs'); exports.seen = [a.done, typeof a.f]; console.log('b', exports.seen);`,
      },
      argv: ['main.cjs'],
    });
  });

  it('of ECMAScript run into each other as before, and know where they are', async () => {
    await expectSame({
      files: {
        'main.mjs': `import { a, show } from './a.mjs'; import * as ns from './b.mjs'; import data from './d.json' with { type: 'json' };
console.log(a, show(), Object.keys(ns), import.meta.url, import.meta.filename, import.meta.dirname, import.meta.resolve('./b.mjs'), Object.keys(import.meta), data);
const c = await import('./c.cjs'); console.log(c.default, c.named); try { ns.b = 1; } catch (e) { console.log(e.name, e.message); } try { await import('./none.mjs'); } catch (e) { console.log(e.code, e.message); }`,
        'a.mjs': `import { b, early } from './b.mjs'; export let a = b + 1; export function show() { return [a, early]; } export default class {} a++;`,
        'b.mjs': `import { show, a } from './a.mjs'; export const b = 1; export let early; try { early = show(); } catch (e) { early = e.name + e.message; } try { a; } catch (e) { console.log(e.name, e.message); }`,
        'c.cjs': `exports.named = 1; exports.other = () => exports.named;`,
        'd.json': '{"x":1}',
      },
      argv: ['main.mjs'],
    });
  });

  it('with a source map show their sources in stacks', async () => {
    const map = {
      version: 3,
      file: 'out.cjs',
      sources: ['in.ts'],
      sourcesContent: [
        'const a = 1;\n\n\nfunction original() {\n  throw new Error("mapped");\n}\n',
      ],
      names: ['original'],
      mappings: 'AAAA;AAGA;AACA;AACA',
    };
    const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
    const out = `const a = 1;\nfunction original() {\nthrow new Error("mapped");\n}\nmodule.exports = original;\n${comment}\n`;
    const main = `try { require('./out.cjs')(); } catch (e) { console.log(e.stack.replace(/:\\d+\\)/g, ')')); }`;
    const { bare } = await expectSame({
      files: { 'main.cjs': main, 'out.cjs': out },
      argv: ['--enable-source-maps', 'main.cjs'],
    });
    expect(bare.stdout).toContain('in.ts:');
  });
});

describe('ends', () => {
  it.each([
    ['process.exit', 'process.exit(3)', 3],
    ['exitCode', 'process.exitCode = 4', 4],
    ['an uncaught error', 'function f(o) {\n  return o.x.y;\n}\nf({});', 1],
    ['an unhandled rejection', '(async () => { await null; throw new TypeError("r"); })();', 1],
    ['a signal', 'setInterval(() => {}, 1000); process.kill(process.pid, "SIGTERM");', null],
    ['an exit listener that throws', 'process.on("exit", () => { throw new Error("late"); });', 1],
    [
      'a handler of uncaught errors',
      'process.on("uncaughtException", (e, o) => { console.log(e.message, o); process.exit(9); }); null.x;',
      9,
    ],
    ['unsettled top-level await', 'await new Promise(() => {});', 13],
    [
      'bytes on stdout',
      'process.stdout.write(Buffer.from([0, 255, 13, 10, 200])); process.stdout.write("\\u{1F600}x\\r\\n");',
      0,
    ],
  ])('by %s', async (_name, text, exitCode) => {
    const { bare, observed } = await runArmed({
      files: { 'main.mjs': `${text}\n` },
      argv: ['main.mjs'],
    });
    expect(bare.exitCode).toBe(exitCode);
    expect([observed.exitCode, observed.signal, observed.stdout]).toEqual([
      bare.exitCode,
      bare.signal,
      bare.stdout,
    ]);
    // Listeners of the process are called through one function of ours.
    const frames = (text: string): readonly string[] =>
      (text.match(/^ +at .*$|^\w*Error.*$/gmu) ?? []).filter(
        (line) => !line.includes('process.emit'),
      );
    const place = (line: string): string => line.replace(/(:\d+):\d+(\)?)$/u, '$1$2');
    expect(frames(observed.stderr).map(place)).toEqual(frames(bare.stderr).map(place));
  });
});
