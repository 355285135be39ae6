/**
 * `npm run exactness -- bindings <folder of checkouts> [--only names] [--list n] [--json]`: for every identifier of real
 * projects, the declaration that the scope table names beside the one that TypeScript's checker names.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareFile } from './compare.ts';
import { compareImports } from './import.ts';
import { readSources } from './project.ts';
import { row, tally } from './tally.ts';
import type { ProjectResult } from './tally.ts';

function show(result: ProjectResult, limit: number): void {
  console.log(row(result));
  for (const [category, lines] of Object.entries(result.differences)) {
    console.log(`    ${lines.length} × ${category}`);
    for (const line of lines.slice(0, limit)) console.log(`      ${line}`);
  }
  for (const line of result.unread.slice(0, limit)) console.log(`    unread: ${line}`);
}

/** @returns the exit code */
export async function measureBindings(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      list: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const [folder] = positionals;
  if (folder === undefined) {
    console.error('which folder of checkouts?');
    return 2;
  }
  const only = values.only?.split(',');
  const names = readdirSync(folder).filter(
    (name) => (only?.includes(name) ?? true) && statSync(join(folder, name)).isDirectory(),
  );
  const results: ProjectResult[] = [];
  for (const name of names.sort()) {
    const sources = await readSources(join(folder, name));
    const imports = compareImports(join(folder, name), sources);
    const result = tally(name, sources.map(compareFile), imports);
    results.push(result);
    if (!values.json) show(result, Number(values.list));
  }
  if (values.json) console.log(JSON.stringify(results, null, 2));
  return 0;
}
