/** Whether a key is there is read of an object as a value is: what gave it the key, what took it away, what kept it from coming. */
import { checkSlice, recordProgram, sliceFrom } from '../record-program.contract.ts';

const OPTIONS = `
function read(list) {
  const found = { kind: 'options' };
  for (const word of list) {
    if (word.startsWith('--'))
      found[word.slice(2)] = true;
  }
  return found;
}
`;

describe('presence', () => {
  it.each([
    ['in', `'color' in options`],
    ['Object.hasOwn', `Object.hasOwn(options, 'color')`],
    ['hasOwnProperty', `options.hasOwnProperty('color')`],
    ['a borrowed hasOwnProperty', `Object.prototype.hasOwnProperty.call(options, 'color')`],
    ['Reflect.has', `Reflect.has(options, 'color')`],
  ])('%s of a key that was written', async (_name, test) =>
    checkSlice(
      `${OPTIONS}const options = read(['--color', 'x']);\nconst isThere = ${test};\n`,
      'isThere',
      {
        via: [
          ['const isThere', 'true'],
          ['found[word.slice(2)] = true', 'true'],
        ],
      },
    ),
  );

  it('a key that came out as another one', async () =>
    checkSlice(
      `${OPTIONS}const options = read(['--colour']);\nconst isThere = 'color' in options;\n`,
      'isThere',
      {
        via: [
          ['const isThere', 'false'],
          ['found[word.slice(2)] = true', '"colour"'],
        ],
      },
    ));

  it('a key that a condition kept from being written', async () =>
    checkSlice(
      `
function make(isWide) {
  const out = { height: 1 };
  if (isWide)
    out.width = 2;
  return out;
}
const box = make(false);
const isThere = Object.hasOwn(box, 'width');
`,
      'isThere',
      {
        via: [
          ['const isThere', 'false'],
          ['if (isWide)', 'false'],
        ],
      },
    ));

  it.each([
    ['key', `const box = make(false, 'width');`, true],
    ['another key', `const box = make(false, 'depth');`, false],
  ])(
    'a key that is computed, and a condition kept from being written: %s',
    async (_name, made, isCause) => {
      const program = `
function make(isWide, key) {
  const out = { height: 1 };
  if (isWide)
    out[key] = 2;
  return out;
}
${made}
const isThere = box.width === undefined;
`;
      const { points } = sliceFrom(await recordProgram(program), 'isThere');
      const found = points.some(({ why }) => why.includes('kept width from being written'));
      expect(found).toBe(isCause);
    },
  );

  it('an entry of a Map, and a member of a Set that was taken away', async () => {
    await checkSlice(
      `
const known = new Map();
known.set('a', 1);
known.set('b', 2);
const isThere = known.has('b');
`,
      'isThere',
      {
        via: [
          ['const isThere', 'true'],
          [`known.set('b', 2)`, '2'],
        ],
        not: [`known.set('a', 1)`],
      },
    );
    await checkSlice(
      `
const open = new Set(['a']);
function close(name) {
  open.delete(name);
}
close('a');
const isThere = open.has('a');
`,
      'isThere',
      { via: [['const isThere', 'false'], ['open.delete(name)']] },
    );
  });
});
