import { createLikeness, stemsOf, stemsOfQuestion } from './words.ts';

describe('stemsOf', () => {
  it.each([
    ['interpolation', 'Interpolator interpolate interpolated'],
    ['parse', 'parser parsing parsed parses'],
    ['route', 'Router routes routing'],
    ['order', 'orders ordered'],
    ['valid', 'validate validators'],
  ])('%s is what %s are about', (word, others) => {
    const [stem] = stemsOf(word);
    expect([...stemsOf(others)]).toEqual([stem]);
  });
  it('splits names, and leaves out short and common words', () =>
    expect([...stemsOf('why is parseURL(maxAge) not a test of x1')]).toEqual(
      ['parse', 'url', 'max', 'age'].flatMap((word) => [...stemsOf(word)]),
    ));
  it('tells words apart', () => expect(stemsOf('encode decode header body').size).toBe(4));
});

describe('stemsOfQuestion', () => {
  it.each([
    ['why is the cart not an array?', 'cart'],
    ['why is total a string instead of a number', 'total'],
    ['why is the parsed value an object, and not a list', 'parsed value list'],
    ['why is the array empty', 'array empty'],
    ['why is a string literal cut', 'string literal cut'],
    ['why does toArray give a string of digits', 'to array give string digits'],
  ])('%s', (question, subjects) =>
    expect([...stemsOfQuestion(question)].sort()).toEqual([...stemsOf(subjects)].sort()),
  );
});

describe('createLikeness', () => {
  const texts = ['parse header', 'parse body', 'parse cookie age'].map(stemsOf);
  const like = createLikeness(stemsOf('why is the age of the parsed cookie wrong'), texts);
  it('counts rare words more', () => {
    const [common, , rare] = texts.map(like);
    expect(common).toBeGreaterThan(0);
    expect(rare).toBeGreaterThan(2 * (common ?? 0));
  });
  it('is nothing where no word is shared', () => expect(like(stemsOf('socket'))).toBe(0));
});
