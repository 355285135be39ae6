/**
 * The environment of the user's command under Scope: the run folder, our preload in front of the user's NODE_OPTIONS, and
 * switches that keep transpiler caches which key by modification time or lie in the project from keeping rewritten text.
 */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { RUN_DIR_VARIABLE } from '../../protocol/session.ts';
import { forbidsPreload, NODE_OPTIONS_VARIABLE, withPreload } from '../runtime/node-options.ts';
import { withPreloadInWords } from '../runtime/host/shell-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const CACHES_OFF = {
  BABEL_DISABLE_CACHE: '1',
  ESM_DISABLE_CACHE: '1',
  JITI_CACHE: 'false',
  JITI_FS_CACHE: 'false',
  // Written by Node itself, where no note can be made of it.
  NODE_DISABLE_COMPILE_CACHE: '1',
  VITEST_FS_MODULE_CACHE: '0',
} as const;

/** @returns a copy; `env` itself where there is no run folder (a bare run), and where Node would not start with us */
export function targetEnvironment(
  env: Environment,
  {
    runDir,
    preloadPath,
    argv = [],
  }: {
    readonly runDir: string | null;
    readonly preloadPath: string;
    readonly argv?: readonly string[];
  },
): Environment {
  if (runDir === null) return env;
  const preload = realpathSync(preloadPath);
  if (forbidsPreload([env[NODE_OPTIONS_VARIABLE] ?? '', ...argv], preload)) return env;
  return {
    ...env,
    ...CACHES_OFF,
    [RUN_DIR_VARIABLE]: resolve(runDir),
    // Node resolves links before it loads; the preload recognises its own option by the path it was loaded from.
    [NODE_OPTIONS_VARIABLE]: withPreload(env[NODE_OPTIONS_VARIABLE], preload),
  };
}

/** @returns the words to start: a shell that sets NODE_OPTIONS anew is to keep ours in it */
export function targetWords(
  argv: readonly string[],
  { runDir, preloadPath }: { readonly runDir: string | null; readonly preloadPath: string },
): readonly string[] {
  if (runDir === null) return argv;
  const preload = realpathSync(preloadPath);
  return forbidsPreload(argv, preload) ? argv : withPreloadInWords(argv, preload);
}
