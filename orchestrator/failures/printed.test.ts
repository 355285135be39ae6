/** The line of an output that says why a command failed, as runners and tools print it. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSettings } from '../run.ts';
import { hearFailure, saidIn } from './printed.ts';
import type { Printed } from './printed.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-printed-')));
mkdirSync(join(root, 'test'));
for (const name of ['test/cart.test.ts', 'main.js']) writeFileSync(join(root, name), '');

describe('the line that says why', () => {
  const check = (output: string, text: string | null, place?: string): void => {
    const said = saidIn(output.replaceAll('<root>', root), { root, cwd: root });
    expect(said?.text ?? null).toBe(text);
    expect(said?.file === undefined ? undefined : `${said.file}:${said.line}`).toBe(place);
  };
  it('of a program that does not parse: the place is above it', () =>
    check(
      `<root>/main.js:3\nconst x = ;\n          ^\n\nSyntaxError: Unexpected token ';'\n    at wrapSafe (node:internal/modules/cjs/loader:1464:18)\n\nNode.js v20.20.2`,
      "SyntaxError: Unexpected token ';'",
      'main.js:3',
    ));
  it('of a test that does not parse: the place of the whole test is below it', () =>
    check(
      `# <root>/main.js:3\n# const x = ;\n#           ^\n# SyntaxError: Unexpected token ';'\n#     at wrapSafe (node:x:1:1)\nnot ok 1 - main.js\n  location: '<root>/main.js:1:1'`,
      "SyntaxError: Unexpected token ';'",
      'main.js:3',
    ));
  it('of a module that is missing: the place is the first of the project in the stack', () =>
    check(
      `node:internal/modules/cjs/loader:1210\n  throw err;\n  ^\n\nError: Cannot find module './nope'\nRequire stack:\n- <root>/main.js\n    at Module._load (node:internal/modules/cjs/loader:1207:15)\n    at x (<root>/node_modules/x/main.js:2:1)\n    at Object.<anonymous> (<root>/main.js:4:1)`,
      "Error: Cannot find module './nope'",
      'main.js:4',
    ));
  it('of a type checker, in colours', () =>
    check(
      `FAIL test/cart.test.ts\n  ● Test suite failed to run\n\n    \u001b[96mtest/cart.test.ts\u001b[0m:\u001b[93m1\u001b[0m:\u001b[93m23\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS2307: \u001b[0mCannot find module '../src/crat'.\n\nTest Suites: 1 failed, 1 total`,
      "test/cart.test.ts:1:23 - error TS2307: Cannot find module '../src/crat'.",
      'test/cart.test.ts:1',
    ));
  it('with its path from the root, and what follows a colon at its end', () => {
    check(
      `Error: Cannot find module './nope' imported from <root>/test/cart.test.ts`,
      "Error: Cannot find module './nope' imported from test/cart.test.ts",
    );
    check(
      `Error: Transform failed with 1 error:\n\n[PARSE_ERROR] Unexpected token\n  ╭─[ test/cart.test.ts:3:1 ]`,
      'Error: Transform failed with 1 error: [PARSE_ERROR] Unexpected token',
      'test/cart.test.ts:3',
    );
  });
  it('below the headline of a failure, before errors that were printed on the way', () =>
    check(
      `Error: expected, and logged\n${'ok\n'.repeat(12)}# Subtest: total\n# TypeError: it is not a function\nnot ok 1 - total`.replace(
        '# Subtest',
        'FAIL total\n# Subtest',
      ),
      'TypeError: it is not a function',
    ));
  it.each([
    [
      'npm error Missing script: "tset"\nnpm error\nnpm error Did you mean this?\nnpm error A complete log of this run can be found in: /x',
      'npm error Missing script: "tset"',
    ],
    ['sh: 1: jset: not found\nnpm error code 127\nnpm error path /x', 'sh: 1: jset: not found'],
    ['No tests found, exiting with code 1\nIn /x', 'No tests found, exiting with code 1'],
    [
      '\n RUN  v4\n\nNo test files found, exiting with code 1\n',
      'No test files found, exiting with code 1',
    ],
    ['building\nthat did not go well\n', 'that did not go well'],
    ['', null],
    ['npm warn old\n', null],
  ])('%j', (output, text) => check(output, text));
});

describe('a command that failed', () => {
  const hear = async (code: string, more: Partial<Launched> = {}): Promise<Printed | null> =>
    hearFailure({
      settings: {
        ...{
          root,
          cwd: root,
          argv: [process.execPath, '-e', code],
          sessionDir: root,
          session: 's',
        },
        ...{ preloadPath: '', stdio: 'to-stderr', timeoutMs: 0 },
        env: { PATH: process.env['PATH'], API_TOKEN: 'hunter2hunter2' },
      } satisfies RunSettings,
      run: { launch: { exitCode: 1, interrupted: false, timedOut: false, wallMs: 100, ...more } },
      isLast: false,
      announce: () => undefined,
    });
  interface Launched {
    readonly exitCode: number | null;
    readonly timedOut: boolean;
    readonly wallMs: number;
  }
  const FAILS = 'console.log("some"); console.error("Error: no such thing"); process.exit(3)';

  it('is heard on both streams, and leaves no file', async () => {
    expect(await hear(FAILS)).toEqual({ exitCode: 3, said: { text: 'Error: no such thing' } });
    expect(readdirSync(root)).not.toContain('output.txt');
  });
  it('that does not fail again has said nothing', async () =>
    expect(await hear('console.error("Error: x")')).toEqual({ exitCode: 0, said: null }));
  it('is not quoted with a secret in it', async () =>
    expect(await hear('console.error("Error: " + process.env.API_TOKEN); process.exit(1)')).toEqual(
      {
        exitCode: 1,
        said: null,
      },
    ));
  it.each([[{ exitCode: 0 }], [{ exitCode: null }], [{ timedOut: true }], [{ wallMs: 31_000 }]])(
    'is not started again after %j',
    async (more) => expect(await hear(FAILS, more)).toBeNull(),
  );
});
