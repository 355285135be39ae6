/**
 * Runs the suites, prints their tables and writes them to bench/RESULTS.md: `npm run bench -- [suite...] [--dist FOLDER] [--quick]`,
 * for graphs `[--folder PATH[=NAME]]... [--jelly FOLDER [--jelly-node FILE]]`.
 * Add a suite by adding a line. A quick run tries the suites out and writes nothing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCapture } from './capture.ts';
import { benchPeers } from './graph/peers.ts';
import { benchGraph } from './graph/speed.ts';
import { benchModules } from './modules.ts';
import { benchPrograms } from './program.ts';
import { benchTokens } from './prompt/tokens.ts';
import { benchRecording } from './recording.ts';
import { renderSuite, withSuite } from './report.ts';
import { benchSize } from './rewriting/size.ts';
import { benchRewriting } from './rewriting/speed.ts';
import type { Suite } from './row.ts';
import { benchStart } from './start.ts';

const SUITES: Readonly<Record<string, Suite>> = {
  capture: benchCapture,
  programs: benchPrograms,
  recording: benchRecording,
  graph: benchGraph,
  peers: benchPeers,
  start: benchStart,
  modules: benchModules,
  rewriting: benchRewriting,
  size: benchSize,
  tokens: benchTokens,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dist: { type: 'string' },
    quick: { type: 'boolean', default: false },
    folder: { type: 'string', multiple: true, default: [] },
    jelly: { type: 'string' },
    'jelly-node': { type: 'string' },
  },
});
const dist = resolve(values.dist ?? join(import.meta.dirname, '../dist'));
const names = positionals.length === 0 ? Object.keys(SUITES) : positionals;
const unknown = names.filter((name) => !Object.hasOwn(SUITES, name));
if (unknown.length > 0)
  fail(`no suite ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}`);
if (!existsSync(join(dist, 'cli/main.js')))
  fail(`${dist} holds no built program: run npm run build first`);

const file = join(import.meta.dirname, 'RESULTS.md');
for (const name of names) {
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown processor',
    load: loadavg()[0] ?? 0,
  };
  const rows = await (SUITES[name] as Suite)({
    dist,
    quick: values.quick,
    folders: values.folder,
    ...(values.jelly === undefined ? {} : { jelly: values.jelly }),
    ...(values['jelly-node'] === undefined ? {} : { jellyNode: values['jelly-node'] }),
  });
  const section = renderSuite(name, rows, machine);
  console.log(section);
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (!values.quick) writeFileSync(file, withSuite(page, name, section));
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
