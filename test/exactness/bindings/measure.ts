/**
 * `npm run exactness -- bindings <folder of checkouts> [--only names] [--json]`: for every identifier of real projects,
 * the declaration that the scope table names beside the one that TypeScript's checker names.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSources } from './project.ts';

/** @returns the exit code */
export async function measureBindings(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [folder] = positionals;
  if (folder === undefined) {
    console.error('which folder of checkouts?');
    return 2;
  }
  const only = values.only?.split(',');
  const names = readdirSync(folder).filter((name) => only?.includes(name) ?? true);
  for (const name of names.sort()) {
    const sources = await readSources(join(folder, name));
    console.log(`${name} ${sources.length} files`);
  }
  return 0;
}
