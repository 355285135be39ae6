/** Programs about functions and classes without a name, and what V8 calls them in stacks. */
const HEAD = `const at = (f) => { try { return f(); } catch (e) { return /at (.*?)(?: \\(|$)/m.exec(e.stack)[1].replace(/^.*:\\d+$/, "no name"); } };
const o = { a: { b: {} } };
`;
const FN = 'function () { throw new Error("x"); }';

const PROGRAMS: Readonly<Record<string, string>> = {
  'functions that properties take': `o.f = ${FN};
o.a.b.c = () => { throw new Error(); }
o['k'] = ${FN}
o[1] = ${FN}; o.i = o.j = () => { throw new Error(); };
log(at(o.f), at(o.a.b.c), at(o.k), at(o[1]), at(o.i));`,
  'functions that properties may take': `o.w = o.w || ${FN}; o.q ??= ${FN}; o.t = o.a ? ${FN} : null; o.r = (0, ${FN});
log(at(o.w), at(o.q), at(o.t), at(o.r));`,
  'methods of prototypes': `function Klass() { this.own = ${FN}; this.a = {}
this.a.deep = ${FN}; }
Klass.prototype.m = ${FN};
log(at(() => new Klass().m()), at(new Klass().own), at(new Klass().a.deep));`,
  'methods that constructors add': `class Base { constructor() { this.own = () => { throw new Error(); }; this["key"] = ${FN}; } }
log(at(new Base().own), at(new Base().key));`,
  'behind calls and computed keys': `const get = () => o, k = "z"; get().f = ${FN}; get(1).a.g = ${FN}; (o[k] = {}).f = ${FN};
o[k].h = ${FN}; globalThis.o9 = ${FN}; get().a["s"] = ${FN};
log(at(o.f), at(o.a.g), at(o.z.f), at(o.z.h), at(globalThis.o9), at(o.a.s)); delete globalThis.o9;`,
  'classes that properties take': `o.C = class { m() { throw new Error("x"); } static s() { throw new Error("y"); } };
log(at(() => new o.C().m()), at(o.C.s), o.C.name);`,
  'functions in lists': `const list = [${FN}, ${FN}]; o.l = [${FN}]; o.m = { n: [${FN}] };
log(list.map(at), at(o.l[0]), at(o.m.n[0]));`,
  'functions that are returned': `function f() { return ${FN}; } const g = () => (() => { throw new Error("x"); }), h = (c) => c ? ${FN} : null;
log(at(f()), at(g()), at(h(1)), f().name, g().name);`,
  'statements without semicolons': `let n = 1
const own = { go() { n = 2
this.f = ${FN}
if (n) this.g = () => n
else this.g = ${FN}
o.a.f = ${FN}, n = 3
return this } }
log(at(own.go().f), own.g(), at(o.a.f));`,
  'keys that go on in the next line': `o["x\\
y"] = { z: {} }; o["x\\
y"].z.f = ${FN};
log(at(o.xy.z.f));`,
  'callbacks with options behind them': `const call = (f) => { if (f.call) log(at(f)); return o; }; o.on = call; o.n = 1;
o.on(() => { throw new Error(); }, { once: true }); call(${FN}, { a: { deep: 2 } }, o.n); new (class { go() { const c = { on: call }
this.c = c
this.c.on(${FN}, { self: 1 })
return this.c.on(() => { throw new Error(); }, { own: 1 }) } })().go();
const kept = o.on(${FN}, [{ listed: 1 }], o.n); o.later = o.on(() => { throw new Error(); }, { when: 1 });
o.on(o.on(${FN}, { inner: 1 }).n ?? 1, { outer: 1 }); (async () => { await o.on(${FN}, { awaited: 1 }); })();
o.on(...[${FN}, { of: 1 }]);`,
  'classes that are constructed where they stand': `let seed = { a: 1 };
log(at(() => new (class { constructor() { throw new Error("x"); } })({ m: 1 })));
log(at(() => log(new (class extends Array { constructor() { super(n()); } })({ a: seed } = seed))));`,
  callbacks: `const call = (...fs) => fs.map(at); o.kept = call(${FN}, ${FN});
log(o.kept, o.later = call(() => { throw new Error(); })); o.bound = ${FN}.bind(o); log(at(o.bound));`,
};

export const NAME_PROGRAMS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(PROGRAMS).map(([name, text]) => [`names in stacks: ${name}`, HEAD + text]),
);
