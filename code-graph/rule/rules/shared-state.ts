/**
 * shared-state: a variable of a module that functions write while the program runs; all callers share it, and a second
 * request, test or worker finds what the first left.
 *
 * Reported, once for each variable: `let` and `var` of a module that a function assigns. Not reported: a value that is set
 * where it was empty (`x ??= …`, `if (!x) x = …`, `x || (x = …)`): that is laziness, not state; flags that only ever become
 * `true`; files of tests; variables that no function reads; contents of maps and arrays (mostly caches).
 * Policy: it must be written by one function and read by a function. False: set once while the program starts.
 */
import { childOf, walkSyntax } from '../../syntax/node.ts';
import type { SyntaxNode } from '../../syntax/node.ts';
import { writeOf } from '../../body/access/write.ts';
import type { Binding } from '../../syntax/scope-table.ts';
import { isTestPath } from '../../project/search.ts';
import type { Finding, Rule, RuleFile } from '../rule.ts';

function isLazy(file: RuleFile, write: SyntaxNode, name: string): boolean {
  const operator = childOf(write, 'operator')?.type ?? '';
  if (/^(?:\?\?|\|\|)=$/u.test(operator)) return true;
  for (let at: SyntaxNode | null = write; at !== null; at = at.parent) {
    if (file.scopes.functionAt(at) !== null) return false;
    const { parent }: { parent: SyntaxNode | null } = at;
    const test =
      parent?.type === 'if_statement' && at.field === 'consequence'
        ? childOf(parent, 'condition')
        : parent?.type === 'binary_expression' && at.field === 'right'
          ? childOf(parent, 'left')
          : null;
    if (
      test !== null &&
      new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'u').test(
        file.textOf(test),
      )
    )
      return true;
  }
  return false;
}

/** The writes by functions, where some function also reads it. */
function writesOf(file: RuleFile, binding: Binding): readonly SyntaxNode[] {
  const writes: SyntaxNode[] = [];
  let isRead = false;
  for (const name of file.scopes.references(binding)) {
    if (file.scopes.functionOf(name).kind === 'module') continue;
    const write = writeOf(name);
    if (write === null || write.type === 'update_expression') isRead ||= true;
    if (write !== null && !isLazy(file, write, binding.name)) writes.push(write);
  }
  const isFlag = writes.every((write) => childOf(write, 'right')?.type === 'true');
  return isRead && !isFlag ? writes : [];
}

export const sharedState: Rule = {
  name: 'shared-state',
  summary: 'a variable of a module that functions change: every caller shares it',
  check(file) {
    if (isTestPath(file.path)) return [];
    const { scopes } = file;
    const bindings = new Set<Binding>();
    walkSyntax(scopes.tree.root, (node) => {
      const binding = node.type === 'identifier' ? scopes.resolve(node) : null;
      if (binding?.declaredIn.kind === 'module' && /^(?:let|var)$/u.test(binding.kind))
        bindings.add(binding);
    });
    return [...bindings].flatMap((binding): readonly Finding[] => {
      const [write] = writesOf(file, binding);
      if (write === undefined) return [];
      const by = scopes.functionOf(write).name;
      return [
        {
          node: binding.node,
          why: `${by} changes ${binding.name} (line ${file.lineAt(write.start)}), which all users of the module share`,
        },
      ];
    });
  },
};
