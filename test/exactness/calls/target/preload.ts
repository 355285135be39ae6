/**
 * Loaded in front of a suite in the place of Scope's own preload: the same host serves the same rewritten text, but its probes
 * only count who called whom. Bundled into one CommonJS file before it is used.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { hostThread } from '../../../../capture/runtime/host/install.ts';
import type { Site } from '../../../../protocol/site.ts';
import type { FileIndex } from '../../../../protocol/session.ts';
import { createCounter } from './counter.ts';

Reflect.deleteProperty(require.cache, __filename);

hostThread({
  preloadPath: __filename,
  drainPath: '',
  start(runDir) {
    const read = <T>(name: string): T => JSON.parse(readFileSync(join(runDir, name), 'utf8')) as T;
    const sites: Site[] = [];
    for (const site of read<readonly Site[]>('sites.json')) sites[site.id] = site;
    return createCounter({
      sites,
      paths: read<FileIndex>('files.json').files.map(({ path, name }) => [path, name ?? path]),
      output: join(runDir, 'edges', `${process.pid}-${threadId}.jsonl`),
    });
  },
});
