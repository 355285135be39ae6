/** What a dry look at a command finds: the programs behind scripts and wrappers, their transformers, and what is out of reach. */
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspectCommand } from './resolve.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-doctor-')));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function install(name: string, version: string, bin?: string, first = '#!/usr/bin/env node'): void {
  const at = `node_modules/${name}`;
  write(`${at}/package.json`, JSON.stringify({ name, version }));
  if (bin === undefined) return;
  write(`${at}/bin/${bin}.js`, `${first}\n`);
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(`../${name}/bin/${bin}.js`, join(folder, 'node_modules/.bin', bin));
}

install('jest', '30.1.0', 'jest');
install('ts-jest', '29.4.0');
install('vitest', '4.1.0', 'vitest');
install('mocha', '12.0.0', 'mocha');
install('tsx', '4.20.0', 'tsx');
install('turbo', '2.0.0', 'turbo');
install('unheard-of', '1.2.3', 'unheard');
install('native', '0.1.0', 'native', '\u007fELF');
write('dist/main.js', 'main();\n');
write('esm/package.json', '{ "type": "module" }');
write('dist/mapped.js', 'main();\n//# sourceMappingURL=mapped.js.map\n');
write('.mocharc.json', '{ "import": "tsx", "parallel": true }');
write('vitest.config.ts', `export default { test: { pool: 'vmThreads' } };`);
write('web/vitest.config.ts', `export default { test: { browser: { enabled: true } } };`);
write(
  'package.json',
  JSON.stringify({
    jest: { preset: 'ts-jest' },
    scripts: {
      pretest: 'node tools/clean.js',
      test: 'cross-env NODE_ENV=test NODE_OPTIONS=--experimental-vm-modules jest --ci',
      dev: `nodemon --watch src --exec "tsx src/server.ts"`,
      all: 'run-p test:*',
      'test:unit': 'mocha',
      'test:ui': 'vitest run',
    },
  }),
);

function check(command: string, expected: readonly string[], cwd = folder): void {
  const { hosts } = inspectCommand(command.split(' '), cwd, {});
  const found = hosts.map(
    ({ state, name, through }) =>
      `${state} ${name}${through.length === 0 ? '' : ` through ${through.join(', ')}`}`,
  );
  expect(found).toEqual(expected);
}

const typedJest =
  'works jest 30.1.0 through ts-jest 29.4.0, type checking, which is shown the original text';

describe('a command', () => {
  it.each([
    ['node main.js', ['works node main.js']],
    ['node --import tsx --test a.test.ts', ['works node --test through tsx 4.20.0']],
    ['node --watch main.js', ['works node main.js through --watch, each restart']],
    ['node -r ./hook.cjs main.js', ['doubtful node main.js through ./hook.cjs']],
    ['node -e 1', ['doubtful node']],
    ['node dist/main.js', ['doubtful node dist/main.js']],
    ['node dist/mapped.js', ['works node dist/mapped.js']],
    ['node --permission main.js', ['doubtful node main.js']],
    ['node node_modules/jest/bin/jest.js', [typedJest]],
    ['npm test', ['works node tools/clean.js', typedJest]],
    ['npm run dev', ['works tsx 4.20.0']],
    ['yarn dev', ['works tsx 4.20.0']],
    ['pnpm exec vitest run', ['works vitest 4.1.0 through vite']],
    ['npx mocha', ['works mocha 12.0.0 through tsx 4.20.0']],
    ['npm run all', ['works mocha 12.0.0 through tsx 4.20.0', 'works vitest 4.1.0 through vite']],
    ['npx unheard x', ['works unheard-of 1.2.3']],
    ['npx native', ['doubtful native 0.1.0']],
    ['npx turbo run test', ['broken turbo 2.0.0']],
    ['npx turbo run test --env-mode=loose', ['doubtful turbo 2.0.0']],
    [
      'node --import @oxc-node/core/register src/a.ts',
      ['doubtful node src/a.ts through @oxc-node/core/register'],
    ],
    [
      'node --import @oxc-node/core/register esm/a.ts',
      ['works node esm/a.ts through @oxc-node/core/register'],
    ],
    ['sh -c true', []],
    ['env A=1 node x.js', ['works node x.js']],
    ['env -i node x.js', ['broken env -i']],
    ['docker run image', ['broken docker']],
    ['bun test', ['broken bun']],
    ['npm run nowhere', ['broken script "nowhere"']],
    ['make all', ['doubtful make']],
  ])('%s', (command, expected) => check(command, expected));

  it('in browser mode is out of reach', () =>
    check('npx vitest', ['broken vitest 4.1.0'], join(folder, 'web')));

  it('is followed step by step', () => {
    const { steps } = inspectCommand(['npm', 'test'], folder, {});
    expect(steps.map(({ depth, text }) => `${depth} ${text}`)).toEqual([
      '0 npm test',
      '1 script "pretest": node tools/clean.js',
      '2 node tools/clean.js',
      '1 script "test": cross-env NODE_ENV=test NODE_OPTIONS=--experimental-vm-modules jest --ci',
      '2 cross-env NODE_ENV=test NODE_OPTIONS=--experimental-vm-modules jest --ci',
      '3 jest --ci',
    ]);
  });

  it.each([
    ['nyc node main.js', false],
    ['npx jest --coverage', true],
    ['c8 node main.js', false],
    ['npx jest', false],
  ])('under coverage that counts probes says so: %s', (command, counts) => {
    const { hosts } = inspectCommand(command.split(' '), folder, {});
    const said = hosts.map(({ not }) => not.some((text) => text.includes('coverage counts')));
    expect(said).toEqual([counts]);
  });

  it('gets the loaders that the environment names', () => {
    const env = { NODE_OPTIONS: '--import=tsx' };
    expect(inspectCommand(['node', 'a.ts'], folder, env).hosts[0]?.through).toEqual(['tsx 4.20.0']);
  });

  it('that calls itself ends', () => {
    write('loop/package.json', '{ "scripts": { "a": "npm run a" } }');
    expect(inspectCommand(['npm', 'run', 'a'], join(folder, 'loop'), {}).hosts).toEqual([]);
  });

  it.each([
    ['20.19.0', 'doubtful'],
    ['22.17.1', 'doubtful'],
    ['22.18.0', 'works'],
    ['24.1.0', 'works'],
  ])('in TypeScript on Node %s', async (version, state) => {
    const { nodeHost, parseNode } = await import('./node.ts');
    expect(nodeHost(parseNode(['main.ts']), folder, version).state).toBe(state);
  });
});
