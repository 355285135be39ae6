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
    after: 'jest; rimraf .cache/jest',
    piped: 'jest | tee out',
    one: 'vitest run -t cart',
    jest: 'jest --ci && rimraf tmp',
    node: 'node --test',
    lint: "eslint {src,test}/**/*.js && prettier --check 'test/**'",
    chain: 'npm run lint && npm run unit && npm run types',
    nested: 'npm run chain',
    tools: "xo && npm run build && ava 'test/*.ts'",
    set: 'eslint && CI=1 mocha',
    crossed: 'eslint && cross-env CI=1 mocha',
    twice: 'npm run unit && npm run node',
    other: 'npm run unit && borp',
    round: 'npm run lint && npm run round',
    built: 'tsc && node --test dist',
    cleared: 'jest || true && rimraf tmp',
    covered: 'c8 mocha',
  };
  const PATTERN = 'cart adds \\(up\\)';
  const JEST = `-t ${PATTERN} --coverage=false`;

  it.each([
    ['npx jest', `npx jest ${JEST}`],
    ['npx vitest run', `npx vitest run -t ${PATTERN} --coverage.enabled=false`],
    [
      'npx vitest run --coverage.enabled=false',
      `npx vitest run --coverage.enabled=false -t ${PATTERN}`,
    ],
    ['node_modules/.bin/mocha -r x', 'node_modules/.bin/mocha -r x --fgrep cart adds (up)'],
    ['cross-env CI=1 mocha test', 'cross-env CI=1 mocha test --fgrep cart adds (up)'],
    ['node node_modules/jest/bin/jest.js', `node node_modules/jest/bin/jest.js ${JEST}`],
    [
      'node --import tsx node_modules/mocha/bin/mocha.js',
      'node --import tsx node_modules/mocha/bin/mocha.js --fgrep cart adds (up)',
    ],
    ['npx jasmine', `npx jasmine --filter=${PATTERN}`],
    ['npx ava', 'npx ava --match adds (up)'],
    ['node --test test', 'node --test-name-pattern=adds \\(up\\) --test test'],
    ['npm test', `npm test -- ${JEST}`],
    ['npm run unit -- --bail', 'npm run unit -- --bail --fgrep cart adds (up)'],
    ['yarn unit', 'yarn unit --fgrep cart adds (up)'],
    ['pnpm run unit', 'pnpm run unit --fgrep cart adds (up)'],
  ])('%s', (command, expected) => check(command, expected));

  it.each([
    ['npm run both', `npx --no-install jest ${JEST}`],
    ['npm run jest', `npx --no-install jest --ci ${JEST}`],
    ['npm run chain', 'npm run unit -- --fgrep cart adds (up)'],
    ['npm run nested', 'npm run unit -- --fgrep cart adds (up)'],
    ['npm run tools', 'npx --no-install ava test/*.ts --match adds (up)'],
    ['npm run crossed', 'npx --no-install cross-env CI=1 mocha --fgrep cart adds (up)'],
    ['npm run built', 'node --test-name-pattern=adds \\(up\\) --test dist'],
  ])('%s: the one step that runs tests', (command, expected) => check(command, expected));

  it.each([
    ['npm run set'],
    ['npm run twice'],
    ['npm run other'],
    ['npm run round'],
    ['npm run cleared'],
    ['npm run chain -- --bail'],
  ])('%s: which step it was, or what it would be, is not known', (command) => check(command, null));

  it.each([
    ['npx jest -t add'],
    ['npx mocha --grep=add'],
    ['node --test --test-name-pattern=add'],
    ['npm run one'],
    ['node server.js'],
    ['node main.js constructor'],
    ['npx tape test.js'],
  ])('%s: not chosen, or by the user', (command) => check(command, null));

  it.each([
    ['npm run after'],
    ['npm run piped'],
    ['npm run node'],
    ['make jest'],
    ['node -r ./mocha.js app.js'],
    ['./scripts/jest'],
    ['pnpm unit'],
  ])('%s: the words could go to something else', (command) => check(command, null));

  it.each([
    ['npx jest --coverage'],
    ['npm run covered'],
    ['c8 mocha'],
    ['npx vitest run --outputFile=a.json'],
    ['npx vitest --watch'],
    ['npx jest -u'],
  ])('%s: what it writes is about all tests', (command) => check(command, null));

  it('hands no title to a shell that means more there', () => {
    for (const title of ['runs `touch x`', 'costs 5$', 'says "no"', "isn't", '100 %'])
      check('npm test', null, { titles: [title] });
    check('npx mocha', 'npx mocha --fgrep says "no"', { titles: ['says "no"'] });
  });
  it('names the file where the command does not, to the runners that take one', () => {
    const chosen = { isFileNamed: false, file: 'app/[id]/a.test.js' };
    check('npx jest', `npx jest ${JEST} app\\/\\[id\\]\\/a\\.test\\.js`, chosen);
    check(
      'npx vitest run',
      `npx vitest run -t ${PATTERN} --coverage.enabled=false app/[id]/a.test.js`,
      chosen,
    );
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
