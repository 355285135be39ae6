/**
 * Parsed sources of a project, read when a question reaches them and kept as long as there is room. A file that changed
 * since the graph was built is read as it is now; its ids may then differ from the graph's.
 */
import { fileOf } from '../../protocol/ids.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBody } from '../body/index.ts';
import type { FunctionBody } from '../body/index.ts';
import type { CodeGraph } from '../project/code-graph.ts';
import { createLineTable } from '../project/facts/extract.ts';
import { statementFlow } from '../statement/flow.ts';
import type { StatementFlow } from '../statement/flow.ts';
import { readScopes } from '../syntax/read-scopes.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import type { FunctionInfo, ScopeTable } from '../syntax/scope-table.ts';

/**
 * Bytes that a character of source text takes with its tree, its scopes and the bodies of all its functions: an estimate, so the
 * process may take more or less than the limit says.
 */
const BYTES_A_CHARACTER = 120;
const DEFAULT_MB = 480;

export interface SourceOptions {
  /** How much memory the files that are kept open may take, about; one file is always kept. */
  readonly memoryMb?: number;
  /** Gives the text of a path relative to the root; throws where there is none. */
  readonly read?: (path: string) => string;
}

export interface OpenFile {
  readonly path: string;
  readonly text: string;
  readonly scopes: ScopeTable;
  lineAt(offset: number): number;
}

/** The files below a root. */
export interface OpenFiles {
  /** Null where the file cannot be read any more. */
  open(path: string): OpenFile | null;
  /** Null for functions that are not there any more; modules (`src/a.ts#`) count as functions. */
  body(functionId: string): FunctionBody | null;
  /** How many files were let go for want of room. */
  evicted(): number;
}

/** The files of a graph. */
export interface Sources extends OpenFiles {
  readonly graph: CodeGraph;
  flow(functionId: string): StatementFlow | null;
  /** The node of any id; null where there is none. */
  nodeById(id: string): { readonly file: OpenFile; readonly node: SyntaxNode } | null;
}

const byId = new WeakMap<ScopeTable, ReadonlyMap<string, FunctionInfo>>();

function functionsOf(scopes: ScopeTable): ReadonlyMap<string, FunctionInfo> {
  let found = byId.get(scopes);
  if (found === undefined)
    byId.set(scopes, (found = new Map(scopes.functions.map((fn) => [fn.id, fn]))));
  return found;
}

/** @returns the files below a folder, opened as they are asked for; the one that was not asked for longest goes first */
export function openFiles(root: string, options: SourceOptions = {}): OpenFiles {
  const { memoryMb = DEFAULT_MB, read = (path) => readFileSync(join(root, path), 'utf8') } =
    options;
  const files = new Map<string, OpenFile>();
  let room = (memoryMb * 1e6) / BYTES_A_CHARACTER;
  let evicted = 0;
  let newest: OpenFile | null = null;
  const load = (path: string): OpenFile | null => {
    let text: string;
    try {
      text = read(path);
    } catch {
      return null;
    }
    for (const [oldest, file] of files) {
      if (room >= text.length || files.size === 0) break;
      files.delete(oldest);
      evicted += 1;
      room += file.text.length;
    }
    room -= text.length;
    const scopes = readScopes(path, text);
    const file: OpenFile = { path, text, scopes, lineAt: createLineTable(text) };
    files.set(path, file);
    return file;
  };
  const open = (path: string): OpenFile | null => {
    if (newest?.path === path) return newest;
    const file = files.get(path);
    if (file === undefined) return (newest = load(path));
    files.delete(path);
    files.set(path, file);
    return (newest = file);
  };
  const body = (id: string): FunctionBody | null => {
    const scopes = open(fileOf(id))?.scopes;
    const fn = scopes === undefined ? undefined : functionsOf(scopes).get(id);
    return scopes === undefined || fn === undefined ? null : buildBody(scopes, fn);
  };
  return { open, body, evicted: () => evicted };
}

/** @returns the files of the graph, as {@link openFiles} */
export function openSources(graph: CodeGraph, options: SourceOptions = {}): Sources {
  const files = openFiles(graph.root, options);
  return {
    graph,
    ...files,
    flow(id) {
      const found = files.body(id);
      return found === null ? null : statementFlow(found);
    },
    nodeById(id) {
      const file = files.open(fileOf(id));
      const node = file?.scopes.nodeById(id) ?? null;
      return file === null || node === null ? null : { file, node };
    },
  };
}
