/** Rewriting with every probe that the rewriter knows armed: functions, writes, values, branches, and a snapshot at each statement. */
import { walkSyntax } from '../../../code-graph/syntax/node.ts';
import { parseSource } from '../../../code-graph/syntax/parse.ts';
import { analyzeScopes } from '../../../code-graph/syntax/scope.ts';
import { DEFAULT_LIMITS } from '../../../protocol/plan.ts';
import type { ProbeKind } from '../../../protocol/plan.ts';
import { rewriteFile } from '../rewrite.ts';
import type { Rewritten } from '../rewrite.ts';
import type { Dialect } from '../rewriting.ts';
import type { Selection } from '../selection.ts';

export const KINDS: readonly ProbeKind[] = [
  'function',
  'write',
  'value',
  'branch',
  'state',
  'message',
];
const STATEMENTS = /_statement$|_declaration$/u;

/** @returns the text with every probe in it */
export function rewriteDeepest(path: string, text: string, dialect: Dialect = 'full'): Rewritten {
  const { tree } = parseSource(path, text);
  const scopes = analyzeScopes(tree);
  const everywhere = `${path}#*`;
  const selections: Selection[] = KINDS.map((kind) => ({
    probe: { id: kind, kind, node: everywhere, why: 'the law' },
    node: everywhere,
  }));
  walkSyntax(tree.root, (node) => {
    if (!STATEMENTS.test(node.type) || scopes.functionAt(node) !== null) return;
    const id = scopes.nodeId(node);
    selections.push({ probe: { id, kind: 'snapshot', node: id, why: 'the law' }, node: id });
  });
  return rewriteFile({ tree, scopes, selections, firstSite: 1, limits: DEFAULT_LIMITS, dialect });
}
