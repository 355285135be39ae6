/**
 * The same project read in this thread and on several, each by a process of its own: the graphs are the same to the byte. Runs
 * what was built, as only that has threads.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BUILD = new URL('../../../dist/code-graph/project/build.js', import.meta.url).href;

interface Built {
  /** How many batches threads sent back. */
  readonly batches: number;
  readonly graph: string;
}

async function graphBy(root: string, threads: number): Promise<Built> {
  const script = `
    let batches = 0;
    process.on('worker', (worker) => worker.on('message', () => { batches += 1; }));
    const { buildCodeGraph } = await import(${JSON.stringify(BUILD)});
    const graph = await buildCodeGraph(${JSON.stringify(root)}, { cacheFile: null, threads: ${threads} });
    console.log(batches);
    console.log(JSON.stringify([graph.problems, graph.graph.export()]));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 });
  const [batches, graph] = stdout.split('\n');
  return { batches: Number(batches), graph: graph ?? '' };
}

it('does not matter how many threads read', async () => {
  const root = await mkdtemp(join(tmpdir(), 'scope-pool-'));
  try {
    for (let at = 0; at < 60; at += 1) {
      await mkdir(join(root, `d${at % 7}`), { recursive: true });
      const text =
        at % 20 === 3
          ? 'let = = ;'
          : `import { f${at + 1} } from '../d${(at + 1) % 7}/${at + 1}';\nexport function f${at}(o) { o.p${at % 5} = f${at + 1}(o); return 'ä' }`;
      await writeFile(join(root, `d${at % 7}`, `${at}.ts`), at % 20 === 7 ? 'x\0y' : text);
    }
    const here = await graphBy(root, 0);
    expect(here.batches).toBe(0);
    const [problems, { edges }] = JSON.parse(here.graph) as [unknown[], { edges: unknown[] }];
    expect([problems.length, edges.length > 200]).toEqual([6, true]);
    const there = await graphBy(root, 3);
    expect(there.batches).toBe(4);
    expect(there.graph === here.graph).toBe(true);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}, 90_000);
