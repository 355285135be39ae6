/**
 * Names that a question takes from where something is used: the local name of an import (`import diff from 'microdiff'`). What it
 * stands for is called otherwise where it is declared, or has no name there at all.
 */
import type { CodeGraph } from '../../code-graph/index.ts';
import type { FileFacts } from '../../code-graph/index.ts';
import { createImportFinder } from '../project.ts';

export interface Declared {
  /** The function's id; null where it is no function, or not of the project. */
  readonly functionId: string | null;
  /** What its declaration calls it; null where that is not known, or it has no name. */
  readonly name: string | null;
}

const MOST_REEXPORTS = 6;

/** @returns what the imports of this name stand for, tests' own ones included; none where nothing imports under it */
export function declaredAs(graph: CodeGraph, name: string): readonly Declared[] {
  const find = createImportFinder(graph.paths());
  const found = new Map<string, Declared>();
  for (const { file, specifier, imported } of graph.importsAs(name)) {
    const path = imported === null ? null : find(file, specifier);
    const declared =
      path === null || imported === null
        ? NOT_OF_PROJECT
        : exportedBy(graph, find, { path, exported: imported, steps: MOST_REEXPORTS });
    found.set(declared.functionId ?? declared.name ?? '', declared);
  }
  return [...found.values()];
}

const NOT_OF_PROJECT: Declared = { functionId: null, name: null };

interface Export {
  readonly path: string;
  readonly exported: string;
  readonly steps: number;
}

/** Follows exports that only pass on what another module exports. */
function exportedBy(
  graph: CodeGraph,
  find: ReturnType<typeof createImportFinder>,
  { path, exported, steps }: Export,
): Declared {
  const facts = graph.fileFacts(path);
  if (facts === null || steps === 0) return NOT_OF_PROJECT;
  // `module.exports = f` is what a default import of it, and a `require`, get.
  const isWhole = exported === 'default' || exported === '*';
  const target = (
    facts.exports.find((one) => one.exported === exported) ??
    (isWhole ? facts.exports.find((one) => one.exported === '=') : undefined)
  )?.target;
  if (target !== undefined && target.kind !== 'import') return ownName(facts, target);
  const passing = target === undefined ? facts.exports.filter((one) => one.exported === '*') : [];
  const indexes =
    target === undefined
      ? passing.flatMap((one) => (one.target.kind === 'import' ? [one.target.index] : []))
      : [target.index];
  for (const index of indexes) {
    const passed = facts.imports[index];
    const next = passed === undefined ? null : find(path, passed.specifier);
    if (passed === undefined || next === null) continue;
    const name = target === undefined ? exported : (passed.imported ?? exported);
    const declared = exportedBy(graph, find, { path: next, exported: name, steps: steps - 1 });
    if (declared !== NOT_OF_PROJECT) return declared;
  }
  return NOT_OF_PROJECT;
}

function ownName(
  facts: FileFacts,
  target: Exclude<FileFacts['exports'][number]['target'], { kind: 'import' }>,
): Declared {
  if (target.kind === 'variable') return { functionId: null, name: target.name };
  if (target.kind === 'class')
    return { functionId: null, name: facts.classes[target.index]?.name ?? null };
  const fn = facts.functions[target.index];
  if (fn === undefined) return NOT_OF_PROJECT;
  return { functionId: fn.id, name: /^(?:default$|<)/u.test(fn.name) ? null : fn.name };
}
