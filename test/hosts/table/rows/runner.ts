/** Test runners: a failing test, and no question but why it fails. */
import { manifest, orderText, QUESTION, testText, WRONG } from '../fixture.ts';
import type { Files } from '../lay.ts';
import type { HostRow } from '../row.ts';

const base = { node: '20', question: '', exitCode: 1, value: WRONG } as const;
const expectation = 'expect(ACTUAL).toBe(EXPECTED)';

function row(
  [id, about, host]: readonly [string, string | null, string],
  kit: string | null,
  files: Files,
  argv: HostRow['argv'],
  more: Partial<HostRow> = {},
): HostRow {
  return { ...base, id, about, host, kit, files, argv, ...more };
}

const strict = JSON.stringify({
  compilerOptions: {
    ...{ target: 'es2022', module: 'commonjs', strict: true, esModuleInterop: true },
    ...{ isolatedModules: false, skipLibCheck: true, types: ['jest'] },
  },
});

/** Three test files, so that there is something to share out among workers. */
function jestFiles(jest: object, kind: 'ts' | 'mjs' | 'cjs' = 'ts'): Files {
  const ext = kind === 'ts' ? 'ts' : 'js';
  return {
    ...manifest({ ...(kind === 'mjs' ? { type: 'module' } : {}), jest }),
    [`order.${ext}`]: orderText(kind),
    [`order.test.${ext}`]: testText(kind, {
      from: kind === 'mjs' ? './order.js' : './order',
      imports: '',
      equal: expectation,
    }),
  };
}
const others: Files = {
  'one.test.js': `test('one', () => { expect(1).toBe(1); });\n`,
  'two.test.js': `test('two', () => { expect(2).toBe(2); });\n`,
};
const babel = {
  presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'],
};
const swc = { transform: { '\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022' } }] } };
const jest = ['npx', 'jest', '--ci'];
const esmOptions = { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };

const jestRows: readonly HostRow[] = [
  row(['jest-swc', 'jest', 'jest, @swc/jest'], null, jestFiles(swc), jest),
  row(['jest-plain', 'jest', 'jest, babel-jest without presets'], null, jestFiles({}, 'cjs'), jest),
  row(
    ['jest-workers', 'jest', 'jest, @swc/jest, two workers'],
    null,
    { ...jestFiles(swc), ...others },
    [...jest, '--maxWorkers=2'],
    { noise: /^(?:PASS|FAIL) .*$/gmu },
  ),
  row(['jest-esm', 'jest', 'jest, ES modules'], null, jestFiles({ transform: {} }, 'mjs'), jest, {
    env: esmOptions,
  }),
  row(
    ['jest-babel', 'jest', 'jest, babel-jest with presets'],
    'jest-30',
    { ...jestFiles({}), 'babel.config.json': JSON.stringify(babel) },
    jest,
  ),
  row(
    ['jest-ts-jest', 'jest', 'jest, ts-jest, type checking on'],
    'jest-30',
    { ...jestFiles({ preset: 'ts-jest' }), 'tsconfig.json': strict },
    jest,
  ),
  row(
    ['jest-ts-jest-emit', 'jest', 'jest, ts-jest, noEmitOnError'],
    'jest-30',
    {
      ...jestFiles({ preset: 'ts-jest' }),
      'tsconfig.json': strict.replace('"strict"', '"noEmitOnError":true,"strict"'),
    },
    jest,
  ),
  row(
    ['jest-ts-jest-esm', 'jest', 'jest, ts-jest, ES modules, type checking on'],
    'jest-30',
    {
      ...jestFiles({ preset: 'ts-jest/presets/default-esm' }),
      'tsconfig.json': strict
        .replace('commonjs', 'esnext')
        .replace('"strict"', '"moduleResolution":"bundler","strict"'),
    },
    jest,
    { env: esmOptions },
  ),
  row(
    ['jest-projects', 'jest', 'jest, two projects in one configuration'],
    null,
    {
      ...jestFiles({
        projects: [
          { displayName: 'one', testMatch: ['<rootDir>/*.test.*'], ...swc },
          { displayName: 'two', testMatch: ['<rootDir>/two/*.test.js'] },
        ],
      }),
      'two/two.test.js': `test('two', () => { expect(2).toBe(2); });\n`,
    },
    jest,
    { noise: /^(?:PASS|FAIL) .*$/gmu },
  ),
  row(['jest-29', 'jest', 'jest 29, babel-jest'], 'jest-29', jestFiles({}, 'cjs'), jest),
  row(['jest-26', 'jest', 'jest 26, babel-jest'], 'jest-26', jestFiles({}, 'cjs'), jest),
  row(['jest-24', 'jest', 'jest, babel-jest'], 'jest-30', jestFiles({}, 'cjs'), jest, {
    node: '24',
  }),
];

const vitestFiles: Files = {
  ...manifest({ type: 'module' }),
  'src/order.ts': orderText('ts'),
  'src/order.test.ts': testText('ts', {
    from: './order',
    imports: `import { expect, test } from 'vitest';\n`,
    equal: expectation,
  }),
};

function vitest(major: '3' | '4' | '5', pool: string, node: HostRow['node']): HostRow {
  return row(
    [`vitest-${major}-${pool.toLowerCase()}`, 'vitest', `vitest, ${pool}`],
    `vitest-${major}`,
    vitestFiles,
    ['npx', 'vitest', 'run', `--pool=${pool}`],
    { node, noise: /^ *(?:Start at|Duration) .*$/gmu },
  );
}

/** The package is built, and the test sees only that: one process reads and transforms it, and another one runs it. */
const vitestBuilt: Files = {
  ...manifest({ type: 'module', workspaces: ['packages/*'] }),
  'packages/order/package.json': `${JSON.stringify({ name: '@acme/order', type: 'module', exports: './dist/order.js' })}\n`,
  'packages/order/vite.config.js': `export default { build: { lib: { entry: 'src/order.ts', formats: ['es'], fileName: 'order' }, sourcemap: true } };\n`,
  'packages/order/src/order.ts': orderText('ts'),
  'order.test.ts': testText('ts', {
    from: '@acme/order',
    imports: `import { expect, test } from 'vitest';\n`,
    equal: expectation,
  }),
};

const mochaAlone: Files = {
  ...manifest(),
  'order.js': orderText('cjs'),
  'test/order.js': testText('cjs', {
    from: '../order.js',
    imports: `import assert from 'node:assert/strict';\n`,
    equal: 'assert.equal(ACTUAL, EXPECTED)',
  }).replaceAll(/^test\(/gmu, 'it('),
};
const mochaFiles: Files = { ...mochaAlone, 'test/other.js': `it('one', () => {});\n` };
const mochaEsm: Files = {
  ...manifest({ type: 'module' }),
  'order.js': orderText('mjs'),
  'test/order.js': testText('mjs', {
    from: '../order.js',
    imports: `import assert from 'node:assert/strict';\n`,
    equal: 'assert.equal(ACTUAL, EXPECTED)',
  }).replaceAll(/^test\(/gmu, 'it('),
};
const mochaTs: Files = {
  ...manifest({ type: 'module' }),
  'order.ts': orderText('ts'),
  'test/order.ts': testText('ts', {
    from: '../order.ts',
    imports: `import assert from 'node:assert/strict';\n`,
    equal: 'assert.equal(ACTUAL, EXPECTED)',
  }).replaceAll(/^test\(/gmu, 'it('),
};

const avaFiles: Files = {
  ...manifest({ type: 'module' }),
  'order.js': orderText('mjs'),
  'order.test.js': testText('mjs', {
    from: './order.js',
    imports: `import test from 'ava';\n`,
    equal: 't.is(ACTUAL, EXPECTED)',
  }),
};
const nodeTestFiles: Files = {
  ...manifest({ type: 'module' }),
  'order.js': orderText('mjs'),
  'order.test.js': testText('mjs', {
    from: './order.js',
    imports: `import assert from 'node:assert/strict';\nimport test from 'node:test';\n`,
    equal: 'assert.equal(ACTUAL, EXPECTED)',
  }),
};
const nodeTest = ['node', '--test', 'order.test.js'];
const tapFiles: Files = {
  ...manifest({ type: 'module' }),
  'order.js': orderText('mjs'),
  'test/order.js': testText('mjs', {
    from: '../order.js',
    imports: `import tap from 'tap';\nconst { test } = tap;\n`,
    equal: 't.equal(ACTUAL, EXPECTED)',
  }).replaceAll(/^\}\);$/gmu, '  t.end();\n});'),
};
const tap = (flags: readonly string[]) => [
  'npx',
  'tap',
  'run',
  ...flags,
  '--reporter=tap',
  '--disable-coverage',
  '--allow-empty-coverage',
  'test/order.js',
];

/** Where in its line a call stands, which tap shows (README, "What it cannot do"). */
const TAP_NOISE = /columnNumber: \d+|^ *-*\^$/gmu;

export const runnerRows: readonly HostRow[] = [
  ...jestRows,
  vitest('5', 'threads', '22'),
  vitest('5', 'forks', '22'),
  vitest('5', 'vmThreads', '22'),
  vitest('5', 'vmForks', '24'),
  {
    ...vitest('5', 'threads', '24'),
    id: 'vitest-5-cache',
    host: 'vitest, fsModuleCache on',
    files: {
      ...vitestFiles,
      'vitest.config.js': 'export default { test: { fsModuleCache: true } };\n',
    },
  },
  vitest('4', 'threads', '20'),
  vitest('4', 'forks', '20'),
  vitest('4', 'vmThreads', '20'),
  vitest('4', 'vmForks', '20'),
  {
    ...vitest('4', 'forks', '20'),
    id: 'vitest-4-projects',
    host: 'vitest, projects',
    files: {
      ...vitestFiles,
      'vitest.config.js': `export default { test: { projects: [{ test: { name: 'unit', include: ['src/*.test.ts'] } }, { test: { name: 'other', include: ['other/*.test.ts'] } }] } };\n`,
    },
  },
  {
    ...vitest('4', 'forks', '20'),
    id: 'vitest-4-built',
    host: 'vitest, a linked package that is built, with its source map',
    files: vitestBuilt,
    links: { 'node_modules/@acme/order': '../../packages/order' },
    prepare: ['npx', 'vite', 'build', 'packages/order', '--logLevel', 'error'],
  },
  vitest('3', 'threads', '20'),
  vitest('3', 'forks', '20'),
  row(['mocha', 'mocha', 'mocha, CommonJS'], 'mocha-12', mochaFiles, ['npx', 'mocha']),
  row(['mocha-parallel', 'mocha', 'mocha --parallel'], 'mocha-12', mochaAlone, [
    ...['npx', 'mocha', '--parallel', '--jobs', '2'],
  ]),
  row(['mocha-esm', 'mocha', 'mocha, ES modules'], 'mocha-12', mochaEsm, ['npx', 'mocha']),
  row(['mocha-tsx', 'mocha', 'mocha, --import tsx'], 'mocha-12', mochaTs, [
    ...['npx', 'mocha', '--import=tsx', 'test/order.ts'],
  ]),
  row(['mocha-11', 'mocha', 'mocha 11, CommonJS'], 'mocha-11', mochaFiles, ['npx', 'mocha']),
  row(['ava-7', 'ava', 'ava, worker threads'], 'ava-7', avaFiles, ['npx', 'ava']),
  row(['ava-7-processes', 'ava', 'ava, child processes'], 'ava-7', avaFiles, [
    ...['npx', 'ava', '--no-worker-threads'],
  ]),
  row(['ava-8', 'ava', 'ava, worker threads'], 'ava-8', avaFiles, ['npx', 'ava'], { node: '22' }),
  row(['node-test-20', null, 'node --test'], null, nodeTestFiles, nodeTest),
  row(['node-test-22', null, 'node --test'], null, nodeTestFiles, nodeTest, { node: '22' }),
  row(['node-test-24', null, 'node --test'], null, nodeTestFiles, nodeTest, { node: '24' }),
  row(['tap-21', 'tap', 'tap'], 'tap-21', tapFiles, tap([]), {
    noise: TAP_NOISE,
    question: QUESTION,
  }),
  row(['tap-18', 'tap', 'tap 18'], 'tap-18', tapFiles, tap([]), {
    noise: TAP_NOISE,
    question: QUESTION,
  }),
];
