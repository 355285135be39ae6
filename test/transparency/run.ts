/**
 * `npm run transparency -- <folder of checkouts> [--only name,...] [--deepest] [--bytes n | --whole] [--json] [--doc]`: the
 * suites of public projects, bare and with everything armed. Prints a table (or one JSON document); what happens meanwhile goes to
 * stderr. `--doc` keeps the results in docs/TRANSPARENCY.md. Exit code 1 where anything differs.
 */
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keepResults, tableOf } from './document.ts';
import { readManifest, readProject } from './project.ts';
import { tryProject } from './trial.ts';
import type { TrialResult } from './trial.ts';

const USAGE =
  'usage: npm run transparency -- <folder of checkouts> [--only name,...] [--deepest] [--bytes n | --whole] [--json] [--doc]';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', default: '' },
      deepest: { type: 'boolean', default: false },
      bytes: { type: 'string', default: String(16 * 1024 * 1024) },
      whole: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      doc: { type: 'boolean', default: false },
    },
  });
  const [given, ...others] = positionals;
  if (given === undefined || others.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const folder = resolve(given);
  const manifest = new Map(readManifest().map((entry) => [entry.name, entry]));
  const only = values.only.split(',').filter((name) => name !== '');
  const names = only.length > 0 ? only : checkoutsIn(folder);
  const workFolder = mkdtempSync(join(tmpdir(), 'transparency-'));
  const announce = (line: string): void => console.error(line);
  announce(`what the suites print is kept in ${workFolder}`);
  const results: TrialResult[] = [];
  const leftOut: { readonly name: string; readonly reason: string }[] = [];
  for (const name of names) {
    const project = readProject(join(folder, name), name, manifest.get(name));
    if (typeof project === 'string') {
      leftOut.push({ name, reason: project });
      announce(`${name}: left out: ${project}`);
      continue;
    }
    const result = await tryProject(project, {
      level: values.deepest ? 'deepest' : 'armed',
      bytes: values.whole ? null : Number(values.bytes),
      workFolder,
      announce,
    });
    results.push(result);
    announce(`${name}: ${verdictOf(result)}`);
    if (values.doc) keepResults([result]);
  }
  if (values.json) console.log(JSON.stringify({ results, leftOut }, null, 2));
  else console.log(tableOf(results));
  return results.length > 0 && results.every((result) => result.same) ? 0 : 1;
}

/** Folders that are checkouts of a project: a package.json and the packages it needs. */
function checkoutsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) =>
      ['package.json', 'node_modules', '.git'].every((part) =>
        existsSync(join(folder, name, part)),
      ),
    )
    .toSorted();
}

function verdictOf(result: TrialResult): string {
  const unsteady = result.unsteady.map(({ test }) => `\n  unsteady: ${test}`).join('');
  if (result.same) return `the same${unsteady}`;
  const more = result.divergences.length - 10;
  return [
    result.problem === '' ? `${result.divergences.length} tests differ` : result.problem,
    ...result.divergences
      .slice(0, 10)
      .map((one) => `  ${one.bare} -> ${one.instrumented}: ${one.test}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}

process.exitCode = await main();
