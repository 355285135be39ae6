/** What runs inside the target, bundled from the sources as the build does it, so that a benchmark never measures an old build. */
import { join } from 'node:path';
import { build } from 'esbuild';

/** @param names  of modules in capture/runtime; each becomes `<folder>/<name>.cjs` */
export async function bundleRuntime(folder: string, names: readonly string[]): Promise<void> {
  const runtime = join(import.meta.dirname, '../capture/runtime');
  await build({
    entryPoints: names.map((name) => join(runtime, `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    legalComments: 'none',
  });
}
