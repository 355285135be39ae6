import type { Site } from '../protocol/site.ts';
import { parseSource } from '../code-graph/index.ts';
import { indexSources, nodeAt } from './source-index.ts';

const TEXT = 'const a = f(1, [2]);\nfunction f(x) {\n  return x;\n}\n';

function site(kind: Site['kind'], part: string): Site {
  const start = TEXT.indexOf(part);
  const range = { start, end: start + part.length };
  return { id: 1, node: 'a.ts#', fn: 'a.ts#', file: 'a.ts', probe: 'p', kind, ...range } as Site;
}

describe('nodeAt', () => {
  const { root } = parseSource('a.ts', TEXT).tree;
  const check = (part: string, type: string): void => {
    const start = TEXT.indexOf(part);
    expect(nodeAt(root, start, start + part.length).type).toBe(type);
  };
  it('a call', () => check('f(1, [2])', 'call_expression'));
  it('the innermost of the nodes with the same range', () => check('[2]', 'array'));
  it('a declarator inside its declaration', () => check('a = f(1, [2])', 'variable_declarator'));
  it('a range that is no node: the smallest that holds it', () => check('1, [2', 'arguments'));
  it('beyond the text: the whole program', () =>
    expect(nodeAt(root, 0, TEXT.length + 9).type).toBe('program'));
});

describe('indexSources', () => {
  const call = site('call', 'f(1, [2])');
  const index = indexSources(new Map([['a.ts', TEXT]]), [undefined, call]);
  it('finds the node of a site, and its site from the node', () => {
    const node = index.nodeOf(call);
    expect(node?.type).toBe('call_expression');
    expect(node !== null && index.file('a.ts')?.siteAt('call', node)).toBe(call);
    expect(node !== null && index.file('a.ts')?.siteAt('read', node)).toBe(undefined);
  });
  it('counts lines from 1, a line break belongs to the line it ends', () => {
    const lines = [0, TEXT.indexOf('\n'), TEXT.indexOf('function'), TEXT.indexOf('return')];
    expect(lines.map((at) => index.file('a.ts')?.lineAt(at))).toEqual([1, 1, 2, 3]);
  });
  it('a function site means that function, any other the one around it', () => {
    expect(index.functionOf(site('function', 'function f(x) {\n  return x;\n}'))?.name).toBe('f');
    expect(index.functionOf(site('return', 'return x;'))?.name).toBe('f');
    expect(index.functionOf(call)?.id).toBe('a.ts#');
  });
  it('knows nothing of a source that was not recorded', () => {
    expect(index.file('b.ts')).toBeNull();
    expect(index.nodeOf({ ...call, file: 'b.ts' })).toBeNull();
    expect(index.functionOf({ ...call, file: 'b.ts' })).toBeNull();
  });
});
