import { literalsOf, splitLiterals } from './literals.ts';

const texts = (question: string): readonly string[] => literalsOf(question).map(({ text }) => text);

describe('literalsOf', () => {
  it.each([
    ['why does the label show 08:30 instead of 09:30', ['08:30', '09:30']],
    ['why is the link /reports/7', ['/reports/7']],
    ['why is the price 12.50€', ['12.50€']],
    ['why is the rate 5%, not 50%?', ['5%', '50%']],
    ["why is it 'a b' and not /c/d", ['a b', '/c/d']],
    ['why is delta -3.5', ['-3.5']],
  ])('%s', (question, expected) => expect(texts(question)).toEqual(expected));

  it('leaves out what only says which one is meant', () => {
    expect(texts('why does user 3 get no mail')).toEqual([]);
    expect(texts('why is the total of order 7 wrong')).toEqual([]);
    expect(texts('why is the total for /orders/7 12')).toEqual(['12']);
  });

  it('keeps a number at the end, and one that is held against another', () => {
    expect(texts('why is page 2')).toEqual(['2']);
    expect(texts('why is page 2 and not 3')).toEqual(['2', '3']);
    expect(texts('why is page 2 instead of 3')).toEqual(['2', '3']);
  });

  it.each([
    ['why does item-3 of x2 fail', []],
    ['why is the price wrong at x.js:3', []],
    ['why is $el2 null', ['null']],
    ['why does value$1 change', []],
    ['why does Cart#add2 return 5', ['5']],
    ['why is the total for order #1001 NaN', ['NaN']],
    ['why is the day 2024-01-31 and not 2024-02-01', ['2024-01-31', '2024-02-01']],
    ['why is port 3000 used instead of 8080', ['3000', '8080']],
    ['why is the index 3 returned instead of 4', ['3', '4']],
    ['why is version 2 reported', ['2']],
    ['why is price $8', ['$8']],
  ])('takes no name, place or number of an order for a value: %s', (question, expected) =>
    expect(texts(question)).toEqual(expected),
  );
});

describe('splitLiterals', () => {
  const split = (question: string): unknown =>
    splitLiterals(literalsOf(question), /\bnot\b|\binstead of\b/u.test(question), question);
  it.each([
    ['why is start 08:30 instead of 09:30', '08:30', '09:30'],
    ['why is start 08:30, not 09:30', '08:30', '09:30'],
    ['why is start not 08:30', null, '08:30'],
    ['why is total 12 for 3 items', '12', null],
    ['why is it on for lena when the rollout is only 5 percent', null, null],
    ['why is total 12 when I pass 5 instead of 3', '12', null],
    ['when I pass 5, why is total 12', '12', null],
  ])('%s', (question, observed, expected) =>
    expect(split(question)).toEqual({ observed, expected }),
  );
});
