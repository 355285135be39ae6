/** Runs what was built, as only that has threads. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const THREADS = new URL('../../../dist/code-graph/project/read/threads.js', import.meta.url).href;

interface Outcome {
  readonly there: readonly number[];
  readonly here: readonly number[];
  readonly started: number;
}

/** Runs 40 tasks on threads that answer by `body`, where `task` is the number of one. */
async function runTasks(body: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'scope-threads-'));
  try {
    const file = join(folder, 'worker.mjs');
    await writeFile(
      file,
      `import { parentPort, workerData } from 'node:worker_threads';
       parentPort.on('message', (task) => { ${body} });`,
    );
    const script = `
      const { runThreads } = await import(${JSON.stringify(THREADS)});
      const there = [], here = [];
      let started = 0, next = 0;
      process.on('worker', () => { started += 1; });
      await runThreads({
        module: new URL(${JSON.stringify(pathToFileURL(file).href)}),
        threads: 2,
        data: 100,
        resourceLimits: { maxOldGenerationSizeMb: 16 },
        take: () => (next < 40 ? next++ : null),
        onDone: (done) => there.push(done),
        doHere: (task) => here.push(task),
      });
      const sort = (values) => values.sort((a, b) => a - b);
      console.log(JSON.stringify({ there: sort(there), here: sort(here), started }));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
    return JSON.parse(stdout) as Outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

it('gives each task to one thread', async () => {
  const { there, here, started } = await runTasks('parentPort.postMessage(workerData + task)');
  expect(there).toEqual(upTo(40).map((task) => 100 + task));
  expect([here, started]).toEqual([[], 2]);
});

it('does here what a thread dies at, and goes on with a new one', async () => {
  const { there, here, started } = await runTasks(`
    if (task % 10 === 7) throw new Error('dies');
    parentPort.postMessage(task);`);
  expect(here).toEqual([7, 17, 27, 37]);
  expect(there).toEqual(upTo(40).filter((task) => task % 10 !== 7));
  expect(started).toBeGreaterThan(2);
});

it('does here what no heap of a thread has room for', async () => {
  const { there, here } = await runTasks(`
    const kept = [];
    while (task === 25) kept.push({ task });
    parentPort.postMessage(task);`);
  expect(here).toEqual([25]);
  expect(there).toHaveLength(39);
});

it('does everything here where threads die at once', async () => {
  const { there, here, started } = await runTasks('process.exit(1)');
  expect([there, here, started]).toEqual([[], upTo(40), 6]);
});
