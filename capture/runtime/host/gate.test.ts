import { createRequire } from 'node:module';
import { callerFrames, judge, packageOf, watchModules } from './gate.ts';

const CJS = 'node:internal/modules/cjs/loader';
const below = '/p/node_modules';

/** @param stack  `file` or `file name`, innermost first; `-` is a native frame */
function check(stack: readonly string[], expected: string): void {
  const frames = stack.map((line) => {
    const [file, name] = line.split(' ');
    return { file: file === '-' ? null : file!, name: name ?? null };
  });
  const { loads, reader } = judge(frames);
  expect(`${loads ? 'loads' : 'reads'} ${reader}`).toBe(expected);
}

describe('the gate', () => {
  it("lets Node's loaders in", () => {
    check([CJS, '/p/main.js'], `loads ${CJS}`);
    check(['node:internal/modules/esm/load getSource'], 'loads node:internal/modules/esm/load');
    check(['node:fs readFile', '-', `${below}/graceful-fs/graceful-fs.js`, CJS], `loads ${CJS}`);
  });

  it('keeps other parts of Node out, which quote sources in messages', () => {
    check(['node:assert getErrMessage', CJS], 'reads node:assert');
    check(
      ['node:internal/source_map/source_map_cache'],
      'reads node:internal/source_map/source_map_cache',
    );
  });

  it('lets tools in that run what they read', () => {
    check(
      [`${below}/graceful-fs/x.js`, `${below}/jest-runtime/build/index.js`],
      'loads jest-runtime',
    );
    check([`${below}/.pnpm/jiti@2/node_modules/jiti/lib/jiti.cjs`], 'loads jiti');
    check([`${below}/jest-runner/build/runTest.js`], 'loads jest-runner');
    check([`${below}/jest-runner/build/run_test.js`], 'loads jest-runner');
    check([`file://${below}/vite/dist/node/chunks/x.js loadAndTransform`], 'loads vite');
    check([`${below}/vite/x.js read`, `${below}/vite/x.js loadAndTransform`], 'loads vite');
    check([`file://${below}/vitest/dist/x.js readFileConcurrently`], 'loads vitest');
    check([`file://${below}/vitest/dist/x.js printStack`], 'reads vitest');
  });

  it('keeps out tools that write or show what they read', () => {
    check([`${below}/vite/dist/node/chunks/x.js load`, CJS], 'reads vite');
    check([`${below}/prettier/index.mjs`], 'reads prettier');
    check([`${below}/jest-runner/build/index.js`], 'reads jest-runner');
    check([`${below}/@vitest/snapshot/dist/index.js`], 'reads @vitest/snapshot');
    check(
      [`${below}/jest-snapshot/build/index.js`, `${below}/jest-runtime/x.js`],
      'reads jest-snapshot',
    );
    check([`${below}/source-map-support/source-map-support.js`], 'reads source-map-support');
  });

  it('asks who drives the compiler', () => {
    const compiler = `${below}/typescript/lib/typescript.js readFile`;
    check([compiler, `${below}/typescript/bin/tsc`, `${CJS} Module._compile`], 'reads typescript');
    check([compiler, '-', `${below}/ts-node/dist/index.js`], 'loads ts-node');
    check([compiler, `${below}/ts-jest/dist/x.js`], 'loads ts-jest');
    check([compiler, `${below}/eslint/lib/x.js`], 'reads typescript');
  });

  it('tells a hook that compiles from a module that reads', () => {
    check(['/p/hook.js', `${CJS} Module.load`], 'loads /p/hook.js');
    check(['/p/main.js', `${CJS} Module._compile`, `${CJS} Module.load`], 'reads /p/main.js');
    check(
      ['file:///p/hooks.mjs load', 'node:internal/modules/esm/hooks nextStep'],
      'loads file:///p/hooks.mjs',
    );
    check(
      ['file:///p/main.mjs', 'node:internal/modules/esm/module_job run'],
      'reads file:///p/main.mjs',
    );
  });

  it('keeps out what it cannot see', () => {
    check([], 'reads unknown');
    check(['-', 'node:fs readFile'], 'reads unknown');
  });

  it.each([
    ['/p/src/a.js', null],
    ['/p/node_modules/@swc/jest/index.js', '@swc/jest'],
    ['C:\\p\\node_modules\\tsx\\dist\\x.js', 'tsx'],
  ])('finds the package of %s', (file, name) => {
    expect(packageOf(file)).toBe(name);
  });

  it('runs no accessor that the program put on Error', () => {
    const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') as PropertyDescriptor;
    const ran: string[] = [];
    const accessor = { get: () => ran.push('get'), set: () => void ran.push('set') };
    Object.defineProperty(Error, 'stackTraceLimit', { ...accessor, configurable: true });
    try {
      expect(callerFrames(callerFrames, 3)).toHaveLength(3);
      expect(ran).toEqual([]);
      expect(Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')).toMatchObject(accessor);
    } finally {
      Object.defineProperty(Error, 'stackTraceLimit', limit);
    }
  });

  it('leaves Error as it was', () => {
    const before = Object.getOwnPropertyDescriptors(Error);
    const frames = callerFrames(callerFrames, 3);
    expect(frames).toHaveLength(3);
    expect(frames[0]!.file).toContain('gate.test');
    expect(Object.getOwnPropertyDescriptors(Error)).toEqual(before);
  });
});

describe('watchModules', () => {
  type Cache = Record<string, unknown>;
  const loader = createRequire(import.meta.url)('node:module') as { _cache: Cache };
  const place = (path: string, module: unknown): void => {
    loader._cache[path] = module;
  };
  const isLoading = watchModules();
  afterEach(() => {
    for (const path of Object.keys(loader._cache))
      if (path.startsWith('/watched/')) Reflect.deleteProperty(loader._cache, path);
  });

  it('takes the first read of a module that has its place and has not run', () => {
    place('/watched/a.js', { loaded: false });
    expect(['/watched/a.js', '/watched/a.js'].map(isLoading)).toEqual([true, false]);
    place('/watched/a.js', { loaded: false });
    expect(isLoading('/watched/a.js')).toBe(true);
  });
  it.each([
    ['that nobody loads', undefined],
    ['that has run', { loaded: true }],
    ['that the program made up', 'text'],
    ['whose state only code can tell', Object.defineProperty({}, 'loaded', { get: fail })],
    ['behind a proxy', new Proxy({ loaded: false }, { getOwnPropertyDescriptor: fail })],
  ])('takes no read of a file %s', (_, module) => {
    if (module !== undefined) place('/watched/b.js', module);
    expect(isLoading('/watched/b.js')).toBe(false);
  });
  it('asks no cache that the program has put in its place', () => {
    const own = loader._cache;
    place('/watched/c.js', { loaded: false });
    try {
      loader._cache = new Proxy(own, { getOwnPropertyDescriptor: fail, get: fail });
      expect(isLoading('/watched/c.js')).toBe(false);
    } finally {
      loader._cache = own;
    }
  });

  function fail(): never {
    throw new Error('code of the program ran');
  }
});
