/** Programs that a loader transpiles while they load. */
import { mainText, manifest, orderText, QUESTION, WRONG } from '../fixture.ts';
import type { HostRow } from '../row.ts';

const base = {
  kit: 'loaders',
  node: '20',
  question: QUESTION,
  exitCode: 3,
  value: WRONG,
} as const;

const compilerOptions = {
  target: 'es2022',
  strict: true,
  esModuleInterop: true,
  skipLibCheck: true,
  types: ['node'],
} as const;

const commonJs = {
  ...manifest(),
  'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, module: 'commonjs' } }),
  'src/main.ts': mainText('ts', './order'),
  'src/order.ts': orderText('ts'),
};
const esm = {
  ...manifest({ type: 'module' }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { ...compilerOptions, module: 'nodenext', moduleResolution: 'nodenext' },
  }),
  'src/main.ts': mainText('ts', './order.js'),
  'src/order.ts': orderText('ts'),
};

function row(
  id: string,
  about: string,
  host: string,
  files: HostRow['files'],
  argv: HostRow['argv'],
  more: Partial<HostRow> = {},
): HostRow {
  return { ...base, id, about, host, files, argv, ...more };
}

const tsxArgv = ['npx', 'tsx', 'src/main.ts'];
const oxcArgv = ['node', '--import', '@oxc-node/core/register', 'src/main.ts'];
const own = { kit: null } as const;

export const loaderRows: readonly HostRow[] = [
  row('tsx-cjs', 'tsx', 'tsx, CommonJS', commonJs, tsxArgv, own),
  row('tsx-esm', 'tsx', 'tsx, ES modules', esm, tsxArgv, own),
  row(
    'tsx-import',
    'tsx',
    'node --import tsx',
    esm,
    ['node', '--import', 'tsx', 'src/main.ts'],
    own,
  ),
  row('tsx-24', 'tsx', 'tsx, ES modules', esm, ['node', '--import', 'tsx', 'src/main.ts'], {
    node: '24',
  }),
  row('ts-node-cjs', 'ts-node', 'ts-node, CommonJS, type checking on', commonJs, [
    ...['npx', 'ts-node', 'src/main.ts'],
  ]),
  row('ts-node-esm', 'ts-node', 'ts-node, ES modules, type checking on', esm, [
    ...['node', '--no-warnings', '--loader', 'ts-node/esm', 'src/main.ts'],
  ]),
  row('ts-node-transpile', 'ts-node', 'ts-node --transpile-only', commonJs, [
    ...['npx', 'ts-node', '--transpile-only', 'src/main.ts'],
  ]),
  row(
    'ts-node-22',
    'ts-node',
    'ts-node, CommonJS, type checking on',
    commonJs,
    [...['node', '-r', 'ts-node/register', 'src/main.ts']],
    { node: '22' },
  ),
  row(
    'ts-node-dev',
    'ts-node-dev',
    'ts-node-dev, type checking on',
    commonJs,
    [...['npx', 'ts-node-dev', '--exit-child', '--quiet', 'src/main.ts']],
    { endsAfter: /total -?\d+/u },
  ),
  row('swc-node', '@swc-node/register', '@swc-node/register, CommonJS', commonJs, [
    ...['node', '-r', '@swc-node/register', 'src/main.ts'],
  ]),
  row('swc-node-esm', '@swc-node/register', '@swc-node/register, ES modules', esm, [
    ...['node', '--import', '@swc-node/register/esm-register', 'src/main.ts'],
  ]),
  ...(['20', '24'] as const).flatMap((node) => [
    row(`oxc-node-${node}-cjs`, '@oxc-node/core', '@oxc-node/core, CommonJS', commonJs, oxcArgv, {
      node,
    }),
    row(`oxc-node-${node}-esm`, '@oxc-node/core', '@oxc-node/core, ES modules', esm, oxcArgv, {
      node,
    }),
  ]),
  row('jiti', 'jiti', 'jiti', commonJs, ['npx', 'jiti', 'src/main.ts']),
  row('esbuild-register', 'esbuild-register', 'esbuild-register', commonJs, [
    ...['node', '-r', 'esbuild-register', 'src/main.ts'],
  ]),
  row('sucrase', 'sucrase', 'sucrase/register', commonJs, [
    ...['node', '-r', 'sucrase/register', 'src/main.ts'],
  ]),
  row(
    'babel-register',
    '@babel/register',
    '@babel/register with presets',
    {
      ...commonJs,
      'babel.config.json': JSON.stringify({
        presets: [['@babel/preset-env', { targets: { node: '20' } }], '@babel/preset-typescript'],
      }),
      'run.js': `require('@babel/register')({ extensions: ['.ts'] });\nrequire('./src/main.ts');\n`,
    },
    ['node', 'run.js'],
  ),
];
