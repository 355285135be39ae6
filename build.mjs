/**
 * Builds `dist/`: every module through tsc (one file each, so that commands load lazily), and the part that runs inside the
 * user's program bundled into single CommonJS files, because it is loaded with `--require` and must cost few file reads.
 * Built beside and put in place at the end: a failed build leaves the last good one, and a running command keeps its files.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundleTarget } from './bundle-target.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('.', import.meta.url));
const next = `${root}dist.${process.pid}`;

/** npm runs `prepare` at every install and once more for the first `npx scope` in this folder. */
const isPrepare = process.env.npm_lifecycle_event === 'prepare';
const sources = 'capture cli code-graph instrumenters orchestrator plugin protocol providers query';

function isFresh() {
  const built = statSync(`${root}dist/cli/main.js`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const files = sources
    .split(' ')
    .flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true }).map((file) => `${folder}/${file}`),
    );
  return [
    'build.mjs',
    'bundle-target.mjs',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    ...files,
  ].every((file) => statSync(`${root}${file}`).mtimeMs <= built);
}

if (isPrepare && isFresh()) process.exit(0);

try {
  execFileSync(
    process.execPath,
    [require.resolve('typescript/bin/tsc'), '-p', `${root}tsconfig.build.json`, '--outDir', next],
    { stdio: 'inherit' },
  );
  const entries = ['preload', 'drain']
    .map((name) => `${root}capture/runtime/${name}.ts`)
    .filter((file) => existsSync(file));
  await bundleTarget(entries, `${next}/capture/target`);
  if (existsSync(`${next}/cli/main.js`)) chmodSync(`${next}/cli/main.js`, 0o755);
  rmSync(`${root}dist`, { recursive: true, force: true });
  renameSync(next, `${root}dist`);
} catch (error) {
  rmSync(next, { recursive: true, force: true });
  // tsc has said on its own what is wrong.
  if (error?.status === undefined) throw error;
  process.exitCode = 1;
}
