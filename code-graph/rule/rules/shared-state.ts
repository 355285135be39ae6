/**
 * shared-state: a variable of a module that functions write while the program runs; all callers share it, and a second
 * request, test or worker finds what the first left.
 *
 * Reported, once for each variable: `let` and `var` of a module that a function assigns and a function reads. Not reported: a
 * value that is set where it was empty (`x ??= …`, `if (!x) x = …`, also as the other branch), flags that only ever become
 * `true`, counters that only go up, a variable without a first value that one place sets (set-up), files that export
 * nothing (scripts, whose state is their own), files of tests, contents of maps and arrays (mostly caches).
 * Policy: the assignment must be in the file. False: set once while the program starts, or a cache that is emptied.
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
      parent?.type === 'if_statement' && /^(?:consequence|alternative)$/u.test(at.field ?? '')
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
  const isCounter = writes.every(
    (write) => write.type === 'update_expression' || childOf(write, 'operator')?.type === '+=',
  );
  const hasValue = childOf(binding.node.parent ?? binding.node, 'value') !== null;
  const isSetUp = !hasValue && writes.length === 1;
  return isRead && !isFlag && !isCounter && !isSetUp ? writes : [];
}

function exportsSomething(file: RuleFile): boolean {
  let found = false;
  walkSyntax(file.scopes.tree.root, (node) => {
    found ||= node.type === 'export_statement';
    if (node.type === 'assignment_expression')
      found ||= /^(?:module\.)?exports\b/u.test(file.textOf(node));
    return !found;
  });
  return found;
}

export const sharedState: Rule = {
  name: 'shared-state',
  summary: 'a variable of a module that functions change: every caller shares it',
  check(file) {
    if (isTestPath(file.path) || !exportsSomething(file)) return [];
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
