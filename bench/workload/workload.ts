/** The programs that probes are priced on, each with what it is fed and the files that its time is spent in. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocument, makeSource } from './input.ts';

export interface Workload {
  readonly name: string;
  /** Below bench/; takes an input, how often to go through it, and where to write what came out. */
  readonly script: string;
  readonly makeInput: (bytes: number) => string;
  readonly bytes: number;
  /** Passes over the input that take the bare program about a second of CPU. */
  readonly times: number;
  /** What is rewritten: files, or folders with all `.mjs` files below, from bench/ on. */
  readonly files: readonly string[];
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'acorn',
    script: 'workload/acorn.mjs',
    makeInput: makeSource,
    bytes: 250_000,
    times: 10,
    files: ['node_modules/acorn/dist/acorn.mjs'],
  },
  {
    name: 'markdown-it',
    script: 'workload/markdown-it.mjs',
    makeInput: makeDocument,
    bytes: 200_000,
    times: 20,
    files: ['node_modules/markdown-it/lib'],
  },
  {
    name: 'prettier',
    script: 'workload/prettier.mjs',
    makeInput: makeSource,
    bytes: 60_000,
    times: 4,
    files: [
      'node_modules/prettier/standalone.mjs',
      'node_modules/prettier/plugins/babel.mjs',
      'node_modules/prettier/plugins/estree.mjs',
    ],
  },
];

/** @returns the files below a folder whose names end so, relative to `root` */
export function filesBelow(folder: string, ending: string, root: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => `${folder}/${path}`)
    .sort();
}

/** @returns the source files of the workload, relative to `root` */
export function sourcesOf({ files }: Workload, root: string): readonly string[] {
  return files.flatMap((file) => (file.endsWith('.mjs') ? [file] : filesBelow(file, '.mjs', root)));
}
