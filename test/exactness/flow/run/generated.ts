/**
 * Generated programs, each recorded by the real rewriter, runtime and reader at the deepest level in this process, and held
 * against the graphs of its functions.
 */
import fc from 'fast-check';
import { recordLater } from '../../../../capture/recorded.contract.ts';
import { analyzeScopes, parseSource } from '../../../../code-graph/index.ts';
import type { ScopeTable } from '../../../../code-graph/index.ts';
import { runProgram } from '../../../../instrumenters/ast/law/run-program.contract.ts';
import { rewriteFile } from '../../../../instrumenters/ast/rewrite.ts';
import type { Rewritten } from '../../../../instrumenters/ast/rewrite.ts';
import type { Selection } from '../../../../instrumenters/ast/selection.ts';
import { DEFAULT_LIMITS } from '../../../../protocol/plan.ts';
import type { ProbeKind } from '../../../../protocol/plan.ts';
import { programs } from '../../../generated/statement.ts';
import { pathPrograms } from './path-program.ts';
import { checkRecording } from '../check.ts';
import { FlowFile, namedValues } from '../place.ts';
import { addTally, newTally } from '../tally.ts';
import type { Tally } from '../tally.ts';

const PATH = 'program.js';
const SHALLOW = { ...DEFAULT_LIMITS, depth: 0 };
const KINDS: readonly ProbeKind[] = ['function', 'write', 'value', 'branch'];

function rewriteDeep(scopes: ScopeTable): Rewritten {
  const everywhere = `${PATH}#*`;
  const selections: Selection[] = KINDS.map((kind) => ({
    probe: { id: kind, kind, node: everywhere, why: 'exactness' },
    node: everywhere,
  }));
  for (const value of namedValues(scopes)) {
    const node = scopes.nodeId(value);
    selections.push({
      probe: { id: node, kind: 'value', node, why: 'exactness' },
      node,
    });
  }
  return rewriteFile({
    tree: scopes.tree,
    scopes,
    selections,
    firstSite: 1,
    limits: SHALLOW,
  });
}

/** @returns what one program's execution says about its graphs; null where it cannot be rewritten */
export async function checkText(text: string): Promise<Tally | null> {
  const scopes = analyzeScopes(parseSource(PATH, text).tree);
  const { sites, ...rewritten } = rewriteDeep(scopes);
  if (sites.length === 0) return null;
  const options = {
    sites,
    config: { depth: Buffer.alloc(sites.length + 1).toString('base64'), ringBytes: 1 << 22 },
  };
  const recording = await recordLater(options, (sink) =>
    runProgram(rewritten.text, { typescript: false, sink }),
  );
  return checkRecording(recording, new Map([[PATH, new FlowFile(scopes, sites, rewritten.text)]]));
}

export interface GeneratedTally extends Tally {
  readonly programs: number;
}

/** @param onMiss  is told each program in which the graph missed something */
export async function checkGenerated(
  options: { readonly count: number; readonly seed: number },
  onMiss: (text: string, tally: Tally) => void = () => undefined,
): Promise<GeneratedTally> {
  const sum = newTally();
  const { seed, count } = options;
  // A third of them are about properties.
  const ofPaths = Math.floor(count / 3);
  const texts = [
    ...fc
      .sample(programs({ isTyped: false }), { numRuns: count - ofPaths, seed })
      .map((one) => one.text),
    ...(ofPaths === 0 ? [] : fc.sample(pathPrograms, { numRuns: ofPaths, seed })),
  ];
  let checked = 0;
  for (const text of texts) {
    const tally = await checkText(text).catch((error: unknown) => {
      if (error instanceof SyntaxError) return null;
      throw error;
    });
    if (tally === null) continue;
    checked += 1;
    addTally(sum, tally);
    if (tally.misses.length > 0) onMiss(text, tally);
  }
  return { ...sum, programs: checked };
}
