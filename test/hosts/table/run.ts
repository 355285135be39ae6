/**
 * `npm run hosts [-- --only id,id*] [--residue] [--json]`: tries the rows, prints them, and writes each into the table of docs/HOSTS.md
 * as soon as it is known; rows that are not tried keep their line. With --residue, looks at what each row leaves behind instead.
 * Needs the npm registry once; exits 1 where a row does not work.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../trial.ts';
import { type TableLine, withTable } from './render.ts';
import { installKit, nodeOf, versionsOf } from './kit.ts';
import { hostRows } from './rows/index.ts';
import { findResidue } from './residue.ts';
import type { HostRow } from './row.ts';
import { tryRow } from './try-row.ts';

const PAGE = join(ROOT, 'docs/HOSTS.md');

function versionOf({ about, kit }: HostRow): string {
  if (about === null) return '';
  if (kit !== null) return versionsOf(kit)[about] ?? '';
  const manifest = readFileSync(join(ROOT, 'node_modules', about, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

async function lineOf(row: HostRow): Promise<TableLine> {
  const { bareMs, askMs, complaints } = await tryRow(row).catch((error: unknown) => ({
    bareMs: 0,
    askMs: 0,
    complaints: [error instanceof Error ? error.message : String(error)],
  }));
  return {
    id: row.id,
    host: row.host,
    version: versionOf(row),
    node: row.node,
    works: complaints.length === 0,
    bareMs: Math.round(bareMs),
    askMs: Math.round(askMs),
    complaints,
  };
}

/** @throws Error where a word names no row */
function chosenRows(only: string): readonly HostRow[] {
  const words = only.split(',').filter((word) => word !== '');
  const fits = (word: string, { id }: HostRow): boolean =>
    word.endsWith('*') ? id.startsWith(word.slice(0, -1)) : id === word;
  for (const word of words)
    if (!hostRows.some((row) => fits(word, row))) throw new Error(`no row is called ${word}`);
  return words.length === 0
    ? hostRows
    : hostRows.filter((row) => words.some((word) => fits(word, row)));
}

async function reportResidue(rows: readonly HostRow[]): Promise<number> {
  const findings: Record<string, readonly string[]> = {};
  for (const row of rows) {
    const found = await findResidue(row).catch((error: unknown) => [String(error)]);
    findings[row.id] = found;
    console.error(`${found.length === 0 ? 'clean' : 'NOT CLEAN'}  ${row.id}`);
    for (const one of found) console.error(`       ${one}`);
  }
  const unclean = Object.values(findings).filter((found) => found.length > 0).length;
  console.log(JSON.stringify({ rows: rows.length, unclean, findings }, null, 2));
  return unclean;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      residue: { type: 'boolean', default: false },
    },
  });
  if (!existsSync(join(ROOT, 'dist/cli/main.js')))
    throw new Error('dist/cli/main.js is missing: npm run build first');
  const rows = chosenRows(values.only);
  for (const kit of new Set(rows.map((row) => row.kit))) if (kit !== null) installKit(kit);
  for (const major of new Set(rows.map((row) => row.node))) nodeOf(major);
  if (values.residue) {
    if ((await reportResidue(rows)) > 0) process.exitCode = 1;
    return;
  }
  const ids = hostRows.map(({ id }) => id);
  const lines: TableLine[] = [];
  for (const row of rows) {
    const line = await lineOf(row);
    lines.push(line);
    writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), [line], ids));
    console.error(`${line.works ? 'works' : 'FAILS'}  ${row.id}  ${line.askMs} ms`);
    for (const complaint of line.complaints) console.error(`       ${complaint}`);
  }
  const failed = lines.filter((line) => !line.works).length;
  console.log(
    values.json
      ? JSON.stringify({ rows: lines.length, failed, lines }, null, 2)
      : withTable('', lines, ids),
  );
  if (failed > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
