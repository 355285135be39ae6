/**
 * Names in questions that mean nothing, told with what is near; and names that are there, but not in the way that was asked for.
 */
import { ScopeError } from '../../protocol/problem.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Access } from '../project/facts/file-facts.ts';
import { spellings } from '../project/search.ts';
import { findFunctions, nearFunctions, noFunction } from './place.ts';
import type { Sources } from './sources.ts';

const MOST_NEAR = 6;

/** @returns what a command fails with where a name means nothing */
export function unknownName(message: string, near: readonly string[]): ScopeError {
  const problems = near.slice(0, MOST_NEAR).map((name): Problem => ({
    message: `did you mean ${name}?`,
    severity: 'error',
  }));
  return new ScopeError('question-unresolved', message, { problems });
}

/**
 * @returns the places that write, or read, a property or variable, and a note where there are only others
 * @throws ScopeError `question-unresolved` where nothing has the name
 */
export function accessesOf(
  { graph }: Sources,
  name: string,
  op: 'read' | 'write',
): { readonly found: readonly Access[]; readonly notes: readonly string[] } {
  const found = op === 'write' ? graph.writersOf(name) : graph.readersOf(name);
  if (found.length > 0) return { found, notes: [] };
  const other = op === 'write' ? graph.readersOf(name) : graph.writersOf(name);
  if (other.length === 0)
    throw unknownName(
      `no property or variable is called ${name}`,
      graph.nearMatches(name, MOST_NEAR),
    );
  const note =
    op === 'write'
      ? `nothing writes ${name}: it is only read`
      : `no reads of ${name} are known; of variables in functions only slices follow them`;
  return { found, notes: [note] };
}

/**
 * A function of the project, or something that is called by that name in its text.
 * @throws ScopeError `question-unresolved` where nothing has the name
 */
export function checkCallee(sources: Sources, name: string): void {
  const { graph } = sources;
  if (findFunctions(sources, name).length > 0) return;
  const last = spellings(name).at(-1) ?? name;
  const names = new Set(graph.paths().flatMap((path) => graph.fileFacts(path)?.names ?? []));
  if (names.has(last)) return;
  throw unknownName(`nothing that is called has the name ${name}`, nearFunctions(sources, name));
}

/** What is said of a glob that no file fits. */
export const noFile = (glob: string): string => `no file of the project fits ${glob}`;

/** What is said of a glob that no function's name fits, with names that are near. */
export function noName(sources: Sources, glob: string): string {
  const near = nearFunctions(sources, glob.replaceAll(/[*?]/gu, '')).slice(0, 3);
  const hint = near.length === 0 ? '' : `; near: ${near.join(', ')}`;
  return `no function is named ${glob}${hint}`;
}

/** @throws ScopeError `question-unresolved` where no function has the name */
export function checkFunction(sources: Sources, name: string): void {
  if (findFunctions(sources, name).length > 0) return;
  throw unknownName(noFunction(sources, name), nearFunctions(sources, name));
}
