import { commandAlone } from './alone.ts';
import type { Chosen, Scripts } from './alone.ts';

const CHOSEN: Chosen = { titles: ['cart', 'adds (up)'], file: 'test/cart.js', isFileNamed: true };

describe('the command for one test', () => {
  const check = (command: string, expected: string | null, chosen: Partial<Chosen> = {}): void => {
    const words = commandAlone(command.split(' '), { ...CHOSEN, ...chosen }, SCRIPTS);
    expect(words?.join(' ') ?? null).toBe(expected);
  };
  const SCRIPTS: Scripts = {
    test: 'NODE_ENV=test jest --ci',
    unit: "mocha -t 900 -r tsx 'test/**/*.ts'",
    both: 'tsc && jest',
    piped: 'jest | tee out',
    one: 'vitest run -t cart',
  };
  const PATTERN = 'cart adds \\(up\\)';

  it.each([
    ['npx jest', `npx jest -t ${PATTERN}`],
    ['npx vitest run', `npx vitest run -t ${PATTERN}`],
    [
      'node_modules/.bin/mocha --require x',
      'node_modules/.bin/mocha --require x --fgrep cart adds (up)',
    ],
    ['c8 mocha test', 'c8 mocha test --fgrep cart adds (up)'],
    ['node node_modules/jest/bin/jest.js', `node node_modules/jest/bin/jest.js -t ${PATTERN}`],
    ['npx jasmine', `npx jasmine --filter=${PATTERN}`],
    ['npx ava', 'npx ava --match adds (up)'],
    ['node --test test', 'node --test-name-pattern=adds \\(up\\) --test test'],
    ['npm test', `npm test -- -t ${PATTERN}`],
    ['npm run unit -- --bail', 'npm run unit -- --bail --fgrep cart adds (up)'],
    ['npm run both', `npm run both -- -t ${PATTERN}`],
    ['yarn unit', 'yarn unit --fgrep cart adds (up)'],
  ])('%s', (command, expected) => check(command, expected));

  it.each([
    ['npx jest -t add'],
    ['npx mocha --grep=add'],
    ['node --test --test-name-pattern=add'],
    ['npm run piped'],
    ['npm run one'],
    ['node server.js'],
    ['node main.js constructor'],
    ['npx tape test.js'],
  ])('%s: not chosen, or by the user', (command) => check(command, null));

  it('names the file where the command does not, to the runners that take one', () => {
    const chosen = { isFileNamed: false };
    check('npx jest', `npx jest -t ${PATTERN} test/cart.js`, chosen);
    check('npx mocha', 'npx mocha --fgrep cart adds (up)', chosen);
  });
  it('of titles that are filled in only the plain ones count', () => {
    check('npx mocha', 'npx mocha --fgrep adds up', { titles: ['cart %s', 'adds up'] });
    check('npx mocha', null, { titles: ['cart', 'adds ${n}'] });
    check('npx mocha', null, { titles: ['cart', "doesn\\'t add"] });
    check('npx mocha', null, { titles: [] });
    check('npx ava', null, { titles: ['adds * up'] });
  });
});
