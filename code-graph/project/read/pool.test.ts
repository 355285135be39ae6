/** The same project read in this thread and on several, each by a process of its own: the graphs are the same to the byte. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BUILD = new URL('../build.ts', import.meta.url).href;

async function graphBy(root: string, threads: number): Promise<string> {
  const script = `
    const { buildCodeGraph } = await import(${JSON.stringify(BUILD)});
    const graph = await buildCodeGraph(${JSON.stringify(root)}, { cacheFile: null, threads: ${threads} });
    console.log(JSON.stringify([graph.problems, graph.graph.export()]));`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  return (await run(process.execPath, args, { maxBuffer: 1 << 26 })).stdout;
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
    expect(JSON.parse(here)[1].edges.length).toBeGreaterThan(200);
    expect(await graphBy(root, 3)).toBe(here);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
