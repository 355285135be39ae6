/** Programs that are more than one process or thread, and what restarts programs. */
import { BARE_ROW, mainText, manifest, orderText } from '../fixture.ts';
import type { HostRow } from '../row.ts';
import { cjsFiles, esmFiles } from './node.ts';

/** @param start  how the first process starts `main.js`; ends with its exit code */
function started(id: string, host: string, start: string, node: HostRow['node'] = '20'): HostRow {
  return {
    ...BARE_ROW,
    id,
    host,
    node,
    files: { ...cjsFiles, 'start.js': `'use strict';\n${start}\n` },
    argv: ['node', 'start.js'],
  };
}

const shell = `'"' + process.execPath + '" main.js'`;
const code = `(code) => { process.exitCode = code; }`;
const cluster = `const cluster = require('node:cluster');
if (cluster.isPrimary) {
  cluster.fork({ ONLY: 'this' }).process.on('exit', ${code});
} else {
  require('./main.js');
  cluster.worker.disconnect();
}`;

export const processRows: readonly HostRow[] = [
  started(
    'worker-threads',
    'worker_threads',
    `const { Worker } = require('node:worker_threads');
new Worker(require.resolve('./main.js'), { env: {} }).on('exit', ${code});`,
  ),
  started(
    'worker-threads-24',
    'worker_threads',
    `const { Worker } = require('node:worker_threads');
new Worker(require.resolve('./main.js'), { env: {} }).on('exit', ${code});`,
    '24',
  ),
  started(
    'fork',
    'child_process.fork',
    `require('node:child_process').fork('./main.js', { env: {} }).on('exit', ${code});`,
  ),
  started(
    'spawn',
    'child_process.spawn',
    `require('node:child_process').spawn(process.execPath, ['main.js'], { env: {}, stdio: 'inherit' }).on('exit', ${code});`,
  ),
  started(
    'exec',
    'child_process.exec',
    `require('node:child_process').exec(${shell}, { env: {} }, (error, out) => { process.stdout.write(out); process.exitCode = error.code; });`,
  ),
  started(
    'exec-sync',
    'child_process.spawnSync through a shell',
    `process.exitCode = require('node:child_process').spawnSync(${shell}, { env: {}, shell: true, stdio: 'inherit' }).status;`,
  ),
  started('cluster', 'cluster', cluster),
  started('cluster-24', 'cluster', cluster, '24'),
  {
    ...BARE_ROW,
    id: 'npm-script',
    host: 'npm run, a script that calls a script',
    files: {
      ...esmFiles,
      ...manifest({
        type: 'module',
        scripts: { start: 'npm run -s go', go: 'cd lib && node ../main.js' },
      }),
    },
    argv: ['npm', 'run', '-s', 'start'],
  },
  {
    ...BARE_ROW,
    id: 'npm-script-options',
    host: 'npm run, a script that sets NODE_OPTIONS anew',
    files: {
      ...esmFiles,
      ...manifest({
        type: 'module',
        scripts: { start: 'NODE_OPTIONS="--no-warnings --stack-trace-limit=5" node main.js' },
      }),
    },
    argv: ['npm', 'run', '-s', 'start'],
  },
  {
    ...BARE_ROW,
    id: 'shell-options',
    host: 'sh -c with a text that sets NODE_OPTIONS anew',
    files: cjsFiles,
    argv: ['sh', '-c', 'export NODE_OPTIONS=--no-warnings; node main.js'],
  },
  {
    ...BARE_ROW,
    id: 'npx',
    host: 'npx, a command of the project',
    files: { ...cjsFiles, 'main.js': `#!/usr/bin/env node\n${mainText('cjs', './lib/order.js')}` },
    argv: ['npx', '-c', 'node main.js'],
  },
  {
    ...BARE_ROW,
    id: 'node-watch',
    host: 'node --watch',
    files: { ...cjsFiles },
    argv: ['node', '--watch', '--no-warnings', 'main.js'],
    endsAfter: /Failed running|Completed running/u,
  },
  {
    ...BARE_ROW,
    id: 'node-watch-24',
    host: 'node --watch',
    node: '24',
    files: { ...cjsFiles },
    argv: ['node', '--watch', 'main.js'],
    endsAfter: /Failed running|Completed running/u,
  },
  {
    ...BARE_ROW,
    id: 'nodemon',
    host: 'nodemon',
    kit: 'loaders',
    about: 'nodemon',
    files: { ...esmFiles, 'lib/order.js': orderText('mjs') },
    argv: ['npx', 'nodemon', 'main.js'],
    endsAfter: /app crashed|clean exit/u,
  },
];
