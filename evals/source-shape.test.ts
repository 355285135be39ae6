import { shapeOf } from './source-shape.ts';

const TEXT = `import { b } from './b.ts';
export function outer(list: number[]) {
  const doubled = list.map((x) => x * 2);
  if (
    doubled.length > 1 &&
    b
  ) {
    return doubled;
  }
  return list.filter((x) => {
    return x > 1;
  });
}
`;

describe('shapeOf', () => {
  const shape = shapeOf('a.ts', TEXT);

  it('gives a statement the lines of its head', () => {
    const ranges = shape.statements.map(({ from, to }) => [from, to]);
    expect(ranges).toEqual([
      [3, 3],
      [4, 7],
      [8, 8],
      [10, 10],
      [11, 11],
    ]);
  });

  it('finds the innermost function, past callbacks on one line', () => {
    expect(shape.functionKeyAt(3)).toBe(shape.functionKeyAt(2));
    expect(shape.functionKeyAt(11)).not.toBe(shape.functionKeyAt(8));
    expect(shape.functionKeyAt(1)).toBe('a.ts#');
  });

  it('counts the head of a function to the function, and the call that takes a callback to the caller', () => {
    const own = shapeOf(
      'b.js',
      'exports.run = function (a) {\n  a.each((x) => {\n    x();\n  });\n};\n',
    );
    expect(own.functionKeyAt(1)).toBe(own.functionKeyAt(2));
    expect(own.functionKeyAt(3)).not.toBe(own.functionKeyAt(2));
  });
});
