/** Workspaces: an application and the package it calls, wherever its manager puts the links, asked about from root and package. */
import type { Files } from '../lay.ts';
import { BARE_ROW, mainText, manifest, orderText } from '../fixture.ts';
import type { HostRow } from '../row.ts';

const packageOf = (name: string, more: object): string =>
  `${JSON.stringify({ name, version: '1.0.0', type: 'module', ...more })}\n`;

function workspace(dependency: string, root: Files): Files {
  return {
    ...root,
    'packages/app/package.json': packageOf('@acme/app', {
      scripts: { start: 'node src/main.js' },
      dependencies: { '@acme/order': dependency },
    }),
    'packages/app/src/main.js': mainText('mjs', '@acme/order'),
    'packages/order/package.json': packageOf('@acme/order', { exports: './src/index.js' }),
    'packages/order/src/index.js': `export { totalOf } from './order.js';\n`,
    'packages/order/src/order.js': orderText('mjs'),
  };
}

const npm = {
  files: workspace('*', manifest({ private: true, workspaces: ['packages/*'] })),
  links: {
    'node_modules/@acme/app': '../../packages/app',
    'node_modules/@acme/order': '../../packages/order',
  },
} as const;

const pnpm = {
  kit: 'pnpm',
  isKitOnPath: true,
  about: 'pnpm',
  files: workspace('workspace:*', {
    ...manifest({ private: true }),
    'pnpm-workspace.yaml': `packages:\n  - 'packages/*'\n`,
  }),
  prepare: ['pnpm', 'install', '--offline', '--silent'],
} as const;

const yarnClassic = {
  kit: 'yarn-classic',
  isKitOnPath: true,
  about: 'yarn',
  files: workspace('1.0.0', manifest({ private: true, workspaces: ['packages/*'] })),
  prepare: ['yarn', 'install', '--offline', '--silent'],
} as const;

/** @param linker  `pnp` has no node_modules at all */
function yarn(
  linker: string,
): Pick<HostRow, 'kit' | 'isKitOnPath' | 'about' | 'files' | 'prepare'> {
  return {
    kit: 'yarn',
    isKitOnPath: true,
    about: '@yarnpkg/cli-dist',
    files: workspace('workspace:*', {
      ...manifest({ private: true, workspaces: ['packages/*'] }),
      '.yarnrc.yml': `nodeLinker: ${linker}\nenableTelemetry: false\nenableGlobalCache: false\nenableNetwork: false\n`,
      'yarn.lock': '',
    }),
    prepare: ['yarn', 'install', '--mode=skip-build'],
  };
}

const built = {
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  skipLibCheck: true,
};
const referenced = (types: readonly string[], references: readonly string[]): string =>
  JSON.stringify({
    compilerOptions: {
      ...built,
      ...{ composite: true, sourceMap: true, rootDir: 'src', outDir: 'dist', strict: true, types },
    },
    references: references.map((path) => ({ path })),
  });

/** Project references: each package is compiled into its `dist`, and the others see only that. */
const references: Files = {
  ...manifest({
    private: true,
    workspaces: ['packages/*'],
    scripts: { start: 'tsc -b packages/app && node packages/app/dist/main.js' },
  }),
  'packages/app/package.json': packageOf('@acme/app', {}),
  'packages/app/tsconfig.json': referenced(['node'], ['../order']),
  'packages/app/src/main.ts': mainText('ts', '@acme/order'),
  'packages/order/package.json': packageOf('@acme/order', { exports: './dist/order.js' }),
  'packages/order/tsconfig.json': referenced([], []),
  'packages/order/src/order.ts': orderText('ts'),
};

export const monorepoRows: readonly HostRow[] = [
  {
    ...BARE_ROW,
    ...npm,
    id: 'npm-workspace',
    host: 'npm workspaces, from the root',
    argv: ['npm', 'run', '-s', 'start', '-w', '@acme/app'],
  },
  {
    ...BARE_ROW,
    ...npm,
    id: 'npm-workspace-package',
    host: 'npm workspaces, from a package',
    cwd: 'packages/app',
    argv: ['node', 'src/main.js'],
  },
  {
    ...BARE_ROW,
    id: 'linked-package',
    host: 'a package linked from beside the project, which no workspace holds',
    files: {
      'app/package.json': packageOf('app', {}),
      'app/main.js': mainText('mjs', 'order'),
      'order/package.json': packageOf('order', { exports: './order.js' }),
      'order/order.js': orderText('mjs'),
    },
    links: { 'app/node_modules/order': '../../order' },
    cwd: 'app',
    faultAs: '../order/order.js',
    argv: ['node', 'main.js'],
  },
  {
    ...BARE_ROW,
    kit: 'bundlers',
    about: 'typescript',
    id: 'project-references',
    host: 'TypeScript project references, dist with source maps',
    files: references,
    links: { 'node_modules/@acme/order': '../../packages/order' },
    argv: ['npm', 'run', '-s', 'start'],
  },
  {
    ...BARE_ROW,
    ...pnpm,
    id: 'pnpm',
    host: 'pnpm workspace, from the root',
    argv: ['pnpm', '--silent', '--filter', '@acme/app', 'run', 'start'],
  },
  {
    ...BARE_ROW,
    ...pnpm,
    id: 'pnpm-package',
    host: 'pnpm workspace, from a package',
    cwd: 'packages/app',
    argv: ['pnpm', '--silent', 'start'],
  },
  {
    ...BARE_ROW,
    ...yarnClassic,
    id: 'yarn-classic',
    host: 'yarn 1 workspaces',
    argv: ['yarn', '--silent', 'workspace', '@acme/app', 'start'],
  },
  {
    ...BARE_ROW,
    ...yarn('pnp'),
    id: 'yarn-pnp',
    host: "yarn 4, Plug'n'Play",
    argv: ['yarn', 'workspace', '@acme/app', 'start'],
  },
  {
    ...BARE_ROW,
    ...yarn('node-modules'),
    id: 'yarn-node-modules',
    host: 'yarn 4, node_modules, from a package',
    cwd: 'packages/app',
    argv: ['yarn', 'start'],
  },
];
