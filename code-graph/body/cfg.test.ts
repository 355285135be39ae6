/** Programs in, edges out: `2:true->3` is an edge from line 2 to line 3; `next` is not written, neither are edges within a line. */
import { parseSource } from '../syntax/parse.ts';
import { analyzeScopes } from '../syntax/scope.ts';
import { ENTRY, EXIT, FLAGS, THROW_EXIT, buildCfg, labelName } from './cfg.ts';
import type { Cfg } from './cfg.ts';
import { cfgToText } from './dot.ts';
import { eachEdge, reachFrom } from './flow/edge.ts';

function cfgOf(source: string, index = 0): Cfg {
  const scopes = analyzeScopes(parseSource('a.ts', source).tree);
  const fn = scopes.functions[index];
  if (fn === undefined) throw new Error('no such function');
  return buildCfg(scopes, fn);
}

function linesOf(cfg: Cfg, source: string): string {
  const lineOf = (node: number): string => {
    if (node === ENTRY) return 'in';
    if (node === EXIT) return 'out';
    if (node === THROW_EXIT) return 'thrown';
    return String(source.slice(0, cfg.syntax[node]?.start).split('\n').length);
  };
  const isLive = reachFrom(cfg.succ, [ENTRY], (label) => labelName(label) !== 'fault');
  const edges = new Set<string>();
  for (let node = 0; node < cfg.size; node += 1)
    eachEdge(cfg.succ, node, (end, code) => {
      const label = labelName(code);
      const [from, to] = [lineOf(node), lineOf(end)];
      if (
        label === 'fault' ||
        isLive[node] === 0 ||
        from === to ||
        (to === 'thrown' && label === 'exception')
      )
        return;
      edges.add(`${from}${label === 'next' ? '' : `:${label}`}->${to}`);
    });
  return [...edges].join(' ');
}

/** Statements are one a line, separated by `|`. */
function check(lines: string, expected: string, index = 0): void {
  const source = lines
    .split('|')
    .map((line) => line.trim())
    .join('\n');
  const sorted = (edges: string): readonly string[] => edges.split(' ').sort();
  expect(sorted(linesOf(cfgOf(source, index), source))).toEqual(sorted(expected));
}

/** One line; edges between nodes as text. */
function checkNodes(source: string, expected: readonly string[], index = 0): void {
  expect(cfgToText(cfgOf(source, index), source).split('\n')).toEqual(expected);
}

describe('branches and loops', () => {
  it.each([
    ['a; | b;', 'in->1 1->2 2->out'],
    ['if (a) | b; | c;', 'in->1 1:true->2 1:false->3 2->3 3->out'],
    [
      'if (a) | b; | else if (c) | d; | else e; | f;',
      'in->1 1:true->2 1:false->3 2->6 3:true->4 3:false->5 4->6 5->6 6->out',
    ],
    ['while (a) | b; | c;', 'in->1 1:true->2 1:false->3 2->1 3->out'],
    [
      'while (true) { | if (a) break; | b; | } | c;',
      'in->1 1:true->2 2:false->3 2:break->5 3->1 5->out',
    ],
    ['for (;;) { | a; | }', 'in->1 1->2'],
    [
      'do { | a; | if (b) continue; | c; | } while (d); | e;',
      'in->1 1->2 2->3 3:false->4 3:continue->5 4->5 5:true->2 5:false->6 6->out',
    ],
    [
      'for (let i = 0; | i < 3; | i++) | a; | b;',
      'in->1 1->2 2:true->4 2:false->5 3->2 4->3 5->out',
    ],
    [
      'for (const x of xs) { | if (x) continue; | a; | } | b;',
      'in->1 1->2 1:done->5 2:continue->1 2:false->3 3->1 5->out',
    ],
    ['for (const k in o) | k; | b;', 'in->1 1->2 1:done->3 2->1 3->out'],
  ])('%s', (source, expected) => {
    check(source, expected);
  });
});

describe('labels and switch', () => {
  it.each([
    [
      'outer: for (const a of b) { | for (const c of d) { | if (c) continue outer; | if (a) break outer; | e; | } | } | f;',
      'in->1 1->2 1:done->8 2->3 2:done->1 3:continue->2 2->1 3:false->4 4:false->5 4:break->2 1->8 5->2 8->out',
    ],
    [
      'block: { | a; | if (b) break block; | c; | } | d;',
      'in->2 2->3 3:false->4 3:break->6 4->6 6->out',
    ],
    [
      'switch (a) { | case 1: | b; | case 2: | c; break; | default: | d; | } | e;',
      'in->1 1->2 2:case->3 2:no-match->4 3->5 4:case->5 4:default->7 5:break->9 7->9 9->out',
    ],
    [
      'switch (a) { | default: | d; | case 1: | b; | } | e;',
      'in->1 1->4 3->5 4:default->3 4:case->5 5->7 7->out',
    ],
    [
      'switch (a) { | case 1: | case 2: | b; | } | e;',
      'in->1 1->2 2:case->4 2:no-match->3 3:case->4 3:no-match->6 4->6 6->out',
    ],
    ['switch (a) { | } | e;', 'in->1 1->3 3->out'],
  ])('%s', (source, expected) => {
    check(source, expected);
  });
});

describe('exceptions and finally', () => {
  it.each([
    [
      'try { | f(); | a; | } catch (e) { | b; | } | c;',
      'in->1 1->2 2->3 2:exception->4 3->7 4->5 5->7 7->out',
    ],
    ['try { | throw a; | } catch { | b; | } | c;', 'in->1 1->2 2:throw->3 3->4 4->6 6->out'],
    [
      'try { | f(); | } finally { | a; | } | b;',
      'in->1 1->2 2->3 2:exception->3 3->4 4->6 4->thrown 6->out',
    ],
    ['try { | a; | } catch { | b; | }', 'in->1 1->2 1:exception->3 2->out 3->4 4->out'],
    [
      'try { | try { | f(); | } finally { | a; | } | } catch { | b; | } | c;',
      'in->1 1->2 2->3 3->4 3:exception->4 4->5 5->10 5->7 7->8 8->10 10->out',
    ],
  ])('%s', (source, expected) => {
    check(source, expected);
  });

  it.each([
    [
      'function f() { | try { | if (a) return 1; | b; | } finally { | c; | } | d; | }',
      'in->2 2->3 3:false->4 3:return->5 4->5 5->6 6->8 6->out 8->out',
    ],
    [
      'function f() { | for (const x of y) { | try { | if (x) continue; | break; | } finally { | c; | } | d; | } | e; }',
      'in->2 2->3 2:done->11 3->4 4:continue->6 4:false->5 5:break->6 6->7 7->2 2->11 11->out',
    ],
    [
      'function f() { | try { | return g(); | } finally { | return 2; | } | }',
      'in->2 2->3 3:return->4 3:exception->4 4->5 5:return->out',
    ],
  ])('%s', (source, expected) => {
    check(source, expected, 1);
  });

  it('keeps ways through a finalizer apart', () => {
    const source = 'function f() { try { if (a) return; } finally { c; } d; }';
    const cfg = cfgOf(source, 1);
    const copies = cfg.syntax.flatMap((node, id) =>
      source.slice(node.start, node.end) === 'c' ? [id] : [],
    );
    const exits = copies.map((copy) => [
      ...cfg.succ.ends.subarray(cfg.succ.offsets[copy], cfg.succ.offsets[copy + 1]),
    ]);
    expect(copies).toHaveLength(3);
    expect(exits[0]).not.toContain(EXIT);
    expect(exits.filter((ends) => ends.includes(EXIT))).toHaveLength(1);
  });

  it('shares one copy of finalizers nested deeper than three', () => {
    const nest = (depth: number): string =>
      depth === 0 ? 'inner;' : `try { if (x) return; f(); } finally { ${nest(depth - 1)} }`;
    expect(cfgOf(`function f() { ${nest(12)} }`, 1).size).toBeLessThan(5000);
  });
});

describe('operators', () => {
  it.each([
    ['a && b', ['0 entry: ->3', '3 a: true->4 false->5', '4 b: ->5', '5 a && b: ->1']],
    ['a ?? b', ['0 entry: ->3', '3 a: nullish->4 present->5', '4 b: ->5', '5 a ?? b: ->1']],
    [
      'a ||= b',
      ['0 entry: ->3', '3 a: false->4 true->1', '4 b: ->5', '5 ||=: ->6', '6 a ||= b: ->1'],
    ],
    [
      'a ? b : c',
      ['0 entry: ->3', '3 a: true->4 false->5', '4 b: ->6', '5 c: ->6', '6 a ? b : c: ->1'],
    ],
    [
      'a?.b.c(d)',
      [
        '0 entry: ->3',
        '3 a: present->4 nullish->1',
        '4 a?.b: ->5',
        '5 a?.b.c: ->6',
        '6 d: ->7',
        '7 a?.b.c(d): ->1',
      ],
    ],
    [
      'if (a && !b) c',
      ['0 entry: ->3', '3 a: true->4 false->1', '4 b: false->5 true->1', '5 c: ->1'],
    ],
    [
      'if (a?.b ?? c) d',
      [
        '0 entry: ->3',
        '3 a: present->4 nullish->5',
        '4 a?.b: nullish->5 true->6 false->1',
        '5 c: true->6 false->1',
        '6 d: ->1',
      ],
    ],
    ['o[k] = v', ['0 entry: ->3', '3 o: ->4', '4 k: ->5', '5 v: ->6', '6 o[k] = v: ->1']],
    [
      'o.p += v',
      ['0 entry: ->3', '3 o: ->4', '4 o.p: ->5', '5 v: ->6', '6 +=: ->7', '7 o.p += v: ->1'],
    ],
    ['(x as T)!', ['0 entry: ->3', '3 x: ->1']],
    ['new C(...a)', ['0 entry: ->3', '3 C: ->4', '4 a: ->5', '5 ...a: ->6', '6 new C(...a): ->1']],
    [
      'const {a = 1, [k]: b} = c',
      [
        '0 entry: ->3',
        '3 c: ->4',
        '4 {a = 1, [k]: b}: ->5',
        '5 a = 1: undefined->6 defined->7',
        '6 1: ->7',
        '7 a: ->8',
        '8 {a = 1, [k]: b}: ->9',
        '9 k: ->10',
        '10 [k]: ->11',
        '11 b: ->12',
        '12 {a = 1, [k]: b} = c: ->1',
      ],
    ],
  ])('%s', (source, expected) => {
    checkNodes(source, expected);
  });

  it('runs static parts of a class where it stands and instance fields later', () => {
    checkNodes('class C extends B { static x = s; y = i; static { z } [k]() {} }', [
      '0 entry: ->3',
      '3 B: ->4',
      '4 k: ->5',
      '5 [k]: ->6',
      '6 class C extends B: ->7 instance->10',
      '7 s: ->8',
      '8 static x = s: ->9',
      '9 static: ->1',
      '10 i: ->11',
      '11 y = i: ->1',
    ]);
  });
});

describe('functions', () => {
  it('marks suspension points', () => {
    const source = 'async function* f() { await a; yield b; for await (const x of y) {} }';
    const cfg = cfgOf(source, 1);
    const suspended = cfg.syntax
      .filter((_, node) => (cfg.flags[node] as number) & FLAGS.suspends)
      .map(({ type }) => type);
    expect(suspended).toEqual(['await_expression', 'yield_expression', 'for_in_statement']);
  });

  it('lets return() of a generator run its finalizers', () => {
    check(
      'function* f() { | try { | yield 1; | } finally { | a; | } | b; | }',
      'in->2 2->3 3->4 3:exception->4 3:cancel->4 4->5 5->7 5->thrown 5->out 7->out',
      1,
    );
  });

  it('keeps nested functions opaque and hoists declarations', () => {
    checkNodes('g(() => { h() }); function g() {}', [
      '0 entry: ->3',
      '3 function g(): ->4',
      '4 g: ->5',
      '5 () =>: ->6',
      '6 g(() => { h() }): ->1',
    ]);
  });

  it('takes an arrow body and parameters in order', () => {
    checkNodes(
      'const f = (a, b = a) => b',
      [
        '0 entry: ->3',
        '3 a: ->4',
        '4 b = a: undefined->5 defined->6',
        '5 a: ->6',
        '6 b: ->7',
        '7 b: ->1',
      ],
      1,
    );
  });
});

describe('size', () => {
  it('does not recurse into deep nesting', () => {
    const depth = 20_000;
    expect(cfgOf(`x = ${'a + '.repeat(depth)}b`).size).toBeGreaterThan(depth);
    expect(cfgOf(`x = a${'.f()'.repeat(depth)}`).size).toBeGreaterThan(depth);
    expect(cfgOf(`if (a) b; ${'else if (a) b; '.repeat(3000)}`).size).toBeGreaterThan(6000);
  });

  it('builds something for broken code', () => {
    expect(cfgOf('if (a { b; } continue; break x; try { f(').size).toBeGreaterThan(3);
  });
});
