/** Programs that freeze or replace what the language gives them, and hosts that forbid things. */
import { expectSame, runArmed } from './armed.ts';

const BODY = `class Cart { #items = []; static count = 0; add(item) { this.#items.push(item); Cart.count++; return this; } get total() { return this.#items.map((i) => i.price * (i.qty ?? 1)).reduce((a, b) => a + b, 0); } }
async function work(cart) { const { a = 1, ...rest } = { b: [1, 2] }; for (const x of rest.b) cart.add({ price: x, qty: a }); try { null.f(); } catch (e) { console.log(e.message); } await null; return \`\${cart.total}\`; }
work(new Cart()).then((v) => console.log(v, Cart.count, work.name, work.toString === Function.prototype.toString));
function* g() { yield* [1, 2]; } console.log([...g()], new Map([[1, { x: Symbol('s') }]]), typeof new Date(0), /a(b)/.exec('ab').index);`;

const FREEZE_ALL = `const seen = new Set(); const harden = (o) => { if (o === null || (typeof o !== 'object' && typeof o !== 'function') || seen.has(o)) return; seen.add(o); Object.freeze(o); for (const k of Reflect.ownKeys(o)) { const d = Object.getOwnPropertyDescriptor(o, k); harden(d.value); harden(d.get); harden(d.set); } harden(Object.getPrototypeOf(o)); };
for (const name of ['Object','Function','Array','String','Number','Boolean','Symbol','BigInt','Error','TypeError','RangeError','Promise','Map','Set','WeakMap','WeakSet','WeakRef','Date','RegExp','Proxy','Reflect','JSON','Math','Atomics','ArrayBuffer','SharedArrayBuffer','DataView','Int32Array','Uint8Array','Float64Array','FinalizationRegistry','Intl']) harden(globalThis[name]);
harden(Object.getPrototypeOf(function* () {})); harden(Object.getPrototypeOf(async () => {})); harden(Object.getPrototypeOf([][Symbol.iterator]()));`;

const REPLACEMENTS: Readonly<Record<string, string>> = {
  'Object.freeze(Array.prototype)':
    'Object.freeze(Array.prototype); Object.freeze(Object.prototype); Object.freeze(Function.prototype);',
  'everything frozen, as SES does': FREEZE_ALL,
  'globalThis frozen': `${FREEZE_ALL} Object.preventExtensions(globalThis);`,
  'Math replaced':
    'globalThis.Math = { floor() { throw new Error("floor"); } }; Date.now = () => { throw new Error("now"); }; performance.now = () => { throw new Error("performance"); };',
  'methods of Math replaced':
    'for (const k of Object.getOwnPropertyNames(Math)) if (typeof Math[k] === "function") Math[k] = () => { console.log("Math." + k); return NaN; };',
  'Reflect replaced':
    'for (const k of Reflect.ownKeys(Reflect)) if (typeof Reflect[k] === "function") Reflect[k] = () => { throw new Error("Reflect"); };',
  'Reflect deleted':
    'delete globalThis.Reflect; delete globalThis.Proxy; delete globalThis.WeakMap; delete globalThis.Atomics; delete globalThis.SharedArrayBuffer; delete globalThis.BigInt;',
  'Symbol.for replaced': 'Symbol.for = (k) => Symbol(k);',
  'Array methods replaced':
    'for (const k of ["push", "slice", "indexOf", "includes", "forEach", "splice", "shift", "unshift", "concat", "fill", "find", "some", "every", "filter", "join"]) { const old = Array.prototype[k]; Array.prototype[k] = function (...a) { if (!globalThis.quiet && new Error().stack.includes("capture")) throw new Error(k); return Reflect.apply(old, this, a); }; }',
  'Object methods replaced':
    'for (const k of ["keys", "getOwnPropertyDescriptor", "getPrototypeOf", "defineProperty", "entries", "assign", "hasOwn", "create"]) { const old = Object[k]; let n = 0; Object[k] = function (...a) { n++; return old.apply(this, a); }; process.on("exit", () => console.log(k, n)); }',
  'then replaced':
    'const old = Promise.prototype.then; let n = 0; Promise.prototype.then = function (a, b) { n++; return old.call(this, a, b); }; process.on("exit", () => console.log("then", n));',
  'globals that throw':
    'for (const k of ["Buffer", "queueMicrotask", "setTimeout", "setImmediate", "structuredClone", "TextEncoder", "performance"]) Object.defineProperty(globalThis, k, { configurable: true, get() { throw new Error(k); } });',
  'process changed':
    'process.hrtime = undefined; process.cwd = () => { throw 1; }; process.pid = 1; process.version = 5;',
  'accessors on Object.prototype':
    'for (const k of ["site", "served", "special", "armed", "probes"]) Object.defineProperty(Object.prototype, k, { configurable: true, get() { process.exitCode = 5; }, set() { process.exitCode = 6; } });',
};

describe('a program that changed its built-ins', () => {
  it.each(Object.entries(REPLACEMENTS))('%s', async (_name, change) => {
    const files = {
      'main.cjs': `require('./change.cjs'); require('./body.cjs');`,
      'change.cjs': change,
      'body.cjs': BODY,
    };
    const { bare } = await expectSame({
      files,
      argv: ['main.cjs'],
      planned: ['main.cjs', 'body.cjs'],
    });
    expect(bare.stdout).toContain('3 2 work');
  });
});

describe('a host that forbids', () => {
  it.each([
    ['changes of intrinsics', ['--frozen-intrinsics', 'main.cjs'], {}],
    ['code from strings', ['--disallow-code-generation-from-strings', 'main.cjs'], {}],
    ['__proto__', ['--disable-proto=delete', 'main.cjs'], {}],
    ['warnings', ['--throw-deprecation', '--trace-warnings', 'main.cjs'], {}],
    [
      'async hooks not to be seen',
      ['--trace-uncaught', '--unhandled-rejections=strict', 'main.cjs'],
      {},
    ],
    ['a small heap', ['--max-old-space-size=64', 'main.cjs'], {}],
    ['a small stack', ['--stack-size=200', 'main.cjs'], {}],
    [
      'files, all may be written',
      ['--experimental-permission', '--allow-fs-read=*', '--allow-fs-write=*', 'main.cjs'],
      {},
    ],
  ])('%s', async (_name, argv) => {
    const { bare } = await expectSame({ files: { 'main.cjs': BODY }, argv });
    expect(bare.stdout).toContain('3 2 work');
  });

  it('files to be written: the program runs, and nothing can be recorded', async () => {
    const argv = ['--experimental-permission', '--allow-fs-read=*', 'main.cjs'];
    const { bare, observed, recording } = await runArmed({ files: { 'main.cjs': BODY }, argv });
    expect(observed).toEqual(bare);
    expect(bare.stdout).toContain('3 2 work');
    expect(recording.events).toEqual([]);
  });
});
