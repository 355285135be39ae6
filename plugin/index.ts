/**
 * A plugin for bundlers (Vite, Rollup, Rolldown, esbuild, webpack, Rspack): puts the probes of a plan into code that ships to where
 * Scope does not start the program: a browser, a lambda, a container. What is built runs alone, its probes do nothing; with
 * `scope-why/record` loaded in front, and SCOPE_RUN_DIR naming the folder that the build has laid out, it records.
 */
import { createUnplugin } from 'unplugin';
import { layBuild } from './build.ts';
import type { Build } from './build.ts';

export interface ScopePluginOptions {
  /** The plan file, as `scope plan` writes it; relative to the root. */
  readonly plan: string;
  /** Folder of the project; by default the nearest one with a package.json, from the working directory. */
  readonly root?: string;
}

export type { Build } from './build.ts';

const SOURCE = /\.[cm]?[jt]sx?$/u;

/** The factory; the members below are what configurations use. */
export const scopePlugin = createUnplugin((options: ScopePluginOptions) => {
  let build: Build | null = null;
  return {
    name: 'scope',
    enforce: 'pre' as const,
    async buildStart(): Promise<void> {
      build = await layBuild(options);
      for (const message of build.problems) console.warn(`scope: ${message}`);
      console.warn(`scope: ${build.files} files with probes; recordings go to ${build.runDir}`);
    },
    transformInclude: (id: string) => SOURCE.test(plain(id)),
    transform(code: string, id: string) {
      const made = build?.rewritten(plain(id), code) ?? null;
      return made === null ? null : { code: made.code, map: made.map };
    },
  };
});

export const { vite, rollup, rolldown, esbuild, webpack, rspack } = scopePlugin;

function plain(id: string): string {
  return id.replace(/[?#].*$/u, '');
}
