/** Commands of packages: test runners with what their configuration says of transformers and pools, loaders, task runners. */
import { brokenHost, host, named, type Host } from './host.ts';
import { findPackage, firstFile, type Manifest, readManifest } from './package.ts';

/** A package's command, and the words behind it. */
export interface PackageCommand {
  readonly name: string;
  readonly manifest: Manifest | null;
  readonly args: readonly string[];
  readonly folder: string;
}

type Describe = (command: PackageCommand) => Host;

const TESTS = 'test files and the sources they load';

export const RUNNERS: Readonly<Record<string, Describe>> = {
  jest: (command) => describeJest(command),
  vitest: (command) => describeVitest(command),
  mocha: (command) => {
    const config = configText(command, 'mocha', '.mocharc', [
      'json',
      'jsonc',
      'yml',
      'yaml',
      'js',
      'cjs',
      'mjs',
    ]);
    const through = loadersIn(`${config} ${command.args.join(' ')}`, command.folder);
    const parallel =
      /parallel/u.test(config) || command.args.some((arg) => /^(?:-p|--parallel)$/u.test(arg));
    return tests(command, parallel ? 'in all workers' : 'in its process', through);
  },
  ava: (command) => {
    const config = configText(command, 'ava', 'ava.config', ['js', 'cjs', 'mjs']);
    const isProcess =
      /workerThreads['"]?\s*:\s*false/u.test(config) ||
      command.args.includes('--no-worker-threads');
    return tests(
      command,
      isProcess ? 'in child processes' : 'in worker threads',
      loadersIn(config, command.folder),
    );
  },
  tap: (command) =>
    tests(command, 'in child processes', [], {
      not: ['why a test failed without a question: its assertions do not throw'],
      change: ['ask about a value: scope ask "why is total not 90" -- npx tap'],
    }),
  tsx: (command) => loader(command),
  'ts-node': (command) => loader(command),
  'ts-node-dev': (command) => loader(command),
  jiti: (command) => loader(command),
  playwright: (command) => browser(command),
  '@playwright/test': (command) => browser(command),
  cypress: (command) => browser(command),
  turbo: (command) => turbo(command),
  nx: (command) => cached(command, '--skip-nx-cache'),
};

/** A package that is not known here: if Node runs it, what it loads through Node's loader is reached. */
export function describeUnknown(command: PackageCommand, interpreter: string | null): Host {
  const name = named(command.manifest?.name ?? command.name, command.manifest?.version);
  if (interpreter !== 'node')
    return host(name, 'Node programs that it starts', {
      state: 'doubtful',
      not: ['the program itself, which is no JavaScript that Node runs'],
    });
  return host(name, "source files of the project that it loads through Node's loaders", {
    not: ['files that it only reads, to build, check or print them'],
  });
}

function tests(
  command: PackageCommand,
  where: string,
  through: readonly string[],
  more: Partial<Host> = {},
): Host {
  const { name, manifest } = command;
  return host(named(name, manifest?.version), `${TESTS}, ${where}`, { through, ...more });
}

function loader({ name, manifest }: PackageCommand): Host {
  return host(
    named(name, manifest?.version),
    'the file and what it loads, before it is transpiled',
    {
      not: ['packages below node_modules, unless a plan names them'],
    },
  );
}

function browser({ name, manifest }: PackageCommand): Host {
  return host(named(name, manifest?.version), 'test files and servers that run in Node', {
    state: 'doubtful',
    not: ['code that runs in the browser'],
    change: ['ask about the server process, or about a unit test of the same code'],
  });
}

function cached({ name, manifest }: PackageCommand, flag: string): Host {
  return host(named(name, manifest?.version), 'the tasks that it really starts', {
    state: 'doubtful',
    not: ['tasks whose result it takes from its cache: they do not run'],
    change: [`add ${flag}, or run the package's own script`],
  });
}

/**
 * Turborepo gives a task only the variables that its configuration names, unless it is told to be loose: without NODE_OPTIONS and
 * SCOPE_RUN_DIR nothing of Scope loads there.
 */
function turbo(command: PackageCommand): Host {
  const { args, folder } = command;
  const text = firstFile(folder, ['turbo.json', 'turbo.jsonc'])?.text ?? '';
  const isLoose =
    /--env-mode[= ]loose/u.test(args.join(' ')) || /"envMode"\s*:\s*"loose"/u.test(text);
  const passes = ['NODE_OPTIONS', 'SCOPE_RUN_DIR'].every((name) =>
    new RegExp(`[pP]assThroughEnv"\\s*:\\s*\\[[^\\]]*"(?:${name}|\\*)"`, 'u').test(text),
  );
  const found = cached(command, '--force');
  if (isLoose || passes) return found;
  return {
    ...found,
    state: 'broken',
    instrumented: 'nothing',
    not: ['tasks: in its strict mode they do not get NODE_OPTIONS and SCOPE_RUN_DIR', ...found.not],
    change: ['add --env-mode=loose while asking', ...found.change],
  };
}

/** The part of a configuration that is text: the key of package.json, or the file. */
function configText(
  { folder, args }: PackageCommand,
  key: string,
  base: string,
  endings: readonly string[],
): string {
  const own = readManifest(folder)?.[key];
  const at = args.findIndex((arg) => /^(?:-c|--config)(?:=|$)/u.test(arg));
  const named = at < 0 ? [] : [args[at]?.split('=')[1] ?? args[at + 1] ?? ''];
  const file = firstFile(folder, [...named, ...endings.map((ending) => `${base}.${ending}`)]);
  return `${own === undefined ? '' : JSON.stringify(own)} ${file?.text ?? ''}`;
}

const LOADERS = [
  'tsx',
  'ts-node',
  '@swc-node/register',
  '@babel/register',
  'esbuild-register',
  'jiti',
  'sucrase',
];

function loadersIn(text: string, folder: string): readonly string[] {
  return LOADERS.filter((name) =>
    new RegExp(`(?:^|["'\\s=/])${name}(?:["'\\s/]|$)`, 'u').test(text),
  ).map((name) => named(name, findPackage(folder, name)?.version));
}

const TRANSFORMERS = ['ts-jest', '@swc/jest', 'esbuild-jest', '@sucrase/jest-plugin', 'babel-jest'];

function describeJest(command: PackageCommand): Host {
  const { folder, args } = command;
  const config = configText(command, 'jest', 'jest.config', ['ts', 'js', 'mjs', 'cjs', 'json']);
  const found = TRANSFORMERS.filter((name) => config.includes(name));
  const none = /transform['"]?\s*:\s*\{\s*\}/u.test(config);
  const transformers = found.length > 0 || none ? found : ['babel-jest'];
  const typed =
    found.includes('ts-jest') &&
    !/diagnostics['"]?\s*:\s*false|isolatedModules['"]?\s*:\s*true/u.test(config);
  const inBand = args.some((arg) => /^(?:-i|--runInBand)$/u.test(arg));
  return tests(
    command,
    inBand ? 'in its process' : 'in all workers',
    [
      ...transformers.map((name) => named(name, findPackage(folder, name)?.version)),
      ...(typed ? ['type checking, which is shown the original text'] : []),
    ],
    coverageNote(config, args),
  );
}

function describeVitest(command: PackageCommand): Host {
  const { folder, args } = command;
  const endings = ['ts', 'mts', 'js', 'mjs', 'cjs', 'cts'];
  const own = firstFile(
    folder,
    endings.map((ending) => `vitest.config.${ending}`),
  );
  const text =
    own?.text ??
    firstFile(
      folder,
      endings.map((ending) => `vite.config.${ending}`),
    )?.text ??
    '';
  const flag = args.findIndex((arg) => arg.startsWith('--pool'));
  const pool =
    (flag < 0 ? undefined : (args[flag]?.split('=')[1] ?? args[flag + 1])) ??
    /pool['"]?\s*:\s*['"](\w+)['"]/u.exec(text)?.[1] ??
    'forks';
  const inBrowser =
    args.some((arg) => /^--browser(?!\.enabled=false|=false)/u.test(arg)) ||
    /browser\s*:\s*\{[^}]*enabled\s*:\s*true/u.test(text);
  if (inBrowser)
    return brokenHost(
      named('vitest', command.manifest?.version),
      'tests in browser mode: the code runs in a browser',
      'run the test in the node or jsdom environment while asking',
    );
  return tests(
    command,
    `pool ${pool}`,
    [named('vite', findPackage(folder, 'vite')?.version)],
    coverageNote(text, args),
  );
}

/** What is to be said where istanbul, or V8 inside a runner, counts rewritten text. */
const COVERAGE_COUNTS =
  'nothing, but coverage counts the statements and branches of probes too; lines stay';

function coverageNote(config: string, args: readonly string[]): Partial<Host> {
  const isOn =
    args.some((arg) => /^--coverage(?!=false|\.enabled=false)/u.test(arg)) ||
    /collectCoverage['"]?\s*:\s*true/u.test(config);
  return isOn ? { not: [COVERAGE_COUNTS] } : {};
}
