/** Named locals before a statement: those that the statement mentions and that surely have a value by then. */
import { walkSyntax } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { Binding, FunctionInfo } from '../../../code-graph/syntax/scope-table.ts';
import type { Rewriting } from '../rewriting.ts';
import { insertBefore } from '../statement.ts';

const MAX_NAMES = 12;

/** Reading a `let` before its declaration throws, so only what is declared ahead in the same function counts. */
function isReadable(binding: Binding, statement: SyntaxNode, fn: FunctionInfo): boolean {
  if (binding.declaredIn !== fn) return false;
  if (binding.kind === 'param' || binding.kind === 'var' || binding.kind === 'function')
    return true;
  if (binding.declaredAt >= statement.start) return false;
  for (let up = binding.node.parent; up !== null && up !== fn.node; up = up.parent)
    if (up.type === 'switch_case' || up.type === 'switch_default') return false;
  return binding.kind === 'let' || binding.kind === 'const' || binding.kind === 'catch';
}

export function rewriteSnapshot(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.exactly(node, 'snapshot');
  if (probe === null || !/_statement$|_declaration$/u.test(node.type)) return;
  if (node.type === 'import_statement' || node.parent?.type === 'export_statement') return;
  const names = new Set<string>();
  walkSyntax(node, (at) => {
    if (at.type !== 'identifier' && at.type !== 'shorthand_property_identifier') return;
    const binding = rewriting.scopes.resolve(at);
    if (binding !== null && names.size < MAX_NAMES && isReadable(binding, node, fn))
      names.add(binding.name);
  });
  const captured = [...names];
  const site = rewriting.site('snapshot', { node }, { fn, probe }, { names: captured });
  const frame = rewriting.frameAt(fn, node.start);
  insertBefore(
    rewriting,
    node,
    `${rewriting.name('n')}(${site},${frame},[${captured.join(',')}]);`,
  );
}
