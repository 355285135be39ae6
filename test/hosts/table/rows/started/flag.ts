/** Ways in which Node itself is started: text without a file, flags and variables that change how files are found and loaded. */
import { mainText, manifest, orderText } from '../../fixture.ts';
import { row } from './row.ts';
import type { HostRow, NodeMajor } from '../../row.ts';
import { cjsFiles, esmFiles } from '../node.ts';

/** A file whose name says that it is CommonJS, with types. */
const typedCommonJs = orderText('ts').replace(
  /^export function totalOf/mu,
  'exports.totalOf = totalOf;\nfunction totalOf',
);
const CALL = `totalOf([{ unit: 20, count: 2 }, { unit: 20, count: '3' }], 10)`;
const untyped = {
  ...manifest(),
  'main.js': mainText('mjs', './lib/order.js'),
  'lib/order.js': orderText('mjs'),
};
const linked = {
  files: {
    'app/package.json': '{ "name": "app", "type": "module" }\n',
    'app/main.js': mainText('mjs', 'order'),
    'order/package.json': '{ "name": "order", "type": "module", "exports": "./order.js" }\n',
    'order/order.js': orderText('mjs'),
  },
  links: { 'app/node_modules/order': '../../order' },
  cwd: 'app',
  faultAs: '../order/order.js',
} as const;
const majors: readonly NodeMajor[] = ['22', '24'];

export const flagRows: readonly HostRow[] = [
  row('node-eval', 'node -e, a file that the text loads', ['node', '-e', `require('./main.js')`]),
  row(
    'node-print',
    'node -p, a file that the text loads',
    ['node', '-p', `require('./lib/order.js').${CALL}`],
    { exitCode: 0 },
  ),
  row('node-stdin', 'node - < file, a file that the text loads', ['sh', '-c', 'node - < main.js']),
  row('node-options', 'NODE_OPTIONS of the user', ['node', 'main.js'], {
    files: {
      ...cjsFiles,
      'first.cjs': `globalThis.first = 'loaded';\n`,
      'main.js': `${cjsFiles['main.js']}console.log('first', globalThis.first);\n`,
    },
    env: { NODE_OPTIONS: '--require ./first.cjs --enable-source-maps --stack-trace-limit=5' },
  }),
  row(
    'preserve-symlinks',
    'node --preserve-symlinks, a linked package',
    [...['node', '--preserve-symlinks', '--preserve-symlinks-main', 'main.js']],
    linked,
  ),
  ...majors.map((node) =>
    row(
      `node-${node}-detect`,
      'ES module syntax that no "type" announces',
      ['node', '--no-warnings', 'main.js'],
      {
        node,
        files: untyped,
      },
    ),
  ),
  ...majors.map((node) =>
    row(`node-${node}-run`, 'node --run, a script of package.json', ['node', '--run', 'start'], {
      node,
      exitCode: 1,
      files: { ...esmFiles, ...manifest({ type: 'module', scripts: { start: 'node main.js' } }) },
    }),
  ),
  ...majors.map((node) =>
    row(`node-${node}-compile-cache`, 'NODE_COMPILE_CACHE', ['node', 'main.js'], {
      node,
      env: { NODE_COMPILE_CACHE: 'compiled' },
    }),
  ),
  row(
    'node-22-require-esm',
    'node, CommonJS that requires an ES module',
    ['node', '--no-warnings', 'main.cjs'],
    {
      node: '22',
      files: {
        ...manifest(),
        'main.cjs': mainText('cjs', './lib/order.mjs'),
        'lib/order.mjs': orderText('mjs'),
      },
    },
  ),
  row(
    'node-22-transform-types',
    'node --experimental-transform-types',
    ['node', '--experimental-transform-types', '--no-warnings', 'main.ts'],
    {
      node: '22',
      files: {
        ...manifest({ type: 'module' }),
        'main.ts': mainText('ts', './lib/order.ts'),
        'lib/order.ts': `enum Unit { Piece = 1 }\n${orderText('ts').replace('0);', '0) * Unit.Piece;')}`,
      },
    },
  ),
  row('node-24-mts-cts', 'node, .mts that imports .cts', ['node', 'main.mts'], {
    node: '24',
    files: {
      ...manifest(),
      'main.mts': mainText('ts', './lib/order.cts'),
      'lib/order.cts': typedCommonJs,
    },
  }),
  row('tsx-watch', 'tsx watch', ['npx', 'tsx', 'watch', 'src/main.ts'], {
    about: 'tsx',
    node: '22',
    files: {
      ...manifest({ type: 'module' }),
      'src/main.ts': `${mainText('ts', './order.js')}setTimeout(() => console.log('idle'), 300);\nsetTimeout(() => undefined, 60_000);\n`,
      'src/order.ts': orderText('ts'),
    },
    endsAfter: /idle/u,
    // Without a terminal Ctrl-C reaches it twice: from its group, and from Scope.
    noise: /(?<=idle)(?:\n.*\[tsx\].*)?$/gu,
  }),
];
