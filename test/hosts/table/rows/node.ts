/** Node itself: both module systems and the types it strips, on each major. */
import { mainText, manifest, orderText, QUESTION, WRONG } from '../fixture.ts';
import type { HostRow, NodeMajor } from '../row.ts';

const base = {
  kit: null,
  about: null,
  question: QUESTION,
  exitCode: 3,
  value: WRONG,
} as const;

export const cjsFiles = {
  ...manifest(),
  'main.js': mainText('cjs', './lib/order.js'),
  'lib/order.js': orderText('cjs'),
};
export const esmFiles = {
  ...manifest({ type: 'module' }),
  'main.js': mainText('mjs', './lib/order.js'),
  'lib/order.js': orderText('mjs'),
};
const strippedFiles = {
  ...manifest({ type: 'module' }),
  'main.ts': mainText('ts', './lib/order.ts'),
  'lib/order.ts': orderText('ts'),
};

function modules(node: NodeMajor): readonly HostRow[] {
  return [
    {
      ...base,
      id: `node-${node}-cjs`,
      host: 'node, CommonJS',
      node,
      files: cjsFiles,
      argv: ['node', 'main.js'],
    },
    {
      ...base,
      id: `node-${node}-esm`,
      host: 'node, ES modules',
      node,
      files: esmFiles,
      argv: ['node', 'main.js'],
    },
    {
      ...base,
      id: `node-${node}-mixed`,
      host: 'node, ES module that loads CommonJS',
      node,
      files: {
        ...manifest(),
        'main.mjs': mainText('mjs', './lib/order.cjs'),
        'lib/order.cjs': orderText('cjs'),
      },
      argv: ['node', 'main.mjs'],
    },
  ];
}

function stripping(node: NodeMajor, ...flags: readonly string[]): HostRow {
  return {
    ...base,
    id: `node-${node}-types${flags.length === 0 ? '' : '-flag'}`,
    host: `node ${flags.join(' ') || ', types stripped by default'}`.replace(' ,', ','),
    node,
    files: strippedFiles,
    argv: ['node', ...flags, '--no-warnings', 'main.ts'],
  };
}

export const nodeRows: readonly HostRow[] = [
  ...modules('20'),
  ...modules('22'),
  ...modules('24'),
  {
    ...base,
    id: 'node-24-require-esm',
    host: 'node, CommonJS that requires an ES module',
    node: '24',
    files: {
      ...manifest(),
      'main.cjs': mainText('cjs', './lib/order.mjs'),
      'lib/order.mjs': orderText('mjs'),
    },
    argv: ['node', 'main.cjs'],
  },
  stripping('22', '--experimental-strip-types'),
  stripping('22'),
  stripping('24'),
  stripping('24', '--experimental-transform-types'),
];
