/** The `ast` instrumenter on a folder of its own: what it lays out, and what it takes from its cache. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzeScopes } from '../../code-graph/syntax/scope.ts';
import { parseSource } from '../../code-graph/syntax/parse.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { InstrumentationPlan, Probe } from '../../protocol/plan.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { TargetFile } from '../instrumenter.ts';
import { ast } from './index.ts';
import { openNumbering } from './layout/numbering.ts';

const FILES: Readonly<Record<string, string>> = {
  'a.js': 'function f(a) { return a.b; }\nmodule.exports = f;\n',
  'b.js': 'const x = 1;\n',
};

function probeOn(node: string, more: Partial<Probe> = {}): Probe {
  return { id: node, kind: 'function', node, why: 'test', ...more };
}

function planOf(probes: readonly Probe[]): InstrumentationPlan {
  return {
    version: 1,
    id: 'p',
    revision: 1,
    question: 'why',
    goal: { kind: 'value' },
    probes: [...probes],
    limits: DEFAULT_LIMITS,
    provenance: { provider: 'mock' },
  };
}

function setUp() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-ast-')));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(root, name), text);
  const parsed: string[] = [];
  const readTree = (path: string): TargetFile | Problem => {
    const text = FILES[path];
    if (text === undefined) return { message: 'not there', where: path, severity: 'error' };
    const open = () => {
      parsed.push(path);
      return parseSource(path, text).tree;
    };
    return {
      text,
      sha1: createHash('sha1').update(text).digest('hex'),
      get tree() {
        return open();
      },
      get scopes() {
        return analyzeScopes(open());
      },
    };
  };
  const apply = (run: number, probes: readonly Probe[]) =>
    ast.apply(planOf(probes), {
      root,
      runDir: join(root, '.scope', 'sessions', 's', `run-${run}`),
      session: 's',
      run,
      readTree,
    });
  const read = (run: number, name: string): string =>
    readFileSync(join(root, '.scope', 'sessions', 's', `run-${run}`, name), 'utf8');
  return { root, parsed, apply, read };
}

describe('numbers of sites', () => {
  const file = (): string => join(mkdtempSync(join(tmpdir(), 'scope-numbers-')), 'numbers.json');

  it('are given once, and again only to the same text', () => {
    const kept = file();
    const first = openNumbering(kept);
    expect([first.before('a'), first.free, first.end]).toEqual([null, 1, 1]);
    first.take('a', 1, 3);
    first.take('b', first.free, 2);
    first.save();
    const next = openNumbering(kept);
    expect([next.before('a'), next.before('b'), next.before('c'), next.free]).toEqual([
      1,
      4,
      null,
      6,
    ]);
    next.take('b', 4, 2);
    expect([next.before('b'), next.end]).toEqual([null, 6]);
    next.take('c', next.free, 1);
    expect([next.free, next.end]).toEqual([7, 7]);
  });

  it.each([
    ['nothing', ''],
    ['two files with one number', '{"version":1,"free":9,"firsts":[["a",1],["b",1]]}'],
    ['no numbers', '{"version":1,"free":"9","firsts":[]}'],
    ['more than a run has room for', '{"version":1,"free":200001,"firsts":[]}'],
  ])('begin anew where the file holds %s', (_, text) => {
    const kept = file();
    writeFileSync(kept, text);
    expect(openNumbering(kept).free).toBe(1);
  });

  it('go on up to the bound', () => {
    const kept = file();
    writeFileSync(kept, '{"version":1,"free":200000,"firsts":[]}');
    expect(openNumbering(kept).free).toBe(200_000);
  });
});

describe('ast', () => {
  it('lays out what preload and reader need', async () => {
    const { root, apply, read } = setUp();
    const applied = await apply(1, [
      probeOn('a.js#f', { sample: 5, capture: { depth: 3, width: 1, stringLength: 1 } }),
      probeOn('missing.js#'),
    ]);
    expect(applied.files).toEqual(['a.js']);
    expect(applied.problems.map(({ message }) => message)).toEqual(['not there']);
    const [file] = JSON.parse(read(1, 'files.json')).files;
    expect(file).toEqual({
      path: join(root, 'a.js'),
      name: 'a.js',
      overlay: '0',
      sha1: createHash('sha1')
        .update(FILES['a.js'] ?? '')
        .digest('hex'),
    });
    expect(read(1, 'sources/0')).toBe(FILES['a.js']);
    expect(read(1, 'overlay/0')).toContain('return ($u=a.b,$y=2,$u)');
    expect(JSON.parse(read(1, 'sites.json'))).toEqual(applied.sites);
    const runtime = JSON.parse(read(1, 'runtime.json'));
    expect(runtime).toMatchObject({ siteCount: 3, sample: { 1: 5, 2: 5 }, run: 1, session: 's' });
    expect([...Buffer.from(runtime.depth, 'base64')]).toEqual([0, 3, 3]);
    expect([...Buffer.from(runtime.armed, 'base64')]).toEqual([0, 1, 1]);
    expect(JSON.parse(read(1, 'plan.json')).probes).toHaveLength(2);
  });
  it('does not rewrite the same file for the same probes again', async () => {
    const { parsed, apply, read } = setUp();
    await apply(1, [probeOn('a.js#f')]);
    const before = parsed.length;
    await apply(2, [probeOn('a.js#f'), probeOn('b.js#', { kind: 'write' })]);
    expect(parsed.slice(before).every((path) => path === 'b.js')).toBe(true);
    expect(read(2, 'overlay/0')).toBe(read(1, 'overlay/0'));
    expect(JSON.parse(read(2, 'sites.json')).map(({ id }: { id: number }) => id)).toEqual([
      1, 2, 3, 4,
    ]);
  });
  it('keeps the numbers, and so the text, of what was rewritten so before; the rest is numbered behind', async () => {
    const { apply, read } = setUp();
    const ids = (run: number, file: string): readonly number[] =>
      JSON.parse(read(run, 'sites.json'))
        .filter((site: { file: string }) => site.file === file)
        .map(({ id }: { id: number }) => id);
    const write = probeOn('b.js#', { kind: 'write' });
    await apply(1, [probeOn('a.js#f'), write]);
    await apply(2, [probeOn('a.js#f'), probeOn('a.js#f', { id: 'v', kind: 'value' }), write]);
    expect([ids(1, 'a.js'), ids(1, 'b.js')]).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([ids(2, 'a.js').slice(0, 2), ids(2, 'b.js')]).toEqual([
      [5, 6],
      [3, 4],
    ]);
    expect(read(2, 'overlay/1')).toBe(read(1, 'overlay/1'));
    const last = Math.max(...ids(2, 'a.js'));
    const runtime = JSON.parse(read(2, 'runtime.json'));
    expect(runtime.siteCount).toBe(last + 1);
    const armed = [...Buffer.from(runtime.armed, 'base64')];
    expect(armed.slice(0, 5)).toEqual([0, 0, 0, 1, 1]);
    expect(armed.slice(5)).toEqual(Array(last - 4).fill(1));
    expect(Buffer.from(runtime.depth, 'base64')).toHaveLength(last + 1);
    // Another question asks for some of it again: what was asked for then has its numbers of then.
    await apply(3, [write, probeOn('a.js#f')]);
    expect([ids(3, 'a.js'), ids(3, 'b.js')]).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(read(3, 'overlay/1')).toBe(read(1, 'overlay/0'));
    expect(JSON.parse(read(3, 'runtime.json')).siteCount).toBe(5);
  });
  it('leaves no half-written files', async () => {
    const { root, apply } = setUp();
    await apply(1, [probeOn('a.js#*'), probeOn('b.js#*', { kind: 'write' })]);
    const names = readdirSync(join(root, '.scope'), { recursive: true }).map(String);
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(names.filter((name) => /overlay\/\d$/u.test(name)).length).toBe(2);
  });
  it.each([
    ['function', { kind: 'function' }, 'exact'],
    ['function', { kind: 'node', type: 'call_expression' }, 'no'],
    ['write', { kind: 'module' }, 'exact'],
    ['value', { kind: 'node', type: 'interface_declaration' }, 'no'],
    ['snapshot', { kind: 'node', type: 'if_statement' }, 'exact'],
    ['snapshot', { kind: 'function' }, 'approximate'],
    ['message', { kind: 'module' }, 'approximate'],
    ['message', { kind: 'node', type: 'call_expression' }, 'approximate'],
    ['message', { kind: 'node', type: 'binary_expression' }, 'no'],
    ['state', { kind: 'function' }, 'exact'],
    ['state', { kind: 'function', names: ['this', 'a'] }, 'exact'],
    ['state', { kind: 'function', names: ['a'] }, 'no'],
    ['state', { kind: 'node', type: 'call_expression' }, 'no'],
    ['state', { kind: 'module' }, 'no'],
  ] as const)('admits a %s probe on %j: %s', (kind, node, expected) => {
    expect(ast.admits(probeOn('a.js#f', { kind }), { id: 'a.js#f', ...node }).kind).toBe(expected);
  });
});
