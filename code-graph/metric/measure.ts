/** All measures of one function side by side; the cheap ones come with the graph, the others read its source. */
import type { FunctionNode } from '../project/graph.ts';
import type { ScopeTable } from '../syntax/scope-table.ts';
import { cognitiveComplexity } from './cognitive.ts';
import { halstead } from './halstead.ts';
import { nestingDepth } from './nesting.ts';

export interface Measures {
  /** McCabe: decisions + 1. */
  readonly complexity: number;
  readonly cognitive: number;
  readonly nesting: number;
  readonly volume: number;
  readonly difficulty: number;
  readonly lines: number;
  readonly params: number;
  readonly loops: number;
}

export const MEASURES = [
  'complexity',
  'cognitive',
  'nesting',
  'volume',
  'difficulty',
  'lines',
  'params',
  'loops',
] as const satisfies readonly (keyof Measures)[];

/** @returns the measure that the graph already holds, or null where the source must be read */
export function knownMeasure(fn: FunctionNode, name: keyof Measures): number | null {
  if (name === 'complexity') return fn.complexity;
  if (name === 'lines') return fn.endLine - fn.line + 1;
  if (name === 'params') return fn.params.length;
  return name === 'loops' ? fn.loopDepth : null;
}

/** @returns all measures; null where the source no longer holds the function */
export function measureFunction(scopes: ScopeTable, node: FunctionNode): Measures | null {
  const fn = scopes.functions.find(({ id }) => id === node.id);
  if (fn === undefined) return null;
  const { volume, difficulty } = halstead(fn, scopes.tree.text);
  return {
    complexity: node.complexity,
    cognitive: cognitiveComplexity(scopes, fn),
    nesting: nestingDepth(fn),
    volume: Math.round(volume),
    difficulty: Math.round(difficulty * 10) / 10,
    lines: node.endLine - node.line + 1,
    params: node.params.length,
    loops: node.loopDepth,
  };
}
