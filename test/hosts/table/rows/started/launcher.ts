/** What people put in front of `node`: shells, make, and tools that set variables, run several commands or cache tasks. */
import { mainText, manifest, orderText } from '../../fixture.ts';
import { row } from './row.ts';
import type { HostRow } from '../../row.ts';
import { cjsFiles } from '../node.ts';

const packaged = (name: string, argv: readonly string[], more: Partial<HostRow> = {}): HostRow =>
  row(name, name, ['npx', ...argv], { kit: 'launchers', about: name, ...more });

/** Its daemon would outlive the command. */
const turbo = [
  'npx',
  'turbo',
  'run',
  'start',
  '--no-daemon',
  '--no-update-notifier',
  '--ui=stream',
  '--log-order=grouped',
];
const turboFiles = {
  ...manifest({ packageManager: 'npm@10.0.0', workspaces: ['packages/*'] }),
  'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }\n',
  'turbo.json': JSON.stringify({ tasks: { start: { cache: false } } }),
  'packages/app/package.json': JSON.stringify({
    ...{ name: 'app', version: '1.0.0', type: 'module' },
    scripts: { start: 'node main.js' },
  }),
  'packages/app/main.js': mainText('mjs', './order.js'),
  'packages/app/order.js': orderText('mjs'),
};

export const launcherRows: readonly HostRow[] = [
  row('shell-script', 'a shell script', ['sh', 'bin/run.sh'], {
    files: {
      ...cjsFiles,
      'bin/run.sh': `#!/bin/sh\nset -e\ncd "$(dirname "$0")/.."\nMODE=test node main.js "$@" | cat\nexec node main.js\n`,
    },
  }),
  row('make', 'make', ['make', '-s', 'start'], {
    files: { ...cjsFiles, Makefile: 'start: ready\n\tMODE=test node main.js\nready:\n\t@true\n' },
    // A tool of the machine: no test of the project.
    node: '22',
    exitCode: 2,
  }),
  packaged('cross-env', [
    'cross-env',
    'MODE=test',
    'NODE_OPTIONS=--stack-trace-limit=20',
    'node',
    'main.js',
  ]),
  packaged('dotenv-cli', ['dotenv', '-e', '.env.test', '--', 'node', 'main.js'], {
    files: { ...cjsFiles, '.env.test': 'MODE=test\nNODE_OPTIONS=--stack-trace-limit=20\n' },
  }),
  packaged('concurrently', ['concurrently', '--raw', 'node main.js', 'node -e 0'], { exitCode: 1 }),
  {
    ...row('turbo-loose', 'turbo --env-mode=loose', [...turbo, '--env-mode=loose']),
    ...{ kit: 'turbo', about: 'turbo', files: turboFiles, exitCode: 3 },
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    noise: /^.*(?:Duration|Time|turbo|Remote caching|Packages in scope).*$/gmu,
  },
];
