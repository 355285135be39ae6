/** A worker thread that builds the bodies of one file after the other, with a heap of its own that bounds what it leaves behind. */
import { parentPort, workerData } from 'node:worker_threads';
import { openBuilder } from './builder.ts';
import type { BuilderOptions, FileTask } from './builder.ts';

const build = openBuilder(workerData as BuilderOptions);

parentPort?.on('message', (task: FileTask) => parentPort?.postMessage(build(task)));
