/** What istanbul's own instrumenter counts in rewritten text, read back, is what it counts in the original. */
import { createRequire } from 'node:module';
import { originalIstanbul } from './istanbul-coverage.ts';

const { createInstrumenter } = createRequire(import.meta.url)('istanbul-lib-instrument') as {
  createInstrumenter(options: object): {
    instrumentSync(text: string, path: string): string;
    lastFileCoverage(): object;
  };
};

/** Inserted text stands between `‹` and `›`. */
function read(marked: string): { original: string; text: string; insertions: readonly number[] } {
  const insertions: number[] = [];
  let text = '';
  for (const part of marked.split(/(‹[^›]*›)/u)) {
    const inserted = part.startsWith('‹') ? part.slice(1, -1) : null;
    if (inserted !== null) insertions.push(text.length, inserted.length);
    text += inserted ?? part;
  }
  return { original: marked.replace(/‹[^›]*›/gu, ''), text, insertions };
}

function countedIn(text: string): Record<string, object> {
  const instrumenter = createInstrumenter({ esModules: false });
  instrumenter.instrumentSync(text, '/p/a.js');
  return { '/p/a.js': structuredClone(instrumenter.lastFileCoverage()) };
}

/** Places of statements, functions and branches, without the numbers of the counters. */
function places(report: Record<string, object>): unknown {
  const [file] = Object.values(report) as Record<string, object>[];
  const { statementMap, fnMap, branchMap, s, f, b } = file as Record<string, object>;
  const sorted = (map: object | undefined, pick: (value: never) => unknown): string[] =>
    Object.values(map ?? {})
      .map((value) => JSON.stringify(pick(value as never)))
      .sort();
  return {
    statements: sorted(statementMap, (range) => range),
    functions: sorted(fnMap, ({ name, decl, loc }: Record<string, object>) => [name, decl, loc]),
    branches: sorted(branchMap, ({ type, loc, locations }: Record<string, object>) => [
      type,
      loc,
      locations,
    ]),
    counters: [s, f].map((counts) => Object.keys(counts ?? {}).length),
    ways: sorted(b, (counts: readonly number[]) => counts.length),
  };
}

describe('a report of nyc', () => {
  it.each([
    [
      'functions',
      "'use strict';\n‹const {g:$g,e1:$e1,x:$x}=((l,s)=>s||l)((...a)=>a[0]);›function f(a) {‹const $f1=$g[1]?$e1(1,0,a):0;let $y=0,$u;try{›\n  if (a) return ‹($u=›a + 1‹,$y=2,$u)›;\n‹;$y=3;$u=void 0;}finally{$f1&&$x(1,$f1,$y,$u)}›}\nf(1);",
    ],
    [
      'arrows',
      'const g = (x) => ‹{const $f2=$g[4]?$e1(4,0,x):0;let $y=0,$u;try{return ($u=›x ? 1 : 2‹,$y=5,$u)}finally{$f2&&$x(4,$f2,$y,$u)}}›;‹$w(6,0,0,g);› g(1);',
    ],
    [
      'values and branches',
      'const o = ‹$v(1,0,›{}‹)›;‹$w(2,0,0,o);›\n‹$v(3,0,›‹($g[4]&&$l(4,0,0,o,"a"),›o.a.b()‹)›‹)›;\nif (‹$b(5,0,›‹$b(6,0,›‹$b(7,0,›o‹)› && o.a‹)› && o.b‹)›) ‹{$n(8,0,[o]);›o.c = 1;‹}›\nelse if (‹$b(9,0,›o.d‹)›) o.e = 2;\nswitch (‹$b(10,0,›o.f‹)›) { case 1:‹$b(11,0,void 0);› o.g(); }\nconst [p = ‹$v(12,0,›3‹)›] = [];',
    ],
  ])('%s', (_name, marked) => {
    const { original, text, insertions } = read(marked);
    const report = JSON.stringify(countedIn(text));
    const restored = originalIstanbul(report, (path) =>
      path === '/p/a.js' ? { text, insertions } : null,
    );
    expect(places(JSON.parse(restored) as Record<string, object>)).toEqual(
      places(JSON.parse(JSON.stringify(countedIn(original))) as Record<string, object>),
    );
  });

  it('about other files, or about compiled text, stays as it is', () => {
    const report = JSON.stringify(countedIn('f();'));
    expect(originalIstanbul(report, () => null)).toBe(report);
    const compiled = report.replace('"path":', '"inputSourceMap":{},"path":');
    expect(originalIstanbul(compiled, () => ({ text: 'f();', insertions: [0, 2] }))).toBe(compiled);
  });
});
