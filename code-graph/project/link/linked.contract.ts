/** Small programs, linked: for the tests of the linker. */
import { parseSource } from '../../syntax/parse.ts';
import { holdLinked } from '../calls.ts';
import { extractFacts } from '../facts/extract.ts';
import type { CallEdge } from './call.ts';
import { linkCalls } from './link.ts';
import type { ImportTarget } from './resolve.ts';

/** The text of one file, or of several by their paths. */
export type Program = string | Readonly<Record<string, string>>;

export function linked(
  program: Program,
  limit?: number,
): { readonly edges: readonly CallEdge[]; readonly isCut: boolean } {
  const texts = typeof program === 'string' ? { 'a.js': program } : program;
  const files = Object.entries(texts).map(([path, text]) =>
    extractFacts({ path, text, hash: '' }, parseSource(path, text)),
  );
  const byPath = new Map(files.map((file) => [file.path, file]));
  const resolve = (_: string, specifier: string): ImportTarget => {
    const path = specifier.replace(/^\.\//u, '');
    return byPath.has(path) ? { kind: 'file', path } : { kind: 'package', name: specifier };
  };
  const calls = holdLinked(linkCalls(files, resolve, limit));
  const edges = Array.from({ length: calls.length }, (_, at) => calls.edgeAt(at));
  return { edges, isCut: calls.isCut };
}

export const edgesOf = (program: Program): readonly CallEdge[] => linked(program).edges;

/** An id without the file, where that is the only one. */
export const short = (id: string): string => id.replace(/^a\.[jt]sx?#/u, '');
