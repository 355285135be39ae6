import { fileOf, formatNodeId, parseNodeId, simpleName, wholeFile, withinFile } from './ids.ts';

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

describe('what an id says', () => {
  it('is a path, and what lies within the file', () => {
    expect([fileOf('src/a.ts#Cart.add'), withinFile('src/a.ts#Cart.add')]).toEqual([
      'src/a.ts',
      'Cart.add',
    ]);
    expect([fileOf('no id'), withinFile('no id')]).toEqual(['', 'no id']);
    expect(fileOf(wholeFile('src/a.ts'))).toBe('src/a.ts');
  });
  it('ends with the name of a function, where it has one', () => {
    const ids = ['a.ts#Cart.add', 'a.ts#f~2', 'a.ts#f/inner', 'a.ts#f/arrow[0]', 'a.ts#'];
    expect(ids.map(simpleName)).toEqual(['add', 'f', 'inner', '', '']);
  });
});
