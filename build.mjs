/**
 * Builds `dist/`: every module through tsc (one file each, so that commands load lazily), and the part that runs inside the
 * user's program bundled into single CommonJS files, because it is loaded with `--require` and must cost few file reads.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const root = new URL('.', import.meta.url).pathname;

rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [require.resolve('typescript/bin/tsc'), '-p', `${root}tsconfig.build.json`],
  { stdio: 'inherit' },
);
const entries = ['preload', 'drain']
  .map((name) => `${root}capture/runtime/${name}.ts`)
  .filter((file) => existsSync(file));
await build({
  entryPoints: entries,
  outdir: `${root}dist/capture/target`,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  legalComments: 'none',
});
if (existsSync(`${root}dist/cli/main.js`)) chmodSync(`${root}dist/cli/main.js`, 0o755);
