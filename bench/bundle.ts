/** What runs inside the target, bundled from the sources as the build does it, so that a benchmark never measures an old build. */
import { join } from 'node:path';
import { bundleTarget } from '../bundle-target.mjs';

/** @param names  of modules in capture/runtime; each becomes `<folder>/<name>.cjs` */
export async function bundleRuntime(folder: string, names: readonly string[]): Promise<void> {
  const runtime = join(import.meta.dirname, '../capture/runtime');
  const paths = names.map((name) => join(runtime, `${name}.ts`));
  await bundleTarget(paths, folder);
}
