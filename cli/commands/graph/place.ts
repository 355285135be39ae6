/**
 * Where `scope graph` reads, what is missing there, and what could not be read: said once, in a line, by every command that
 * looks into the graph.
 */
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { CodeGraph } from '../../../code-graph/index.ts';
import { findProjectRoot, isProjectFolder } from '../../../orchestrator/project.ts';
import type { Problem } from '../../../protocol/problem.ts';
import { ScopeError } from '../../../protocol/problem.ts';
import type { Io } from '../../io.ts';
import { cut, plural } from '../../render/text.ts';

const MOST_NAMED = 3;
const MOST_TEXT = 60;

/** @returns the folder as a whole path. @throws ScopeError `usage` where there is none */
export function folderAt(io: Io, words: string): string {
  const folder = resolve(io.cwd, words);
  if (!existsSync(folder)) throw new ScopeError('usage', `there is no folder ${words}`);
  return realpathSync(folder);
}

/**
 * The project that a folder to look at belongs to: its own where it has one, else the one that `scope ask` would take here.
 * So a part of a project shares the cache and the paths of the whole.
 */
export function projectOf(io: Io, folder: string): string {
  const own = findProjectRoot(folder);
  if (isProjectFolder(own)) return own;
  const here = findProjectRoot(io.cwd);
  return isWithin(folder, here) ? here : own;
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** @throws ScopeError `project-unreadable` where there is nothing to look into */
export function checkSources({ root, problems, modules }: CodeGraph): void {
  if (modules().length > 0) return;
  throw new ScopeError(
    'project-unreadable',
    `nothing to read was found in ${root}: no files .js, .mjs, .cjs, .jsx, .ts, .mts, .cts or .tsx, outside of node_modules, dist, build, out, coverage, hidden folders, what git ignores, declarations and minified files`,
    { problems },
  );
}

/** What a person should know before the result is read: files that are missing in it, and what its paths are relative to. */
export function sayPlace(io: Io, { root, problems }: CodeGraph): void {
  // What is wrong with one of the files has a path in the project; what is said of the whole (its cache, its size) has not.
  const isOfFile = ({ where }: Problem): boolean => where !== undefined && !isAbsolute(where);
  for (const { message } of problems.filter((one) => !isOfFile(one)).slice(0, MOST_NAMED))
    io.err.write(`scope: ${message}\n`);
  const ofFiles = problems.filter(isOfFile);
  if (ofFiles.length > 0) io.err.write(`scope: ${problemLine(ofFiles)}\n`);
  if (realpathSync(io.cwd) !== root) io.err.write(`scope: paths are relative to ${root}\n`);
}

/** `2 problems while reading: src/a.js:1: cannot read this syntax: …; src/b.js: left out: …` */
function problemLine(problems: readonly Problem[]): string {
  const named = problems.slice(0, MOST_NAMED).map(({ message }) => cut(message, MOST_TEXT));
  const more = problems.length - named.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  return `${plural(problems.length, 'problem')} while reading, the result may lack something: ${named.join('; ')}${rest} (scope graph build lists them)`;
}
