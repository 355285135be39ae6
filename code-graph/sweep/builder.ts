/** Builds control flow, control dependence, SSA form and data flow of all functions of a file, and takes the time of each. */
import { openFiles } from '../select/sources.ts';

export interface BuilderOptions {
  readonly root: string;
  /** What the files that are kept open may take, about. */
  readonly memoryMb: number;
}

export interface FileTask {
  readonly path: string;
  /** Ids of functions in this file. */
  readonly functions: readonly string[];
}

export interface FileDone {
  /** Of each function, milliseconds, with its file parsed. */
  readonly ms: readonly number[];
  /** Files that had to go to make room for this one. */
  readonly evicted: number;
}

/** @returns what builds the functions of one file; those that are not there any more are left out */
export function openBuilder({ root, memoryMb }: BuilderOptions): (task: FileTask) => FileDone {
  const files = openFiles(root, { memoryMb });
  return ({ path, functions }) => {
    const evictedBefore = files.evicted();
    const ms: number[] = [];
    if (files.open(path) === null) return { ms, evicted: 0 };
    for (const id of functions) {
      const before = performance.now();
      const body = files.body(id);
      if (body === null) continue;
      void [body.cdg, body.dfg];
      ms.push(performance.now() - before);
    }
    return { ms, evicted: files.evicted() - evictedBefore };
  };
}
