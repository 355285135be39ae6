import { formatNodeId, parseNodeId } from './ids.ts';

describe('node ids', () => {
  const check = (id: string, expected: object | null): void => {
    const parts = parseNodeId(id);
    expect(parts).toEqual(expected);
    if (parts !== null) expect(formatNodeId(parts)).toBe(id);
  };
  it('names a function', () =>
    check('src/a.ts#Cart.add', { file: 'src/a.ts', functionPath: 'Cart.add' }));
  it('names the module', () => check('src/a.ts#', { file: 'src/a.ts', functionPath: '' }));
  it('names a node', () =>
    check('src/a.ts#f/assign[2]', {
      file: 'src/a.ts',
      functionPath: 'f',
      kind: 'assign',
      ordinal: 2,
    }));
  it('names a node of an anonymous function', () =>
    check('a.ts#f/arrow[0]/call[1]', {
      file: 'a.ts',
      functionPath: 'f/arrow[0]',
      kind: 'call',
      ordinal: 1,
    }));
  it('is null for other text', () => check('line 12', null));
});
