/** Tests run as ES modules through swc; types are checked apart by tsc. */
export default {
  testEnvironment: '<rootDir>/test/environment.mjs',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/dist/',
    '/examples/',
    '/evals/cases/',
    '/evals/.work/',
    '/test/hosts/.work/',
    '\\.live\\.test\\.ts$',
  ],
  modulePathIgnorePatterns: [
    '<rootDir>/dist/',
    '<rootDir>/evals/node_modules/',
    '<rootDir>/bench/node_modules/',
    '<rootDir>/evals/.work/',
    '<rootDir>/test/hosts/.work/',
    '/\\.scope/',
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  // By default one of two cores would rest: 13 minutes instead of 24 on a slow machine.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
