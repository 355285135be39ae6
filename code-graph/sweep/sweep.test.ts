/** Runs what was built, as only that has threads. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sweep } from './sweep.ts';

const run = promisify(execFile);
const built = (path: string): string =>
  JSON.stringify(new URL(`../../dist/code-graph/${path}`, import.meta.url).href);

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'scope-sweep-'));
  for (let at = 0; at < 30; at += 1)
    await writeFile(
      join(root, `${at}.ts`),
      `export function f${at}(a) { if (a > ${at}) return () => a; return null }\n${'//\n'.repeat(900)}`,
    );
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function sweep(options: string): Promise<Sweep & { readonly batches: number }> {
  const script = `
    let batches = 0;
    process.on('worker', (worker) => worker.on('message', () => { batches += 1; }));
    const { buildCodeGraph } = await import(${built('index.js')});
    const { sweepBodies } = await import(${built('sweep/sweep.js')});
    const graph = await buildCodeGraph(${JSON.stringify(root)}, { cacheFile: null, threads: 0 });
    const progress = [];
    const swept = await sweepBodies(graph, { ...${options}, onProgress: ({ files }) => progress.push(files) });
    if (progress.join() !== Array.from({ length: 30 }, (_, at) => at + 1).join()) throw new Error(progress.join());
    console.log(JSON.stringify({ ...swept, batches }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout) as Sweep & { readonly batches: number };
}

it('builds every body on threads as it does in this one', async () => {
  const here = await sweep('{ memoryMb: 400, threads: 0 }');
  // A module, its function and the one within, each.
  expect([here.functions, here.evicted, here.batches]).toEqual([90, 0, 0]);
  expect(here.p50Ms).toBeGreaterThan(0);
  const there = await sweep('{ memoryMb: 400, threads: 2 }');
  expect([there.functions, there.evicted, there.batches]).toEqual([90, 0, 30]);
});

it('lets files go where the memory is small, in all threads together', async () => {
  // A file is about 0.33 MB by the estimate: four of them fit.
  expect((await sweep('{ memoryMb: 1.4, threads: 0 }')).evicted).toBe(26);
  // Each keeps two; one that is slow to start may get one file, or none.
  expect([26, 27, 28]).toContain((await sweep('{ memoryMb: 1.4, threads: 2 }')).evicted);
});
